from odoo import fields, models

from ..const import LINE_KINDS


class AftersalesContractCoverage(models.Model):
    """How much of a kind of line a contract pays, by product category (S15)."""

    _name = "aftersales.contract.coverage"
    _inherit = ["aftersales.contract.term.mixin"]
    _description = "Contract Coverage"
    _order = "kind, product_categ_id, id"

    kind = fields.Selection(LINE_KINDS, required=True)
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        help="Of the part, or of the item charged. Empty: for all.",
    )
    share = fields.Float(
        string="Covered (%)", digits=(5, 2), required=True, default=100.0, help="What the contract pays."
    )

    _share_of_hundred = models.Constraint(
        "CHECK (share BETWEEN 0 AND 100)", "A contract covers between 0 and 100 %: check the share."
    )
    _subject_unique = models.UniqueIndex(
        "(COALESCE(policy_id, 0), COALESCE(contract_id, 0), kind, COALESCE(product_categ_id, 0))",
        "This kind of line is covered by two rows for the same category: remove one of them.",
    )
