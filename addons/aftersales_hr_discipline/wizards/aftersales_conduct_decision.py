from odoo import api, fields, models

from ..const import MEASURES
from ..tools.ledger import policy_year


class AftersalesConductDecision(models.TransientModel):
    """The decision of a record, with what it would come to before it is taken (D43).

    Nothing of the record is read with more rights than the user has: anybody can make a dialog (D47).
    """

    _name = "aftersales.conduct.decision"
    _description = "Conduct Decision"

    record_id = fields.Many2one("aftersales.conduct.record", required=True, readonly=True)
    employee_id = fields.Many2one(related="record_id.employee_id", related_sudo=False)
    is_reward = fields.Boolean(related="record_id.is_reward", related_sudo=False)
    needs_two = fields.Boolean(related="record_id.needs_two", related_sudo=False)
    proposed_measure = fields.Selection(related="record_id.measure", related_sudo=False, string="Proposed")
    statement = fields.Text(related="record_id.statement", related_sudo=False)
    statement_refused = fields.Text(related="record_id.statement_refused", related_sudo=False)
    currency_id = fields.Many2one(related="record_id.currency_id", related_sudo=False)
    measure = fields.Selection(
        MEASURES,
        string="Decided",
        compute="_compute_from_record",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    amount = fields.Monetary(
        string="Money",
        compute="_compute_from_record",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    effective_date = fields.Date(
        compute="_compute_from_record",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    note = fields.Text(string="Reasons", required=True)
    balance_now = fields.Char(compute="_compute_what_if")
    balance_then = fields.Char(string="Balance With It", compute="_compute_what_if")
    points_then = fields.Integer(string="Points of the Record", compute="_compute_what_if")
    reaches_threshold = fields.Boolean(compute="_compute_what_if")

    @api.depends("record_id")
    def _compute_from_record(self):
        for decision in self:
            record = decision.record_id
            decision.measure = record.measure
            decision.amount = record.amount
            decision.effective_date = record._get_today() if record else False

    @api.depends("record_id", "measure", "effective_date")
    @api.depends_context("lang")
    def _compute_what_if(self):
        ledgers = self.env["aftersales.conduct.ledger"]
        for decision in self:
            record = decision.record_id
            day = decision.effective_date
            if not record or not day:
                decision.update(dict.fromkeys(("balance_now", "balance_then"), False))
                decision.points_then = 0
                decision.reaches_threshold = False
                continue
            record.check_access("read")
            policy = record._get_policy(day)
            year = policy_year(day, policy.first_month or 1)
            now, then = ledgers._get_what_if(record, decision.measure, day, year)
            decision.balance_now = ledgers._describe(now.balance)
            decision.balance_then = ledgers._describe(then.balance)
            decision.points_then = then.points - now.points
            decision.reaches_threshold = bool(then.threshold_day and not now.threshold_day)

    def action_decide(self):
        """Take the decision, or sign first where two signatures are needed."""
        self.ensure_one()
        self.record_id._decide(self.measure, self.effective_date, self.amount, self.note)
        return {"type": "ir.actions.act_window_close"}
