from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.working_time import naive


class AftersalesClockReplay(models.TransientModel):
    """Replays the clocks of a past period under another policy: what would have changed?"""

    _name = "aftersales.clock.replay"
    _description = "Replay of Deadlines"

    date_from = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self) - timedelta(days=30)
    )
    date_to = fields.Date(required=True, default=fields.Date.context_today)
    policy_id = fields.Many2one(
        "aftersales.sla.policy", string="Under Policy", required=True, context={"active_test": False}
    )
    line_ids = fields.One2many("aftersales.clock.replay.line", "replay_id", string="Changes", readonly=True)
    count = fields.Integer(string="Clocks Replayed", readonly=True)

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for replay in self:
            days = (format_date(self.env, day) for day in (replay.date_from, replay.date_to))
            replay.display_name = " – ".join(days)

    def action_replay(self):
        """List the clocks of orders of the period that would have come out differently."""
        self.ensure_one()
        if self.date_to < self.date_from:
            raise UserError(self.env._("The period ends before it starts: check the dates."))
        zone = ZoneInfo(self.env.company.resource_calendar_id.tz or "UTC")
        start, end = (
            naive(datetime.combine(day, time.min, zone))
            for day in (self.date_from, self.date_to + timedelta(days=1))
        )
        clocks = self.env["aftersales.clock"].search(
            [
                ("order_id.request_date", ">=", start),
                ("order_id.request_date", "<", end),
                ("company_id", "in", self.policy_id.company_id.ids or self.env.companies.ids),
            ]
        )
        policy = self.policy_id.sudo()  # sudo: readable by everybody anyway; keeps one cache
        rules = {}
        for clock in clocks:
            rule = policy._get_rule(clock.order_id, clock.kind)
            if rule:
                rules[clock] = rule
        # sudo: rules and calendars are no secret; the clocks were found with the user's rights
        results = self.env["aftersales.clock"].union(*rules).sudo()._get_results(rules)
        self.line_ids.unlink()
        self.line_ids = [
            fields.Command.create(
                {
                    "clock_id": clock.id,
                    "rule_id": rules[clock].id,
                    "deadline": naive(result.deadline),
                    "state": result.state,
                }
            )
            for clock, result in results.items()
            if result and (naive(result.deadline), result.state) != (clock.deadline, clock.state)
        ]
        self.count = len(results)
        return {
            "name": self.env._("Replay of deadlines"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }
