from odoo import fields, models
from odoo.fields import Command

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

    def _get_skill(self):
        """Return the skill of the host that stands for this course, made once; for `hr_skills` only."""
        self.ensure_one()
        name = f"aftersales_training.skill_{self.id}"
        skill = self.env.ref(name, raise_if_not_found=False)
        if not skill:
            kind = self.env.ref("aftersales_training.skill_type_certificate", raise_if_not_found=False)
            if kind:
                skill = self.env["hr.skill"].create({"name": self.name, "skill_type_id": kind.id})
            else:
                # the host has no type of skills without a skill
                kind = self.env["hr.skill.type"].create(
                    {
                        "name": self.env._("Training Certificates"),
                        "is_certification": True,
                        "skill_ids": [Command.create({"name": self.name})],
                        "skill_level_ids": [
                            Command.create(
                                {"name": self.env._("Passed"), "level_progress": 100, "default_level": True}
                            )
                        ],
                    }
                )
                self._keep_xmlid("aftersales_training.skill_type_certificate", kind)
                skill = kind.skill_ids
            self._keep_xmlid(name, skill)
        return skill

    def _keep_xmlid(self, xmlid, record):
        # sudo: where the host's skill of a course is found again
        self.env["ir.model.data"].sudo()._update_xmlids(
            [{"xml_id": xmlid, "record": record, "noupdate": True}]
        )
