from odoo import fields, models


class AftersalesOrder(models.Model):
    """What the indicators need to know of an order and no other part keeps (S20)."""

    _inherit = "aftersales.order"

    reopen_count = fields.Integer(
        string="Times Reopened",
        readonly=True,
        copy=False,
        help="How often the customer said that the problem was not solved.",
    )

    def _archive_voucher(self):
        result = super()._archive_voucher()
        self.sudo().reopen_count += 1  # sudo: the server's own field
        return result
