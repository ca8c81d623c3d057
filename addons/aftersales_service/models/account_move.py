from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    aftersales_contract_id = fields.Many2one(
        "aftersales.contract",
        string="Maintenance Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("aftersales_contract_id") for vals in vals_list):
            raise UserError(self.env._("An invoice of a maintenance contract is made on the contract."))
        return super().create(vals_list)

    def write(self, vals):
        if "aftersales_contract_id" in vals and not self.env.su:
            raise UserError(self.env._("An invoice stays with the contract it was made for."))
        return super().write(vals)
