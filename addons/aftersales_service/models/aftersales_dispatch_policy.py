from decimal import Decimal

from odoo import fields, models

from ..const import CONFLICT_RULES, REPEAT_MODES, SKILL_LEVELS
from ..tools import dispatch


class AftersalesDispatchPolicy(models.Model):
    """By which points the best engineer is proposed, and how full a day may be planned (S3)."""

    _name = "aftersales.dispatch.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Dispatch Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    weight_skill = fields.Float(string="Skill", digits=(6, 1))
    weight_area = fields.Float(string="Home Territory", digits=(6, 1))
    weight_load = fields.Float(string="Free That Day", digits=(6, 1))
    weight_travel = fields.Float(string="Short Way", digits=(6, 1))
    weight_preference = fields.Float(string="Customer's Wish", digits=(6, 1))
    weight_repeat = fields.Float(string="Repeat Job", digits=(6, 1))
    repeat_mode = fields.Selection(REPEAT_MODES, string="Repeat Job Goes To", required=True, default="same")
    skill_required = fields.Boolean(
        string="Skill Needed", help="Nobody is proposed for a product he has no skill for."
    )
    default_minutes = fields.Integer(
        string="Usual Minutes", required=True, help="How long a job takes where the fault does not say it."
    )
    default_travel = fields.Integer(
        string="Travel (Minutes)", help="How long the way is where the territories do not say it."
    )
    travel_limit = fields.Integer(
        string="No Points From (Minutes)", required=True, help="From this travel time on there are no points."
    )
    max_load = fields.Float(
        string="Highest Load (%)",
        digits=(6, 1),
        required=True,
        help="How much of an engineer's working hours of a day may be planned.",
    )
    overlap_rule = fields.Selection(
        CONFLICT_RULES, string="Two Jobs at One Time", required=True, default="confirm"
    )
    overload_rule = fields.Selection(CONFLICT_RULES, string="Day Too Full", required=True, default="warn")
    absent_rule = fields.Selection(CONFLICT_RULES, string="On Leave", required=True, default="confirm")

    _figures_positive = models.Constraint(
        "CHECK (LEAST(weight_skill, weight_area, weight_load, weight_travel, weight_preference,"
        " weight_repeat, default_travel) >= 0"
        " AND LEAST(default_minutes, travel_limit, max_load) > 0)",
        "Points and minutes cannot be negative; usual minutes, travel limit and highest load are "
        "greater than zero.",
    )

    def _to_engine(self):
        """Return the policy as the engine takes it; without a policy every candidate is equal."""
        return dispatch.Policy(
            weights={term: Decimal(str(self[f"weight_{term}"])) for term in dispatch.TERMS},
            levels=len(SKILL_LEVELS),
            max_load=Decimal(str(self.max_load)) / 100 if self else Decimal(1),
            travel_limit=self.travel_limit or 1,
            repeat=self.repeat_mode or dispatch.ANY,
            skill_required=self.skill_required,
        )

    def _get_rule(self, objection):
        """Return what an objection of the engine means for an assignment: a key of CONFLICT_RULES."""
        rules = {
            dispatch.OVERLAP: self.overlap_rule,
            dispatch.OVERLOAD: self.overload_rule,
            dispatch.ABSENT: self.absent_rule,
        }
        return rules.get(objection) or "confirm"
