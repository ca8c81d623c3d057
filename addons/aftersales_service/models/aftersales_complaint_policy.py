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
