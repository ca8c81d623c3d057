from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import contract as engine


class AftersalesContractPeriod(models.Model):
    """Days of a contract that are invoiced together, with their part of the price (S15)."""

    _name = "aftersales.contract.period"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Billing Period"
    _order = "date_from, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "aftersales.contract", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    due_on = fields.Date(string="To Invoice On", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="Before tax.")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        groups="account.group_account_invoice",
    )
    state = fields.Selection(
        [("planned", "To come"), ("draft", "Draft invoice"), ("posted", "Invoiced"), ("paid", "Paid")],
        compute="_compute_state",
        compute_sudo=True,
        store=True,
        index=True,
    )

    _period_unique = models.UniqueIndex("(contract_id, date_from)", "This period is planned already.")
    _date_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it starts: check its dates."
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "The amount of a period cannot be negative.")
    _due_index = models.Index("(due_on) WHERE state = 'planned'")

    @api.depends("move_id.state", "move_id.payment_state")
    def _compute_state(self):
        """An invoice that was cancelled, deleted or reversed in full leaves the period to be invoiced."""
        for period in self:
            move = period.move_id
            given_back = move.payment_state == "reversed" and not any(
                move.reversal_move_ids.mapped("aftersales_credit")
            )
            if not move or move.state == "cancel" or given_back:
                period.state = "planned"
            elif move.state == "draft":
                period.state = "draft"
            else:
                period.state = "paid" if move.payment_state in ("paid", "in_payment") else "posted"

    @api.depends("contract_id.name", "date_from", "date_to")
    def _compute_display_name(self):
        for period in self:
            period.display_name = f"{period.contract_id.name}: {period.date_from} – {period.date_to}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesContractPeriod, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _filter_due(self):
        """Return those of these periods that are to be invoiced today."""
        return self.filtered(
            lambda period: (
                period.state == "planned"
                and period.contract_id.state != "draft"
                and period.due_on <= period.company_id._get_aftersales_today()
            )
        )

    def _end_early(self):
        """Drop what begins after today, cut what runs and is not invoiced by its days."""
        planned = self.filtered(lambda period: period.state == "planned")
        later = planned.filtered(lambda period: period.date_from > period.company_id._get_aftersales_today())
        later.unlink()
        for period in planned - later:
            today = period.company_id._get_aftersales_today()
            if today < period.date_to:
                amount = engine.cut(
                    Decimal(str(period.amount)),
                    period.date_from,
                    period.date_to,
                    today,
                    cent=Decimal(str(period.currency_id.rounding)),
                )
                period.write({"date_to": today, "due_on": today, "amount": float(amount)})

    # ------------------------------------------------------------------------
    # Invoices
    # ------------------------------------------------------------------------

    def action_invoice(self):
        """Make one draft invoice per period that is due, in one go; opens them (S15)."""
        self._ensure_invoicing()
        self._lock()
        waiting = self - self._filter_due()
        if waiting or not self:
            raise UserError(
                self.env._("Nothing is due: the periods are invoiced already, or their day has not come.")
            )
        moves = self._create_invoices()
        return {
            "name": self.env._("Invoices"),
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "domain": [("id", "in", moves.ids)],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }

    def _ensure_invoicing(self):
        if self.env.su:
            return
        roles = ("accountant", "manager")
        if not any(self.env.user.has_group(f"aftersales_service.group_{role}") for role in roles):
            raise AccessError(
                self.env._("Your role does not include this step. Ask your service-centre manager.")
            )
        self.check_access("read")

    def _create_invoices(self):
        """Create the draft invoices of these periods, one batch per company."""
        moves = self.env["account.move"].sudo()  # sudo: role and state were checked, or it is the schedule
        result = moves.browse()
        for company, periods in self.sudo().grouped("company_id").items():
            created = (
                moves.with_company(company)
                .with_context(mail_auto_subscribe_no_notify=True)
                .create([period._prepare_move_vals() for period in periods])
            )
            for period, move in zip(periods, created, strict=True):
                period.move_id = move
            result |= created
        return result.with_env(self.env)

    def _prepare_move_vals(self):
        """Values of the invoice of this period; extension seam."""
        self.ensure_one()
        contract = self.contract_id
        customer = contract.partner_id
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": customer.address_get(["invoice"])["invoice"],
            "aftersales_contract_id": contract.id,
            "invoice_origin": contract.name,
            "invoice_user_id": contract.user_id.id,
            "invoice_payment_term_id": contract.payment_term_id.id,
            "invoice_line_ids": [fields.Command.create(self._prepare_invoice_line_vals())],
        }

    def _prepare_invoice_line_vals(self):
        """Values of the line of this period's invoice; extension seam."""
        self.ensure_one()
        return {
            "product_id": self.contract_id.product_id.id,
            "name": self.with_context(lang=self.contract_id.partner_id.lang)._get_line_name(),
            "quantity": 1,
            "price_unit": self.amount,
        }

    def _get_line_name(self):
        """Say on the invoice what is paid for, in the customer's language."""
        dates = self.env["ir.qweb.field.date"]
        return self.env._(
            "Maintenance contract %(name)s, %(start)s – %(end)s",
            name=self.contract_id.name,
            start=dates.value_to_html(self.date_from, {}),
            end=dates.value_to_html(self.date_to, {}),
        )

    @api.model
    def _cron_create_invoices(self):
        """Make the draft invoices of the periods whose day has come (S15): in slices, each once."""
        self._work_in_slices(self._get_due_domain(), lambda periods: periods._create_invoices())

    @api.model
    def _get_due_domain(self):
        return (
            Domain("state", "=", "planned")
            & Domain("contract_id.state", "!=", "draft")
            & self.env["res.company"]._get_day_domain("due_on", "<=")
        )
