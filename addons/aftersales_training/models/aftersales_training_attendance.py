from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from ..const import ATTENDANCE_STATES, SIGN_METHODS
from ..tools.presence import count_minutes, judge


class AftersalesTrainingAttendance(models.Model):
    """One person at one date of a session: invited, signed in, present how long (T5)."""

    _name = "aftersales.training.attendance"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Training Attendance"
    _order = "slot_id, employee_id, id"
    _rec_name = "employee_id"

    slot_id = fields.Many2one(
        "aftersales.training.slot", string="Date", required=True, index=True, ondelete="cascade"
    )
    session_id = fields.Many2one(related="slot_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="slot_id.company_id", store=True)
    course_id = fields.Many2one(related="session_id.course_id", store=True)
    topic = fields.Selection(related="session_id.topic", store=True)
    start = fields.Datetime(related="slot_id.start", store=True, index=True)
    place = fields.Char(related="slot_id.place")
    link = fields.Char(related="slot_id.link")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, help="Of the person when he or she was invited."
    )
    state = fields.Selection(
        ATTENDANCE_STATES, required=True, readonly=True, default="invited", copy=False, index=True
    )
    signed_at = fields.Datetime(string="Signed In At", readonly=True, copy=False)
    method = fields.Selection(SIGN_METHODS, string="By", readonly=True, copy=False)
    sign_reason = fields.Text(string="Why It Was Signed Afterwards", readonly=True, copy=False)
    pin_failures = fields.Integer(string="Wrong PINs", readonly=True, copy=False, aggregator=None)
    left_at = fields.Datetime(string="Left Early", copy=False)
    presence = fields.Integer(string="Minutes Present", compute="_compute_presence", store=True)
    class_hours = fields.Float(compute="_compute_presence", store=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_told = fields.Boolean(string="Invitation Sent", readonly=True, copy=False)

    _person_unique = models.UniqueIndex("(slot_id, employee_id)", "This person is on the list already.")
    _left = models.Constraint(
        "CHECK (left_at >= signed_at)", "Nobody leaves before he or she signed in: check the times."
    )

    @api.depends_context("uid")
    @api.depends("employee_id.user_id")
    def _compute_is_mine(self):
        for attendance in self:
            attendance.is_mine = attendance.employee_id.user_id == self.env.user

    @api.depends("signed_at", "left_at", "slot_id.start", "slot_id.end")
    def _compute_presence(self):
        no_policy = self.env["aftersales.training.policy"]
        policies = self.session_id._get_policies()
        for attendance in self:
            slot = attendance.slot_id
            attendance.presence = (
                count_minutes(slot.start, slot.end, attendance.signed_at, attendance.left_at)
                if attendance.signed_at
                else 0
            )
            policy = policies.get(attendance.session_id, no_policy)
            attendance.class_hours = attendance.presence / (policy.class_hour_minutes or 1)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        # sudo: the department of a person is no secret, the file is
        people = (
            self.env["hr.employee"].sudo().browse({vals.get("employee_id") for vals in vals_list} - {None})
        )
        departments = {person.id: person.department_id.id for person in people.exists()}
        attendances = super().create(
            [{**vals, "department_id": departments.get(vals.get("employee_id"))} for vals in vals_list]
        )
        attendances._ensure_open()
        foreign = attendances.sudo().filtered(
            lambda attendance: attendance.employee_id.company_id != attendance.company_id
        )[:1]
        if foreign:
            raise UserError(
                self.env._(
                    "%(name)s belongs to another company and is not invited here.",
                    name=foreign.employee_id.name,
                )
            )
        attendances._excuse()
        return attendances

    def _excuse(self):
        """Excuse whoever has the leave already (T5), on a date that was added later, too."""
        # sudo: who keeps the list does not read what others ask for
        leaves = self.env["aftersales.training.leave"].sudo().search(
            [("session_id", "in", self.session_id.ids), ("state", "=", "approved")]
        )  # fmt: skip
        excused = {(leave.session_id, leave.employee_id) for leave in leaves}
        rows = self.sudo().filtered(lambda row: (row.session_id, row.employee_id) in excused)
        rows.state = "excused"

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and vals.keys() - {"left_at"}:
            raise UserError(self.env._("Take the person off the list and add the right one instead."))
        self._ensure_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._ensure_open()
        signed = self.filtered("signed_at")[:1]
        if signed:
            raise UserError(
                self.env._("%(name)s has signed in and stays on the list.", name=signed.employee_id.name)
            )

    def _ensure_open(self):
        if not self.env.su:
            self.session_id.check_access("write")
            self.session_id._ensure_open()

    def action_ask_leave(self):
        """Open a new request for leave from this training."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leave from Trainings"),
            "res_model": "aftersales.training.leave",
            "views": [(False, "form")],
            "context": {"default_session_id": self.session_id.id},
        }

    def action_sign_in(self):
        """Sign these people in now, from the list of the room."""
        self.check_access("write")
        self.env["res.company"]._ensure_training_role("organiser")
        self.session_id.check_access("write")
        self._sign_in("list")

    def _sign_in(self, method):
        """Note the moment, once: who signs in again changes nothing; at least 5 minutes before, or late (T5).

        :raises UserError: outside the time of sign-in, or if the session is not open
        """
        self._lock()
        now = fields.Datetime.now()
        new = self.sudo().filtered(lambda attendance: not attendance.signed_at)  # sudo: right checked before
        for slot, attendances in new.grouped("slot_id").items():
            session, policy = slot.session_id, slot.session_id._get_policy()
            opens = slot.start - timedelta(minutes=policy.open_minutes)
            if session.state != "scheduled" or not opens <= now < slot.end:
                raise UserError(
                    self.env._(
                        "Nobody can sign in to %(name)s now: the list is open shortly before and during "
                        "the training.",
                        name=session.display_name,
                    )
                )
            attendances.write(
                {
                    "signed_at": now,
                    "method": method,
                    "state": judge(slot.start, now, policy.sign_in_minutes),
                }
            )

    def action_ask_sign_after(self):
        """Ask why these people are signed in after the end."""
        self._ensure_may_sign_after()
        return self.env["aftersales.training.step"]._open(self, "sign_after")

    def _ensure_may_sign_after(self):
        self.check_access("write")
        self.env["res.company"]._ensure_training_role("organiser")
        self.session_id.check_access("write")
        if self.env.user in self.sudo().employee_id.user_id:
            raise UserError(self.env._("Nobody signs himself or herself in afterwards: ask a colleague."))

    def _sign_after(self, reason):
        """Sign in who was there when sign-in failed: after the end, until the session is closed (T5, T8)."""
        self._ensure_may_sign_after()
        self._lock()
        now = fields.Datetime.now()
        new = self.sudo().filtered(lambda attendance: not attendance.signed_at)  # sudo: right checked above
        for slot, attendances in new.grouped("slot_id").items():
            if slot.session_id.state != "scheduled" or now < slot.end:
                raise UserError(
                    self.env._(
                        "%(name)s is signed in afterwards when it is over and before it is closed.",
                        name=slot.session_id.display_name,
                    )
                )
            attendances.write(
                {"signed_at": slot.start, "method": "after", "state": "present", "sign_reason": reason}
            )
        for session, attendances in new.grouped("session_id").items():
            session._message_log(
                body=self.env._(
                    "Signed in afterwards: %(names)s. Reason: %(reason)s",
                    names=", ".join(attendances.employee_id.mapped("name")),
                    reason=reason,
                )
            )

    def _is_pin(self, pin):
        """Tell whether `pin` is the person's own; after so many wrong ones the kiosk refuses."""
        self.ensure_one()
        self._lock()
        if self.pin_failures >= self.session_id._get_policy().pin_attempts:
            raise UserError(self.env._("Too many wrong PINs: ask the organiser to sign you in by list."))
        secret = self.employee_id.pin
        right = bool(secret) and (pin or "").isascii() and consteq(secret, pin or "")
        self.pin_failures = 0 if right else self.pin_failures + 1
        return right
