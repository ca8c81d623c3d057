from odoo import api, fields, models

from ..const import COMPLAINT_KINDS, COMPLAINT_STAGES


class AftersalesComplaintPolicyStage(models.Model):
    """One stage of the route of a complaint: who, and how long (S22)."""

    _name = "aftersales.complaint.policy.stage"
    _description = "Stage of the Complaint Route"
    _order = "policy_id, sequence, id"
    _check_company_auto = True

    policy_id = fields.Many2one("aftersales.complaint.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    stage = fields.Selection(COMPLAINT_STAGES, required=True)
    complaint_kind = fields.Selection(
        COMPLAINT_KINDS, string="Only For", help="Empty: complaints of every kind go through this stage."
    )
    days = fields.Float(string="Limit", required=True, digits=(6, 2), help="Working days.")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        check_company=True,
        domain=[("share", "=", False)],
        help="Empty: the owner of the complaint.",
    )
    approves = fields.Boolean(help="This stage approves the decision: it is the last one.")

    _limit_positive = models.Constraint("CHECK (days > 0)", "A stage needs a limit: give working days.")
    _stage_unique = models.UniqueIndex("(policy_id, stage)", "A stage is named once in a route.")

    @api.constrains("approves", "sequence")
    def _check_approves(self):
        self.policy_id._check_stages()
