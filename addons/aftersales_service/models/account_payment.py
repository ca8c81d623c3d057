from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import MONEY_SOURCES


class AccountPayment(models.Model):
    """A payment that the service desk made: it names its source, and hands it on to its entry."""

    _inherit = "account.payment"

    aftersales_source = fields.Reference(MONEY_SOURCES, string="Service Document", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("aftersales_source") for vals in vals_list):
            raise UserError(self.env._("The payment of a service document is made there."))
        return super().create(vals_list)

    def write(self, vals):
        if "aftersales_source" in vals and not self.env.su:
            raise UserError(self.env._("The payment of a service document is made there."))
        return super().write(vals)

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        vals = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        source = self.aftersales_source
        return {**vals, "aftersales_source": f"{source._name},{source.id}"} if source else vals

    def _prepare_move_line_default_vals(self, write_off_line_vals=None, force_balance=None):
        """The money is with the engineer: he stands on the item of the account, not the customer."""
        vals_list = super()._prepare_move_line_default_vals(write_off_line_vals, force_balance)
        source = self.aftersales_source
        if source and source._name == "aftersales.collection":
            vals_list[0].update(source.employee_id._prepare_aftersales_item_vals())
        return vals_list
