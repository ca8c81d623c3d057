from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CLOCK_EVENTS, PAUSE_REASONS
from ..tools import clock


class AftersalesClockEvent(models.Model):
    """What happened to a clock: only ever added, the evidence that a deadline is replayed from."""

    _name = "aftersales.clock.event"
    _description = "Clock Event"
    _order = "occurred_on, id"

    clock_id = fields.Many2one(
        "aftersales.clock", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="clock_id.order_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="clock_id.company_id", store=True, precompute=True)
    kind = fields.Selection(CLOCK_EVENTS, string="Event", required=True, readonly=True)
    occurred_on = fields.Datetime(string="When", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, default=lambda self: self.env.user
    )
    reason = fields.Selection(PAUSE_REASONS, readonly=True)
    note = fields.Char(readonly=True)
    units = fields.Integer(readonly=True, help="Units that came in.")
    promised_on = fields.Datetime(readonly=True)

    def write(self, vals):
        """Refused for everybody: a clock's history is not rewritten."""
        if self:
            raise UserError(self.env._("The events of a clock are its evidence: they cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The events of a clock are its evidence: they cannot be deleted."))

    def _to_engine(self):
        """Return these events as the engine takes them."""
        return [
            clock.Event(
                kind=event.kind,
                at=event.occurred_on.replace(tzinfo=timezone.utc),
                units=event.units,
                promised=(event.promised_on and event.promised_on.replace(tzinfo=timezone.utc)) or None,
            )
            for event in self
        ]
