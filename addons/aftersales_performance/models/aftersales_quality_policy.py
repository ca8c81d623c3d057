from decimal import Decimal

from odoo import fields, models


class AftersalesQualityPolicy(models.Model):
    """The figures and the score card of quality checks (S27), in force from one day to another."""

    _name = "aftersales.quality.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Quality Check Policy"
    _order = "date_from desc, id desc"
    _rec_name = "code"

    contacts = fields.Integer(
        string="Contacts Checked", default=10, required=True, help="Of each agent, every month."
    )
    draw_day = fields.Integer(
        string="Drawn on Day", default=1, required=True, help="Of the month after: nobody knows before."
    )
    second_share = fields.Float(
        string="Scored Twice", default=20.0, required=True, help="Percent of the checks; a “bad” always is."
    )
    dispute_days = fields.Integer(
        string="Days for a Dispute", default=3, required=True, help="Calendar days from the publication."
    )
    excellent_from = fields.Float(string="Excellent from", default=95.0, required=True, help="Points of 100.")
    good_from = fields.Float(string="Good from", default=85.0, required=True, help="Points of 100.")
    fair_from = fields.Float(
        string="Fair from", default=70.0, required=True, help="Points of 100; below it is poor."
    )
    excellent_pay = fields.Float(string="For an Excellent Contact", default=50.0)
    good_pay = fields.Float(string="For a Good Contact", default=30.0)
    fair_pay = fields.Float(string="For a Fair Contact", default=0.0)
    poor_pay = fields.Float(string="For a Poor Contact", default=-10.0, help="Below zero: deducted.")
    praise_phone = fields.Float(string="Praise by Phone", default=10.0)
    praise_written = fields.Float(string="Praise in Writing", default=50.0)
    praise_media = fields.Float(string="Praise in the Media", default=100.0)
    bad_cancels_praise = fields.Boolean(
        string="A Bad Contact Cancels Praise", default=True, help="It cancels the pay of the checks always."
    )
    item_ids = fields.One2many("aftersales.quality.item", "policy_id", string="Score Card", copy=True)

    _figures = models.Constraint(
        "CHECK (contacts > 0 AND draw_day BETWEEN 1 AND 28 AND second_share BETWEEN 0 AND 100"
        " AND dispute_days >= 0)",
        "Contacts are positive, the day is from 1 to 28, the share from 0 to 100 percent.",
    )
    _bands = models.Constraint(
        "CHECK (excellent_from <= 100 AND excellent_from > good_from AND good_from > fair_from"
        " AND fair_from >= 0)",
        "Grades begin one below the other, from 100 points down to 0.",
    )
    _pay = models.Constraint(
        "CHECK (praise_phone >= 0 AND praise_written >= 0 AND praise_media >= 0)", "Praise is not deducted."
    )

    def _get_bands(self):
        """Return the least points of each grade, as the engine wants them."""
        self.ensure_one()
        return {grade: Decimal(str(self[f"{grade}_from"])) for grade in ("excellent", "good", "fair")}

    def _get_pay(self, grade):
        """Return the money of a contact with `grade`; a bad one has none of its own, it takes the month's."""
        self.ensure_one()
        return 0.0 if grade == "bad" else self[f"{grade}_pay"]
