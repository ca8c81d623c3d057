from odoo import api, fields, models

from ..tools import entitlement


class AftersalesWarrantyTerm(models.Model):
    """How long a product is free of charge after its sale (S1).

    A term names a product, or a category with everything below it, or neither (then it holds for
    every product). The nearest one wins: product, then the deepest category, then the general one.
    """

    _name = "aftersales.warranty.term"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Warranty Term"
    _order = "product_tmpl_id, product_categ_id, date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    product_tmpl_id = fields.Many2one("product.template", string="Product", index=True, check_company=True)
    product_categ_id = fields.Many2one("product.category", string="Product Category", index=True)
    months = fields.Integer(required=True, help="Months of free repair, counted from the day after the sale.")

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "A warranty term lasts at least one month: check the months."
    )
    _one_subject = models.Constraint(
        "CHECK (product_tmpl_id IS NULL OR product_categ_id IS NULL)",
        "A warranty term is for a product or for a category: leave one of them empty.",
    )

    def _get_subject_fields(self):
        return ["product_tmpl_id", "product_categ_id"]

    def _rank_for(self, product):
        """Return how near this term is to `product`, or a negative number if it is not for it."""
        self.ensure_one()
        if self.product_tmpl_id:
            return 1000 if self.product_tmpl_id == product.product_tmpl_id else -1
        return self.product_categ_id._get_aftersales_rank(product)

    @api.model
    def _find_terms(self, subjects):
        """Find the term of each (product, sale date, company) of `subjects`.

        :param subjects: list of tuples; the company may be empty, then only general terms count
        :return: list of terms (0 or 1 record each), in the order of `subjects`; one search in all
        """
        companies = self.env["res.company"].union(*(company for _p, _d, company in subjects))
        terms = self.sudo().search(self._get_company_domain(companies))  # sudo: policy, no secret
        result = []
        for product, sale_date, company in subjects:
            fitting = terms.filtered(lambda term, product=product: term._rank_for(product) >= 0)
            result.append(
                fitting._pick(sale_date, company, lambda term, product=product: term._rank_for(product))
            )
        return result

    def _get_end(self, sale_date):
        """Return the last free day of a unit sold on `sale_date` under this term."""
        self.ensure_one()
        return entitlement.warranty_end(sale_date, self.months)
