from math import inf

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import COLLECTION_METHODS


class AftersalesOrder(models.Model):
    """What the customer still owes of a job, and what was collected on site of it (S13)."""

    _inherit = "aftersales.order"

    collection_ids = fields.One2many("aftersales.collection", "order_id", string="Collections")
    collected_total = fields.Monetary(
        string="Collected on Site", compute="_compute_collected_total", store=True, compute_sudo=True
    )
    amount_due = fields.Monetary(
        string="Still to Pay",
        compute="_compute_amount_due",
        compute_sudo=True,
        help="Of the accepted quotations, tax included, less what was paid or collected.",
    )

    @api.depends("collection_ids.amount", "collection_ids.state")
    def _compute_collected_total(self):
        """Stored: two who collect at once write one row, and the second is retried with the first seen."""
        for order in self:
            standing = order.collection_ids.filtered(lambda each: each.state != "reversed")
            order.collected_total = sum(standing.mapped("amount"))

    @api.depends(
        "collected_total",
        "sale_order_ids.state",
        "sale_order_ids.amount_total",
        "sale_order_ids.order_line.invoice_lines.move_id.amount_residual",
    )
    def _compute_amount_due(self):
        for order in self:
            accepted = order.sale_order_ids.filtered(lambda sale: sale.state == "sale")
            due = sum(sale._get_aftersales_to_invoice() for sale in accepted)
            for move in accepted.invoice_ids:
                if move.state == "draft":
                    due += move.amount_total_signed
                elif move.state == "posted":
                    due += move.amount_residual_signed
            due += sum(order.collection_ids._get_customer_items().mapped("amount_residual"))
            order.amount_due = order.currency_id.round(due)

    def _get_collectors(self):
        """Return the engineers who can have collected money for this order."""
        self.ensure_one()
        return self.engineer_id | self.worker_ids

    def _get_collector(self):
        """Return the engineer the user is on this order, or the order's own for an accountant."""
        self.ensure_one()
        collectors = self._get_collectors().sudo()  # sudo: whose user he is
        own = collectors.filtered(lambda employee: employee.user_id == self.env.user)[:1]
        return own.with_env(self.env) or self.engineer_id

    def action_open_collect(self):
        """Open the dialog in which money collected on site is recorded."""
        self.ensure_one()
        self._ensure_role("engineer", "accountant")
        return open_dialog(self.env._("Collect Payment"), "aftersales.collect", order_id=self.id)

    def _collect(self, amount, method, reference=None, employee=None):
        """Record what an engineer has collected for this order, as a payment of the customer (S13).

        :param amount: company currency, no more than is due
        :param method: a key of `const.COLLECTION_METHODS`
        :param employee: who has the money; only an accountant says it is somebody else than himself
        :raises UserError: when less is due, or nobody is there who could have collected
        """
        self.ensure_one()
        self._ensure_role("engineer", "accountant")
        self._lock()
        collector = self._get_collector()
        if employee and (self.env.su or self.env.user.has_group("aftersales_service.group_accountant")):
            collector = employee & self._get_collectors()
        if not collector:
            raise UserError(
                self.env._("Order %(name)s has no engineer who could have collected money.", name=self.name)
            )
        self._check_collectable(amount, method)
        day = self.company_id._get_aftersales_today()
        collections = self.env[
            "aftersales.collection"
        ].sudo()  # sudo: nobody makes them by hand; checked above
        collection = collections.create(
            {
                "order_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self._get_payer().id,
                "employee_id": collector.id,
                "date": day,
                "due_on": collections._prepare_due_on(day, self.company_id),
                "method": method,
                "amount": amount,
                "reference": (reference or "").strip() or False,
            }
        )
        self._match_collections()
        self._message_log_batch(
            bodies={
                self.id: self.env._(
                    "%(engineer)s collected %(amount)s (%(method)s): %(number)s.",
                    engineer=collector.name,
                    amount=self.currency_id.format(collection.amount),
                    method=dict(collection._fields["method"]._description_selection(self.env))[method],
                    number=collection.name,
                )
            }
        )
        return collection.with_env(self.env)

    def _check_collectable(self, amount, method):
        """Refuse what is not an amount of money, and more than is due (S13)."""
        if method not in dict(COLLECTION_METHODS):
            raise UserError(self.env._("Say how the customer paid."))
        currency = self.currency_id
        if not 0 < amount < inf or float_compare(amount, currency.round(amount), precision_digits=8):
            raise UserError(self.env._("Enter what you have collected: an amount greater than zero."))
        due = self.amount_due
        if currency.compare_amounts(amount, due) > 0:
            raise UserError(
                self.env._(
                    "Order %(name)s: %(due)s is to be paid, %(amount)s is more than that. Money is collected "
                    "for what the customer has accepted.",
                    name=self.name,
                    due=currency.format(max(due, 0.0)),
                    amount=currency.format(amount),
                )
            )

    def _get_payer(self):
        """Return the customer the invoices of this order are written to."""
        self.ensure_one()
        sales = self.sudo().sale_order_ids.filtered(lambda sale: sale.state == "sale")  # sudo: whose invoice
        return (sales.partner_invoice_id[:1] or self.partner_id).commercial_partner_id

    def _match_collections(self):
        """Match what was collected for these orders with their posted invoices, the oldest first."""
        for order in self.sudo():  # sudo: entries of these very orders
            open_items = (
                order.collection_ids.sorted("id")._get_customer_items()
                | order.invoice_ids.filtered(lambda move: move.state == "posted").line_ids
            ).filtered(
                lambda item: item.account_id.account_type == "asset_receivable" and not item.reconciled
            )
            for items in open_items.grouped(lambda item: (item.account_id, item.partner_id)).values():
                if len({item.balance > 0 for item in items}) > 1:
                    items.reconcile()
