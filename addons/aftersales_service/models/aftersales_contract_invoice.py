from decimal import Decimal

from odoo import api, fields, models

from ..const import BILLING_MONTHS, BILLING_PERIODS
from ..tools import contract as engine

#: Who sees what a contract costs.
MONEY = "aftersales_service.group_clerk,aftersales_service.group_accountant"


class AftersalesContract(models.Model):
    """The money of a contract (S15): its price, shared out over periods, invoiced by the host."""

    _inherit = "aftersales.contract"

    price = fields.Monetary(
        string="Contract Price", tracking=True, groups=MONEY, help="For the whole term, before tax."
    )
    billing_period = fields.Selection(
        BILLING_PERIODS, string="Billing", required=True, default="year", groups=MONEY
    )
    billing_timing = fields.Selection(
        [("advance", "On the first day of the period"), ("arrears", "After the last day of the period")],
        string="Invoice Date",
        required=True,
        default="advance",
        groups=MONEY,
    )
    billing_aligned = fields.Boolean(
        string="Calendar Periods",
        groups=MONEY,
        help="Periods are calendar months, quarters, half-years or years; broken ones count by days.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment Terms",
        compute="_compute_payment_term_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        groups=MONEY,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Invoiced As",
        check_company=True,
        domain=[("type", "=", "service")],
        default=lambda self: self.env.ref("aftersales_service.product_contract", raise_if_not_found=False),
        groups=MONEY,
    )
    period_ids = fields.One2many(
        "aftersales.contract.period", "contract_id", string="Billing Periods", groups=MONEY
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced Amount",
        compute="_compute_amount_invoiced",
        store=True,
        groups=MONEY,
        help="Of the price, before tax: in invoices that stand.",
    )
    has_due_period = fields.Boolean(compute="_compute_has_due_period", compute_sudo=True)
    invoice_ids = fields.One2many(
        "account.move", "aftersales_contract_id", string="Invoices", groups="account.group_account_invoice"
    )
    invoice_total = fields.Monetary(
        string="Posted, Net",
        compute="_compute_invoice_total",
        groups="account.group_account_invoice",
        help="Posted invoices less credit notes, before tax, in company currency.",
    )
    invoice_count = fields.Integer(compute="_compute_invoice_total", groups="account.group_account_invoice")

    _price_positive = models.Constraint(
        "CHECK (price IS NULL OR price >= 0)", "The price of a contract cannot be negative."
    )

    @api.depends("partner_id", "company_id")
    def _compute_payment_term_id(self):
        for contract in self:
            partner = contract.partner_id.with_company(contract.company_id)
            contract.payment_term_id = partner.property_payment_term_id

    @api.depends("period_ids.amount", "period_ids.state")
    def _compute_amount_invoiced(self):
        for contract in self:
            periods = contract.period_ids.filtered(lambda period: period.state != "planned")
            contract.amount_invoiced = sum(periods.mapped("amount"))

    @api.depends("period_ids.due_on", "period_ids.state")
    def _compute_has_due_period(self):
        for contract in self:
            contract.has_due_period = bool(contract.period_ids._filter_due())

    @api.depends("invoice_ids.state", "invoice_ids.amount_untaxed_signed")
    def _compute_invoice_total(self):
        for contract in self:
            posted = contract.invoice_ids.filtered(lambda move: move.state == "posted")
            contract.invoice_total = sum(posted.mapped("amount_untaxed_signed"))
            contract.invoice_count = len(contract.invoice_ids)

    def _update_state(self, target, message=None):
        """Share the price out when a contract comes into force; cut the plan when it is ended."""
        result = super()._update_state(target, message)
        if target == "running":
            self._plan_periods()
        elif target == "cancelled":
            self.sudo().period_ids._end_early()  # sudo: rows of the contract itself
        return result

    def _plan_periods(self):
        """Create the billing periods; their amounts add up to the price to the cent."""
        vals_list = []
        for contract in self.sudo():  # sudo: the price of the contract, its step was checked
            if not contract.price:
                continue
            periods = engine.bill(
                Decimal(str(contract.price)),
                contract.date_start,
                contract.date_end,
                BILLING_MONTHS[contract.billing_period],
                cent=Decimal(str(contract.currency_id.rounding)),
                aligned=contract.billing_aligned,
            )
            vals_list += [
                {
                    "contract_id": contract.id,
                    "date_from": period.start,
                    "date_to": period.end,
                    "due_on": period.start if contract.billing_timing == "advance" else period.end,
                    "amount": float(period.amount),
                }
                for period in periods
            ]
        # sudo: nobody has the right to make periods
        self.env["aftersales.contract.period"].sudo().create(vals_list)

    def action_invoice(self):
        """Make draft invoices of the periods of these contracts that are due, in one go."""
        return self.period_ids._filter_due().action_invoice()

    def action_view_invoices(self):
        """Open the invoices and credit notes of these contracts."""
        self.check_access("read")
        action = {
            "name": self.env._("Invoices"),
            "type": "ir.actions.act_window",
            "res_model": "account.move",
        }
        if len(self.invoice_ids) == 1:
            return {**action, "res_id": self.invoice_ids.id, "view_mode": "form", "views": [(False, "form")]}
        return {
            **action,
            "domain": [("aftersales_contract_id", "in", self.ids)],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }
