from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import SESSION_STATES

#: What is written until the session is held, cancelled or under decision.
OPEN_STATES = ("draft", "scheduled")


class AftersalesTrainingSession(models.Model):
    """A training that is held on one or several dates, from the invitation to the archive (T3, T5, T8).

    The way through the states stands in `aftersales_training_session_flow.py`.
    """

    _name = "aftersales.training.session"
    _inherit = [
        "aftersales.training.unit.mixin",
        "aftersales.training.course.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Training Session"
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    plan_item_id = fields.Many2one(
        "aftersales.training.plan.item",
        string="From the Plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: added to the plan, with a reason and an approval (T3).",
    )
    planned_on = fields.Date(string="Planned For", related="plan_item_id.date", store=True, index=True)
    lecturer_warning = fields.Char(string="Note on the Lecturer", compute="_compute_lecturer_warning")
    external_lecturer = fields.Char(readonly=True, copy=False, help="Approved beforehand, with a budget.")
    hire_ids = fields.One2many("aftersales.training.hire", "session_id", string="External Lecturers")
    audience_department_ids = fields.Many2many(
        "hr.department", string="For Departments", help="Those below them, too. Empty: the unit."
    )
    audience_job_ids = fields.Many2many("hr.job", string="For Jobs", help="Empty: for everybody.")
    slot_ids = fields.One2many("aftersales.training.slot", "session_id", string="Dates", copy=True)
    date_start = fields.Datetime(string="Begins", compute="_compute_dates", store=True, index=True)
    date_end = fields.Datetime(string="Ends", compute="_compute_dates", store=True)
    date = fields.Date(string="Day", compute="_compute_dates", store=True, index=True)
    duration = fields.Integer(string="Minutes", compute="_compute_dates", store=True)
    class_hours = fields.Float(compute="_compute_dates", store=True)
    attendance_ids = fields.One2many("aftersales.training.attendance", "session_id", string="Participants")
    breach_ids = fields.One2many("aftersales.training.breach", "session_id", string="Breaches")
    invited_count = fields.Integer(string="Participants Invited", compute="_compute_counts")
    present_count = fields.Integer(string="Participants Present", compute="_compute_counts")
    state = fields.Selection(
        SESSION_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    invited_on = fields.Datetime(readonly=True, copy=False)
    asker_id = fields.Many2one("res.users", string="Asked By", readonly=True, copy=False)
    approver_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    add_reason = fields.Text(string="Why It Was Added", readonly=True, copy=False)
    cancel_reason = fields.Text(string="Why It Is Not Held", readonly=True, copy=False)
    refusal = fields.Text(string="Why It Was Refused", readonly=True, copy=False)
    closed_on = fields.Datetime(string="Session Closed", readonly=True, copy=False)
    minutes_text = fields.Text(string="Record of the Session", copy=False)
    summary = fields.Text(string="Summary of the Session", copy=False)
    material_ids = fields.Many2many(
        "ir.attachment", "aftersales_training_session_material_rel", string="Materials", copy=False
    )
    photo_ids = fields.Many2many(
        "ir.attachment", "aftersales_training_session_photo_rel", string="Photos", copy=False
    )
    sheet_ids = fields.Many2many(
        "ir.attachment", "aftersales_training_session_sheet_rel", string="Signed Sheets", copy=False
    )
    archive_missing = fields.Char(string="Missing in the Archive", compute="_compute_archive_missing")

    _item_unique = models.UniqueIndex(
        "(plan_item_id) WHERE plan_item_id IS NOT NULL", "This planned training has a session already."
    )
    _held_summary = models.Constraint(
        "CHECK (state != 'held' OR COALESCE(summary, '') ~ '[^[:space:]]')",
        "A held session keeps its summary.",
    )

    @api.depends("slot_ids.start", "slot_ids.end", "company_id")
    def _compute_dates(self):
        for session in self:
            slots = session.slot_ids.filtered(lambda slot: slot.start and slot.end)
            session.date_start = min(slots.mapped("start"), default=False)
            session.date_end = max(slots.mapped("end"), default=False)
            session.duration = sum(int((slot.end - slot.start).total_seconds() // 60) for slot in slots)
            session.date = bool(slots) and session.company_id._get_aftersales_date(session.date_start)
        for session, policy in self._get_policies().items():
            session.class_hours = session.duration / (policy.class_hour_minutes or 1)

    @api.depends("lecturer_id", "company_id")
    @api.depends_context("lang")
    def _compute_lecturer_warning(self):
        states = self._get_lecturer_states()
        for session in self:
            state = states.get(session)
            session.lecturer_warning = False
            if state == "withdrawn":
                session.lecturer_warning = self.env._("The qualification of this lecturer is withdrawn.")
            elif session.lecturer_id and not state:
                session.lecturer_warning = self.env._("Not appointed as a lecturer.")

    def _get_lecturer_states(self):
        """Return for each session the state of its internal lecturer, where one was appointed ever."""
        # sudo: whether somebody is appointed is no secret
        found = self.env["aftersales.training.lecturer"].sudo().search(
            [("employee_id", "in", self.lecturer_id.ids), ("state", "not in", ("applied", "rejected"))],
            order="id",
        )  # fmt: skip
        states = {(one.company_id, one.employee_id): one.state for one in found}
        return {session: states.get((session.company_id, session.lecturer_id)) for session in self}

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        domain = Domain("session_id", "in", self.ids)
        signed = Domain("signed_at", "!=", False)
        invited, present = (
            dict(
                self.env["aftersales.training.attendance"]._read_group(
                    condition, ["session_id"], ["employee_id:count_distinct"]
                )
            )
            for condition in (domain, domain & signed)
        )
        for session in self:
            session.invited_count = invited.get(session._origin, 0)
            session.present_count = present.get(session._origin, 0)

    @api.depends(
        "minutes_text", "summary", "material_ids", "photo_ids", "sheet_ids", "plan_item_id", "add_reason"
    )
    @api.depends_context("lang")
    def _compute_archive_missing(self):
        for session in self:
            has = {
                "plan_item_id": session.plan_item_id or session.add_reason,
                "material_ids": session.material_ids,
                "minutes_text": session.minutes_text,
                "photo_ids": session.photo_ids,
                "sheet_ids": session.sheet_ids,
                "summary": (session.summary or "").strip(),
            }
            missing = [
                self._fields[name]._description_string(self.env) for name, there in has.items() if not there
            ]
            session.archive_missing = ", ".join(missing)

    @api.depends("name", "course_id")
    def _compute_display_name(self):
        for session in self:
            session.display_name = f"{session.course_id.name or ''} ({session.name})"

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            late = {"minutes_text", "summary", "material_ids", "photo_ids", "sheet_ids", "breach_ids"}
            if vals.keys() - late:
                self.check_access("write")
                self._ensure_open()
        done = super().write(vals)
        if "lecturer_id" in vals and not self.env.su:
            self.filtered(lambda session: session.state == "scheduled")._ensure_lecturer()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_added(self):
        fixed = self.filtered(lambda session: session.state != "draft" or session.plan_item_id)[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "Session %(name)s was planned or announced: cancel it with a reason instead.",
                    name=fixed.display_name,
                )
            )

    def _ensure_open(self):
        fixed = self.filtered(lambda session: session.state not in OPEN_STATES)[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "Session %(name)s is held, cancelled or under decision and does not change any more.",
                    name=fixed.display_name,
                )
            )

    def _ensure_announced(self):
        """Refuse what belongs to a training that takes place."""
        still = self.filtered(lambda session: session.state not in ("scheduled", "held"))[:1]
        if still:
            raise UserError(
                self.env._("Nobody was invited to session %(name)s: invite first.", name=still.display_name)
            )

    def _get_policies(self):
        """Return by session the policy of its day, in one query."""
        # sudo: figures of the regulations are no secret
        policies = self.env["aftersales.training.policy"].sudo()
        policies = policies.search(policies._get_company_domain(self.company_id))
        return {
            session: policies._pick(
                session.date or session.company_id._get_aftersales_today(), session.company_id
            )
            for session in self
        }

    def _get_policy(self):
        """Return the policy of the session's day."""
        self.ensure_one()
        return self._get_policies()[self]
