from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesTrainingCertificate(models.Model):
    """The certificate is among the person's skills at the host's (T6)."""

    _inherit = "aftersales.training.certificate"

    @api.model
    def _certify(self, results):
        certificates = super()._certify(results)
        # sudo: whoever closes an evaluation keeps no personnel files
        certificates.sudo()._write_skills()
        return certificates

    def _write_skills(self):
        """Enter these certificates; what they renew ends the day before, what is better or longer stays."""
        courses = self.course_id.with_context(lang=self.company_id[:1].partner_id.lang or self.env.lang)
        courses._create_skills()
        entries = self.env["hr.employee.skill"]
        earlier = entries.search(
            Domain("employee_id", "in", self.employee_id.ids) & Domain("skill_id", "in", courses.skill_id.ids)
        ).grouped(lambda row: (row.employee_id, row.skill_id))  # fmt: skip
        ended, rows = {}, {}
        for certificate in self.sorted("valid_to"):
            skill, level = certificate.course_id.skill_id, certificate.course_id._get_skill_level()
            there = earlier.get((certificate.employee_id, skill), entries).filtered(
                lambda row, first=certificate.valid_from: not row.valid_to or row.valid_to >= first
            )
            if any(row._outranks(level, certificate.valid_to) for row in there):
                continue
            day = fields.Date.subtract(certificate.valid_from, days=1)
            ended[day] = ended.get(day, entries) | there
            rows[certificate.employee_id, skill] = {
                "employee_id": certificate.employee_id.id,
                "skill_type_id": skill.skill_type_id.id,
                "skill_id": skill.id,
                "skill_level_id": level.id,
                "valid_from": certificate.valid_from,
                "valid_to": certificate.valid_to,
            }
        for day, there in ended.items():
            late = there.filtered(lambda row, last=day: row.valid_from and row.valid_from > last)
            late.unlink()
            (there - late).valid_to = day
        entries.create(list(rows.values()))
