from odoo import api, fields, models

from ..const import CONTRACT_KINDS


class AftersalesContractPolicy(models.Model):
    """What a kind of maintenance contract gives unless agreed otherwise (S15), dated.

    A contract copies these terms when it is written: a later policy changes later contracts only.
    """

    _name = "aftersales.contract.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Contract Policy"
    _order = "kind, date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(CONTRACT_KINDS, required=True)
    notice_months = fields.Integer(
        string="Notice (Months)", default=1, required=True, help="Months before expiry the customer is told."
    )
    visits_included = fields.Integer(help="Calls included per contract year; 0: as many as are needed.")
    coverage_ids = fields.One2many("aftersales.contract.coverage", "policy_id", copy=True)
    band_ids = fields.One2many("aftersales.time.band", "policy_id", string="Time Bands", copy=True)

    _figures_positive = models.Constraint(
        "CHECK (notice_months >= 0 AND visits_included >= 0)",
        "Months of notice and included visits cannot be negative.",
    )

    def _get_subject_fields(self):
        return ["kind"]

    @api.model
    def _get_for_subjects(self, subjects):
        """Return the policy for each (kind, day, company) of `subjects`; one search (S15)."""
        companies = self.env["res.company"].union(*(company for _kind, _day, company in subjects))
        policies = self.sudo().search(self._get_company_domain(companies))  # sudo: policy, no secret
        return [
            policies.filtered(lambda policy, kind=kind: policy.kind == kind)._pick(day, company)
            for kind, day, company in subjects
        ]
