from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..const import STATEMENT_BILL_STATES


class AftersalesStationStatement(models.Model):
    """A confirmed statement becomes a vendor bill, or a credit note where the station owes (N3)."""

    _inherit = "aftersales.station.statement"

    move_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        groups="account.group_account_invoice",
    )
    bill_state = fields.Selection(
        STATEMENT_BILL_STATES,
        string="Bill",
        compute="_compute_bill_state",
        compute_sudo=True,
        store=True,
        index=True,
    )
    bill_ids = fields.One2many(
        "account.move",
        "aftersales_statement_id",
        string="Bills",
        groups="account.group_account_invoice",
    )

    @api.depends("move_id.state", "move_id.payment_state")
    def _compute_bill_state(self):
        """A bill that was cancelled, deleted or reversed in full leaves the statement to be billed."""
        for statement in self:
            statement.bill_state = statement.move_id._get_aftersales_bill_state()

    def action_bill(self):
        """Make draft bills of these confirmed statements, in one go; opens them (N3)."""
        self._ensure_office("accountant", "manager")
        self._lock()
        wrong = self.filtered(lambda each: each.state != "confirmed" or each.bill_state != "none")[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "Statement %(name)s cannot be billed: the station has not confirmed it, or its bill "
                    "stands.",
                    name=wrong.name,
                )
            )
        due = self.filtered("amount_total")
        if not due:
            raise UserError(self.env._("Nothing is to be paid: there is nothing to bill."))
        due._create_bills()
        return due.action_view_bills()

    def _create_bills(self):
        """Create the draft bills of these statements, one batch per company."""
        moves = self.env["account.move"].sudo()  # sudo: role and state were checked, or it is the schedule
        for company, statements in self.sudo().grouped("company_id").items():
            created = (
                moves.with_company(company)
                .with_context(mail_auto_subscribe_no_notify=True)
                .create(statements._prepare_bill_vals_list())
            )
            for statement, move in zip(statements, created, strict=True):
                statement.move_id = move
            created._ensure_as_stated()

    def _prepare_bill_vals_list(self):
        """Values of the bills of these statements of one company; extension seam."""
        today = self.company_id._get_aftersales_today()
        groups = self.env["aftersales.station.fee"]._read_group(
            [("statement_id", "in", self.ids), ("kind", "!=", "deduction"), ("amount", "!=", 0)],
            ["statement_id", "kind"],
            ["amount:sum", "__count"],
        )
        deductions = self.fee_ids.filtered(lambda line: line.kind == "deduction")
        vals_list = []
        for statement in self:
            local = statement.with_context(lang=statement.partner_id.lang or self.env.lang)
            sign = 1 if statement.amount_total > 0 else -1
            lines = [
                (kind, local._get_bill_text(kind, count), amount)
                for each, kind, amount, count in groups
                if each == statement
            ] + [
                (line.kind, line.with_env(local.env).reason, line.amount)
                for line in deductions
                if line.statement_id == statement
            ]
            vals_list.append(
                {
                    "move_type": "in_invoice" if sign > 0 else "in_refund",
                    "company_id": statement.company_id.id,
                    "partner_id": statement.partner_id.id,
                    "aftersales_statement_id": statement.id,
                    "invoice_date": today,
                    "ref": statement.name,
                    "invoice_origin": statement.name,
                    "invoice_line_ids": [
                        Command.create(
                            statement._prepare_bill_line_vals(
                                kind, text, sign * statement.currency_id.round(amount)
                            )
                        )
                        for kind, text, amount in lines
                    ],
                }
            )
        return vals_list

    def _prepare_bill_line_vals(self, kind, text, price):
        """Values of a line of the bill; extension seam.

        :param kind: key of `const.STATION_FEE_KINDS`
        """
        product = self.env.ref("aftersales_service.product_station_fee")
        return {"product_id": product.id, "name": text, "quantity": 1, "price_unit": price}

    def _get_bill_text(self, kind, count):
        """Say on the bill what is paid for, in the station's language."""
        kinds = dict(self.env["aftersales.station.fee"]._fields["kind"]._description_selection(self.env))
        return self.env._(
            "Statement %(name)s, %(month)s: %(kind)s × %(count)s",
            name=self.name,
            month=self._get_month_text(),
            kind=kinds[kind],
            count=count,
        )

    def _drop_bills(self):
        """Delete draft bills; refuse where a posted one stands."""
        standing = self.sudo().filtered(lambda each: each.bill_state in ("posted", "paid"))[:1]  # sudo: state
        if standing:
            raise UserError(
                self.env._(
                    "Bill %(bill)s of statement %(name)s is posted: reverse it first.",
                    bill=standing.move_id.name,
                    name=standing.name,
                )
            )
        statements = self.sudo()  # sudo: role and state were checked
        statements.move_id.filtered(lambda move: move.state == "draft").unlink()
        statements.move_id = False

    def action_view_bills(self):
        """Open the bills and credit notes of these statements."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "domain": [("aftersales_statement_id", "in", self.ids)],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "name": self.env._("Vendor Bills"),
        }

    @api.model
    def _cron_create_bills(self):
        """Make the draft bills of confirmed statements (N3): in slices, each once."""
        self._work_in_slices(self._get_bill_domain(), lambda statements: statements._create_bills())

    @api.model
    def _get_bill_domain(self):
        """Statements that are confirmed and to be billed."""
        due = Domain("bill_state", "=", "none") & Domain("amount_total", "!=", 0)
        return Domain("state", "=", "confirmed") & due
