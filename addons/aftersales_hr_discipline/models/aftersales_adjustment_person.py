from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..const import LIMIT_KINDS
from ..tools.adjustment import Means, settle, to_cents


class AftersalesAdjustmentPerson(models.Model):
    """What a person earns in the month, and how much may be deducted of it (D46)."""

    _name = "aftersales.adjustment.person"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Wage for the Adjustments"
    _order = "sheet_id, employee_id, id"
    _rec_name = "employee_id"

    sheet_id = fields.Many2one(
        "aftersales.adjustment.sheet", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    wage = fields.Monetary(help="Of the month, before deductions.")
    minimum_wage = fields.Monetary(help="Where the person works.")
    bonus = fields.Monetary(string="Performance Bonus")
    limit = fields.Monetary(string="May Be Deducted", readonly=True)
    bound = fields.Selection(LIMIT_KINDS, string="Limited By", readonly=True)
    taken = fields.Monetary(string="This Month", readonly=True)
    carried = fields.Monetary(readonly=True)

    _person_unique = models.UniqueIndex("(sheet_id, employee_id)", "A person is on the sheet once.")
    _figures = models.Constraint(
        "CHECK (wage >= 0 AND minimum_wage >= 0 AND bonus >= 0)", "Wages are not negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAdjustmentPerson, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self.sheet_id._lock()
            fixed = self.filtered(lambda person: person.sheet_id.state != "draft")[:1]
            if fixed:
                raise UserError(
                    self.env._(
                        "Sheet %(name)s is approved: its wages stay as they are.",
                        name=fixed.sheet_id.display_name,
                    )
                )
            if self.env.user in self.sudo().employee_id.user_id:
                raise UserError(self.env._("Nobody enters the own wage: ask a colleague."))
            # sudo: who entered it, checked above
            self.sheet_id.sudo().write({"preparer_ids": [Command.link(self.env.uid)]})
        result = super().write(vals)
        if not self.env.su:
            self.sudo()._settle()  # sudo: amounts are guarded; what is approved is what is shown
        return result

    def _settle(self):
        """Write what is paid, deducted and carried of each line; the same figures give the same result."""
        groups = self.sheet_id.line_ids.grouped(lambda line: (line.sheet_id, line.employee_id))
        guards = {sheet: sheet._get_policy()._get_guard() for sheet in self.sheet_id}
        for person in self:
            lines = groups.get((person.sheet_id, person.employee_id), ())
            means = Means(to_cents(person.wage), to_cents(person.minimum_wage), to_cents(person.bonus))
            result = settle([line._get_engine_line() for line in lines], means, guards[person.sheet_id])
            for line in lines:
                line.write({"taken": result.taken[line.id], "carried": result.carried[line.id]})
            person.write(
                {
                    "limit": result.limit,
                    "bound": result.bound,
                    "taken": sum(result.taken.values()),
                    "carried": sum(result.carried.values()),
                }
            )
