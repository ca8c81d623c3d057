from odoo import fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    aftersales_engineer_id = fields.Many2one(
        "hr.employee",
        string="Engineer",
        readonly=True,
        index="btree_not_null",
        help="Whose cash in hand this is: his balance is the balance of these items (S13, S16).",
    )
    aftersales_credited_line_id = fields.Many2one(
        "account.move.line",
        string="Credited Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line of the invoice that this line of a credit note takes back (S23).",
    )
    aftersales_credit_line_ids = fields.One2many("account.move.line", "aftersales_credited_line_id")

    aftersales_period_id = fields.Many2one(
        "aftersales.contract.period",
        string="Billing Period",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        help="The period of a maintenance contract that this line invoices or credits (S15).",
    )

    def _copy_data_extend_business_fields(self, values):
        """A credit note of the host's own names the lines it takes back, too."""
        if self.move_id.move_type == "out_invoice" and self.display_type == "product":
            values["aftersales_credited_line_id"] = self.id
            values["aftersales_period_id"] = self.aftersales_period_id.id
        return super()._copy_data_extend_business_fields(values)

    def _get_creditable(self):
        """Return quantity and amount (tax included) of this line that no credit note has taken back."""
        self.ensure_one()
        credits = self.aftersales_credit_line_ids.filtered(
            lambda line: line.move_id.move_type == "out_refund" and line.parent_state != "cancel"
        )
        returned = credits.filtered(lambda line: line.move_id.aftersales_credit != "allowance")
        return (
            self.quantity - sum(returned.mapped("quantity")),
            self.price_total - sum(credits.mapped("price_total")),
        )

    def _prepare_credit_vals(self):
        """Values that every line of a credit note has of the line it takes back; extension seam."""
        self.ensure_one()
        return {
            "name": self.name,
            "account_id": self.account_id.id,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
            "analytic_distribution": self.analytic_distribution,
            "sale_line_ids": [fields.Command.set(self.sale_line_ids.ids)],
            "aftersales_credited_line_id": self.id,
            "aftersales_period_id": self.aftersales_period_id.id,
        }

    def _prepare_return_vals(self, quantity):
        """Values of the line of a credit note that takes `quantity` of this line back (S23)."""
        left = self._get_creditable()[0]
        uom = self.product_uom_id
        if not quantity > 0 or uom.compare(quantity, left) > 0:
            raise UserError(
                self.env._(
                    "“%(line)s” of invoice %(invoice)s: %(quantity)s is invoiced and not credited yet; no "
                    "more can come back.",
                    line=self.name,
                    invoice=self.move_id.name,
                    quantity=f"{max(left, 0.0):g}",
                )
            )
        return {
            **self._prepare_credit_vals(),
            "product_id": self.product_id.id,
            "product_uom_id": uom.id,
            "quantity": quantity,
            "price_unit": self.price_unit,
            "discount": self.discount,
        }

    def _prepare_allowance_vals(self, amount):
        """Values of the line of a credit note that takes `amount`, tax included, off this line (S23)."""
        base = self.price_unit * self.quantity * (1 - self.discount / 100)
        return {
            **self._prepare_credit_vals(),
            "name": self.env._("Price allowance: %(line)s", line=self.name),
            "product_id": False,
            "quantity": 1,
            "price_unit": self.currency_id.round(base * amount / self.price_total),
        }

    def write(self, vals):
        """The host lets a remote call change posted lines; what a station is owed is not changed so (N3)."""
        if {"price_unit", "quantity", "discount", "tax_ids"} & vals.keys():
            posted = self.move_id.filtered(
                lambda move: move.aftersales_statement_id and move.state == "posted"
            )
            if posted:
                raise UserError(
                    self.env._("Bill %(bill)s is posted: reverse it instead.", bill=posted[0].display_name)
                )
        return super().write(vals)
