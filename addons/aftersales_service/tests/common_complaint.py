from contextlib import nullcontext
from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command

from .common import ServiceCase

#: A Monday at the opening of the office (Shanghai, naive UTC), with no holiday around it.
MONDAY = datetime(2026, 3, 2, 0, 0)


class ComplaintCase(ServiceCase):
    """A company that works from 8 to 12 and 13 to 17, and people for every stage of a complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office (test)",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {"name": "Shift", "dayofweek": str(day), "hour_from": start, "hour_to": start + 4}
                    )
                    for day in range(5)
                    for start in (8, 13)
                ],
            }
        )
        cls.company.resource_calendar_id = calendar
        cls.domestic = cls.env.ref("aftersales_service.complaint_policy_domestic")
        cls.abroad = cls.env.ref("aftersales_service.complaint_policy_abroad")
        cls.supervisor = cls._create_user("dispatcher", "Gao")
        cls.researcher = cls.env["res.users"].create(
            {"name": "Ma", "login": "test-researcher", "email": "ma@example.com"}
        )
        cls.domestic.stage_ids.filtered(lambda each: each.stage == "research").user_id = cls.researcher
        (cls.domestic | cls.abroad).management_user_id = cls.manager
        cls.Complaint = cls.env["aftersales.complaint"]

    def _open(self, at=MONDAY, **vals):
        """A complaint as the clerk registers it, at a moment in naive UTC."""
        vals = {"partner_id": self.customer.id, "description": "Still does not cool", **vals}
        with freeze_time(at):
            return self.Complaint.with_user(self.clerk).create(vals).with_env(self.env)

    def _get_clock(self, complaint, kind):
        return complaint.clock_ids.filtered(lambda each: each.kind == f"complaint_{kind}").sorted("id")[-1:]

    def _sweep(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("aftersales_service.ir_cron_sweep_clocks").method_direct_trigger()

    def _sign(self, complaint, user=None, at=None, findings="Looked into"):
        """Sign off the present stage as its responsible person."""
        stage = complaint.stage_id
        stage = stage.with_user(user or stage.user_id)
        with freeze_time(at) if at else nullcontext():
            stage.findings = findings
            stage.action_sign()

    def _play_to_decision(self, complaint, **values):
        """Sign all stages up to the approval; the supervisor proposes."""
        while complaint.stage != "business":
            self._sign(complaint)
        values.setdefault("outcome_ids", [Command.create({"kind": "not_justified"})])
        complaint.with_user(self.supervisor).write({"decision": "We repair it for free.", **values})
        self._sign(complaint, self.supervisor)
        return complaint
