from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class AftersalesTrainingCertificate(models.Model):
    """Somebody has passed a course, until a day; renewed by passing it again (T6)."""

    _name = "aftersales.training.certificate"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin", "mail.activity.mixin", "mail.thread"]
    _description = "Training Certificate"
    _order = "valid_to desc, id desc"
    _rec_name = "employee_id"

    name = fields.Char(string="Number", compute="_compute_name", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    home_id = fields.Many2one("hr.department", string="Department", readonly=True, index=True)
    course_id = fields.Many2one(
        "aftersales.training.course", required=True, readonly=True, index=True, ondelete="restrict"
    )
    result_id = fields.Many2one(
        "aftersales.training.result", required=True, readonly=True, index=True, ondelete="restrict"
    )
    score = fields.Float(related="result_id.score", aggregator="avg")
    valid_from = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(string="Valid Until", required=True, readonly=True, index=True)
    renewed_by_id = fields.Many2one("aftersales.training.certificate", readonly=True, index="btree_not_null")
    is_reminded = fields.Boolean(string="Reminded of Renewal", readonly=True)

    _result_unique = models.UniqueIndex("(result_id)", "There is a certificate for this result already.")
    _period = models.Constraint("CHECK (valid_to >= valid_from)", "A certificate ends after it begins.")

    @api.depends("result_id")
    def _compute_name(self):
        for certificate in self:
            # sudo: the number of the evaluation, whoever holds the certificate
            certificate.name = f"{certificate.sudo().result_id.evaluation_id.name}-{certificate.id}"

    def _get_wording(self):
        """Return what the printed certificate says of its holder."""
        self.ensure_one()
        return self.env._(
            "has taken the training “%(course)s” and passed its evaluation on %(date)s "
            "with %(score)s points.",
            course=self.course_id.name,
            date=format_date(self.env, self.valid_from, date_format="long"),
            score=f"{self.score:g}",
        )

    @api.model
    def _certify(self, results):
        """Give each of these results its certificate; of the same course the last one renews the others."""
        certificates = self.create(
            [
                {
                    "company_id": result.company_id.id,
                    "employee_id": result.employee_id.id,
                    "home_id": result.home_id.id,
                    "course_id": result.course_id.id,
                    "result_id": result.id,
                    "valid_from": result.date,
                    "valid_to": fields.Date.add(
                        result.date, months=result.course_id.certificate_months, days=-1
                    ),
                }
                for result in results
            ]
        )
        rows = self.search(
            [
                ("employee_id", "in", certificates.employee_id.ids),
                ("course_id", "in", certificates.course_id.ids),
                ("renewed_by_id", "=", False),
            ],
            order="valid_to, id",
        ).grouped(lambda row: (row.employee_id, row.course_id))  # fmt: skip
        renewed = self.browse()
        for same in rows.values():
            same[:-1].renewed_by_id = same[-1]
            renewed |= same[:-1]
        renewed.activity_unlink(["mail.mail_activity_data_todo"])
        return certificates

    @api.model
    def _cron_remind(self):
        """Remind of renewal some days before a certificate ends, once."""
        certificates = self.sudo()  # sudo: scheduled work over all companies
        for company in certificates.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_date(fields.Datetime.now())
            policy = certificates.env["aftersales.training.policy"]._get_in_force(today, company)
            last = fields.Date.add(today, days=policy.renew_days)
            certificates._work_in_slices(
                Domain("company_id", "=", company.id)
                & Domain("is_reminded", "=", False)
                & Domain("renewed_by_id", "=", False)
                & Domain("valid_to", "<=", last),
                lambda found: found._remind(),
            )

    def _remind(self):
        """Give the person, or whoever heads the department, an activity."""
        todo = self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get_id(self._name)
        rows = []
        for certificate in self:
            person = certificate.employee_id
            user = person.user_id or person.department_id.manager_id.user_id
            if user:
                rows.append(
                    {
                        "res_model_id": model,
                        "res_id": certificate.id,
                        "activity_type_id": todo,
                        "user_id": user.id,
                        "automated": True,
                        "date_deadline": certificate.valid_to,
                        "summary": self.env._(
                            "%(course)s of %(person)s is valid until %(date)s: renew it.",
                            course=certificate.course_id.name,
                            person=person.name,
                            date=certificate.valid_to,
                        ),
                    }
                )
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)
        self.is_reminded = True
