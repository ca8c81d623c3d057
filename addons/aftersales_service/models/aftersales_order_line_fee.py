from odoo import api, fields, models


class AftersalesOrderLine(models.Model):
    """What the fee schedule makes of a line (S12): row, surcharge and time charged are kept with it."""

    _inherit = "aftersales.order.line"

    fee_id = fields.Many2one(
        "aftersales.fee.line",
        compute="_compute_fee_id",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    surcharge_id = fields.Many2one(
        "aftersales.fee.surcharge",
        compute="_compute_fee_id",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    charged_quantity = fields.Float(
        string="Charged",
        digits="Product Unit",
        compute="_compute_charged_quantity",
        store=True,
        precompute=True,
        help="Labour in started units of the fee schedule, and at least its minimum.",
    )

    @api.depends("kind", "product_id", "extra_service")
    def _compute_fee_id(self):
        """The row and the surcharge in force when the line is entered; a quoted line keeps its own."""
        fees = self._get_fees()
        for line in self:
            if line.sale_line_id:
                line.fee_id, line.surcharge_id = line.fee_id, line.surcharge_id
                continue
            line.fee_id = fees.get(line)
            schedule = line.fee_id.sudo().schedule_id  # sudo: policy, no secret
            line.surcharge_id = line._get_surcharge(schedule) if schedule else False

    def _get_surcharge(self, schedule):
        """Return what a schedule adds at the time of the job: worked, else planned, else asked for.

        The time bands of a contract per call have their own prices.
        """
        self.ensure_one()
        order = self.order_id
        if order.band_id and self.kind == "callout":
            return schedule.surcharge_ids.browse()
        moment = order.repair_start or order.planned_start or order.request_date
        return schedule._get_surcharge(self.kind, moment, order.company_id)

    @api.depends("quantity", "fee_id", "kind")
    def _compute_charged_quantity(self):
        for line in self:
            fee = line.fee_id.sudo()  # sudo: policy, no secret
            line.charged_quantity = fee._get_charged(line.quantity) if fee else line.quantity
