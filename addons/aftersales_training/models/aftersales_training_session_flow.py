from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..const import SESSION_TRANSITIONS
from ..tools.invitation import make_calendar


class AftersalesTrainingSession(models.Model):
    """The way of a session: prepared, invited, held or – with a reason and an approval – not (T3, T8)."""

    _inherit = "aftersales.training.session"

    def _update_state(self, target, **vals):
        """Move these sessions to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, SESSION_TRANSITIONS)
        # sudo: guarded fields, role checked by the caller, transition above
        self.sudo().write({"state": target, **vals})
        if target in ("cancelled", "held"):
            # sudo: what was asked for and not decided has passed
            leaves = self.env["aftersales.training.leave"].sudo().search([("session_id", "in", self.ids)])
            leaves.activity_unlink(["mail.mail_activity_data_todo"])

    def _create_from_items(self, items):
        """Create the sessions of issued plans, a date a day, in one batch."""
        vals_list = []
        # sudo: figures of the regulations are no secret
        policies = self.env["aftersales.training.policy"].sudo()
        policies = policies.search(policies._get_company_domain(items.company_id))
        for item in items:
            zone = ZoneInfo(item.company_id.resource_calendar_id.tz or "UTC")
            policy = policies._pick(item.date, item.company_id)
            if not policy:
                raise UserError(
                    self.env._(
                        "No training policy is in force on %(date)s: a manager adds one.", date=item.date
                    )
                )
            minutes = round(item.class_hours * policy.class_hour_minutes / item.days)
            midnight = datetime(item.date.year, item.date.month, item.date.day, tzinfo=zone)
            starts = [
                (midnight + timedelta(days=day, hours=item.start_hour)).astimezone(timezone.utc)
                for day in range(item.days)
            ]
            vals_list.append(
                {
                    "plan_item_id": item.id,
                    "department_id": item.department_id.id,
                    "course_id": item.course_id.id,
                    "kind": item.kind,
                    "form": item.form,
                    "lecturer_id": item.lecturer_id.id,
                    "audience_job_ids": [Command.set(item.course_id.job_ids.ids)],
                    "slot_ids": [
                        Command.create(
                            {
                                "start": start.replace(tzinfo=None),
                                "end": start.replace(tzinfo=None) + timedelta(minutes=minutes),
                                "place": item.place,
                            }
                        )
                        for start in starts
                    ],
                }
            )
        # sudo: made from an issued plan, with its item
        return self.sudo().with_context(tracking_disable=True).create(vals_list)

    # Audience and invitation --------------------------------------------------------

    def action_fill(self):
        """Put whom the session is for on the list of each date; who is there stays."""
        self._ensure_may_organise()
        self._ensure_open()
        vals_list = []
        for session in self:
            domain = Domain("company_id", "=", session.company_id.id)
            units = session.audience_department_ids or session.department_id
            domain &= Domain("department_id", "child_of", units.ids)
            if session.audience_job_ids:
                domain &= Domain("job_id", "in", session.audience_job_ids.ids)
            # sudo: an organiser keeps no personnel files
            people = self.env["hr.employee"].sudo().search(domain).ids
            for slot in session.slot_ids:
                there = set(slot.attendance_ids.employee_id.ids)
                vals_list += [
                    {"slot_id": slot.id, "employee_id": person} for person in people if person not in there
                ]
        self.env["aftersales.training.attendance"].create(vals_list)

    def action_schedule(self):
        """In preparation → invited; a session that is not from the plan needs an approval first."""
        self._ensure_may_organise()
        added = self.filtered(lambda session: not session.plan_item_id)[:1]
        if added:
            raise UserError(
                self.env._(
                    "Session %(name)s is not in the plan: ask for its addition, with a reason.",
                    name=added.display_name,
                )
            )
        self._ensure_step("scheduled", "draft")
        self._schedule()

    def _ensure_lecturer(self):
        """Refuse who lost the qualification or never had it, and who from outside waits for approval (T7)."""
        states = self._get_lecturer_states()
        for session, policy in self._get_policies().items():
            waiting = session.sudo().hire_ids.filtered(lambda hire: hire.state == "asked")  # sudo: its state
            state = states[session]
            unknown = session.lecturer_id and not state and policy.is_appointed_only
            if state == "withdrawn" or unknown or waiting:
                raise UserError(
                    self.env._(
                        "%(name)s needs another lecturer, one who is appointed, or the approval of the "
                        "external one first.",
                        name=session.display_name,
                    )
                )

    def _schedule(self, **vals):
        self._ensure_lecturer()
        for session in self:
            if not session.attendance_ids:
                raise UserError(
                    self.env._(
                        "Session %(name)s has no dates or nobody to invite: fill the list first.",
                        name=session.display_name,
                    )
                )
            if session.date_start <= fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "Session %(name)s begins in the past: set its dates, or ask for its cancellation.",
                        name=session.display_name,
                    )
                )
        self._update_state("scheduled", invited_on=fields.Datetime.now(), **vals)
        self._invite()

    def action_invite(self):
        """Invite who came onto the list later."""
        self._ensure_may_organise()
        self._ensure_step("scheduled", "scheduled")
        self._invite()

    def _invite(self):
        """Send one message a session, with its calendar file, to everybody not told yet."""
        for session in self._in_company_language():
            rows = session.attendance_ids.filtered(lambda row: not row.is_told and row.state != "excused")
            session._tell(
                rows,
                session.env._("Training: %(name)s", name=session.course_id.name),
                session._get_invitation_body(),
                [("training.ics", session._get_calendar())],
            )
            rows.write({"is_told": True})

    def _tell_cancelled(self):
        """Tell everybody who was invited that the session is not held."""
        for session in self._in_company_language():
            session._tell(
                session.attendance_ids.filtered("is_told"),
                session.env._("Training not held: %(name)s", name=session.course_id.name),
                Markup("<p>%s</p>") % (session.cancel_reason or ""),
                [],
            )

    def _in_company_language(self):
        """Return these sessions as superuser, each in the language of its company, to write to people."""
        # sudo: addresses of people, right checked by the caller
        sessions = self.sudo()
        return [
            session.with_context(lang=session.company_id.partner_id.lang or self.env.lang)
            for session in sessions
        ]

    def _tell(self, rows, subject, body, attachments):
        """Send one message to the people of these attendances."""
        people = rows.employee_id
        partners = people.user_id.partner_id | people.filtered(lambda one: not one.user_id).work_contact_id
        if partners:
            self.message_notify(partner_ids=partners.ids, subject=subject, body=body, attachments=attachments)

    def _get_invitation_body(self):
        ahead = self._get_policy().sign_in_minutes
        zone = ZoneInfo(self.company_id.resource_calendar_id.tz or "UTC")
        items = Markup().join(
            Markup("<li>%s – %s %s %s</li>")
            % (
                slot.start.replace(tzinfo=timezone.utc).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
                slot.end.replace(tzinfo=timezone.utc).astimezone(zone).strftime("%H:%M"),
                slot.place or "",
                slot.link or "",
            )
            for slot in self.slot_ids
        )
        text = self.env._(
            "You are invited to “%(name)s”. Please sign in at least %(minutes)s minutes before it begins. "
            "Who cannot come asks for leave before.",
            name=self.course_id.name,
            minutes=ahead,
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (text, items)

    def _get_calendar(self):
        """Return the calendar file of the dates."""
        self.ensure_one()
        return make_calendar(
            [
                (
                    f"training-{slot.id}@{self.company_id.id}",
                    slot.start,
                    slot.end,
                    self.course_id.name,
                    ", ".join(filter(None, (slot.place, slot.link))),
                )
                for slot in self.slot_ids
            ],
            fields.Datetime.now(),
        ).encode()

    # Added and cancelled (T3) -------------------------------------------------------

    def action_ask_addition(self):
        """Ask why the session is held beside the plan."""
        self._ensure_may_organise()
        return self.env["aftersales.training.step"]._open(self, "add")

    def _ask_addition(self, reason):
        self._ensure_may_organise()
        self._update_state("to_approve", add_reason=reason, asker_id=self.env.uid, refusal=False)

    def action_ask_cancellation(self):
        """Ask why the session is not held."""
        self._ensure_may_organise()
        return self.env["aftersales.training.step"]._open(self, "cancel")

    def _ask_cancellation(self, reason):
        self._ensure_may_organise()
        self._update_state("cancelling", cancel_reason=reason, asker_id=self.env.uid, refusal=False)

    def _ensure_may_approve(self):
        self._ensure_role("manager")
        if self.env.user in self.asker_id:
            raise UserError(self.env._("You asked for this: somebody else decides."))

    def action_approve(self):
        """Approve what was asked: an addition is invited to, a cancellation takes effect."""
        self._ensure_may_approve()
        self._lock()
        self._ensure_step("scheduled", "to_approve", "cancelling")
        added = self.filtered(lambda session: session.state == "to_approve")
        added._schedule(approver_id=self.env.uid)
        cancelled = self - added
        cancelled._update_state("cancelled", approver_id=self.env.uid)
        cancelled._tell_cancelled()

    def action_refuse(self):
        """Ask why an addition or a cancellation is refused."""
        self._ensure_may_approve()
        return self.env["aftersales.training.step"]._open(self, "refuse_session")

    def _refuse(self, reason):
        """Back to where the session was."""
        self._ensure_may_approve()
        self._lock()
        self._ensure_step("draft", "to_approve", "cancelling")
        invited = self.filtered("invited_on")
        invited._update_state("scheduled", refusal=reason, approver_id=self.env.uid)
        (self - invited)._update_state("draft", refusal=reason, approver_id=self.env.uid)

    # Held (T8) ----------------------------------------------------------------------

    def action_hold(self):
        """Invited → held: with sign-in and summary; who was late or absent without leave breached T5."""
        self._ensure_may_organise()
        self._lock()
        self._ensure_step("held", "scheduled")
        for session in self:
            session._ensure_can_close()
        self._update_state("held", closed_on=fields.Datetime.now())
        attendances = self.sudo().attendance_ids  # sudo: states are kept by the system
        attendances.filtered(lambda row: row.state == "invited").write({"state": "absent"})
        noted = self.breach_ids
        # sudo: what the sign-in says is noted by the system, and proposed as it is created
        self.env["aftersales.training.breach"].sudo().create(
            [
                {
                    "session_id": row.session_id.id,
                    "employee_id": row.employee_id.id,
                    "kind": row.state,
                    "attendance_id": row.id,
                }
                for row in attendances
                if row.state in ("late", "absent")
            ]
        )
        noted._propose()
        self._ask_feedback()

    def _ensure_can_close(self):
        self.ensure_one()
        if self.date_end > fields.Datetime.now():
            raise UserError(self.env._("Session %(name)s is not over yet.", name=self.display_name))
        signed = set(self.attendance_ids.filtered("signed_at").slot_id.ids)
        if signed != set(self.slot_ids.ids) or not (self.summary or "").strip():
            raise UserError(
                self.env._(
                    "Session %(name)s cannot be closed as held without the sign-in of every date and "
                    "a summary.",
                    name=self.display_name,
                )
            )
