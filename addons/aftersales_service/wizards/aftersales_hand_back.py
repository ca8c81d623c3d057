from odoo import api, fields, models


class AftersalesHandBack(models.TransientModel):
    """The customer signs for the units he takes away (S8)."""

    _name = "aftersales.hand.back"
    _description = "Hand Back Goods"

    unit_ids = fields.Many2many("aftersales.order.unit", string="Units", required=True)
    available_ids = fields.Many2many(
        "aftersales.order.unit", compute="_compute_available_ids", help="What this customer has with us."
    )
    has_open = fields.Boolean(compute="_compute_has_open")
    unrepaired = fields.Boolean(
        string="Take Back Unrepaired", help="Also units that are neither repaired nor inspected."
    )
    signed_by = fields.Char(
        string="Collected By", required=True, compute="_compute_signed_by", store=True, readonly=False
    )
    signature = fields.Binary()
    on_paper = fields.Boolean(string="Signed on Paper")
    payment_gap = fields.Char(compute="_compute_payment_gap")
    unpaid_reason = fields.Char(
        string="Hand Back Unpaid", help="Why a manager lets go of what is not paid; kept on the record."
    )
    receipt_lost = fields.Boolean(help="The customer cannot give the receipt back.")

    @api.depends("unit_ids")
    def _compute_available_ids(self):
        for wizard in self:
            wizard.available_ids = self.env["aftersales.order.unit"].search(
                [
                    ("order_id", "in", wizard.unit_ids.order_id.ids),
                    ("state", "not in", ("returned", "disposed")),
                ]
            )

    @api.depends("unit_ids.state")
    def _compute_has_open(self):
        for wizard in self:
            wizard.has_open = any(unit.state != "ready" for unit in wizard.unit_ids)

    @api.depends("unit_ids")
    def _compute_payment_gap(self):
        for wizard in self:
            orders = wizard.unit_ids._origin._get_owing_orders()
            gaps = [gap for gap in (order._get_hand_back_gap() for order in orders) if gap]
            wizard.payment_gap = " ".join(gaps)

    @api.depends("unit_ids")
    def _compute_signed_by(self):
        for wizard in self:
            order = wizard.unit_ids.order_id[:1]
            wizard.signed_by = wizard.signed_by or order.contact_name or order.partner_id.name

    def action_hand_back(self):
        """Hand the units back; the receipt is voided with the last of them."""
        self.ensure_one()
        self.unit_ids._hand_back(
            self.signed_by,
            self.signature,
            self.on_paper,
            self.unrepaired,
            self.receipt_lost,
            self.unpaid_reason,
        )
        return {"type": "ir.actions.act_window_close"}
