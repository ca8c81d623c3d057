from odoo import api, fields, models
from odoo.exceptions import AccessError


class AftersalesConductAcknowledgement(models.Model):
    """Whether an employee has read and accepted a version of the rulebook. Made when it is published."""

    _name = "aftersales.conduct.acknowledgement"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Acknowledgement of the Rulebook"
    _order = "rulebook_id desc, acknowledged_on, id"

    rulebook_id = fields.Many2one(
        "aftersales.conduct.rulebook", required=True, readonly=True, index=True, ondelete="cascade"
    )
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="employee_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index="btree_not_null")
    acknowledged_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex(
        "(rulebook_id, employee_id)", "This employee was asked to acknowledge the version already."
    )

    @api.depends("rulebook_id", "employee_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.rulebook_id.display_name}: {row.employee_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesConductAcknowledgement, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def action_acknowledge(self):
        """The employee has read the rulebook and accepts it; nobody else can say so."""
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Everybody acknowledges the rulebook for himself or herself only."))
        fresh = self.filtered(lambda row: not row.acknowledged_on)
        # sudo: guarded field; that it is the employee was checked above
        fresh.sudo().write({"acknowledged_on": fields.Datetime.now()})
