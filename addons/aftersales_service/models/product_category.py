from odoo import models


class ProductCategory(models.Model):
    _inherit = "product.category"

    def _get_aftersales_rank(self, product):
        """Return how near a policy for this category is to `product`.

        The deeper the category, the nearer; 0 for no category at all, which is for every product;
        a negative number where the product does not belong to it or to one below it.
        """
        if not self:
            return 0
        self.ensure_one()
        path = self.parent_path
        return path.count("/") if (product.categ_id.parent_path or "").startswith(path) else -1
