from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesGoodsReturn(models.Model):
    """What a customer took away at one time, with his signature (S8).

    Part of a receipt can be collected; the receipt is voided when the last of its units is out.
    """

    _name = "aftersales.goods.return"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Goods Handed Back"
    _order = "returned_on desc, id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    unit_ids = fields.One2many("aftersales.order.unit", "return_id", string="Units", readonly=True)
    unit_count = fields.Integer(compute="_compute_unit_count")
    returned_on = fields.Datetime(required=True, readonly=True, index=True)
    returned_by_id = fields.Many2one("res.users", string="Handed Back By", required=True, readonly=True)
    signed_by = fields.Char(string="Collected By", required=True, readonly=True)
    signature = fields.Binary(attachment=True, readonly=True)
    on_paper = fields.Boolean(string="Signed on Paper", readonly=True)
    receipt_lost = fields.Boolean(readonly=True, help="The customer could not give the receipt back.")

    unpaid_reason = fields.Char(
        string="Why Unpaid", readonly=True, help="Why a manager let go of what was not paid."
    )

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        for each in self:
            each.unit_count = len(each.unit_ids)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("What was handed back stays in the register: it cannot be deleted."))
