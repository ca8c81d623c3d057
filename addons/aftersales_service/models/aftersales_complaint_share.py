from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import COMPLAINT_MEASURES


class AftersalesComplaintShare(models.Model):
    """What a department or a person bears of the loss, and the penalty proposed to the person (S24)."""

    _name = "aftersales.complaint.share"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Share of a Loss"
    _order = "complaint_id, id"
    _check_company_auto = True

    complaint_id = fields.Many2one("aftersales.complaint", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one("hr.department", check_company=True, index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", check_company=True, index="btree_not_null")
    percent = fields.Float(string="Share (%)", required=True, digits=(5, 2))
    amount = fields.Monetary(readonly=True, help="Of the loss; all of them add up to it.")
    measure = fields.Selection(COMPLAINT_MEASURES, required=True, default="none")
    bonus = fields.Monetary(
        string="Bonus of the Month", help="The person's performance bonus, where it is known already."
    )
    penalty = fields.Monetary(readonly=True)
    taken = fields.Monetary(
        string="Taken this Month", readonly=True, help="No more than the policy's part of the bonus."
    )
    carried = fields.Monetary(readonly=True, help="For the following months.")

    _one_bearer = models.Constraint(
        "CHECK ((department_id IS NULL) <> (employee_id IS NULL))",
        "A share is a department's or a person's: name one of them.",
    )
    _percent_range = models.Constraint(
        "CHECK (percent > 0 AND percent <= 100)", "A share is more than 0 and at most 100 %."
    )
    _bonus_positive = models.Constraint("CHECK (bonus >= 0)", "A bonus cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        shares = super().create(vals_list)
        shares._ensure_unconfirmed()
        return shares

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_unconfirmed()
        result = super().write(vals)
        if "complaint_id" in vals:
            self._ensure_unconfirmed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._ensure_unconfirmed()

    def _ensure_unconfirmed(self):
        confirmed = self.complaint_id.filtered("loss_confirmed_on")[:1]
        if confirmed and not self.env.su:
            raise UserError(
                self.env._("The loss of complaint %(name)s is confirmed and stands.", name=confirmed.name)
            )
