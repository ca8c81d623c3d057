from odoo import fields, models

from ..const import AWARD_APPROVERS, AWARD_NOMINATORS, AWARD_PERIODS, AWARD_REVIEWERS, CLEAN_MEASURES


class AftersalesAwardProgramme(models.Model):
    """An award that is given every month or year (D48): its prize, its conditions, and who has a say."""

    _name = "aftersales.award.programme"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Award Programme"
    _order = "sequence, date_from desc, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    period = fields.Selection(AWARD_PERIODS, required=True, default="month")
    for_team = fields.Boolean(string="For a Team", help="Its members share the prize.")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    prize_min = fields.Monetary(string="Prize From", required=True)
    prize_max = fields.Monetary(string="Prize Up To", required=True)
    nominator = fields.Selection(AWARD_NOMINATORS, required=True, default="superior")
    reviewer = fields.Selection(AWARD_REVIEWERS, required=True, default="officer")
    approver = fields.Selection(AWARD_APPROVERS, required=True, default="manager")
    pay_day = fields.Integer(
        string="Paid on Day", required=True, default=10, help="Of the month after the period."
    )
    clean_from = fields.Selection(
        CLEAN_MEASURES,
        string="Nobody With",
        help="In the year of the award, this measure or a graver one excludes; empty: none does.",
    )
    needs_probation = fields.Boolean(
        string="For a Hire", help="Approved when the person who was recruited has passed the probation."
    )

    _prizes = models.Constraint(
        "CHECK (prize_min >= 0 AND prize_max >= prize_min)",
        "Prizes are not negative, and the highest is not below the lowest.",
    )
    _pay_day_valid = models.Constraint("CHECK (pay_day BETWEEN 1 AND 31)", "A month has 31 days at most.")

    def _get_subject_fields(self):
        return ["name"]
