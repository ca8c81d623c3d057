from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import AREAS, CLOCK_KINDS, CLOCK_UNITS, SERVICE_TYPES
from ..tools import clock
from ..tools.working_time import is_days

#: The figures that clocks were reckoned with: they stand once a clock uses the rule.
FIGURES = frozenset(
    {"policy_id", "kind", "duration", "unit", "per_units", "warn_percent", "warn_before", "active"}
)


class AftersalesSlaRule(models.Model):
    """One deadline of a policy: for which jobs, how long, how it is counted, when to warn (G2)."""

    _name = "aftersales.sla.rule"
    _description = "Deadline Rule"
    _order = "policy_id, sequence, id"
    _check_company_auto = True

    policy_id = fields.Many2one("aftersales.sla.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    sequence = fields.Integer(default=10, help="The first rule that fits a job is its rule.")
    code = fields.Char(string="Rule", help="Identifier of the rule in the regulation, e.g. S3.")
    kind = fields.Selection(CLOCK_KINDS, required=True)
    service_type = fields.Selection(SERVICE_TYPES, help="Empty: every service type.")
    priority = fields.Selection(
        lambda self: self.env["aftersales.order"]._fields["priority"].selection, help="Empty: every priority."
    )
    area = fields.Selection(AREAS, help="Empty: every area, also an unknown one.")
    product_categ_id = fields.Many2one(
        "product.category", string="Product Category", help="Empty: every product."
    )
    duration = fields.Float(
        required=True, help="Of the unit; days are whole. For a promised time: how much later is allowed."
    )
    unit = fields.Selection(CLOCK_UNITS, required=True, default="working_hours")
    per_units = fields.Integer(
        string="Per Started Units", help="The duration is allowed for each started so many units; 0: for all."
    )
    warn_percent = fields.Float(string="Warn At (%)", help="Warn when so much of the time is gone; 0: not.")
    warn_before = fields.Float(
        string="Warn Before (h)",
        help="Warn so many hours before the deadline, working hours where it counts them.",
    )

    _figures_sound = models.Constraint(
        "CHECK (duration >= 0 AND per_units >= 0 AND warn_before >= 0 AND warn_percent BETWEEN 0 AND 100)",
        "Durations cannot be negative, and a warning comes at 0 to 100 %: check the figures.",
    )
    _duration_given = models.Constraint(
        "CHECK (duration > 0 OR kind = 'promise')", "A deadline needs a duration: give hours or days."
    )
    _days_whole = models.Constraint(
        "CHECK (unit NOT IN ('working_days', 'calendar_days') OR duration = floor(duration))",
        "A deadline in days counts whole days: use hours for less than a day.",
    )

    @api.depends("code", "kind", "duration", "unit")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        units = dict(self._fields["unit"]._description_selection(self.env))
        for rule in self:
            duration = f"{rule.duration:g} {units.get(rule.unit, '')}" if rule.duration else ""
            rule.display_name = " ".join(filter(None, (rule.code, kinds.get(rule.kind), duration)))

    def write(self, vals):
        if FIGURES & vals.keys():
            self._ensure_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._ensure_unused()

    def _ensure_unused(self):
        """Refuse to change what clocks were reckoned with: history keeps the figure in force."""
        # sudo: whether a rule is used anywhere, no content
        used = self.env["aftersales.clock"].sudo().search([("rule_id", "in", self.ids)], limit=1).rule_id
        if used:
            raise UserError(
                self.env._(
                    "Deadlines were reckoned with rule “%(rule)s”. End its policy and make a new one: "
                    "the past keeps its figures.",
                    rule=used.display_name,
                )
            )

    def _fits(self, order):
        """Tell whether this rule is for `order`."""
        self.ensure_one()
        return (
            self.service_type in (False, order.service_type)
            and self.priority in (False, order.priority)
            and self.area in (False, order.area)
            and self.product_categ_id._get_aftersales_rank(order.product_id) >= 0
        )

    def _to_engine(self):
        """Return this rule as the engine takes it."""
        self.ensure_one()
        return clock.Rule(
            amount=int(self.duration)
            if is_days(self.unit)
            else timedelta(seconds=round(self.duration * 3600)),
            unit=self.unit,
            per_units=self.per_units,
            warn_percent=self.warn_percent,
            warn_before=timedelta(seconds=round(self.warn_before * 3600)),
        )
