from odoo import api, fields, models

from ..tools import entitlement


class AftersalesTermMixin(models.AbstractModel):
    """A dated policy that says for how many months a product, or what replaces it, is free (S1)."""

    _name = "aftersales.term.mixin"
    _inherit = ["aftersales.policy.mixin", "aftersales.subject.mixin"]
    _description = "Dated Term of Months"

    name = fields.Char(required=True, translate=True)
    months = fields.Integer(required=True)

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "A warranty lasts at least one month: check the months."
    )

    def _get_subject_fields(self):
        return ["product_tmpl_id", "product_categ_id"]

    @api.model
    def _find_terms(self, subjects):
        """Find the term of each (product, day, company) of `subjects`.

        :param subjects: list of tuples; the company may be empty, then only general terms count
        :return: list of terms (0 or 1 record each), in the order of `subjects`; one search in all
        """
        companies = self.env["res.company"].union(*(company for _p, _d, company in subjects))
        terms = self.sudo().search(self._get_company_domain(companies))  # sudo: policy, no secret
        result = []
        for product, day, company in subjects:
            fitting = terms.filtered(lambda term, product=product: term._rank_for(product) >= 0)
            result.append(fitting._pick(day, company, lambda term, product=product: term._rank_for(product)))
        return result

    def _get_end(self, start):
        """Return the last free day where the months of this term count from `start`."""
        self.ensure_one()
        return entitlement.warranty_end(start, self.months)
