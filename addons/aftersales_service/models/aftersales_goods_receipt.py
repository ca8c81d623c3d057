from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..const import FINAL_STATES


class AftersalesGoodsReceipt(models.Model):
    """The customer's receipt for goods taken in, and a line of the goods in/out register (S8)."""

    _name = "aftersales.goods.receipt"
    _inherit = ["aftersales.guard.mixin", "mail.thread"]
    _description = "Goods Receipt"
    _order = "received_on desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, index=True, precompute=True)
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_unit",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        compute="_compute_unit",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        domain="[('product_id', '=?', product_id)]",
    )
    quantity = fields.Integer(required=True, default=1)
    accessories = fields.Char(help="Remote control, cable, papers … handed over with the unit.")
    condition = fields.Text(string="Condition on Arrival", help="Scratches, missing parts, moisture …")
    storage_place = fields.Char()
    state = fields.Selection(
        [("open", "In our custody"), ("returned", "Returned")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    received_on = fields.Datetime(required=True, default=fields.Datetime.now, copy=False)
    received_by_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user)
    returned_on = fields.Datetime(readonly=True, copy=False)
    returned_by_id = fields.Many2one("res.users", string="Handed Back By", readonly=True, copy=False)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A receipt is for at least one piece: check the quantity."
    )
    _return_order = models.Constraint(
        "CHECK (returned_on IS NULL OR returned_on >= received_on)",
        "Goods cannot be handed back before they came in: check the dates.",
    )

    @api.depends("order_id")
    def _compute_unit(self):
        for receipt in self:
            receipt.product_id = receipt.product_id or receipt.order_id.product_id
            receipt.lot_id = receipt.lot_id or receipt.order_id.lot_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("name",))
        self = self._drop_guarded_defaults()
        default = self.env.context.get("default_order_id")
        orders = [self.env["aftersales.order"].browse(vals.get("order_id", default)) for vals in vals_list]
        for order in orders:
            if order.state in FINAL_STATES:
                raise UserError(
                    self.env._("Order %(name)s is ended: no goods can be taken in for it.", name=order.name)
                )
        numbers = self.env["ir.sequence"]._next_batch(
            self._name, [{"company_id": order.company_id.id} for order in orders]
        )
        vals_list = [{**vals, "name": name} for vals, name in zip(vals_list, numbers, strict=True)]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if "order_id" in vals:
                raise UserError(self.env._("A goods receipt stays with the order it was made for."))
            self._ensure_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A goods receipt is a numbered document: it cannot be deleted."))

    def _ensure_open(self):
        voided = self.filtered(lambda receipt: receipt.state != "open")[:1]
        if voided:
            raise UserError(
                self.env._(
                    "Receipt %(number)s is voided: its goods were handed back on %(date)s.",
                    number=voided.name,
                    date=format_datetime(self.env, voided.returned_on),
                )
            )

    def action_return(self):
        """Hand the goods back: the receipt is taken back and voided (S8)."""
        self.check_access("write")
        self._ensure_open()
        self.sudo().write(  # sudo: guarded fields, right and state checked above
            {
                "state": "returned",
                "returned_on": fields.Datetime.now(),
                "returned_by_id": self.env.uid,
            }
        )
