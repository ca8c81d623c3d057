from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import LEAVE_STATES, LEAVE_TRANSITIONS


class AftersalesTrainingLeave(models.Model):
    """Somebody asks not to come: approved by the district head, then by the general manager (T5)."""

    _name = "aftersales.training.leave"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Leave from a Training"
    _order = "id desc"
    _rec_name = "employee_id"
    _mail_post_access = "read"

    session_id = fields.Many2one("aftersales.training.session", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
    )
    department_id = fields.Many2one("hr.department", string="District", readonly=True, index="btree_not_null")
    reason = fields.Text(required=True)
    state = fields.Selection(
        LEAVE_STATES, required=True, readonly=True, default="asked", copy=False, index=True, tracking=True
    )
    head_id = fields.Many2one("res.users", string="District Head", readonly=True, copy=False)
    director_id = fields.Many2one("res.users", string="General Manager", readonly=True, copy=False)
    refusal = fields.Text(string="Why It Was Refused", readonly=True, copy=False)
    is_decidable = fields.Boolean(string="For the Reader to Decide", compute="_compute_is_decidable")

    _person_unique = models.UniqueIndex(
        "(session_id, employee_id) WHERE state != 'refused'", "Leave was asked for already."
    )

    @api.depends_context("uid")
    @api.depends("state", "head_id")
    def _compute_is_decidable(self):
        for leave in self:
            try:
                leave._ensure_may_decide()
                leave.is_decidable = leave.state in ("asked", "seconded")
            except (AccessError, UserError):
                leave.is_decidable = False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        leaves = super().create(vals_list)
        for leave in leaves.sudo():  # sudo: unit and list of the person, right checked below
            if not self.env.su and leave.employee_id.user_id != self.env.user:
                self.env["res.company"]._ensure_training_role("officer")
            if leave.employee_id not in leave.session_id.attendance_ids.employee_id:
                raise UserError(
                    self.env._("%(name)s is not on the list of that session.", name=leave.employee_id.name)
                )
            leave._ensure_before()
            leave.department_id = leave._find_district()
            leave._ask()
        return leaves

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _find_district(self):
        """Return the district of the person, or the unit above it that has a manager."""
        unit = self.employee_id.department_id
        while unit.parent_id and not (
            unit.aftersales_training_level in ("district", "head_office") and unit.manager_id
        ):
            unit = unit.parent_id
        return unit

    def _ask(self):
        """Give whoever decides next an activity: the district head, then the general manager (T5)."""
        self.ensure_one()
        applicant = self.employee_id.user_id
        company = self.company_id
        if self.state == "asked":
            users = self.department_id.manager_id.user_id - applicant
            users = users or company.aftersales_training_manager_id
        else:
            group = self.env.ref("aftersales_training.group_general_manager")
            users = group.all_user_ids.filtered(lambda user: company in user.company_ids) - self.head_id
        for user in users - applicant:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                date_deadline=self.session_id.date,
                summary=self.env._(
                    "%(person)s asks for leave from %(session)s",
                    person=self.employee_id.name,
                    session=self.session_id.display_name,
                ),
            )

    def _tell(self):
        """Tell the applicant how it was decided."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        partner = self.employee_id.user_id.partner_id
        if partner:
            self.message_notify(
                partner_ids=partner.ids,
                subject=self.env._("Leave from %(name)s", name=self.session_id.display_name),
                body=f"{labels[self.state]} {self.refusal or ''}",
            )

    def _ensure_before(self):
        for leave in self.sudo():
            session = leave.session_id
            if session.state != "scheduled" or session.date_start <= fields.Datetime.now():
                raise UserError(
                    self.env._(
                        "Leave from %(name)s is asked for and decided before it begins.",
                        name=session.display_name,
                    )
                )

    def _ensure_may_decide(self):
        """The district head first, then the general manager; nobody for himself or herself (T5)."""
        self.check_access("read")
        for leave in self:
            if leave.sudo().employee_id.user_id == self.env.user:
                raise UserError(self.env._("Nobody decides about himself or herself: ask a colleague."))
            if leave.state == "asked":
                if leave.sudo().department_id.manager_id.user_id != self.env.user:
                    self.env["res.company"]._ensure_training_role("manager")
            else:
                self.env["res.company"]._ensure_training_role("general_manager")
                if leave.head_id == self.env.user:
                    raise AccessError(self.env._("Two people decide about leave: you approved it already."))

    def _update_state(self, target, **vals):
        """Move these requests to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, LEAVE_TRANSITIONS)
        # sudo: guarded fields, right and transition checked
        leaves = self.sudo()
        leaves.write({"state": target, **vals})
        leaves.activity_unlink(["mail.mail_activity_data_todo"])
        for leave in leaves:
            if target == "seconded":
                leave._ask()
            else:
                leave._tell()

    def action_approve(self):
        """Asked for → approved by the district head → approved, which excuses the person."""
        self._ensure_may_decide()
        self._ensure_before()
        for leave in self:
            if leave.state == "asked":
                leave._update_state("seconded", head_id=self.env.uid)
            else:
                leave._update_state("approved", director_id=self.env.uid)
                # sudo: who decides about leave keeps no lists
                leave.sudo().session_id.attendance_ids.filtered(
                    lambda row, leave=leave: row.employee_id == leave.sudo().employee_id and not row.signed_at
                ).write({"state": "excused"})

    def action_refuse(self):
        """Ask why the person has to come."""
        self._ensure_may_decide()
        return self.env["aftersales.training.step"]._open(self, "refuse")

    def _refuse(self, reason):
        self._ensure_may_decide()
        self._update_state("refused", refusal=reason)
