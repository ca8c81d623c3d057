from odoo import fields, models

from ..const import FORMS, KINDS, TOPICS


class AftersalesTrainingCourse(models.Model):
    """What can be trained: the content catalogue (T4)."""

    _name = "aftersales.training.course"
    _description = "Training Course"
    _order = "topic, sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    topic = fields.Selection(TOPICS, required=True, index=True)
    kind = fields.Selection(KINDS, string="Training", required=True, default="on_job")
    form = fields.Selection(FORMS, required=True, default="lecture")
    class_hours = fields.Float(required=True, default=2.0)
    days = fields.Integer(required=True, default=1)
    job_ids = fields.Many2many("hr.job", string="For Jobs", help="Empty: for everybody.")
    content = fields.Html(help="What is taught, and what people can do afterwards.")
    material_ids = fields.Many2many("ir.attachment", string="Materials")

    repeat_months = fields.Integer(
        string="Needed Every",
        help="Months; whom the course is for needs it again and again. 0: nobody lacks it.",
    )
    certificate_months = fields.Integer(
        string="Certificate Valid For",
        help="Months; who passes an evaluation of this course gets a certificate. 0: no certificate.",
    )

    _figures = models.Constraint(
        "CHECK (class_hours > 0 AND days > 0 AND repeat_months >= 0 AND certificate_months >= 0)",
        "A course has class hours and days, and months are not negative.",
    )
