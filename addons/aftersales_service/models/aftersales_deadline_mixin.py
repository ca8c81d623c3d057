from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.working_time import ONE_DAY

#: From when on a deadline is shown as near, in hours.
NEAR = 2


class AftersalesDeadlineMixin(models.AbstractModel):
    """What has clocks shows the next of their deadlines; its model names them `clock_ids` and is guarded."""

    _name = "aftersales.deadline.mixin"
    _description = "Document with Deadlines"

    next_deadline = fields.Datetime(
        compute="_compute_next_deadline",
        store=True,
        index="btree_not_null",
        help="The first deadline that is still open.",
    )
    time_left = fields.Char(compute="_compute_time_left", help="Until the next deadline.")
    deadline_state = fields.Selection(
        [("ok", "In time"), ("near", "Due soon"), ("late", "Missed")], compute="_compute_time_left"
    )
    clock_state = fields.Selection(
        [("running", "Running"), ("paused", "Paused")],
        compute="_compute_clock_state",
        help="Whether there are clocks that can be paused, or that are.",
    )

    @api.depends("clock_ids.deadline", "clock_ids.state", "clock_ids.ended_on")
    def _compute_next_deadline(self):
        for record in self:
            # sudo: the deadlines of the document itself
            running = record.sudo().clock_ids.filtered(
                lambda each: each.deadline and not each.ended_on and each.state != "paused"
            )
            record.next_deadline = min(running.mapped("deadline"), default=False)

    @api.depends("next_deadline")
    @api.depends_context("lang")
    def _compute_time_left(self):
        now = fields.Datetime.now()
        for record in self:
            left = record.next_deadline and record.next_deadline - now
            record.time_left = self._format_time_left(left) if record.next_deadline else False
            record.deadline_state = record.next_deadline and (
                "late" if left < timedelta() else "near" if left <= timedelta(hours=NEAR) else "ok"
            )

    @api.model
    def _format_time_left(self, left):
        days, rest = divmod(abs(left), ONE_DAY)
        hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
        clock = f"{hours}:{minutes:02}"
        text = self.env._("%(days)s d %(clock)s", days=days, clock=clock) if days else clock
        return f"−{text}" if left < timedelta() else text

    @api.depends("clock_ids.state", "clock_ids.kind")
    def _compute_clock_state(self):
        for record in self:
            states = record._get_pausable().mapped("state")
            record.clock_state = "paused" if "paused" in states else "running" if states else False

    def _get_pausable(self):
        """Return the open clocks that a pause stops; a promised time is not one of them."""
        return self.sudo().clock_ids.filtered(  # sudo: states of the document's own clocks
            lambda each: not each.ended_on and each.kind != "promise"
        )

    def _get_open_clocks(self, *kinds):
        """Return the clocks of `kinds`, or of every kind, that have not ended."""
        return (
            self.sudo()
            .clock_ids.filtered(  # sudo: the document's own clocks, its step was checked
                lambda each: not each.ended_on and (not kinds or each.kind in kinds)
            )
            .with_env(self.env)
        )

    def _meet_clocks(self, *kinds):
        clocks = self._get_open_clocks(*kinds)
        if clocks:
            clocks._add_event("met")

    def _pause_clocks(self, reason, note=None):
        """Stop the clocks of these documents; the caller has checked the right.

        :raises UserError: where nothing runs that could be paused
        """
        self._lock()
        running = self._get_pausable().filtered(lambda each: each.state in ("running", "breached"))
        if not running:
            raise UserError(self.env._("No clock is running that could be paused."))
        running.with_env(self.env)._add_event("pause", reason=reason, note=(note or "").strip())

    def _resume_clocks(self):
        """Let the paused clocks of these documents go on; the caller has checked the right."""
        self._lock()
        paused = self._get_pausable().filtered(lambda each: each.state == "paused")
        if not paused:
            raise UserError(self.env._("No clock is paused."))
        paused.with_env(self.env)._add_event("resume")
