from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesVanRequestLine(models.Model):
    """One part an engineer asks for."""

    _name = "aftersales.van.request.line"
    _description = "Part Asked For"
    _order = "request_id, id"
    _check_company_auto = True

    request_id = fields.Many2one("aftersales.van.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain=[("is_storable", "=", True)],
        ondelete="restrict",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Ask for a quantity above zero.")
    _product_unique = models.UniqueIndex("(request_id, product_id)", "A part stands once in a request.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ensure_draft()
        return lines

    def write(self, vals):
        self._ensure_draft()
        result = super().write(vals)
        self._ensure_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._ensure_draft()

    def _ensure_draft(self):
        asked = self.request_id.filtered(lambda request: request.state != "draft")[:1]
        if asked and not self.env.su:
            raise UserError(
                self.env._("Request %(name)s was sent: its parts no longer change.", name=asked.name)
            )
