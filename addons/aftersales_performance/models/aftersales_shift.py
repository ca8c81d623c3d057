from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime
from odoo.tools.i18n import format_list

from ..const_shift import CALL_MODELS, MATTER_MODELS, SHIFT_STATES, SHIFT_TRANSITIONS

#: What the agent on duty writes; everything else is the plan.
HANDOVER_FIELDS = {"instructions", "events", "contacts", "taker_id", "item_ids"}


class AftersalesShift(models.Model):
    """A shift of an agent, and how it is handed over in writing (S26).

    Open orders and complaints of who leaves, and calls that were due and not made, go to the next, who
    accepts them; nothing stays behind without being named.
    """

    _name = "aftersales.shift"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Shift"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _transitions = SHIFT_TRANSITIONS

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("aftersales_agent", "=", True)],
    )
    is_leader = fields.Boolean(string="Group Leader of the Shift")
    date_from = fields.Datetime(string="From", required=True, index=True)
    date_to = fields.Datetime(
        string="Until",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    taker_id = fields.Many2one(
        "hr.employee", string="Next", index=True, check_company=True, help="Who takes over and accepts."
    )
    state = fields.Selection(
        SHIFT_STATES, required=True, readonly=True, default="planned", index=True, group_expand=True
    )
    started_on = fields.Datetime(readonly=True)
    instructions = fields.Text(help="What has to be done in the next shift.")
    events = fields.Text(help="What happened.")
    contacts = fields.Text(string="Contact Persons", help="Who can be asked.")
    item_ids = fields.One2many("aftersales.shift.item", "shift_id", string="Open Matters")
    item_count = fields.Integer(string="Matters", compute="_compute_item_count")
    written_on = fields.Datetime(readonly=True)
    minutes_late = fields.Integer(
        readonly=True, aggregator="max", help="The handover was written so long after the end of the shift."
    )
    accepted_on = fields.Datetime(readonly=True)
    escalated_on = fields.Datetime(
        string="Superior Told", readonly=True, help="The handover was not written or accepted in time."
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_taker = fields.Boolean(compute="_compute_is_mine")
    is_planner = fields.Boolean(compute="_compute_is_mine")

    _date_order = models.Constraint("CHECK (date_to > date_from)", "A shift ends after it begins.")
    _running_once = models.UniqueIndex(
        "(employee_id) WHERE state = 'running'", "An agent is on duty in one shift at a time."
    )

    @api.depends("employee_id", "date_from")
    def _compute_display_name(self):
        for shift in self:
            moment = shift.date_from and shift._format(shift.date_from)
            shift.display_name = f"{shift.employee_id.name or ''} · {moment or ''}"

    def _format(self, moment):
        tz = self.env.user.tz or self.company_id.resource_calendar_id.tz or "UTC"
        return format_datetime(self.env, moment, tz=tz, dt_format="short")

    @api.depends("date_from", "company_id")
    def _compute_date_to(self):
        for shift in self:
            hours = shift.company_id.aftersales_shift_hours
            shift.date_to = shift.date_from and shift.date_from + timedelta(hours=hours)

    @api.depends("item_ids")
    def _compute_item_count(self):
        for shift in self:
            shift.item_count = len(shift.item_ids)

    @api.depends("employee_id", "taker_id", "state", "date_to")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        manager = self.env.user.has_group("aftersales_performance.group_manager")
        now = fields.Datetime.now()
        for shift in self:
            people = shift.sudo()  # sudo: whose user it is
            # an agent who is gone leaves nothing without an owner: after the end a manager hands over
            stands_in = manager and shift.state == "running" and shift.date_to < now
            shift.is_mine = people.employee_id.user_id == self.env.user or stands_in
            shift.is_planner = manager
            shift.is_taker = people.taker_id.user_id == self.env.user

    @api.constrains("employee_id", "date_from", "date_to")
    def _check_overlap(self):
        for shift in self:
            twin = self.search(
                [
                    ("id", "!=", shift.id),
                    ("employee_id", "=", shift.employee_id.id),
                    ("date_from", "<", shift.date_to),
                    ("date_to", ">", shift.date_from),
                ],
                limit=1,
            )
            if twin:
                raise UserError(
                    self.env._("%(shift)s overlaps: nobody is in two shifts.", shift=twin.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesShift, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            self._ensure_writable(vals.keys())
        waiting = (
            self.filtered(lambda shift: shift.state == "written") if "taker_id" in vals else self.browse()
        )
        result = super().write(vals)
        for shift in waiting:
            shift._ensure_taker_named()
            shift._notify_taker()
        return result

    def _ensure_writable(self, names):
        """The plan is the manager's until the shift begins, the handover the agent's on duty.

        Who takes over is the manager's to change until it is accepted: the next one can be ill.
        """
        self._lock()
        manager = self.env.user.has_group("aftersales_performance.group_manager")
        if manager and names == {"taker_id"} and "planned" not in self.mapped("state"):
            self._ensure_step("accepted", "running", "written")
            return
        if names - HANDOVER_FIELDS or "planned" in self.mapped("state"):
            self.env.company._ensure_performance_role("manager")
            self._ensure_step("running", "planned")
        else:
            self._ensure_own()
            self._ensure_step("written", "running")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        self._ensure_step("running", "planned")

    def _ensure_own(self):
        wrong = self.filtered(lambda shift: not shift.is_mine)[:1]
        if wrong:
            raise AccessError(
                self.env._("Only %(agent)s writes this handover.", agent=wrong.sudo().employee_id.name)
            )

    # Steps --------------------------------------------------------------------------

    def action_start(self):
        """Scheduled → on duty."""
        self.check_access("read")
        self._ensure_own()
        self._update_state("running", started_on=fields.Datetime.now())

    def action_list_matters(self):
        """Put every open matter of the agent on the list, and what is done off it."""
        self.ensure_one()
        self.check_access("read")
        self._ensure_own()
        self._lock()
        self._ensure_step("written", "running")
        shift = self.sudo()  # sudo: rows of the list are made by the system; right and state checked above
        matters = shift._get_matters()
        listed = {(item.res_model, item.res_id): item for item in shift.item_ids}
        wanted = {(model, record.id): record for model, records in matters.items() for record in records}
        for key, item in listed.items():
            if key not in wanted:
                item.unlink()
        shift.item_ids.create(
            [
                {
                    "shift_id": shift.id,
                    "res_model": model,
                    "res_id": number,
                    "name": shift._describe_matter(record),
                }
                for (model, number), record in wanted.items()
                if (model, number) not in listed
            ]
        )

    def _get_matters(self):
        """Return what the agent owns: model → records.

        Open orders and complaints, and calls that are due by the day on which the shift ends; later ones
        stay with the agent, who is back by then.
        """
        self.ensure_one()
        own = Domain("company_id", "=", self.company_id.id)
        own &= Domain("user_id", "=", self.employee_id.user_id.id)
        day = self.company_id._get_aftersales_date(self.date_to)
        due = Domain("state", "=", "planned") & Domain("next_on", "<=", day)
        return {
            model: self.env[model].search(own & Domain("state", "not in", final))
            for model, final in MATTER_MODELS.items()
        } | {model: self.env[model].search(own & due) for model in CALL_MODELS}

    def _describe_matter(self, record):
        """Name an open matter: its document and customer; a call, which has no number, by its kind."""
        if record._name in CALL_MODELS:
            return f"{self.env['ir.model']._get(record._name).name} · {record.display_name}"
        return f"{record.display_name} · {record.partner_id.display_name}"

    def _ensure_complete(self, matters):
        """Refuse to leave while one of `matters`, see `_get_matters`, is not on the list (S26, G4)."""
        self.ensure_one()
        listed = {(item.res_model, item.res_id) for item in self.item_ids}
        left = [
            record.display_name
            for model, records in matters.items()
            for record in records
            if (model, record.id) not in listed
        ]
        if left:
            raise UserError(
                self.env._(
                    "%(shift)s: these open matters are not in the handover, list them first: %(matters)s.",
                    shift=self.display_name,
                    matters=format_list(self.env, left),
                )
            )

    def action_hand_over(self):
        """On duty → handover written: the next one reads and accepts it."""
        self.ensure_one()
        self.check_access("read")
        self._ensure_own()
        self._lock()
        self._ensure_step("written", "running")
        self._ensure_taker_named()
        for name in ("instructions", "events", "contacts"):
            if not (self[name] or "").strip():
                raise UserError(
                    self.env._(
                        "“%(field)s” is empty: write “none” where there is nothing.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        shift = self.sudo()  # sudo: what the agent owns; right and state checked above
        shift._ensure_complete(shift._get_matters())
        now = fields.Datetime.now()
        late = max(0, int((now - self.date_to).total_seconds() // 60))
        self._update_state("written", written_on=now, minutes_late=late)
        self._notify_taker()

    def _ensure_taker_named(self):
        taker = self.sudo().taker_id  # sudo: whether somebody is there to accept
        if not taker.user_id or taker == self.sudo().employee_id:
            raise UserError(
                self.env._(
                    "%(shift)s: say who takes over, a colleague with a login.", shift=self.display_name
                )
            )

    def _notify_taker(self):
        """Tell the next one that a handover waits."""
        shift = self.with_user(SUPERUSER_ID)
        partner = shift.taker_id.user_id.partner_id
        shift = shift.with_context(lang=partner.lang)
        shift._notify(
            partner,
            shift.employee_id.user_id.partner_id,
            shift.env._("Handover to accept"),
            shift.env._("%(shift)s: the handover is written. Read and accept it.", shift=shift.display_name),
        )

    def _notify(self, partner, author, subject, body):
        self.env["mail.thread"].message_notify(
            partner_ids=partner.ids,
            author_id=author.id,
            subject=subject,
            body=body,
            model=self._name,
            res_id=self.id,
        )

    def _ensure_taker(self):
        self.check_access("read")
        if not self.is_taker:
            raise AccessError(self.env._("Only who takes over accepts the handover."))

    def action_return(self):
        """Handover written → on duty: something is missing in it."""
        self.ensure_one()
        self._ensure_taker()
        self._ensure_step("running", "written")
        self._update_state("running", written_on=False, minutes_late=0, escalated_on=False)

    def action_accept(self):
        """Handover written → handed over: the matters have their next owner."""
        self.ensure_one()
        self._ensure_taker()
        self._lock()
        self._ensure_step("accepted", "written")
        shift = self.sudo()  # sudo: what the agent owns, owners are guarded; right and state checked above
        matters = shift._get_matters()
        shift._ensure_complete(matters)
        shift._pass_matters(matters)
        self._update_state("accepted", accepted_on=fields.Datetime.now())

    def _pass_matters(self, matters):
        """Give what goes on of `matters`, see `_get_matters`, to the next owner.

        What was closed or given away since it was listed stays as it is.
        """
        taker = self.taker_id.user_id
        for model, items in self.item_ids.filtered("passes").grouped("res_model").items():
            records = matters[model] & self.env[model].browse(items.mapped("res_id"))
            if model == "aftersales.order":
                records and records._hand_over_ownership(taker, self.display_name)
            else:
                records.write({"user_id": taker.id})
