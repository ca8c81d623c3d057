from odoo import fields, models

from ..const import DISPOSALS


class AftersalesUnitDecision(models.TransientModel):
    """Asks for the reason of a decision on units taken in (S8)."""

    _name = "aftersales.unit.decision"
    _description = "Decision on Units"

    purpose = fields.Selection(
        [
            ("fail", "Inspection not passed"),
            ("not_repairable", "Not repairable"),
            ("dispose", "Abandoned goods"),
        ],
        required=True,
        readonly=True,
    )
    unit_ids = fields.Many2many("aftersales.order.unit", string="Units", required=True)
    disposal = fields.Selection(DISPOSALS, string="Decision")
    reason = fields.Char(required=True)

    def action_apply(self):
        """Carry out the decision with its reason."""
        self.ensure_one()
        if self.purpose == "fail":
            self.unit_ids._fail(self.reason)
        elif self.purpose == "dispose":
            self.unit_ids._dispose(self.disposal, self.reason)
        else:
            self.unit_ids._finish("not_repairable", self.reason)
        return {"type": "ir.actions.act_window_close"}
