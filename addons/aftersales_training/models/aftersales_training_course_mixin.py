from odoo import api, fields, models

from ..const import FORMS, KINDS


class AftersalesTrainingCourseMixin(models.AbstractModel):
    """A training of a course: whom it is for and its form begin as the course says (T4)."""

    _name = "aftersales.training.course.mixin"
    _description = "Training of a Course"

    course_id = fields.Many2one("aftersales.training.course", required=True, index=True, ondelete="restrict")
    topic = fields.Selection(related="course_id.topic", store=True)
    kind = fields.Selection(
        KINDS,
        string="Training",
        compute="_compute_from_course",
        store=True,
        readonly=False,
        precompute=True,
    )
    form = fields.Selection(
        FORMS, compute="_compute_from_course", store=True, readonly=False, precompute=True
    )
    lecturer_id = fields.Many2one("hr.employee", index="btree_not_null")

    @api.depends("course_id")
    def _compute_from_course(self):
        for training in self:
            training.kind = training.course_id.kind
            training.form = training.course_id.form
