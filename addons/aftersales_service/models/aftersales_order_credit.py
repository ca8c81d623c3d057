from odoo import models
from odoo.exceptions import UserError


class AftersalesOrder(models.Model):
    """What is given back of a job's invoices (S23)."""

    _inherit = "aftersales.order"

    def _create_credit_notes(self, reason, quantities=None, allowance=None):
        """Create draft credit notes for parts that come back, or a price allowance, of these orders (S23).

        :param dict quantities: {line of these orders: quantity that comes back}, or
        :param float allowance: amount, tax included, shared over the lines of their invoices
        :return: the credit notes, one per invoice touched; see `account.move._create_aftersales_credits`
        :raises UserError: where more would be credited than is invoiced and not credited yet
        """
        orders = self.sudo()  # sudo: the caller has checked the right
        invoices = orders.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        )
        shares = {}
        for line, quantity in (quantities or {}).items():
            items = line.sudo().sale_line_id.invoice_lines & invoices.invoice_line_ids
            if not items:
                raise UserError(
                    self.env._(
                        "“%(line)s” of order %(order)s is not invoiced: there is nothing to credit.",
                        line=line.name,
                        order=line.order_id.name,
                    )
                )
            rest = quantity
            for item in items.sorted("id"):
                shares[item] = min(rest, item._get_creditable()[0])
                rest -= shares[item]
            shares[items.sorted("id")[-1]] += rest  # what is too much is refused there
        shares = {item: many for item, many in shares.items() if many}
        notes = invoices._create_aftersales_credits(reason, quantities=shares, allowance=allowance)
        return notes.with_env(self.env)
