from odoo import api, fields, models
from odoo.tools import ormcache


class AftersalesConductPolicy(models.Model):
    """How targets are prorated, when a report is missing, and how long the facts are watched."""

    _inherit = "aftersales.conduct.policy"

    leave_hours = fields.Float(
        string="Leave Counts From", default=4.0, required=True, help="Hours on a day: it is not worked then."
    )
    target_grace_days = fields.Integer(
        string="Days Until Figures Are Final",
        default=3,
        required=True,
        help="After the period, where they are not entered by hand.",
    )
    target_watch_days = fields.Integer(
        string="Days Figures Are Watched",
        default=180,
        required=True,
        help="After the period: what changes the facts of a proposal is marked on it.",
    )

    report_grace_days = fields.Integer(
        string="Days Until a Report Is Missing",
        default=2,
        required=True,
        help="Calendar days after the day it is due (D28).",
    )

    _target_days = models.Constraint(
        "CHECK (leave_hours BETWEEN 0 AND 24 AND target_grace_days >= 0 AND report_grace_days >= 0"
        " AND target_watch_days >= target_grace_days)",
        "Days are not negative, and figures are watched until they are final at least.",
    )

    @api.model
    def _get_in_force(self, date, company):
        """Return the policy of `company` on `date`; figures are no secret."""
        policies = self.sudo()
        return policies.browse(policies._get_company_ids(company.id))._pick(date, company)

    @ormcache("company_id")
    def _get_company_ids(self, company_id):
        company = self.env["res.company"].browse(company_id)
        return tuple(self.search(self._get_company_domain(company)).ids)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
