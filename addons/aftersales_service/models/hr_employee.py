from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    aftersales_engineer = fields.Boolean(string="Service Engineer", help="Can be sent to service orders.")

    def _prepare_aftersales_item_vals(self):
        """Values that put a journal item to the account of this engineer (S13)."""
        self.ensure_one()
        # sudo: the engineer's own contact, so that the host's partner ledger shows him
        return {"aftersales_engineer_id": self.id, "partner_id": self.sudo().work_contact_id.id}
