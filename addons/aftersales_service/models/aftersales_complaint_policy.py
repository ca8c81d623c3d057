from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import COMPLAINT_ROUTES


class AftersalesComplaintPolicy(models.Model):
    """The route of complaints with its limits, and the figures of their settlement (S21–S25)."""

    _name = "aftersales.complaint.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Complaint Policy"
    _order = "route desc, date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    route = fields.Selection(COMPLAINT_ROUTES, required=True, default="domestic")
    answer_days = fields.Float(
        string="Answered Within", required=True, default=1, digits=(6, 2), help="Working days (S21)."
    )
    solution_days = fields.Float(
        string="Solution Within", required=True, default=3, digits=(6, 2), help="Working days (S21)."
    )
    case_days = fields.Float(
        string="Closed Within", required=True, default=13, digits=(6, 2), help="Working days (S22)."
    )
    warn_percent = fields.Float(
        string="Warn At (%)", default=75, help="Warn when so much of a limit is gone; 0: not."
    )
    acknowledgement = fields.Text(
        translate=True,
        help="The first answer to the customer. It promises nothing: what is decided is told once it is "
        "approved.",
    )
    stage_ids = fields.One2many("aftersales.complaint.policy.stage", "policy_id", string="Stages", copy=True)
    user_id = fields.Many2one(
        "res.users",
        string="Complaint Handler",
        check_company=True,
        domain=[("share", "=", False)],
        help="Owns complaints that come in online; empty: who is responsible for online requests.",
    )
    management_user_id = fields.Many2one(
        "res.users",
        string="Management",
        check_company=True,
        domain=[("share", "=", False)],
        help="Is told of major and urgent cases at once, and of missed deadlines.",
    )

    tolerance_percent = fields.Float(
        string="Tolerance on Returns (%)",
        digits=(5, 2),
        help="By how much a returned quantity may differ from the approved one (S23).",
    )
    resale_months = fields.Integer(
        string="Resale Window",
        default=1,
        help="Months in which goods resold count with the difference to the grade-A price (S24).",
    )
    penalty_cap_percent = fields.Float(
        string="Penalty at Most (%)", default=50, digits=(5, 2), help="Of the bonus of a month (S24)."
    )
    warning_amount = fields.Float(
        string="Warning Stands For",
        default=400,
        digits="Account",
        help="At least, in company currency (S24).",
    )
    demerit_amount = fields.Float(
        string="Demerit Stands For",
        default=800,
        digits="Account",
        help="At least, in company currency (S24).",
    )
    effect_days = fields.Integer(
        string="Effect Checked After", default=30, help="Days after an action is done (S25)."
    )
    statistics_day = fields.Integer(
        string="Statistics Until", default=10, help="Day of the next month (S25)."
    )

    _figures_sound = models.Constraint(
        "CHECK (tolerance_percent >= 0 AND resale_months >= 0 AND penalty_cap_percent BETWEEN 0 AND 100"
        " AND warning_amount >= 0 AND demerit_amount >= 0 AND effect_days >= 0"
        " AND statistics_day BETWEEN 1 AND 28)",
        "Amounts and periods cannot be negative, shares are 0 to 100 %: check the figures.",
    )
    _limits_sound = models.Constraint(
        "CHECK (answer_days > 0 AND solution_days > 0 AND case_days > 0 AND warn_percent BETWEEN 0 AND 100)",
        "Limits are more than nothing, and a warning comes at 0 to 100 %: check the figures.",
    )

    def _get_subject_fields(self):
        return ["route"]

    @api.constrains("stage_ids")
    def _check_stages(self):
        for policy in self:
            if policy.stage_ids.sorted().mapped("approves")[-1:] != [True] or (
                len(policy.stage_ids.filtered("approves")) > 1
            ):
                raise ValidationError(
                    self.env._(
                        "The last stage of “%(policy)s”, and no other, approves the decision.",
                        policy=policy.name,
                    )
                )

    @api.model
    def _get_for(self, route, company, day):
        """Return the policy of `route` in force in `company` on `day`, or an empty one."""
        # sudo: policy, no secret
        policies = self.sudo().search([("route", "=", route), *self._get_company_domain(company)])
        return policies._pick(day, company)
