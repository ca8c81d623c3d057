from odoo import fields, models

from ..const import CLOCK_STATES


class AftersalesClockReplayLine(models.TransientModel):
    """A clock that would have come out differently under another policy."""

    _name = "aftersales.clock.replay.line"
    _description = "Changed Deadline"
    _order = "replay_id, clock_id"

    replay_id = fields.Many2one("aftersales.clock.replay", required=True, ondelete="cascade", index=True)
    clock_id = fields.Many2one("aftersales.clock", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one(related="clock_id.order_id", related_sudo=False)
    kind = fields.Selection(related="clock_id.kind", string="Deadline Of", related_sudo=False)
    old_deadline = fields.Datetime(related="clock_id.deadline", related_sudo=False)
    old_state = fields.Selection(related="clock_id.state", string="Old Result", related_sudo=False)
    rule_id = fields.Many2one("aftersales.sla.rule", string="New Rule", readonly=True)
    deadline = fields.Datetime(string="New Deadline", readonly=True)
    state = fields.Selection(CLOCK_STATES, string="New Result", readonly=True)
