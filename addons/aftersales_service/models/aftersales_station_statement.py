from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import STATEMENT_CONSENTS, STATEMENT_STATES, STATEMENT_TRANSITIONS

#: Each sum of a statement, and the kinds of line it is of.
SUMS = {
    "amount_jobs": ("job",),
    "amount_clawback": ("clawback",),
    "amount_deduction": ("deduction",),
    "amount_correction": ("correction", "reopened"),
}


class AftersalesStationStatement(models.Model):
    """What a station has earned in a month, line by line, until it agrees (N3).

    Lines come in while it is a draft; after that only corrections of what the station objected to. Late
    lines stand on the next statement.
    """

    _name = "aftersales.station.statement"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Station Statement"
    _order = "month desc, station_id, id"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    station_id = fields.Many2one(
        "aftersales.station",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="station_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="station_id.user_id", store=True)
    month = fields.Date(required=True, readonly=True, index=True, help="First day of the month.")
    state = fields.Selection(
        STATEMENT_STATES, required=True, readonly=True, default="draft", copy=False, index=True
    )
    fee_ids = fields.One2many("aftersales.station.fee", "statement_id", string="Lines", readonly=True)
    dispute_ids = fields.One2many("aftersales.station.dispute", "statement_id", string="Objections")
    job_count = fields.Integer(string="Jobs", compute="_compute_amounts", store=True)
    rejected_count = fields.Integer(string="Rejected Jobs", compute="_compute_amounts", store=True)
    unpriced_count = fields.Integer(string="Without Agreed Fee", compute="_compute_amounts", store=True)
    amount_jobs = fields.Monetary(string="Job Fees", compute="_compute_amounts", store=True)
    amount_clawback = fields.Monetary(string="Repeat Repairs", compute="_compute_amounts", store=True)
    amount_deduction = fields.Monetary(string="Deductions", compute="_compute_amounts", store=True)
    amount_correction = fields.Monetary(string="Corrections", compute="_compute_amounts", store=True)
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amounts", store=True, help="Before tax; the vendor bill is for it."
    )
    open_dispute_count = fields.Integer(
        string="Objections to Answer", compute="_compute_open_dispute_count", store=True
    )
    sent_on = fields.Date(readonly=True, copy=False)
    answer_by = fields.Date(
        readonly=True,
        copy=False,
        help="Last day on which the station can object; after it the statement counts as accepted.",
    )
    remind_on = fields.Date(readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)
    consent = fields.Selection(STATEMENT_CONSENTS, readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _month_unique = models.UniqueIndex(
        "(company_id, station_id, month)",
        "This station has its statement of the month already: open that one.",
    )
    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "The month of a statement is kept as its first day."
    )
    _answer_index = models.Index("(answer_by) WHERE state = 'sent'")

    @api.depends("fee_ids.amount", "fee_ids.kind", "fee_ids.rejected", "fee_ids.unpriced")
    def _compute_amounts(self):
        groups = self.env["aftersales.station.fee"]._read_group(
            [("statement_id", "in", self.ids)],
            ["statement_id", "kind", "rejected", "unpriced"],
            ["amount:sum", "__count"],
        )
        rows = {}
        for statement, *row in groups:
            rows.setdefault(statement.id, []).append(row)
        for statement in self:
            mine = rows.get(statement._origin.id, [])
            for name, kinds in SUMS.items():
                statement[name] = sum(row[3] for row in mine if row[0] in kinds)
            jobs = [row for row in mine if row[0] == "job"]
            statement.job_count = sum(row[4] for row in jobs)
            statement.rejected_count = sum(row[4] for row in jobs if row[1])
            statement.unpriced_count = sum(row[4] for row in jobs if row[2])
            statement.amount_total = statement.currency_id.round(sum(row[3] for row in mine))

    @api.depends("dispute_ids.state")
    def _compute_open_dispute_count(self):
        for statement in self:
            disputes = statement.dispute_ids.filtered(lambda each: each.state == "open")
            statement.open_dispute_count = len(disputes)

    def _get_month_text(self):
        """Return the month as people read it, e.g. "2026-05"."""
        self.ensure_one()
        return f"{self.month:%Y-%m}"

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        return super().create(self.env["ir.sequence"]._number(self._name, vals_list))

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("Statement %(name)s is evidence and cannot be deleted.", name=self[0].name)
            )

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def _update_state(self, target, message=None, **vals):
        """Move these statements to `target`: the only place where their state is written.

        :param message: sentence for the chatter; the name of the step if there is none
        """
        self._ensure_transition(target, STATEMENT_TRANSITIONS)
        self.sudo().write({"state": target, **vals})  # sudo: guarded fields, step checked above
        labels = dict(self._fields["state"]._description_selection(self.env))
        self._message_log_batch(bodies=dict.fromkeys(self.ids, message or labels[target]))

    def _ensure_office(self, *roles):
        self.env["aftersales.station.fee"]._ensure_office(*roles)
        self.check_access("read")

    def action_send(self):
        """Put these statements before their stations, whose time to answer begins (N3)."""
        self._ensure_office("accountant", "manager")
        self._lock()
        self._ensure_step("sent", "draft")
        unpriced = self.filtered("unpriced_count")[:1]
        if unpriced:
            raise UserError(
                self.env._(
                    "Statement %(name)s of %(station)s has %(count)s jobs without an agreed fee: add them to "
                    "an agreement and reckon them anew.",
                    name=unpriced.name,
                    station=unpriced.station_id.name,
                    count=unpriced.unpriced_count,
                )
            )
        self._send()

    def _send(self):
        """Open the time to answer, by the policy of the day, and write to the stations."""
        policies = self.env["aftersales.station.policy"]._get_of_companies(self.company_id)
        for company, statements in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            policy = policies._pick(today, company)
            last = today + timedelta(days=policy.answer_days) if policy else False
            statements._update_state(
                "sent",
                last and self.env._("Sent to the station, to be answered by %(day)s.", day=last),
                sent_on=today,
                answer_by=last,
                remind_on=last and max(last - timedelta(days=policy.reminder_days), today),
                reminded_on=False,
            )
        self._write_to_stations("aftersales_service.mail_template_statement_sent")

    def action_withdraw(self):
        """Take statements back that nobody has answered yet."""
        self._ensure_office("accountant", "manager")
        self._lock()
        self._ensure_step("draft", "sent")
        self._update_state("draft", answer_by=False, remind_on=False)

    def action_confirm(self):
        """The station has signed the printed statement."""
        self._ensure_office("accountant", "manager")
        self._confirm("paper", self.env._("The station has signed the printed statement."))

    def _confirm(self, consent, message):
        """The station agrees, or is taken to agree (N3).

        :param consent: key of `const.STATEMENT_CONSENTS`
        :param message: sentence for the chatter
        """
        self._lock()
        self._update_state(
            "confirmed",
            message,
            consent=consent,
            confirmed_on=fields.Datetime.now(),
            confirmed_by_id=consent != "silence" and self.env.uid,
        )

    def action_open_reopen(self):
        """Open the dialog that asks why a confirmed statement is opened again."""
        self.ensure_one()
        self._ensure_office("accountant", "manager")
        return open_dialog(
            self.env._("Reopen statement"),
            "aftersales.reason",
            statement_ids=self.ids,
            purpose="reopen_statement",
        )

    def _reopen(self, reason):
        """Confirmed → draft, as long as no bill stands; a draft bill is dropped."""
        self._ensure_office("accountant", "manager")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the statement is opened again."))
        self._lock()
        self._ensure_step("draft", "confirmed")
        self._drop_bills()
        self._update_state(
            "draft",
            self.env._("Opened again: %(reason)s", reason=reason.strip()),
            consent=False,
            confirmed_on=False,
            confirmed_by_id=False,
            answer_by=False,
            remind_on=False,
        )

    def action_reckon(self):
        """Reckon the jobs of these drafts that had no agreed fee anew."""
        self._ensure_office("accountant", "manager")
        self.fee_ids.filtered("unpriced").action_reckon()

    def action_view_disputes(self):
        """Open what the station objected to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_station_dispute_action"
        )
        return {**action, "domain": [("statement_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------------
    # Mail, silence
    # ------------------------------------------------------------------------

    def _write_to_stations(self, template):
        """Send a mail to the stations that have an address; in one batch."""
        reached = self.sudo().filtered(lambda each: each._get_recipient().email)  # sudo: addresses only
        if reached:
            # sudo: an accountant's step leads to a mail that he could not write himself
            self.env.ref(template).sudo().send_mail_batch(
                reached.ids, email_layout_xmlid="mail.mail_notification_light"
            )

    def _get_recipient(self):
        """Return whom the station's mail goes to: its manager, else the partner itself."""
        self.ensure_one()
        station = self.station_id
        return station.contact_id.filtered("email") or station.partner_id

    @api.model
    def _get_silence_domain(self):
        days = self.env["res.company"]._get_day_domain("answer_by", "<")
        return fields.Domain("state", "=", "sent") & days

    @api.model
    def _get_reminder_domain(self):
        days = self.env["res.company"]._get_day_domain("remind_on", "<=")
        return fields.Domain("state", "=", "sent") & fields.Domain("reminded_on", "=", False) & days

    @api.model
    def _cron_watch_answers(self):
        """Accept statements nobody answered in time; remind the others once (N3): in slices, kill-safe."""
        self._work_in_slices(self._get_silence_domain(), lambda found: found._accept_by_silence())
        self._work_in_slices(self._get_reminder_domain(), lambda found: found._remind())

    def _accept_by_silence(self):
        for day, statements in self.grouped("answer_by").items():
            statements._confirm(
                "silence",
                self.env._("Nothing was heard by %(day)s: the statement counts as accepted.", day=day),
            )

    def _remind(self):
        self._write_to_stations("aftersales_service.mail_template_statement_reminder")
        for company, statements in self.grouped("company_id").items():
            statements.write({"reminded_on": company._get_aftersales_today()})

    # ------------------------------------------------------------------------
    # Portal of the station. Portal users hold no right on statements: the routes go through
    # `_find_for_station`, and what follows is called as superuser on what it returned.
    # ------------------------------------------------------------------------

    @api.model
    def _get_station_domain(self, user):
        """Statements that were put before the stations of `user`; also once the station is closed (N2)."""
        stations = self.env["aftersales.station"]._get_of_user(user, closed=True)
        return fields.Domain("station_id", "in", stations.ids) & fields.Domain("state", "!=", "draft")

    @api.model
    def _find_for_station(self, statement_id):
        """Return the statement for a page of the station's portal, as superuser; none if not its own."""
        statement = self.sudo().browse(statement_id).exists()
        return statement.filtered_domain(self._get_station_domain(self.env.user))

    def _get_station_status(self):
        """Return where the statement stands, as the station's people read it."""
        self.ensure_one()
        if self.state == "sent":
            return self.env._("To confirm")
        if self.state == "confirmed" and self.bill_state == "paid":
            return self.env._("Paid")
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _is_late(self):
        """Tell whether the time to object is over."""
        self.ensure_one()
        return bool(self.answer_by and self.company_id._get_aftersales_today() > self.answer_by)

    def _station_confirm(self):
        """The station agrees to the whole statement."""
        self._confirm("portal", self.env._("%(user)s confirmed the statement.", user=self.env.user.name))

    def _station_dispute(self, fee_id, text, photos):
        """The station objects to a line (N3).

        :param fee_id: ID of the line, as it was typed
        :param photos: list of (file name, bytes)
        :raises UserError: after the last day, without a reason, or where the line is not on the statement
        """
        self._lock()
        if self.state not in ("sent", "disputed"):
            self._ensure_step("disputed", "sent")
        if self._is_late():
            raise UserError(
                self.env._(
                    "Objections to statement %(name)s could be made until %(day)s.",
                    name=self.name,
                    day=self.answer_by,
                )
            )
        line = self.fee_ids.filtered(lambda line: str(line.id) == fee_id)
        if not line:
            raise UserError(self.env._("This line is not on the statement: look at it again."))
        if not text:
            raise UserError(self.env._("Say what is wrong with the line."))
        self.env["aftersales.station.dispute"]._raise(line, text, photos)
        if self.state == "sent":
            self._update_state("disputed")
            self._call_office()

    def _call_office(self):
        """Put the objections before whoever is responsible for the station."""
        responsible = self.station_id.user_id or self.company_id.aftersales_cashier_id
        if responsible:
            self.activity_schedule(
                "aftersales_service.mail_activity_type_dispute",
                user_id=responsible.id,
                summary=self.env._("%(station)s objects", station=self.station_id.name),
                automated=True,
            )

    def _give_back(self):
        """All objections are answered: the station looks at the statement anew."""
        self.activity_unlink(["aftersales_service.mail_activity_type_dispute"])
        self._send()

    # ------------------------------------------------------------------------
    # Making statements
    # ------------------------------------------------------------------------

    @api.model
    def _get_last_month(self, company):
        """Return the first day of the month before today's, in `company`."""
        return company._get_aftersales_today().replace(day=1) - relativedelta(months=1)
