from decimal import Decimal

from odoo import fields, models

from ..const_appraisal import PAY_FORMULAS, POSITION_DAYS
from ..tools.rater import Shares


class AftersalesAppraisalPolicy(models.Model):
    """The figures of appraisals (A1, A2, A5, A8, A10), in force from one day to another."""

    _name = "aftersales.appraisal.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Appraisal Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    superior_share = fields.Float(string="Superior", default=40.0, required=True, help="Percent.")
    peer_share = fields.Float(string="Peers", default=30.0, required=True, help="Percent.")
    subordinate_share = fields.Float(string="Subordinates", default=30.0, required=True, help="Percent.")
    superior_of_two = fields.Float(
        string="Superior beside One Other Kind",
        default=60.0,
        required=True,
        help="Percent, where there are no peers or no subordinates; the others have the rest.",
    )
    least_answers = fields.Integer(
        string="Answers at Least",
        default=2,
        required=True,
        help="Fewer peers or subordinates are not asked, fewer answers are not shown: one voice is not "
        "anonymous.",
    )
    most_raters = fields.Integer(
        string="Raters of a Kind at Most", default=5, required=True, help="0: everybody there is."
    )
    rating_days = fields.Integer(
        string="Days to Rate", default=10, required=True, help="Calendar days after the period."
    )
    reminder_days = fields.Integer(
        string="Reminder before the End", default=3, required=True, help="Days before the last one."
    )
    least_presence = fields.Float(
        string="Employed at Least",
        default=50.0,
        required=True,
        help="Percent of the period's calendar days; who was there for less is not appraised.",
    )
    position_day = fields.Selection(
        POSITION_DAYS,
        string="Movers Belong Where They Were On",
        default="last",
        required=True,
        help="Department and job of that day hold for the sheet.",
    )
    veto_cap = fields.Float(
        string="Veto: Score at Most", default=59.0, required=True, help="Of a sheet with a vetoed indicator."
    )
    highest_score = fields.Float(string="Score at Most", help="With points of conduct; 0: no limit.")
    appeal_days = fields.Integer(
        string="Days for an Appeal", default=7, required=True, help="Calendar days from the publication."
    )
    committee_size = fields.Integer(string="Committee Members at Least", default=3, required=True)
    pay_formula = fields.Selection(PAY_FORMULAS, string="Performance Pay from", default="base", required=True)
    wage_share = fields.Float(
        string="Share of the Wage", default=30.0, required=True, help="Percent of basic and post pay."
    )
    withheld_below = fields.Float(
        string="Withheld below", default=60.0, required=True, help="Score below which pay is withheld."
    )
    withheld_share = fields.Float(
        string="Withheld", default=30.0, required=True, help="Percent of the performance pay."
    )
    year_least = fields.Float(
        string="Periods for a Year at Least",
        default=50.0,
        required=True,
        help="Percent of the year's periods. A missing one does not count, it is no nought; with fewer there "
        "is no year result.",
    )
    promotion_top = fields.Integer(
        string="Rank at Least", default=3, required=True, help="Of the 360° results of the department."
    )
    promotion_results = fields.Integer(string="Results in a Row", default=2, required=True)
    promotion_days = fields.Integer(
        string="Days in Post at Least", default=183, required=True, help="Calendar days: half a year."
    )
    trial_months = fields.Integer(string="Trial (Months)", default=3, required=True)
    trial_most = fields.Integer(string="Trial at Most (Months)", default=6, required=True)
    training_days = fields.Integer(
        string="Training off Post at Least (Days)", default=3, required=True, help="Where it is proposed."
    )
    grade_ids = fields.One2many("aftersales.appraisal.grade", "policy_id", string="Grades", copy=True)

    _shares = models.Constraint(
        "CHECK (superior_share > 0 AND peer_share > 0 AND subordinate_share > 0"
        " AND round((superior_share + peer_share + subordinate_share)::numeric, 2) = 100"
        " AND superior_of_two > 0 AND superior_of_two < 100)",
        "The weights of the three kinds of raters add up to 100 percent, none is nothing.",
    )
    _figures = models.Constraint(
        "CHECK (least_answers > 0 AND most_raters >= 0 AND rating_days >= 0 AND reminder_days >= 0"
        " AND least_presence BETWEEN 0 AND 100 AND veto_cap >= 0 AND highest_score >= 0"
        " AND appeal_days > 0 AND committee_size > 0 AND wage_share BETWEEN 0 AND 100"
        " AND withheld_below >= 0 AND withheld_share BETWEEN 0 AND 100"
        " AND year_least BETWEEN 0 AND 100 AND promotion_top > 0 AND promotion_results > 0"
        " AND promotion_days >= 0 AND trial_months > 0 AND trial_most >= trial_months"
        " AND training_days >= 0)",
        "Days, counts and percentages of an appraisal policy are not negative.",
    )

    def _get_shares(self):
        """Return the weights as the engine wants them; without a policy the rulebook's own (A2)."""
        if not self:
            return Shares()
        names = ("superior_share", "peer_share", "subordinate_share", "superior_of_two")
        return Shares(*(Decimal(str(self[name])) for name in names))

    def _get_bands(self):
        """Return the least score of each grade."""
        return {grade: Decimal(str(grade.score_from)) for grade in self.grade_ids}
