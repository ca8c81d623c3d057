from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import WRITEOFF_CONSENTS, WRITEOFF_STATES, WRITEOFF_TRANSITIONS
from .aftersales_part_return import STORE

#: Sums of a write-off: field → field of its lines.
SUMS = {
    "value": "value",
    "credit": "credit",
    "shortfall": "shortfall",
    "fee": "fee",
    "penalty": "penalty",
    "charge": "charge",
}


class AftersalesWriteoff(models.Model):
    """Old parts of a station's month: what was credited and charged, agreed on, then posted (旧件核销, N13).

    Its difference list goes to the station; once that is answered, or the time is over, it is posted.
    """

    _name = "aftersales.writeoff"
    _inherit = ["aftersales.step.mixin", "aftersales.slice.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Write-off of Old Parts"
    _order = "month desc, station_id, id"
    _check_company_auto = True
    _transitions = WRITEOFF_TRANSITIONS
    _numbered = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    station_id = fields.Many2one(
        "aftersales.station", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="station_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="station_id.user_id", store=True)
    month = fields.Date(required=True, readonly=True, index=True, help="In which the parts were used.")
    policy_id = fields.Many2one(
        "aftersales.old.part.policy", readonly=True, ondelete="restrict", help="The figures used."
    )
    state = fields.Selection(
        WRITEOFF_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("aftersales.writeoff.line", "writeoff_id", string="Pieces", readonly=True)
    difference_ids = fields.One2many(
        "aftersales.writeoff.line",
        "writeoff_id",
        string="Differences",
        domain=[("differs", "=", True)],
        readonly=True,
    )
    line_count = fields.Integer(string="Pieces Listed", compute="_compute_sums", store=True)
    difference_count = fields.Integer(compute="_compute_sums", store=True)
    open_count = fields.Integer(string="Objections to Answer", compute="_compute_open_count", store=True)
    value = fields.Monetary(
        string="At Supply Price", compute="_compute_sums", store=True, help="What goes off the parts held."
    )
    credit = fields.Monetary(string="Credited", compute="_compute_sums", store=True)
    shortfall = fields.Monetary(string="Not Credited", compute="_compute_sums", store=True)
    fee = fields.Monetary(string="No Fault and Freight", compute="_compute_sums", store=True)
    penalty = fields.Monetary(string="Passed Off", compute="_compute_sums", store=True)
    charge = fields.Monetary(string="Station Owes", compute="_compute_sums", store=True)
    sent_on = fields.Date(readonly=True)
    answer_by = fields.Date(
        readonly=True, index="btree_not_null", help="After this day silence accepts (N13)."
    )
    consent = fields.Selection(WRITEOFF_CONSENTS, string="Accepted by", readonly=True)
    accepted_on = fields.Date(readonly=True)
    accepted_by_id = fields.Many2one("res.users", readonly=True)
    posted_on = fields.Date(readonly=True)
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        index="btree_not_null",
        groups="aftersales_service.group_accountant",
    )
    deposit_entry_id = fields.Many2one(
        "aftersales.station.deposit.entry", string="Taken from the Deposit", readonly=True
    )
    from_deposit = fields.Monetary(readonly=True)
    fee_ids = fields.One2many(
        "aftersales.station.fee",
        "writeoff_id",
        string="Lines on the Statement",
        groups="aftersales_service.group_dispatcher,aftersales_service.group_accountant",
    )

    _first_of_month = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "The month of a write-off is kept as its first day."
    )
    _open_unique = models.UniqueIndex(
        "(company_id, station_id, month) WHERE state != 'posted'",
        "A write-off of this station and month is under way already.",
    )

    @api.depends("line_ids.value", "line_ids.charge", "line_ids.credit", "line_ids.differs")
    def _compute_sums(self):
        groups = self.env["aftersales.writeoff.line"]._read_group(
            [("writeoff_id", "in", self.ids)],
            ["writeoff_id", "differs"],
            ["__count", *(f"{name}:sum" for name in SUMS.values())],
        )
        rows = {}
        for record, differs, count, *amounts in groups:
            rows.setdefault(record.id, []).append((differs, count, amounts))
        for record in self:
            mine = rows.get(record._origin.id, [])
            record.line_count = sum(count for _differs, count, _amounts in mine)
            record.difference_count = sum(count for differs, count, _amounts in mine if differs)
            for index, name in enumerate(SUMS):
                total = sum(amounts[index] for _differs, _count, amounts in mine)
                record[name] = record.currency_id.round(total)

    @api.depends("line_ids.objection", "line_ids.answer")
    def _compute_open_count(self):
        for record in self:
            record.open_count = len(record.line_ids.filtered(lambda line: line.objection and not line.answer))

    def _get_month_text(self):
        """Return the month as people read it, e.g. "2031-03"."""
        self.ensure_one()
        return f"{self.month:%Y-%m}"

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("sent", "draft")

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_send(self):
        """Draft → with the station, with the list of differences; without any it is accepted (N13)."""
        self._ensure_office(*STORE)
        self._lock()
        self._ensure_step("sent", "draft")
        self._send()

    def _send(self):
        """Put the differences before the stations, to be answered within their working days (N13)."""
        plain = self.filtered(lambda record: not record.difference_count)
        plain._accept("none")
        others = self - plain
        if not others:
            return
        days = {record.station_id: record.policy_id.answer_days for record in others}
        last = others.station_id._get_answer_days(days)
        for (company, day), records in others.grouped(
            lambda each: (each.company_id, last[each.station_id])
        ).items():
            records._update_state("sent", sent_on=company._get_aftersales_today(), answer_by=day)
        others._write_to_stations()

    def _write_to_stations(self):
        """Send the list to the stations that have an address; in one batch."""
        reached = self.sudo().filtered(lambda each: each._get_recipient().email)  # sudo: addresses only
        if reached:
            # sudo: a keeper's step leads to a mail that he could not write himself
            self.env.ref("aftersales_stock.mail_template_writeoff").sudo().send_mail_batch(
                reached.ids, email_layout_xmlid="mail.mail_notification_light"
            )

    def _get_recipient(self):
        """Return whom the station's mail goes to: its manager, else the partner itself."""
        self.ensure_one()
        return self.station_id.contact_id.filtered("email") or self.station_id.partner_id

    def action_discard(self):
        """Delete drafts; their pieces wait for another write-off."""
        self._ensure_office(*STORE)
        self._lock()
        self._ensure_step("sent", "draft")
        # sudo: the pieces of drafts that nobody has seen; role and state checked
        drafts = self.sudo()
        for use in drafts.line_ids.use_id:
            use._update_state("inspected" if use.return_line_id else "owed")
        drafts.unlink()

    def action_accept(self):
        """The station has signed the printed list."""
        self._ensure_office("aftersales_service.group_accountant", *STORE)
        self._accept("paper")

    def _accept(self, consent):
        for company, records in self.grouped("company_id").items():
            records._update_state(
                "accepted",
                consent=consent,
                accepted_on=company._get_aftersales_today(),
                accepted_by_id=consent in ("portal", "paper") and self.env.user.id,
            )

    def action_resend(self):
        """Objections are answered: the list goes back to the station, whose time begins anew (N13)."""
        self._ensure_office("aftersales_service.group_manager")
        self._lock()
        self._ensure_step("sent", "disputed")
        unanswered = self.filtered("open_count")[:1]
        if unanswered:
            raise UserError(
                self.env._(
                    "Write-off %(name)s has objections without an answer: answer them first.",
                    name=unanswered.name,
                )
            )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._send_again()

    def _send_again(self):
        plain = self.filtered(lambda record: not record.difference_count)
        for records in (plain, self - plain):
            days = {record.station_id: record.policy_id.answer_days for record in records}
            last = records.station_id._get_answer_days(days)
            for day, sent in records.grouped(lambda each, last=last: last[each.station_id]).items():
                sent._update_state("sent", answer_by=day)
        plain._accept("none")
        (self - plain)._write_to_stations()

    def action_post(self):
        """Accepted → posted: parts held go down, what is charged is booked (N13)."""
        self._ensure_office("aftersales_service.group_accountant", "aftersales_service.group_manager")
        self._post()

    def action_view_differences(self):
        """Open the differences of this write-off."""
        self.ensure_one()
        return self._view_lines([("differs", "=", True)])

    def action_view_lines(self):
        """Open the pieces of this write-off."""
        self.ensure_one()
        return self._view_lines([])

    def action_view_fees(self):
        """Open the statement that the charges stand on; as long as they wait for it, the charges."""
        self.ensure_one()
        statements = self.fee_ids.statement_id
        if len(statements) == 1:
            return open_record(statements)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_station_fee_action"
        )
        return {**action, "domain": [("writeoff_id", "=", self.id)], "context": {}}

    def _view_lines(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_stock.aftersales_writeoff_line_action"
        )
        return {**action, "domain": [("writeoff_id", "=", self.id), *domain], "context": {}}

    # ------------------------------------------------------------------------
    # Scheduled: made, accepted by silence, posted; each in slices, each once
    # ------------------------------------------------------------------------

    @api.model
    def _cron_make(self):
        """Write off the months of which nothing can come any more, and send the differences (N11, N13)."""
        uses = self.env["aftersales.part.use"]
        for company in self.env["res.company"].search([("active", "=", True)]):
            ready, pending = uses._get_ready_domain(company), uses._get_pending_domain(company)
            months = [month for (month,) in uses._read_group(ready, ["month:month"], order="month:month")]
            for month in months:
                only = Domain("month", "=", month)
                self.env["aftersales.station"]._work_in_slices(
                    Domain("part_use_ids", "any", ready & only)
                    & ~Domain("part_use_ids", "any", pending & only)
                    & ~Domain("writeoff_ids", "any", only & Domain("state", "!=", "posted")),
                    lambda stations, month=month: stations._make_writeoffs(month)._send(),
                )

    @api.model
    def _cron_close(self):
        """Accept what nobody answered in time, then post what is accepted (N13)."""
        silent = self.env["res.company"]._get_day_domain("answer_by", "<")
        self._work_in_slices(
            Domain("state", "=", "sent") & silent, lambda records: records._accept("silence")
        )
        self._work_in_slices(Domain("state", "=", "accepted"), lambda records: records._post())

    # ------------------------------------------------------------------------
    # Portal of the station
    # ------------------------------------------------------------------------

    @api.model
    def _get_station_domain(self, user):
        """Write-offs that were put before the stations of `user`."""
        stations = self.env["aftersales.station"]._get_of_user(user, closed=True)
        return Domain("station_id", "in", stations.ids) & Domain("state", "!=", "draft")

    @api.model
    def _find_for_station(self, writeoff_id):
        """Return the write-off for a page of the station's portal, as superuser; none if not its own."""
        record = self.sudo().browse(writeoff_id).exists()
        return record.filtered_domain(self._get_station_domain(self.env.user))

    def _is_late(self):
        """Tell whether the time to answer is over."""
        self.ensure_one()
        return bool(self.answer_by and self.company_id._get_aftersales_today() > self.answer_by)

    def _station_accept(self):
        """The station agrees to all differences."""
        self._lock()
        self._ensure_step("accepted", "sent")
        self._accept("portal")

    def _station_object(self, line_id, text):
        """The station objects to a difference, once and in time (N13).

        :param line_id: ID of the line, as it was typed
        :raises UserError: after the last day, without a reason, or for what is no open difference
        """
        self._lock()
        if self.state != "disputed":
            self._ensure_step("disputed", "sent")
        if self._is_late():
            raise UserError(
                self.env._(
                    "Differences of write-off %(name)s could be answered until %(day)s.",
                    name=self.name,
                    day=self.answer_by,
                )
            )
        line = self.line_ids.filtered(lambda each: str(each.id) == line_id and each.differs)
        if not line:
            raise UserError(self.env._("This line is no difference: look at the list again."))
        if line.objection:
            raise UserError(self.env._("You have objected to this line already."))
        if not text:
            raise UserError(self.env._("Say what is wrong with the line."))
        line.write({"objection": text, "objected_on": self.company_id._get_aftersales_today()})
        if self.state == "sent":
            self._update_state("disputed")
            self._call_office(text)

    def _call_office(self, text):
        """Put the objection before whoever is responsible for the station."""
        responsible = self.station_id.user_id or self.company_id.aftersales_cashier_id
        if responsible:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=responsible.id,
                summary=self.env._("%(station)s objects to differences", station=self.station_id.name),
                note=text,
                automated=True,
            )
