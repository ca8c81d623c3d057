from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesVanRequestLine(models.Model):
    """One part an engineer asks for."""

    _name = "aftersales.van.request.line"
    _description = "Part Asked For"
    _inherit = ["aftersales.part.line.mixin"]
    _order = "request_id, id"
    _check_company_auto = True

    request_id = fields.Many2one("aftersales.van.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id")

    _product_unique = models.UniqueIndex("(request_id, product_id)", "A part stands once in a request.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ensure_draft()
        return lines

    def write(self, vals):
        """The engineer's part is written as a draft, the decision by the warehouse while it is asked."""
        if vals.keys() <= {"quantity_approved", "reason"} and not self.env.su:
            self.request_id._ensure_step("approved", "asked")
            self.request_id._ensure_keeper()
            return super().write(vals)
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
