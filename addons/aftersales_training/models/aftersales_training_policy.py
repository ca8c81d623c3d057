from odoo import fields, models
from odoo.fields import Domain

from ..tools.deadline import Chase


class AftersalesTrainingPolicy(models.Model):
    """The figures of the training regulations (T1, T2, T3, T5, T6, T7), in force from one day to another."""

    _name = "aftersales.training.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Training Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    year_plan_month = fields.Integer(
        string="Year Plan by the End of Month", required=True, default=12, help="Of the year before."
    )
    submit_day = fields.Integer(
        string="Monthly Plan Submitted by Day", required=True, default=25, help="Of the month before."
    )
    consolidate_day = fields.Integer(
        string="Consolidated by Day", required=True, default=26, help="Of the month before."
    )
    issue_day = fields.Integer(
        string="Approved and Issued by Day", required=True, default=1, help="Of the month itself."
    )
    report_day = fields.Integer(
        string="Implementation Table by Day", required=True, default=5, help="Of the month after."
    )
    project_report_day = fields.Integer(
        string="Projects' Table by Day", required=True, default=3, help="Of the month after."
    )
    remind_days = fields.Integer(
        string="Reminder", required=True, default=1, help="Calendar days before the day."
    )
    escalate_days = fields.Integer(
        string="Escalation", required=True, default=1, help="Calendar days after the day."
    )
    propose_days = fields.Integer(
        string="Accountability Proposal", required=True, default=3, help="Calendar days after the day."
    )
    class_hour_minutes = fields.Integer(string="Minutes of a Class Hour", required=True, default=45)
    rate = fields.Float(
        string="Implementation Rate at Least", required=True, default=90.0, help="Percent of the month."
    )
    sign_in_minutes = fields.Integer(
        string="Signed In Before the Start",
        required=True,
        default=5,
        help="Minutes; whoever is later is late.",
    )
    open_minutes = fields.Integer(
        string="Sign-In Opens Before the Start", required=True, default=60, help="Minutes."
    )
    code_seconds = fields.Integer(
        string="QR Code Changes Every", required=True, default=30, help="Seconds; the one before still holds."
    )
    ticket_seconds = fields.Integer(
        string="Time to Confirm", required=True, default=120, help="Seconds from the scan to the button."
    )

    pin_attempts = fields.Integer(
        string="Wrong PINs at the Kiosk",
        required=True,
        default=5,
        help="After so many a person signs in by list.",
    )
    pass_mark = fields.Float(required=True, default=60.0, help="Percent, included.")
    mark_gap = fields.Float(
        string="Markers Differ at Most",
        required=True,
        default=10.0,
        help="Points between the two marks of an essay; beyond, they agree first.",
    )
    fail_months = fields.Integer(
        string="Failing Months in a Row", required=True, default=3, help="Excused months are skipped."
    )
    feedback_days = fields.Integer(
        string="Feedback Within", required=True, default=3, help="Calendar days after the session."
    )
    trial_mark = fields.Float(
        string="Trial Lecture at Least", required=True, default=80.0, help="Points, mean of the jury."
    )
    is_appointed_only = fields.Boolean(
        string="Only Appointed Lecturers",
        default=True,
        help="No session is announced with an internal lecturer who was not appointed.",
    )
    satisfaction = fields.Float(
        string="Satisfaction with Lecturers at Least", required=True, default=80.0, help="Percent."
    )
    satisfaction_sessions = fields.Integer(
        string="Sessions Below in a Row",
        required=True,
        default=2,
        help="So many withdraw a lecturer's qualification.",
    )
    appeal_days = fields.Integer(
        string="Appeal Within", required=True, default=7, help="Calendar days after the notice."
    )
    renew_days = fields.Integer(
        string="Reminder of Renewal",
        required=True,
        default=30,
        help="Calendar days before a certificate ends.",
    )

    _days = models.Constraint(
        "CHECK (year_plan_month BETWEEN 1 AND 12 AND submit_day BETWEEN 1 AND 31"
        " AND consolidate_day BETWEEN 1 AND 31 AND issue_day BETWEEN 1 AND 31"
        " AND report_day BETWEEN 1 AND 31 AND project_report_day BETWEEN 1 AND 31)",
        "A month has 31 days at most, a year 12 months.",
    )
    _chase_days = models.Constraint(
        "CHECK (remind_days >= 0 AND escalate_days >= 0 AND propose_days >= escalate_days)",
        "Days are not negative, and nobody is proposed for before the escalation.",
    )
    _figures = models.Constraint(
        "CHECK (class_hour_minutes > 0 AND rate BETWEEN 0 AND 100 AND sign_in_minutes >= 0"
        " AND open_minutes >= sign_in_minutes AND code_seconds > 0 AND ticket_seconds > 0)",
        "Minutes and seconds are positive, a rate is from 0 to 100 percent, and the sign-in opens in time.",
    )

    _results = models.Constraint(
        "CHECK (pass_mark BETWEEN 0 AND 100 AND mark_gap BETWEEN 0 AND 100 AND trial_mark BETWEEN 0 AND 100"
        " AND satisfaction BETWEEN 0 AND 100)",
        "Marks and satisfaction are from 0 to 100.",
    )
    _counts = models.Constraint(
        "CHECK (fail_months > 0 AND satisfaction_sessions > 0 AND feedback_days >= 0 AND appeal_days >= 0"
        " AND renew_days >= 0 AND pin_attempts > 0)",
        "What is counted in a row is one at least, and days are not negative.",
    )

    def _get_chase(self):
        """Return how late documents are followed up, as the engine wants it."""
        self.ensure_one()
        return Chase(self.remind_days, self.escalate_days, self.propose_days)

    def _get_chase_domain(self, today):
        """Domain of the documents that go one step further on `today` at least."""
        self.ensure_one()
        reached = [
            ("none", -self.remind_days), ("reminded", self.escalate_days), ("escalated", self.propose_days)
        ]  # fmt: skip
        return Domain.OR(
            Domain("chase", "=", level) & Domain("due_on", "<=", fields.Date.subtract(today, days=days))
            for level, days in reached
        )
