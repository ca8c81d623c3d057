from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog


class AftersalesComplaint(models.Model):
    """The deadlines of a complaint (S21, S22), and who is told of them."""

    _inherit = "aftersales.complaint"

    clock_ids = fields.One2many("aftersales.clock", "complaint_id", string="Clocks", readonly=True)
    notice_ids = fields.One2many(
        "aftersales.complaint.notice", "complaint_id", string="Reminders and Inquiries"
    )
    notice_count = fields.Integer(compute="_compute_notice_count")
    waiting = fields.Boolean(
        string="Waiting for the Customer", readonly=True, copy=False, index="btree_not_null"
    )
    answer_late = fields.Boolean(readonly=True, copy=False, help="Answered after its limit (S21).")
    solution_late = fields.Boolean(readonly=True, copy=False, help="Solution after its limit (S21).")
    closed_late = fields.Boolean(readonly=True, copy=False, help="Closed after its limit (S22).")

    @api.depends("notice_ids")
    def _compute_notice_count(self):
        for complaint in self:
            complaint.notice_count = len(complaint.notice_ids)

    def _get_working_calendar(self):
        """Return the calendar by which the deadlines are counted: the company's (G2)."""
        self.ensure_one()
        return self.company_id.resource_calendar_id

    def _get_management_user(self):
        """Return who is told of missed deadlines: management, or the owner (G4)."""
        self.ensure_one()
        return self._pick_user(self.policy_id.sudo().management_user_id)  # sudo: policy, no secret

    def _pick_user(self, user):
        """Return `user` where he works in the company of this complaint, else its owner (G4)."""
        return user if self.company_id in user.sudo().company_ids else self.user_id  # sudo: his companies

    def _start_case_clocks(self):
        """Answer, solution and the whole case run from the moment the complaint came in (S21, S22)."""
        self.env["aftersales.clock"]._start_complaints(
            [
                (complaint, f"complaint_{kind}", complaint.opened_on, days, None)
                for complaint in self
                for kind, days in complaint._get_limits().items()
            ]
        )

    def _get_limits(self):
        """Return the limits that run from the beginning: kind → working days."""
        self.ensure_one()
        policy = self.policy_id.sudo()  # sudo: policy, no secret
        limits = {"solution": policy.solution_days, "case": policy.case_days}
        return limits if self.answered_on else {"answer": policy.answer_days, **limits}

    def _meet_case_clock(self, kind, late_field):
        """End the clocks of `kind`; whether that was too late stays with the complaint."""
        for complaint in self:
            clocks = complaint._get_open_clocks(kind)
            clocks._add_event("met")
            late = "met_late" in clocks.mapped("state")
            complaint.sudo()[late_field] = late  # sudo: guarded field

    # ------------------------------------------------------------------------
    # Answer, pause, management
    # ------------------------------------------------------------------------

    def action_answer(self):
        """Tell the customer that his complaint is being dealt with; the words are the policy's (S21, S25)."""
        self._ensure_role("clerk")
        self._lock()
        for complaint in self:
            if complaint.answered_on:
                raise UserError(self.env._("Complaint %(name)s is answered already.", name=complaint.name))
            complaint._ensure_open()
            complaint.sudo().answered_on = fields.Datetime.now()  # sudo: guarded field
            complaint._tell_customer(complaint._get_acknowledgement())
        self._meet_case_clock("complaint_answer", "answer_late")

    def _get_acknowledgement(self):
        """Return the first answer in the customer's language."""
        self.ensure_one()
        policy = self.policy_id.sudo().with_context(lang=self.partner_id.lang)  # sudo: policy, no secret
        return policy.acknowledgement or ""

    def _tell_customer(self, text):
        """Send `text` to the customer as a message of the complaint."""
        self.ensure_one()
        self.message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
        )

    def action_open_pause(self):
        """Open the dialog that asks why the clocks stand still."""
        self._ensure_role("dispatcher")
        return open_dialog(self.env._("Pause the clocks"), "aftersales.clock.pause", complaint_ids=self.ids)

    def _pause_clocks(self, reason, note=None):
        """Stop the clocks, for instance while the customer has to send the goods."""
        self._ensure_role("dispatcher")
        self._ensure_open()
        result = super()._pause_clocks(reason, note)
        self.sudo().waiting = reason == "customer"  # sudo: guarded field
        return result

    def action_resume_clocks(self):
        """Let the clocks go on."""
        self._ensure_role("dispatcher")
        self._resume_clocks()
        self.sudo().waiting = False  # sudo: guarded field

    def action_escalate(self):
        """Make these complaints urgent and tell management at once (S21)."""
        self._ensure_role("clerk")
        self._ensure_open()
        self.write({"priority": "2"})
        self._report_to_management()

    def _report_to_management(self):
        """Put these complaints before management, now (S21)."""
        now = fields.Datetime.now()
        majors = dict(self._fields["major"]._description_selection(self.env))
        for complaint in self:
            user = complaint._get_management_user()
            complaint.with_context(mail_activity_quick_update=True).activity_schedule(
                "aftersales_service.mail_activity_type_complaint_major",
                user_id=user.id,
                summary=majors.get(complaint.major) or self.env._("Urgent complaint"),
                automated=True,
            )
            complaint.message_notify(
                partner_ids=user.partner_id.ids,
                subject=self.env._("Urgent complaint: %(name)s", name=complaint.name),
                body=complaint.description,
            )
        self.sudo().reported_on = now  # sudo: guarded field

    # ------------------------------------------------------------------------
    # Notices
    # ------------------------------------------------------------------------

    def _inquire(self):
        """Ask the owners of complaints that were closed late for the reason (S22)."""
        now = fields.Datetime.now()
        # sudo: nobody has the right to make notices
        self.env["aftersales.complaint.notice"].sudo().create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": "inquiry",
                    "user_id": complaint.user_id.id,
                    "issued_on": now,
                    "deadline": complaint.clock_ids.filtered(lambda each: each.kind == "complaint_case")[
                        :1
                    ].deadline,
                }
                for complaint in self
            ]
        )
