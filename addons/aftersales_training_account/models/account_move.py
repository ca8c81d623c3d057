from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """The bill of an external lecturer knows its approval, and stays within the budget (T7)."""

    _inherit = "account.move"

    aftersales_training_hire_id = fields.Many2one(
        "aftersales.training.hire",
        string="External Lecturer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _aftersales_hire_unique = models.UniqueIndex(
        "(aftersales_training_hire_id) WHERE aftersales_training_hire_id IS NOT NULL AND state <> 'cancel'",
        "This lecturer has a bill already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name != "aftersales_training_hire_id"}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and "aftersales_training_hire_id" in vals:
            raise UserError(self.env._("The approval of a lecturer is kept by the system."))
        return super().write(vals)

    def _post(self, soft=True):
        for move in self.filtered("aftersales_training_hire_id"):
            hire = move.sudo().aftersales_training_hire_id  # sudo: accountants keep no trainings
            if hire.currency_id.compare_amounts(abs(move.amount_total_signed), hire.budget) > 0:
                raise UserError(
                    self.env._(
                        "Bill %(name)s is above the budget of %(budget)s that was approved for %(lecturer)s.",
                        name=move.display_name,
                        budget=hire.currency_id.format(hire.budget),
                        lecturer=hire.partner_id.name,
                    )
                )
        return super()._post(soft)
