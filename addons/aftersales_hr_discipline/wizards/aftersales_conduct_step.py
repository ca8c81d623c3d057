from odoo import fields, models

from ..const import READERS


class AftersalesConductStep(models.TransientModel):
    """Asks for the words that a step needs: a statement, the grounds of an appeal, a reason."""

    _name = "aftersales.conduct.step"
    _description = "Words to a Step"

    purpose = fields.Selection(
        [
            ("statement", "Statement"),
            ("refusal", "Statement refused"),
            ("reject", "Not pursued"),
            ("delivery", "Delivery"),
            ("appeal", "Appeal"),
            ("revoke", "Revoke"),
            ("follow_up", "Follow-up"),
            ("hear", "Statement or refusal"),
            ("review", "Legal review"),
            ("approve", "Approve"),
            ("keep", "Reject"),
        ],
        required=True,
        readonly=True,
    )
    record_id = fields.Many2one("aftersales.conduct.record", readonly=True)
    # The host names what a form points to to whoever fills it in: this one is for those who may read it.
    dismissal_id = fields.Many2one("aftersales.conduct.dismissal", readonly=True, groups=READERS)
    currency_id = fields.Many2one(related="record_id.currency_id")
    text = fields.Text(required=True)
    profit = fields.Monetary(string="Profit Proved")

    def action_apply(self):
        """Carry out the step with these words; the record checks right and state anew."""
        self.ensure_one()
        return getattr(self, f"_apply_{self.purpose}")() or {"type": "ir.actions.act_window_close"}

    def _apply_statement(self):
        self.record_id._give_statement(self.text)

    def _apply_refusal(self):
        self.record_id._record_refusal(self.text)

    def _apply_reject(self):
        self.record_id._reject(self.text)

    def _apply_delivery(self):
        self.record_id._record_delivery(self.text)

    def _apply_appeal(self):
        self.record_id._appeal(self.text)

    def _apply_revoke(self):
        self.record_id._revoke(self.text)

    def _apply_follow_up(self):
        return self.record_id._follow_up(self.profit, self.text).with_env(self.env)._get_records_action()

    def _apply_hear(self):
        self.dismissal_id._hear(self.text)

    def _apply_review(self):
        self.dismissal_id._review(self.text)

    def _apply_approve(self):
        self.dismissal_id._approve(self.text)

    def _apply_keep(self):
        self.dismissal_id._keep(self.text)
