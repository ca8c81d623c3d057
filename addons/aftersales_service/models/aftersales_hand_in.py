from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import DIFFERENCE_TREATMENTS, HAND_IN_STATES, HAND_IN_TRANSITIONS
from ..tools.cash import settle


class AftersalesHandIn(models.Model):
    """The slip on which an engineer hands in what he has collected, counted by the cashier (S13)."""

    _name = "aftersales.hand.in"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Hand-in Slip"
    _order = "date desc, id desc"
    _check_company_auto = True
    _transitions = HAND_IN_TRANSITIONS

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Engineer",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    date = fields.Date(string="Handed In On", required=True, readonly=True, index=True)
    state = fields.Selection(
        HAND_IN_STATES, required=True, readonly=True, default="submitted", index=True, tracking=True
    )
    line_ids = fields.One2many("aftersales.hand.in.line", "slip_id", string="Collections", readonly=True)
    cash_expected = fields.Monetary(
        string="Cash", compute="_compute_amounts", store=True, help="Notes and coins by the collections."
    )
    electronic_amount = fields.Monetary(
        string="Transfer and QR",
        compute="_compute_amounts",
        store=True,
        help="To be found in the bank. Take off the slip what is not there.",
    )
    amount_total = fields.Monetary(string="Total", compute="_compute_amounts", store=True)
    cash_counted = fields.Monetary(copy=False, tracking=True, help="What the cashier has counted.")
    difference = fields.Monetary(
        compute="_compute_difference",
        store=True,
        help="Counted less expected: negative where money is short.",
    )
    treatment = fields.Selection(
        DIFFERENCE_TREATMENTS, string="Difference Goes To", copy=False, tracking=True
    )
    difference_reason = fields.Char(string="Reason of the Difference", copy=False, tracking=True)
    cash_journal_id = fields.Many2one(
        "account.journal",
        string="Cash Into",
        compute="_compute_journals",
        store=True,
        readonly=False,
        check_company=True,
        domain=[("type", "=", "cash")],
        groups="account.group_account_invoice",
    )
    bank_journal_id = fields.Many2one(
        "account.journal",
        string="Transfer and QR Into",
        compute="_compute_journals",
        store=True,
        readonly=False,
        check_company=True,
        domain=[("type", "=", "bank")],
        groups="account.group_account_invoice",
    )
    is_cashier = fields.Boolean(compute="_compute_is_cashier")
    accepted_on = fields.Date(readonly=True, copy=False)
    cashier_id = fields.Many2one("res.users", string="Counted By", readonly=True, copy=False, tracking=True)
    move_id = fields.Many2one(
        "account.move", readonly=True, copy=False, groups="account.group_account_invoice"
    )
    reversed_on = fields.Date(readonly=True, copy=False)
    reverse_reason = fields.Char(readonly=True, copy=False, tracking=True)

    _counted_positive = models.Constraint(
        "CHECK (cash_counted IS NULL OR cash_counted >= 0)", "What is counted cannot be negative."
    )

    @api.depends("line_ids.amount")
    def _compute_amounts(self):
        for slip in self:
            cash = slip.line_ids.filtered(lambda line: line.method == "cash")
            slip.cash_expected = sum(cash.mapped("amount"))
            slip.electronic_amount = sum((slip.line_ids - cash).mapped("amount"))
            slip.amount_total = slip.cash_expected + slip.electronic_amount

    @api.depends("cash_expected", "cash_counted")
    def _compute_difference(self):
        for slip in self:
            slip.difference = slip.currency_id.round(slip.cash_counted - slip.cash_expected)

    @api.depends_context("uid")
    def _compute_is_cashier(self):
        self.is_cashier = self.env.user.has_group("aftersales_service.group_accountant")

    @api.depends("company_id")
    def _compute_journals(self):
        for company, slips in self.grouped("company_id").items():
            for name, journal_type in (("cash_journal_id", "cash"), ("bank_journal_id", "bank")):
                slips[name] = company._get_aftersales_journal(journal_type)

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
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_countable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("Slip %(name)s is evidence: it is given back or reversed.", name=self[0].name)
            )

    @api.model
    def _create_for(self, collections):
        """Create one slip per engineer for `collections`, as of today (S13)."""
        vals_list = []
        for (company, employee), mine in collections.grouped(
            lambda each: (each.company_id, each.employee_id)
        ).items():
            vals_list.append(
                {
                    "company_id": company.id,
                    "employee_id": employee.id,
                    "date": company._get_aftersales_today(),
                    "line_ids": [
                        Command.create({"collection_id": each.id, "amount": each.amount_open})
                        for each in mine.sorted(lambda each: (each.date, each.id))
                    ],
                }
            )
        collections._update_state("on_slip")
        slips = self.sudo().create(vals_list).with_env(self.env)  # sudo: nobody makes slips by hand
        collections.activity_unlink(["aftersales_service.mail_activity_type_hand_in"])
        return slips

    def _open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_service.aftersales_hand_in_action")
        if len(self) == 1:
            return {**action, "res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def _ensure_cashier(self):
        """Only an accountant counts, and never his own money."""
        if self.env.su:
            return
        if not self.env.user.has_group("aftersales_service.group_accountant"):
            raise AccessError(self.env._("Only an accountant counts what engineers hand in."))
        self.check_access("write")
        own = self.filtered(lambda slip: slip.employee_id.sudo().user_id == self.env.user)[:1]  # sudo: who
        if own:
            raise UserError(self.env._("Slip %(name)s is your own: somebody else counts it.", name=own.name))

    def _ensure_countable(self):
        self._ensure_transition("accepted", HAND_IN_TRANSITIONS)

    def action_accept(self):
        """The cashier has counted: the money leaves the engineer's account (S13).

        :raises UserError: where counted and expected differ and nobody says what becomes of it
        """
        self._ensure_cashier()
        self._lock()
        for slip in self:
            slip._ensure_countable()
            slip._ensure_difference_named()
            slip._accept()

    def _ensure_difference_named(self):
        self.ensure_one()
        if self.currency_id.is_zero(self.difference):
            return
        values = {
            "name": self.name,
            "counted": self.currency_id.format(self.cash_counted),
            "expected": self.currency_id.format(self.cash_expected),
        }
        if not self.treatment or not (self.difference_reason or "").strip():
            raise UserError(
                self.env._(
                    "Slip %(name)s: %(counted)s is counted, %(expected)s is expected. Say where the "
                    "difference goes and why.",
                    **values,
                )
            )
        if self.difference > 0 and self.treatment == "engineer":
            raise UserError(
                self.env._(
                    "Slip %(name)s: %(counted)s is more than the %(expected)s the engineer owes. Post the "
                    "difference as cash over.",
                    **values,
                )
            )

    def _accept(self):
        """Post the entry of this slip, match it with the collections, and settle them."""
        self.ensure_one()
        today = self.company_id._get_aftersales_today()
        slip = self.sudo()  # sudo: guarded fields and the slip's own entry; right and step were checked
        owes = not slip.currency_id.is_zero(slip.difference) and slip.treatment == "engineer"
        cash = slip.line_ids.filtered(lambda line: line.method == "cash")
        settled = settle(
            [slip.currency_id.round(line.amount) for line in cash],
            slip.cash_counted if owes else slip.cash_expected,
            slip.currency_id.rounding,
        )
        for line, amount in zip(cash, settled, strict=True):
            line.settled = amount
        for line in slip.line_ids - cash:
            line.settled = line.amount
        move = slip._post_entry(today, owes)
        slip._update_state("accepted", accepted_on=today, cashier_id=self.env.uid, move_id=move.id)
        slip.line_ids._settle()

    def _post_entry(self, today, owes):
        """Post what is counted into the house's accounts, and out of the engineer's."""
        self.ensure_one()
        journal = self.company_id._get_aftersales_collection_journal()
        moves = self.env["account.move"].sudo().with_company(self.company_id)  # sudo: as in _accept
        lines = self.line_ids.filtered("settled")
        items = [line._prepare_item_vals() for line in lines]
        items += self._prepare_house_items(owes)
        move = moves.create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "company_id": self.company_id.id,
                "date": today,
                "ref": self.name,
                "aftersales_source": f"{self._name},{self.id}",
                "line_ids": [Command.create(vals) for vals in items],
            }
        )
        move._post(soft=False)
        for line, item in zip(lines, move.line_ids.filtered("aftersales_engineer_id"), strict=True):
            (line.collection_id._get_cash_item() | item).filtered(
                lambda each: not each.reconciled
            ).reconcile()
        return move

    def _prepare_house_items(self, owes):
        """Values of the items for cash box, bank and difference; extension seam."""
        self.ensure_one()
        cash, bank = self.cash_journal_id, self.bank_journal_id
        difference = 0.0 if owes else self.difference
        items = []
        if not self.currency_id.is_zero(self.cash_counted):
            items.append((cash.default_account_id, self.cash_counted, self.env._("Cash")))
        if not self.currency_id.is_zero(self.electronic_amount):
            methods = bank.inbound_payment_method_line_ids
            account = methods.payment_account_id[:1] or bank.default_account_id
            items.append((account, self.electronic_amount, self.env._("Transfer and QR")))
        if not self.currency_id.is_zero(difference):
            account = cash.profit_account_id if difference > 0 else cash.loss_account_id
            if not account:
                raise UserError(
                    self.env._(
                        "Journal %(journal)s has no profit and loss account: set them, cash differences are "
                        "posted there.",
                        journal=cash.display_name,
                    )
                )
            items.append((account, -difference, self.difference_reason))
        label = f"{self.name} {self.employee_id.name}"
        return [
            {"account_id": account.id, "name": f"{label}: {text}", "balance": amount, "partner_id": False}
            for account, amount, text in items
        ]

    def action_give_back(self):
        """The slip is not right: its collections are the engineer's again."""
        self._ensure_cashier()
        self._lock()
        self._update_state("returned")
        self.line_ids._release()

    def action_open_reverse(self):
        """Open the dialog that asks why an accepted slip is reversed."""
        self.ensure_one()
        return self.env["aftersales.reverse"]._open_for(self)

    def _reverse(self, reason):
        """Reverse accepted slips: the money is in the engineers' hands again."""
        self.env["aftersales.reverse"]._ensure_reversible(self, reason)
        self._lock()
        for company, slips in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            slips._update_state("reversed", reversed_on=today, reverse_reason=reason.strip())
            # sudo: the entries of these very slips, role and state were checked
            slips.sudo().move_id._reverse_aftersales(today, reason)
            slips.line_ids._unsettle()

    def action_view_move(self):
        """Open the journal entry of this slip."""
        self.ensure_one()
        return open_record(self.move_id)
