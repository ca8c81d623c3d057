from odoo import fields, models


class AftersalesSubjectMixin(models.AbstractModel):
    """A rule for one product, or for a category with everything below it, or for every product.

    The nearest one wins: product, then the deepest category, then the general one.
    """

    _name = "aftersales.subject.mixin"
    _description = "Rule for Products"

    product_tmpl_id = fields.Many2one("product.template", string="Product", index=True, check_company=True)
    product_categ_id = fields.Many2one("product.category", string="Product Category", index=True)

    _one_subject = models.Constraint(
        "CHECK (product_tmpl_id IS NULL OR product_categ_id IS NULL)",
        "This is for a product or for a category: leave one of them empty.",
    )

    def _rank_for(self, product):
        """Return how near this rule is to `product`, or a negative number if it is not for it."""
        self.ensure_one()
        if self.product_tmpl_id:
            return 1000 if self.product_tmpl_id == product.product_tmpl_id else -1
        return self.product_categ_id._get_aftersales_rank(product)

    def _get_nearest(self, product):
        """Return the rule of `self` that is nearest to `product`, or an empty recordset."""
        ranks = {rule: rule._rank_for(product) for rule in self}
        fitting = [rule for rule, rank in ranks.items() if rank >= 0]
        return max(fitting, key=lambda rule: (ranks[rule], -rule.id), default=self.browse())
