from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import KIND_ACCOUNTS, POSTING_STATES


class AftersalesAdjustmentPosting(models.Model):
    """An approved month in the general ledger (D46): sums by kind, without names, beside what was posted.

    The accountant makes the entry, looks at it and posts it. It is never changed, only reversed as a whole;
    then the month can be posted again.
    """

    _name = "aftersales.adjustment.posting"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Posting of Adjustments"
    _order = "month desc, id desc"

    sheet_id = fields.Many2one(
        "aftersales.adjustment.sheet",
        string="Adjustment Sheet",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(related="sheet_id.month", store=True, index=True)
    reward = fields.Monetary(string="Rewards", readonly=True, help="Above zero: owed to the employees.")
    fine = fields.Monetary(string="Fines", readonly=True)
    other = fields.Monetary(readonly=True)
    total = fields.Monetary(
        string="Sheet", compute="_compute_total", store=True, help="All adjustments of the month."
    )
    account_id = fields.Many2one("account.account", string="Wages Payable", readonly=True, copy=False)
    move_ids = fields.One2many("account.move", "aftersales_posting_id", string="Entries")
    move_count = fields.Integer(compute="_compute_move_count")
    state = fields.Selection(POSTING_STATES, compute="_compute_ledger", store=True, index=True)
    ledger = fields.Monetary(
        string="In the Ledger", compute="_compute_ledger", store=True, help="Posted as wages payable."
    )
    difference = fields.Monetary(
        compute="_compute_ledger", store=True, help="Ledger less sheet; of a month to post, the sheet itself."
    )

    _sheet_unique = models.UniqueIndex("(sheet_id)", "A month is posted once.")

    @api.depends("reward", "fine", "other")
    def _compute_total(self):
        for posting in self:
            posting.total = posting.currency_id.round(posting.reward + posting.fine + posting.other)

    @api.depends(
        "total",
        "account_id",
        "move_ids.state",
        "move_ids.aftersales_posting_round",
        "move_ids.line_ids.balance",
        "move_ids.line_ids.account_id",
    )
    def _compute_ledger(self):
        for posting in self:
            moves = posting.move_ids
            posted = moves.filtered(lambda move: move.state == "posted")
            held = sum(1 if move.aftersales_posting_round else -1 for move in posted)
            drafts = moves.filtered(lambda move: move.state == "draft")
            posting.state = "posted" if held > 0 else "draft" if drafts else "open"
            posting.ledger = posting.currency_id.round(sum(posting._get_posted().values()))
            posting.difference = posting.currency_id.round(posting.ledger - posting.total)

    @api.depends("move_ids")
    def _compute_move_count(self):
        for posting in self:
            posting.move_count = len(posting.move_ids)

    def _get_posted(self):
        """Return what was posted as wages payable of each kind; above zero: owed to the employees."""
        self.ensure_one()
        amounts = defaultdict(float)
        for line in self.move_ids.line_ids:
            if line.parent_state == "posted" and line.account_id == self.account_id:
                amounts[line.aftersales_adjustment_kind] -= line.balance
        return {kind: self.currency_id.round(amount) for kind, amount in amounts.items()}

    @api.depends("month")
    def _compute_display_name(self):
        for posting in self:
            posting.display_name = fields.Date.to_string(posting.month)[:7] if posting.month else ""

    @api.model
    def _add_postings(self, sheets):
        """Let the months of approved `sheets` be posted; one without an amount needs no entry."""
        sums = defaultdict(dict)
        for sheet, kind, amount in self.env["aftersales.adjustment"]._read_group(
            [("sheet_id", "in", sheets.ids)], ["sheet_id", "kind"], ["taken:sum"]
        ):
            if not sheet.currency_id.is_zero(amount):
                sums[sheet][kind] = sheet.currency_id.round(amount)
        return self.create([{"sheet_id": sheet.id, **amounts} for sheet, amounts in sums.items()])

    # Steps --------------------------------------------------------------------------

    def _ensure_accountant(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("account.group_account_invoice")):
            raise AccessError(self.env._("The adjustments of a month are posted by an accountant."))

    def action_make_entry(self):
        """Make the draft entry of the month, once."""
        self.ensure_one()
        self._ensure_accountant()
        self._lock()
        drafts = self.move_ids.filtered(lambda move: move.state == "draft")
        if drafts or self.state != "open":
            raise UserError(
                self.env._(
                    "%(month)s has an entry already: %(entry)s. Post it, or reverse it first.",
                    month=self.display_name,
                    entry=(drafts or self.move_ids)[:1].display_name,
                )
            )
        kinds = self._get_amounts()
        self.company_id._ensure_adjustment_accounts(kinds)
        posting = self.sudo()
        posting.account_id = self.company_id.aftersales_wages_account_id
        # sudo: the link to the month is guarded; right and state checked above
        entry = self.env["account.move"].sudo().create(posting._prepare_move_vals())
        return open_record(entry.with_env(self.env))

    def _get_amounts(self):
        return {kind: self[kind] for kind in KIND_ACCOUNTS if not self.currency_id.is_zero(self[kind])}

    def _prepare_move_vals(self):
        """Return the entry: for each kind, wages payable against the account of the kind."""
        self.ensure_one()
        company = self.company_id
        labels = dict(self.env["aftersales.adjustment"]._fields["kind"]._description_selection(self.env))
        today = company._get_aftersales_today()
        ref = self.env._("Rewards and fines %(month)s", month=self.display_name)
        lines = [
            Command.create(
                {
                    "account_id": account.id,
                    "name": f"{labels[kind]} {self.display_name}",
                    "balance": balance,
                    "aftersales_adjustment_kind": kind,
                }
            )
            for kind, amount in self._get_amounts().items()
            for account, balance in ((company[KIND_ACCOUNTS[kind]], amount), (self.account_id, -amount))
        ]
        return {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": company.aftersales_adjustment_journal_id.id,
            "date": min(fields.Date.end_of(self.month, "month"), today),
            "ref": ref,
            "aftersales_posting_id": self.id,
            "aftersales_posting_round": max(self.move_ids.mapped("aftersales_posting_round"), default=0) + 1,
            "line_ids": lines,
        }

    def action_post(self):
        """Post the draft entry of each of these months."""
        self._ensure_accountant()
        self._lock()
        self._ensure_step("posted", "draft")
        self.move_ids.filtered(lambda move: move.state == "draft")._post(soft=False)

    def action_reverse(self):
        """Reverse the posted entry of the month as of today; then it can be posted again."""
        self.ensure_one()
        self._ensure_accountant()
        self._lock()
        self._ensure_step("open", "posted")
        entry = self.move_ids.filtered("aftersales_posting_round").sorted("aftersales_posting_round")[-1:]
        today = self.company_id._get_aftersales_today()
        ref = self.env._("Reversal of %(entry)s", entry=entry.name)
        entry._reverse_moves([{"date": max(today, entry.date), "ref": ref}])._post(soft=False)

    def action_view_moves(self):
        """List the entries of these months and their reversals."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("aftersales_posting_id", "in", self.ids)],
        }

    def _ensure_tied(self):
        """Refuse a ledger that is neither what the sheet says, kind by kind, nor nothing."""
        for posting in self:
            posted = {kind: amount for kind, amount in posting._get_posted().items() if amount}
            if posted and posted != posting._get_amounts():
                raise UserError(
                    self.env._(
                        "The adjustments of %(month)s come to %(sheet)s, the ledger would hold %(ledger)s on "
                        "%(account)s: post the whole month once, or reverse all of it.",
                        month=posting.display_name,
                        sheet=posting.currency_id.format(posting.total),
                        ledger=posting.currency_id.format(sum(posted.values())),
                        account=posting.account_id.display_name,
                    )
                )
