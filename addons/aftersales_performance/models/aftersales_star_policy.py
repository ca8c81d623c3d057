from decimal import Decimal

from odoo import fields, models

from ..tools.stars import PARTS, Rules


class AftersalesStarPolicy(models.Model):
    """The figures of the star rating (S28), in force from one day to another."""

    _name = "aftersales.star.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Star Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    rate_day = fields.Integer(string="Rated on Day", default=5, required=True, help="Of the month after.")
    exam_max = fields.Float(string="Exam", default=30.0)
    satisfaction_max = fields.Float(string="Satisfaction", default=10.0)
    checks_max = fields.Float(string="Quality Checks", default=20.0)
    manners_max = fields.Float(string="Manners", default=8.0)
    ability_max = fields.Float(string="Overall Ability", default=10.0)
    volume_max = fields.Float(string="Volume", default=12.0)
    peers_max = fields.Float(string="Marks of Colleagues", default=2.0)
    events_max = fields.Float(string="Other Events", default=8.0, help="Points of praise at most.")
    volume_target = fields.Integer(
        string="Contacts a Month", default=200, required=True, help="The target; it can differ by person."
    )
    volume_base = fields.Float(string="Points at Target", default=8.0)
    volume_up = fields.Float(string="Per Full Percent Above", default=0.5)
    volume_down = fields.Float(string="Less per Started Percent Below", default=5.0)
    volume_min = fields.Float(string="Points at Least", default=5.0)
    praise_phone = fields.Float(string="Points of Praise by Phone", default=5.0)
    praise_written = fields.Float(string="Points of Praise in Writing", default=6.0)
    praise_media = fields.Float(string="Points of Praise in the Media", default=8.0)
    complaint_points = fields.Float(string="Less per Founded Complaint", default=20.0)
    star_from = fields.Float(string="Star from", default=95.0, required=True)
    first_from = fields.Float(string="First Class from", default=85.0, required=True)
    second_from = fields.Float(string="Second Class from", default=70.0, required=True)
    star_months = fields.Integer(string="Months in a Row for a Star", default=3, required=True)
    second_months = fields.Integer(
        string="Months in Second Class", default=3, required=True, help="In a row: back to ordinary."
    )
    improvement_months = fields.Integer(
        string="Months to Improve", default=3, required=True, help="Second class counts for nothing then."
    )
    star_pay = fields.Float(string="Star a Month", default=100.0)
    first_pay = fields.Float(string="First Class a Month", default=60.0)
    second_pay = fields.Float(string="Second Class a Month", default=30.0)
    team_months = fields.Integer(
        string="Months for an Outstanding Team", default=3, required=True, help="Best team in a row."
    )

    _figures = models.Constraint(
        "CHECK (rate_day BETWEEN 1 AND 28 AND volume_target > 0 AND star_months > 0 AND second_months > 0"
        " AND improvement_months >= 0 AND team_months > 0)",
        "Targets and numbers of months are positive, the day is from 1 to 28.",
    )
    _bands = models.Constraint(
        "CHECK (star_from > first_from AND first_from > second_from AND second_from >= 0)",
        "Classes begin one below the other.",
    )
    _points = models.Constraint(
        "CHECK (exam_max >= 0 AND satisfaction_max >= 0 AND checks_max >= 0 AND manners_max >= 0"
        " AND ability_max >= 0 AND peers_max >= 0 AND events_max >= 0 AND volume_min >= 0"
        " AND volume_max >= volume_base AND volume_base >= volume_min AND volume_up >= 0"
        " AND volume_down >= 0 AND praise_phone >= 0 AND praise_written >= 0 AND praise_media >= 0"
        " AND complaint_points >= 0 AND star_pay >= 0 AND first_pay >= 0 AND second_pay >= 0)",
        "Points and pay are not negative; the points at target lie between the least and the most.",
    )

    def _get_rules(self):
        """Return the figures as the engine wants them."""
        self.ensure_one()

        def figure(name):
            return Decimal(str(self[name]))

        return Rules(
            maxima={part: figure(f"{part}_max") for part in PARTS},
            volume_base=figure("volume_base"),
            volume_up=figure("volume_up"),
            volume_down=figure("volume_down"),
            volume_min=figure("volume_min"),
            complaint=figure("complaint_points"),
            star_from=figure("star_from"),
            first_from=figure("first_from"),
            second_from=figure("second_from"),
            star_months=self.star_months,
            second_months=self.second_months,
            improvement_months=self.improvement_months,
        )

    def _get_pay(self, level):
        """Return what a month of this class pays."""
        self.ensure_one()
        return 0.0 if level == "none" else self[f"{level}_pay"]
