from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

#: Who sees what stations have left with us.
DEPOSIT_READERS = (
    "aftersales_service.group_dispatcher,aftersales_service.group_accountant,aftersales_stock.group_keeper"
)


class AftersalesStation(models.Model):
    """The deposit of a station (配件押金): a liability, never below zero (N5)."""

    _name = "aftersales.station"
    _inherit = ["aftersales.station", "mail.activity.mixin"]

    currency_id = fields.Many2one(related="company_id.currency_id")
    deposit_entry_ids = fields.One2many(
        "aftersales.station.deposit.entry", "station_id", string="Movements", groups=DEPOSIT_READERS
    )
    deposit_balance = fields.Monetary(
        string="Parts Deposit",
        compute="_compute_deposit_balance",
        compute_sudo=True,
        store=True,
        groups=DEPOSIT_READERS,
        help="What the station has left with us for parts.",
    )
    deposit_minimum = fields.Monetary(
        string="Least Deposit", readonly=True, copy=False, groups=DEPOSIT_READERS
    )
    deposit_due_on = fields.Date(
        string="Deposit Due", readonly=True, copy=False, groups=DEPOSIT_READERS, index="btree_not_null"
    )
    deposit_reminded_on = fields.Date(string="Reminded", readonly=True, copy=False, groups=DEPOSIT_READERS)

    _deposit_not_negative = models.Constraint(
        "CHECK (deposit_balance >= 0)", "No more can be taken off a deposit than the station has left."
    )

    @api.depends("deposit_entry_ids.amount", "deposit_entry_ids.kind", "deposit_entry_ids.reversed_on")
    def _compute_deposit_balance(self):
        groups = self.env["aftersales.station.deposit.entry"]._read_group(
            [("station_id", "in", self.ids), ("reversed_on", "=", False)],
            ["station_id", "kind"],
            ["amount:sum"],
        )
        totals = dict.fromkeys(self.ids, 0.0)
        for station, kind, amount in groups:
            totals[station.id] += amount if kind in ("receipt", "top_up") else -amount
        for station in self:
            station.deposit_balance = station.currency_id.round(totals.get(station.id, 0.0))

    # ------------------------------------------------------------------------
    # Movements
    # ------------------------------------------------------------------------

    def action_deposit_receive(self):
        """Open the dialog for what the station pays."""
        return self._open_deposit("receive", self.env._("Receive Deposit"))

    def action_deposit_deduct(self):
        """Open the dialog for what is taken off the deposit."""
        return self._open_deposit("deduction", self.env._("Deduct from the Deposit"))

    def action_deposit_refund(self):
        """Open the dialog for what the station gets back."""
        return self._open_deposit("refund", self.env._("Refund Deposit"))

    def _open_deposit(self, step, name):
        self.ensure_one()
        self._ensure_accountant()
        return open_dialog(name, "aftersales.station.deposit.move", station_id=self.id, step=step)

    def _ensure_accountant(self):
        if self.env.su:
            return
        if not self.env.user.has_group("aftersales_service.group_accountant"):
            raise AccessError(self.env._("Only an accountant receives, deducts and refunds deposits."))
        self.check_access("read")

    def _move_deposit(self, step, amount, journal=None, reason=None):
        """Receive, deduct or refund `amount` of the deposit of this station (N5).

        :param step: "receive" (into `journal`), "deduction" (with a `reason`), "refund" (out of `journal`)
        :return: the movement, posted
        :raises UserError: when more is taken off than there is, or what is left no longer covers the parts
        """
        self.ensure_one()
        self._ensure_accountant()
        self._hold()
        currency = self.currency_id
        amount = currency.round(self.env["aftersales.station.fee"]._check_amount(amount))
        if amount <= 0:
            raise UserError(self.env._("Type an amount above zero."))
        if step == "deduction":
            if not (reason or "").strip():
                raise UserError(self.env._("Say what is deducted for: it stands on the station's statement."))
        elif step not in ("receive", "refund"):
            raise UserError(self.env._("A deposit is received, deducted from or refunded."))
        elif not journal or journal.type not in ("cash", "bank") or journal.company_id != self.company_id:
            raise UserError(self.env._("Choose the cash box or bank account of the company."))
        if step == "receive":
            self._check_receive()
            kind = "top_up" if self.sudo().deposit_entry_ids.filtered(self._is_payment) else "receipt"
        else:
            kind = step
            self._check_taken(amount)
        # sudo: nobody makes movements by hand; role, state and amount were checked
        entry = self.env["aftersales.station.deposit.entry"].sudo()
        entry = entry.create(
            {
                "station_id": self.id,
                "company_id": self.company_id.id,
                "kind": kind,
                "amount": amount,
                "date": self.company_id._get_aftersales_today(),
                "journal_id": journal.id if journal and kind != "deduction" else False,
                "reason": (reason or "").strip(),
            }
        )
        if step == "refund":
            self._check_refund()
        return entry

    @staticmethod
    def _is_payment(entry):
        return entry.kind in ("receipt", "top_up") and not entry.reversed_on

    def _check_receive(self):
        if self.state == "closed":
            raise UserError(
                self.env._("Station %(name)s is closed: it leaves no deposit any more.", name=self.name)
            )

    def _check_taken(self, amount):
        balance = self.sudo().deposit_balance  # sudo: role checked
        if self.currency_id.compare_amounts(amount, balance) > 0:
            raise UserError(
                self.env._(
                    "Station %(name)s: its deposit is %(balance)s, no more can be taken off.",
                    name=self.name,
                    balance=self.currency_id.format(balance),
                )
            )

    def _check_refund(self):
        """What is left must be at least the minimum, unless the station is being closed (N2, N5)."""
        station = self.sudo()  # sudo: role checked
        if self.currency_id.compare_amounts(station.deposit_balance, station._get_deposit_minimum()) < 0:
            raise UserError(
                self.env._(
                    "Station %(name)s leaves at least %(minimum)s as long as it is open: refund less, or "
                    "close the station.",
                    name=self.name,
                    minimum=self.currency_id.format(station._get_deposit_minimum()),
                )
            )

    def _get_deposit_minimum(self):
        """Return the least deposit: as of the agreement, or by today's policy where there is none (N5)."""
        self.ensure_one()
        policy = self.env["aftersales.part.policy"]._get_current(self.company_id)
        return self.deposit_minimum if self.deposit_due_on else policy.deposit_minimum

    def action_view_deposit(self):
        """Open the movements of the deposit of this station."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_stock.aftersales_station_deposit_entry_action"
        )
        return {**action, "domain": [("station_id", "=", self.id)], "context": {}}

    def action_deposit_statement(self):
        """Open the statement of the deposit, as of today."""
        self.ensure_one()
        return self.env["aftersales.station.deposit.statement"]._open_for(self)

    # ------------------------------------------------------------------------
    # Due
    # ------------------------------------------------------------------------

    def _set_deposit_due(self, begins_on):
        """Ask for the deposit: how much and until when, by the policy of the agreement's first day (N5)."""
        for station in self:
            policy = self.env["aftersales.part.policy"]._get_in_force(begins_on, station.company_id)
            # sudo: guarded fields, follows from the agreement
            station.sudo().write(
                {
                    "deposit_minimum": policy.deposit_minimum,
                    "deposit_due_on": begins_on + timedelta(days=policy.deposit_days),
                    "deposit_reminded_on": False,
                }
            )

    def _is_deposit_short(self):
        """Tell whether less is left than the least deposit."""
        self.ensure_one()
        station = self.sudo()  # sudo: two amounts compared
        return station.currency_id.compare_amounts(station.deposit_balance, station.deposit_minimum) < 0

    def _is_deposit_overdue(self):
        """Tell whether the least deposit should be there by now and is not (N5)."""
        self.ensure_one()
        due_on = self.sudo().deposit_due_on  # sudo: a date compared
        return bool(due_on and due_on < self.company_id._get_aftersales_today() and self._is_deposit_short())

    @api.model
    def _cron_remind_deposits(self):
        """Tell who is responsible of deposits that are due and not paid (N5): once each, in slices."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            policy = self.env["aftersales.part.policy"]._get_current(company)
            if policy:
                due_by = company._get_aftersales_today() + timedelta(days=policy.deposit_warn_days)
                domain = (
                    Domain("company_id", "=", company.id)
                    & Domain("state", "in", ("active", "suspended"))
                    & Domain("deposit_reminded_on", "=", False)
                    & Domain("deposit_due_on", "<=", due_by)
                )
                self._work_in_slices(domain, lambda stations: stations._remind_deposit())

    def _remind_deposit(self):
        for station in self:
            responsible = station.user_id or station.company_id.aftersales_cashier_id
            if responsible and station._is_deposit_short():
                station.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=responsible.id,
                    date_deadline=station.deposit_due_on,
                    summary=self.env._(
                        "Deposit of %(minimum)s is due, %(balance)s is paid",
                        minimum=station.currency_id.format(station.deposit_minimum),
                        balance=station.currency_id.format(station.deposit_balance),
                    ),
                    automated=True,
                )
        for company, stations in self.grouped("company_id").items():
            stations.write({"deposit_reminded_on": company._get_aftersales_today()})
