from odoo import api, fields, models

from ..const import APPEAL_OUTCOMES, MEASURES, REWARDS


class AftersalesConductVerdict(models.TransientModel):
    """Calls the committee of an appeal, or records what it decided (D44)."""

    _name = "aftersales.conduct.verdict"
    _description = "Committee of an Appeal"

    appeal_id = fields.Many2one("aftersales.conduct.appeal", required=True, readonly=True)
    purpose = fields.Selection([("call", "Call"), ("decide", "Decide")], required=True, readonly=True)
    user_ids = fields.Many2many(
        "res.users", string="Members", domain=[("share", "=", False)], help="None of them took part."
    )
    outcome = fields.Selection(APPEAL_OUTCOMES, default="upheld", required=True)
    measure = fields.Selection([row for row in MEASURES if row[0] not in REWARDS], string="Reduced To")
    amount = fields.Monetary(
        string="Money", compute="_compute_amount", compute_sudo=False, store=True, readonly=False
    )
    currency_id = fields.Many2one(related="appeal_id.record_id.currency_id", related_sudo=False)
    reason = fields.Text(string="Reasons")

    @api.depends("measure")
    def _compute_amount(self):
        """The money stays where the measure is one of the article's, or is money only."""
        for verdict in self:
            record = verdict.appeal_id.record_id
            kept = verdict.measure in (record.measure, record.article_id.measure, "none")
            verdict.amount = record.amount if kept else 0.0

    def action_call(self):
        """Call these members."""
        self.ensure_one()
        self.appeal_id._call_committee(self.user_ids)
        return {"type": "ir.actions.act_window_close"}

    def action_decide(self):
        """Record the decision."""
        self.ensure_one()
        self.appeal_id._decide(self.outcome, self.measure, self.reason, self.amount)
        return {"type": "ir.actions.act_window_close"}
