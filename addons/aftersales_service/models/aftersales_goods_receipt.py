from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..const import FINAL_STATES, UNIT_GONE_STATES

#: What a receipt says of its goods; the card of an only unit follows.
UNIT_FIELDS = frozenset({"product_id", "lot_id", "quantity", "storage_place"})


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
    storage_place = fields.Char(help="Where the goods were put first; the card knows where they are now.")
    unit_ids = fields.One2many("aftersales.order.unit", "receipt_id", string="Units", readonly=True)
    unit_count = fields.Integer(compute="_compute_unit_count")
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

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        for receipt in self:
            receipt.unit_count = len(receipt.unit_ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Number the receipts in one go and make their repair cards, one where no units are given."""
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
        receipts = super().create(vals_list)
        receipts._create_units()
        return receipts

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if "order_id" in vals:
                raise UserError(self.env._("A goods receipt stays with the order it was made for."))
            self._ensure_open()
        result = super().write(vals)
        if UNIT_FIELDS & vals.keys():
            self._correct_units(UNIT_FIELDS & vals.keys())
        return result

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

    def _create_units(self):
        """Make the repair card of each of these receipts that has none."""
        # sudo: cards come with the receipt, whose right was checked
        self.env["aftersales.order.unit"].sudo().create(
            [receipt._prepare_unit_vals() for receipt in self if not receipt.unit_ids]
        )

    @api.model
    def _create_missing_units(self):
        """Make the cards of receipts of a version that knew none; nothing where all have theirs.

        Where two of those receipts are open for one unit, only the first card knows it by more than
        its serial number.
        """
        lacking = self.search([("unit_ids", "=", False)], order="id")
        vals_list, here = [], set()
        for receipt in lacking:
            vals = receipt._prepare_unit_vals()
            if receipt.state == "open" and vals["lot_id"] in here:
                vals["lot_id"] = False
            here.add(vals["lot_id"])
            vals_list.append(vals)
        # sudo: an upgrade, no user's action
        self.env["aftersales.order.unit"].sudo().create(vals_list)

    def _prepare_unit_vals(self):
        """Values of the card of this receipt's only unit; extension seam."""
        self.ensure_one()
        return {
            "receipt_id": self.id,
            "order_id": self.order_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "serial": self.lot_id.name,
            "quantity": self.quantity,
            "fault": self.order_id.fault,
            "storage_place": self.storage_place,
            "state": "returned" if self.state == "returned" else "waiting",
            "returned_on": self.returned_on,
        }

    def _correct_units(self, names):
        """Let the card of a receipt with one unit follow a correction of the receipt."""
        for receipt in self:
            if len(receipt.unit_ids) == 1:
                vals = receipt._prepare_unit_vals()
                names = {*names, "serial"} if "lot_id" in names else names
                # sudo: guarded fields, the right on the receipt was checked
                receipt.sudo().unit_ids.write({name: vals[name] for name in names})
            elif names - {"storage_place"}:
                raise UserError(
                    self.env._(
                        "Receipt %(number)s has several units: correct what was taken in by handing it back.",
                        number=receipt.name,
                    )
                )

    def action_open_return(self):
        """Open the dialog in which the customer signs for what is still with us."""
        self.check_access("write")
        self._ensure_open()
        units = self.unit_ids.filtered(lambda unit: unit.state not in UNIT_GONE_STATES)
        ready = units.filtered(lambda unit: unit.state == "ready")
        return (ready or units).action_open_return()

    def action_view_units(self):
        """Open the repair cards of these receipts."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_unit_action_register"
        )
        return {**action, "domain": [("receipt_id", "in", self.ids)], "context": {}}
