from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import PerformanceCase

FIRST, LAST = fields.Date.to_date("2026-02-01"), fields.Date.to_date("2026-02-28")


class IndicatorCase(PerformanceCase):
    """Jobs of two engineers around February in Shanghai; it is 5 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicators = cls.env["aftersales.indicator"]
        cls.values = cls.env["aftersales.indicator.value"]
        cls.product = cls.env["product.product"].create({"name": "Split X1", "taxes_id": False})
        cls.station = cls.env["aftersales.station"].create(
            {
                "name": "West",
                "company_id": cls.company.id,
                "partner_id": cls.env["res.partner"].create({"name": "West Ltd"}).id,
            }
        )
        (cls.engineer | cls.colleague).aftersales_engineer = True
        for person in cls.engineer | cls.colleague:
            person.user_id.group_ids = [Command.link(cls.env.ref("aftersales_service.group_engineer").id)]
        cls.rules = {
            kind: cls.env["aftersales.sla.rule"].search([("kind", "=", kind)], limit=1)
            for kind in ("answer", "arrival", "promise", "voucher")
        }

    @classmethod
    def _job(cls, requested="2026-02-10 02:00:00", clocks=None, hours=0, opinion=None, **vals):
        """A job as the service desk left it.

        :param clocks: kind → state; an answer comes two hours after the request
        :param hours: from request to closing; 0: still open
        """
        requested = fields.Datetime.to_datetime(requested)
        if hours:
            closed = requested + timedelta(hours=hours)
            vals = {"state": "closed", "closed_on": closed, "signed_on": closed, "solved": "yes", **vals}
        order = cls.env["aftersales.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "fault": "Does not cool",
                "product_id": cls.product.id,
                "taken_by_id": cls.agent.user_id.id,
                "request_date": requested,
            }
        )
        order.write({"engineer_id": cls.engineer.id, **vals})
        cls.env.flush_all()
        cls.env.cr.execute("DELETE FROM aftersales_clock WHERE order_id = %s", [order.id])
        cls.env.invalidate_all()
        cls.env["aftersales.clock"].create(
            [
                {
                    "order_id": order.id,
                    "kind": kind,
                    "rule_id": cls.rules[kind].id,
                    "state": state,
                    "ended_on": requested + timedelta(hours=2),
                }
                for kind, state in (clocks or {}).items()
            ]
        )
        if opinion is not None:
            cls._opinion(order, opinion)
        return order

    @classmethod
    def _opinion(cls, order, score):
        """The customer's answer on the day of the closing."""
        card = order.opinion_ids[:1] or cls.env["aftersales.opinion"].create(
            {
                "order_id": order.id,
                "policy_id": cls.env["aftersales.opinion.policy"].search([], limit=1).id,
                "closed_on": order.closed_on,
            }
        )
        card.write({"state": "answered", "score": score, "answered_on": order.closed_on})

    @classmethod
    def _complain(cls, order, late=False, outcome=None, state="closed", on="2026-02-20 02:00:00"):
        complaint = cls.env["aftersales.complaint"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_id": order.id,
                "description": "Noise",
                "taken_by_id": cls.agent.user_id.id,
            }
        )
        complaint.write({"state": state, "closed_on": on, "closed_late": late})
        if outcome:
            found = cls.env["aftersales.complaint.outcome"].create(
                {"complaint_id": complaint.id, "kind": "repair", "product_id": cls.product.id}
            )
            cls.env.flush_all()  # a return wants an invoice, which no figure asks for
            cls.env.cr.execute(
                "UPDATE aftersales_complaint_outcome SET kind = %s WHERE id = %s", (outcome, found.id)
            )
            cls.env.invalidate_all()
        return complaint

    @classmethod
    def _logged(cls, hours, order=None, employee=None, on="2026-02-10 01:00:00", **vals):
        start = fields.Datetime.to_datetime(on)
        line = cls.env["aftersales.worklog"].create(
            {
                "employee_id": (employee or cls.engineer).id,
                "company_id": cls.company.id,
                "start_on": start,
                "end_on": start + timedelta(hours=hours),
                "order_id": order and order.id,
                "description": "Bench",
                **vals,
            }
        )
        line.state = "confirmed"
        return line

    @classmethod
    def _indicator(cls, code):
        return cls.env.ref(f"aftersales_performance.indicator_{code}")

    def _measured(self, code, subject=None, kind="engineer", first=FIRST, last=LAST):
        """Return (sum, records) of an indicator, as it is now."""
        self.env.flush_all()
        indicator = self._indicator(code)
        subject = (subject or self.engineer).id if kind != "company" else False
        found = indicator._measure(self.company, kind, first, last, [subject] if subject else None)
        return found.get(subject, {}).get(indicator, (0.0, 0))

    def _written(self, code, kind="engineer", **where):
        """Return the value of February that the night has written."""
        domain = [
            ("indicator_id", "=", self._indicator(code).id),
            ("kind", "=", kind),
            ("month", "=", where.pop("month", FIRST)),
            *((name, "=", record.id) for name, record in where.items()),
        ]
        return self.values.search(domain)

    def _run_night(self):
        self.company.aftersales_indicator_asked_on = fields.Datetime.now()
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_measure_indicators").method_direct_trigger()
        self.env.invalidate_all()
