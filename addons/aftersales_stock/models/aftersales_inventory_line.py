from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesInventoryLine(models.Model):
    """One product, or one lot of it, in a count (N18)."""

    _name = "aftersales.inventory.line"
    _description = "Product of a Count"
    _inherit = ["aftersales.guard.mixin"]
    _order = "inventory_id, id"
    _check_company_auto = True

    inventory_id = fields.Many2one("aftersales.inventory", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="inventory_id.company_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        domain=[("is_storable", "=", True)],
        ondelete="restrict",
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot or Serial Number",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        ondelete="restrict",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    counted = fields.Float(digits="Product Unit")
    expected = fields.Float(string="In the Books", digits="Product Unit", readonly=True)
    difference = fields.Float(digits="Product Unit", readonly=True)
    reason = fields.Char(help="Why the books and the count differ.")

    _product_unique = models.UniqueIndex(
        "(inventory_id, product_id, COALESCE(lot_id, 0))", "A product, or lot, stands once in a count."
    )
    _not_negative = models.Constraint("CHECK (counted >= 0)", "Nothing is counted below zero.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lines = super(AftersalesInventoryLine, self._drop_guarded_defaults()).create(vals_list)
        lines._ensure_open()
        return lines

    def write(self, vals):
        self._refuse_guarded(vals)
        self._ensure_open()
        result = super().write(vals)
        if "inventory_id" in vals:
            self._ensure_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._ensure_open()

    def _ensure_open(self):
        """What was signed is not counted differently afterwards."""
        signed = self.inventory_id.filtered(lambda inventory: inventory.state != "open")[:1]
        if signed and not self.env.su:
            raise UserError(self.env._("Count %(name)s is signed and no longer changes.", name=signed.name))
