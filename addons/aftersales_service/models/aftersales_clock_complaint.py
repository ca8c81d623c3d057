from datetime import timedelta

from odoo import api, fields, models

from ..tools import clock
from ..tools.working_time import WORKING_DAYS, WORKING_HOURS


class AftersalesClock(models.Model):
    """The deadlines of a complaint and its stages (S21, S22): the same clocks, with limits of their own."""

    _inherit = "aftersales.clock"

    complaint_id = fields.Many2one(
        "aftersales.complaint",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
    )
    complaint_stage_id = fields.Many2one(
        "aftersales.complaint.stage",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    limit_days = fields.Float(
        string="Limit", readonly=True, digits=(6, 2), help="Working days; kept with the clock."
    )

    _one_subject = models.Constraint(
        "CHECK ((order_id IS NULL) <> (complaint_id IS NULL))", "A clock is an order's or a complaint's."
    )

    @api.depends("complaint_id.company_id")
    def _compute_company_id(self):
        return super()._compute_company_id()

    @api.depends("complaint_id.name", "complaint_stage_id.stage")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_subject(self):
        return self.complaint_id or super()._get_subject()

    def _get_label(self):
        """Return what is due: the kind, or the name of the stage."""
        self.ensure_one()
        stage = self.complaint_stage_id
        if stage:
            return dict(stage._fields["stage"]._description_selection(self.env))[stage.stage]
        return super()._get_label()

    def _get_engine_rule(self):
        """Whole working days are counted as days, a part of a day as its share of the hours of one."""
        if not self.complaint_id:
            return super()._get_engine_rule()
        warn = self.complaint_id.policy_id.sudo().warn_percent  # sudo: policy, no secret
        if self.limit_days == int(self.limit_days):
            return clock.Rule(int(self.limit_days), WORKING_DAYS, warn_percent=warn)
        hours = self.limit_days * self.complaint_id._get_working_calendar().hours_per_day
        return clock.Rule(timedelta(seconds=round(hours * 3600)), WORKING_HOURS, warn_percent=warn)

    def _get_rule_name(self):
        if not self.complaint_id:
            return super()._get_rule_name()
        units = dict(self.env["aftersales.sla.rule"]._fields["unit"]._description_selection(self.env))
        unit = units[WORKING_DAYS]
        name = self.env._(
            "%(label)s %(days)s %(unit)s", label=self._get_label(), days=f"{self.limit_days:g}", unit=unit
        )
        return name, units[self._get_engine_rule().unit]

    def _get_worker(self):
        if not self.complaint_id:
            return super()._get_worker()
        return self.complaint_stage_id.user_id or self.complaint_id.user_id

    def _get_escalation_user(self):
        if not self.complaint_id:
            return super()._get_escalation_user()
        return self.complaint_id._get_management_user()

    @api.model
    def _start_complaints(self, starts):
        """Start clocks of complaints.

        :param starts: list of (complaint, kind, moment in naive UTC, limit in working days, stage)
        """
        return self._create_started(
            [
                (
                    {
                        "complaint_id": complaint.id,
                        "complaint_stage_id": stage.id if stage else False,
                        "kind": kind,
                        "limit_days": days,
                    },
                    {"occurred_on": moment},
                )
                for complaint, kind, moment, days, stage in starts
            ]
        )

    def _tell_subjects(self):
        """An overdue stage sends its responsible person a reminder, as a document of the case (S22)."""
        result = super()._tell_subjects()
        now = fields.Datetime.now()
        # sudo: nobody has the right to make notices
        self.env["aftersales.complaint.notice"].sudo().create(
            [
                {
                    "complaint_id": each.complaint_id.id,
                    "stage_id": each.complaint_stage_id.id,
                    "kind": "reminder",
                    "user_id": each.complaint_stage_id.user_id.id,
                    "issued_on": now,
                    "deadline": each.deadline,
                }
                for each in self.filtered("complaint_stage_id")
            ]
        )
        return result
