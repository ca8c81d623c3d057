from odoo import api, fields, models


class AftersalesContract(models.Model):
    """Who sold a contract, and to whose customer (B1)."""

    _inherit = "aftersales.contract"

    seller_id = fields.Many2one(
        "hr.employee",
        string="Sold By",
        compute="_compute_seller_id",
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
        help="Gets a share of the net profit of a stand-by contract every quarter.",
    )
    is_outside = fields.Boolean(
        string="Not a Customer of the Company",
        help="The customer has no product of the company: pools have other percentages for the contract.",
    )

    @api.depends("user_id", "company_id")
    def _compute_seller_id(self):
        """Take whoever is responsible, until another seller is named."""
        for contract in self:
            employees = contract.user_id.sudo().employee_ids  # sudo: who he is in this company
            contract.seller_id = contract.seller_id or employees.filtered(
                lambda each, contract=contract: each.company_id == contract.company_id
            )
