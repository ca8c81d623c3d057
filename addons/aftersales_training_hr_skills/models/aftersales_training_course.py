from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

TYPE = "aftersales_training_hr_skills.skill_type_certificate"


class AftersalesTrainingCourse(models.Model):
    """Which of the host's skills a course gives (T6)."""

    _inherit = "aftersales.training.course"

    skill_id = fields.Many2one(
        "hr.skill",
        string="Gives Skill",
        copy=False,
        index="btree_not_null",
        help="Who gets a certificate of this course has this skill while it is valid. Empty: a skill of its "
        "own is made with the first certificate.",
    )
    skill_type_id = fields.Many2one(related="skill_id.skill_type_id")
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        domain="[('skill_type_id', '=', skill_type_id)]",
        copy=False,
        help="Empty: the level that the type of skills begins with.",
    )

    @api.constrains("skill_id", "skill_level_id")
    def _check_skill_level(self):
        for course in self:
            if course.skill_level_id and course.skill_level_id.skill_type_id != course.skill_id.skill_type_id:
                raise ValidationError(
                    self.env._(
                        "%(level)s is no level of the skill that %(course)s gives: choose another one.",
                        level=course.skill_level_id.name,
                        course=course.name,
                    )
                )

    @api.onchange("skill_id")
    def _onchange_skill_id(self):
        self.skill_level_id = False

    def _create_skills(self):
        """Make a skill for each of these courses that has none, in all languages of the course."""
        missing = self.filtered(lambda course: not course.skill_id)
        if not missing:
            return
        rows = [{"name": course.name} for course in missing]
        kind = self.env.ref(TYPE, raise_if_not_found=False)
        if kind:
            skills = self.env["hr.skill"].create([{**row, "skill_type_id": kind.id} for row in rows])
        else:
            # the host has no type of skills without a skill
            kind = self.env["hr.skill.type"].create(self._prepare_skill_type_vals(rows))
            skills = kind.skill_ids.sorted("id")
            self.env["ir.model.data"]._update_xmlids([{"xml_id": TYPE, "record": kind, "noupdate": True}])
        for course, skill in zip(missing, skills, strict=True):
            course.skill_id = skill
        for lang, _name in self.env["res.lang"].get_installed():
            for course in missing.with_context(lang=lang):
                course.skill_id.name = course.name

    def _prepare_skill_type_vals(self, skills):
        return {
            "name": self.env._("Training Certificates"),
            "is_certification": True,
            "skill_ids": [Command.create(row) for row in skills],
            "skill_level_ids": [
                Command.create({"name": self.env._("Passed"), "level_progress": 100, "default_level": True})
            ],
        }

    def _get_skill_level(self):
        """Return the level that passing this course gives."""
        self.ensure_one()
        levels = self.skill_type_id.skill_level_ids
        return self.skill_level_id or levels.filtered("default_level")[:1] or levels[:1]
