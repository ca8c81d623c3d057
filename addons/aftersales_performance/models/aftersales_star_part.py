from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const_star import STAR_PARTS, STAR_RECORDED
from ..tools.stars import event_points, shared_points, volume_points, volume_steps


class AftersalesStarPart(models.Model):
    """One of the eight parts of a month's stars (S28): what was reached, and the points it makes.

    What the records say is read from them; the rest a manager gives, from 0 to 100.
    """

    _name = "aftersales.star.part"
    _inherit = ["aftersales.guard.mixin", "aftersales.unsigned.mixin"]
    _description = "Part of a Star Rating"
    _order = "rating_id, id"
    _rec_name = "part"

    rating_id = fields.Many2one(
        "aftersales.star.rating", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="rating_id.company_id", store=True, precompute=True, index=True, readonly=True
    )
    part = fields.Selection(STAR_PARTS, required=True, readonly=True)
    value = fields.Float(
        string="Reached", digits=(8, 2), help="From 0 to 100; of the volume: contacts.", aggregator="avg"
    )
    target = fields.Integer(aggregator=None)
    is_given = fields.Boolean(string="Known", readonly=True)
    is_recorded = fields.Boolean(string="From Records", readonly=True)
    maximum = fields.Float(string="Points at Most", compute="_compute_maximum", digits=(5, 2))
    points = fields.Float(readonly=True, digits=(5, 2), aggregator="avg")
    explanation = fields.Char(compute="_compute_explanation")

    _part_unique = models.UniqueIndex("(rating_id, part)", "Each part counts once.")
    _value_range = models.Constraint(
        "CHECK (coalesce(value, 0) >= 0 AND (part = 'volume' OR coalesce(value, 0) <= 100))",
        "What was reached is given from 0 to 100.",
    )
    _target_positive = models.Constraint(
        "CHECK (part != 'volume' OR target > 0)", "The target of the volume is more than zero."
    )

    @api.depends("rating_id.policy_id")
    def _compute_maximum(self):
        for part in self:
            part.maximum = part.rating_id.policy_id[f"{part.part}_max"] if part.part else 0.0

    @api.depends(
        "value", "target", "points", "is_given", "rating_id.praise_points", "rating_id.complaint_count"
    )
    @api.depends_context("lang")
    def _compute_explanation(self):
        for part in self:
            part.explanation = part._explain()

    def _explain(self):
        """Say in words how the points follow from what was reached."""
        self.ensure_one()
        policy, rating = self.rating_id.policy_id, self.rating_id
        if not self.is_given:
            return self.env._("Not known yet.")
        if self.part == "volume":
            return self.env._(
                "%(value)s contacts of %(target)s: %(base)s points at target, %(steps)s steps of 1 %%.",
                value=f"{self.value:g}",
                target=self.target,
                base=f"{policy.volume_base:g}",
                steps=f"{volume_steps(Decimal(str(self.value)), self.target):+d}",
            )
        if self.part == "events":
            return self.env._(
                "Praise: %(praise)s points, %(most)s at most; founded complaints: %(count)s, %(each)s points "
                "less for each.",
                praise=f"{rating.praise_points:g}",
                most=f"{self.maximum:g}",
                count=rating.complaint_count,
                each=f"{policy.complaint_points:g}",
            )
        return self.env._(
            "%(value)s %% of %(most)s points.", value=f"{self.value:g}", most=f"{self.maximum:g}"
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStarPart, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if self.env.su:
            return super().write(vals)
        self._ensure_enterable(vals)
        result = super().write(vals)
        entered = self.sudo()  # sudo: points are guarded; right and state checked above
        if "value" in vals:
            entered.is_given = True
        entered._reckon()
        entered.rating_id._reckon()
        return result

    def _ensure_enterable(self, vals):
        """Refuse to enter what the records say, the own marks, and anything once the month is approved."""
        self.rating_id._lock()
        self.rating_id._ensure_step("approved", "open")
        if self.env.user in self.sudo().rating_id.employee_id.user_id:
            raise AccessError(self.env._("Nobody marks the own work: ask a colleague."))
        recorded = self.filtered(lambda part: part.is_recorded or part.part in STAR_RECORDED)
        if "value" in vals and recorded:
            labels = dict(self._fields["part"]._description_selection(self.env))
            raise UserError(self.env._("“%(part)s” is read from the records.", part=labels[recorded[0].part]))

    def _reckon(self):
        """Write the points of each part that is known."""
        for part in self:
            rules = part.rating_id.policy_id._get_rules()
            value = Decimal(str(part.value))
            if not part.is_given:
                points = Decimal(0)
            elif part.part == "volume":
                points = volume_points(value, part.target, rules)
            elif part.part == "events":
                praise = Decimal(str(part.rating_id.praise_points))
                points = event_points([praise], part.rating_id.complaint_count, rules)
            else:
                points = shared_points(part.part, value, rules)
            part.points = float(points)
