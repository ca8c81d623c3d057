from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CONTEST_STATES, CONTEST_TRANSITIONS


class AftersalesTrainingContest(models.Model):
    """The competition by which internal lecturers are chosen (T7): applications, trial lectures, a jury."""

    _name = "aftersales.training.contest"
    _inherit = ["aftersales.training.unit.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Contest of Lecturers"
    _order = "date desc, id desc"
    _check_company_auto = True

    title = fields.Char(required=True)
    date = fields.Date(string="Trial Lectures On", required=True, default=fields.Date.context_today)
    places = fields.Integer(string="Lecturers Wanted", required=True, default=1)
    juror_ids = fields.Many2many("res.users", string="Jury")
    announcement = fields.Text()
    lecturer_ids = fields.One2many("aftersales.training.lecturer", "contest_id", string="Applications")
    state = fields.Selection(
        CONTEST_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )

    _places = models.Constraint("CHECK (places > 0)", "A contest looks for one lecturer at least.")

    @api.depends("title", "name")
    def _compute_display_name(self):
        for contest in self:
            contest.display_name = f"{contest.title} ({contest.name})"

    def _update_state(self, target, **vals):
        """Move these contests to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, CONTEST_TRANSITIONS)
        # sudo: guarded fields, role checked by the caller, transition above
        self.sudo().write({"state": target, **vals})

    def write(self, vals):
        if not self.env.su and {"juror_ids", "department_id", "places", "date"} & vals.keys():
            self._ensure_step("open", "draft")
        return super().write(vals)

    def action_apply(self):
        """Apply as a lecturer, for oneself."""
        self.ensure_one()
        self.check_access("read")
        self._ensure_step("open", "draft")
        person = self.env.user.with_company(self.company_id).employee_id
        if not person:
            raise UserError(self.env._("Only employees of the company apply."))
        # sudo: the own application; the system keeps whose it is
        lecturer = self.env["aftersales.training.lecturer"].sudo().create(
            {"contest_id": self.id, "employee_id": person.id, "company_id": self.company_id.id}
        )  # fmt: skip
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.training.lecturer",
            "res_id": lecturer.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open(self):
        """Applications → trial lectures: each juror gets a sheet for each applicant."""
        self._ensure_role("officer")
        self.check_access("write")
        rows = []
        for contest in self:
            contest._update_state("open")
            concerned = contest.juror_ids & contest.sudo().lecturer_ids.employee_id.user_id
            if not contest.juror_ids or not contest.lecturer_ids or concerned:
                raise UserError(
                    self.env._(
                        "%(name)s needs applicants and a jury in which no applicant sits.",
                        name=contest.display_name,
                    )
                )
            rows += [
                {"lecturer_id": lecturer.id, "juror_id": juror.id}
                for lecturer in contest.lecturer_ids
                for juror in contest.juror_ids
            ]
        self.env["aftersales.training.trial"].sudo().create(rows)  # sudo: sheets are made by the system
        for contest in self:
            lang = contest.company_id.partner_id.lang or self.env.lang
            told = contest.with_context(lang=lang)
            told.message_notify(
                partner_ids=contest.juror_ids.partner_id.ids,
                subject=told.display_name,
                body=told.env._(
                    "You are in the jury: enter your points of each trial lecture at the applications."
                ),
            )

    def action_close(self):
        """Trial lectures → decided: every application is."""
        self._ensure_role("manager")
        self.check_access("write")
        for contest in self:
            waiting = contest.lecturer_ids.filtered(lambda lecturer: lecturer.state == "applied")[:1]
            if waiting:
                raise UserError(
                    self.env._(
                        "Decide about %(name)s first: appointed or not chosen.",
                        name=waiting.employee_id.name,
                    )
                )
        self._update_state("closed")
