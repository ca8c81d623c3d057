from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.deadline import get_month
from ..tools.frequency import Training


class AftersalesTrainingPlanItem(models.Model):
    """One training of a plan: what, when, how long, for whom."""

    _name = "aftersales.training.plan.item"
    _inherit = ["aftersales.training.course.mixin", "aftersales.guard.mixin"]
    _description = "Planned Training"
    _order = "date, id"
    _rec_name = "course_id"

    plan_id = fields.Many2one("aftersales.training.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    department_id = fields.Many2one(related="plan_id.department_id", store=True, index=True, string="Unit")
    state = fields.Selection(related="plan_id.state", string="State of the Plan")
    date = fields.Date(required=True, index=True, help="The first day, if there are several.")
    start_hour = fields.Float(string="From", required=True, default=9.0)
    days = fields.Integer(compute="_compute_from_course", store=True, readonly=False, precompute=True)
    class_hours = fields.Float(compute="_compute_from_course", store=True, readonly=False, precompute=True)
    place = fields.Char()
    note = fields.Char()

    _figures = models.Constraint(
        "CHECK (days > 0 AND class_hours > 0 AND start_hour >= 0 AND start_hour < 24)",
        "A training has days and class hours, and begins on its day.",
    )

    @api.depends("course_id")
    def _compute_from_course(self):
        result = super()._compute_from_course()
        for item in self:
            item.days = item.course_id.days or 1
            item.class_hours = item.course_id.class_hours
        return result

    @api.constrains("date", "plan_id")
    def _check_date(self):
        for item in self:
            plan = item.plan_id
            end = get_month(plan.month, 12 if plan.period == "year" else 1)
            if not plan.month <= item.date < end:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” on %(date)s is not in the month or year of plan %(plan)s.",
                        name=item.course_id.name,
                        date=item.date,
                        plan=plan.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        items = super(AftersalesTrainingPlanItem, self._drop_guarded_defaults()).create(vals_list)
        items._ensure_draft()
        return items

    def write(self, vals):
        self._refuse_guarded(vals)
        self._ensure_draft()
        result = super().write(vals)
        if "plan_id" in vals:
            self._ensure_draft()  # the host asks for the old plan only
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        if not self.env.su:
            self.check_access("write")
            self.plan_id._lock()
            self.plan_id._ensure_draft()

    def _prepare_training(self, class_hour):
        """Return this training as the engine wants it."""
        return Training(self.kind or "", self.date, round(self.class_hours * class_hour), self.days)
