from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _find_aftersales_part(self, text, company):
        """Return the one part with this number or barcode, else with this in its name.

        :raises UserError: if there is none, or more than one
        """
        products = self.with_company(company)
        goods = Domain("type", "=", "consu") & Domain("company_id", "in", [company.id, False])
        numbered = Domain("default_code", "=", text) | Domain("barcode", "=", text)
        found = text and (
            products.search(goods & numbered, limit=2)
            or products.search(goods & Domain("name", "ilike", text), limit=2)
        )
        if not found:
            raise UserError(self.env._("No part is called “%(text)s”: type its number.", text=text))
        if len(found) > 1:
            raise UserError(
                self.env._("More than one part is called “%(text)s”: type its number.", text=text)
            )
        return found
