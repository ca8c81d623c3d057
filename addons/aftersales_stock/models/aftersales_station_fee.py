from odoo import api, fields, models


class AftersalesStationFee(models.Model):
    """What a station owes for parts stands on its monthly statement, too (N3, N13)."""

    _inherit = "aftersales.station.fee"

    kind = fields.Selection(selection_add=[("parts", "Parts")], ondelete={"parts": "cascade"})
    writeoff_line_id = fields.Many2one(
        "aftersales.writeoff.line",
        string="Old Part",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    order_line_id = fields.Many2one(
        "aftersales.order.line",
        string="Part of a Repeat",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The part of a repeat repair that the station of the first job bears.",
    )
    writeoff_id = fields.Many2one(
        related="writeoff_line_id.writeoff_id", store=True, index="btree_not_null", string="Write-off"
    )

    _writeoff_unique = models.UniqueIndex(
        "(writeoff_line_id) WHERE kind = 'parts'", "This old part is on a statement already."
    )

    _repeat_part_unique = models.UniqueIndex(
        "(order_line_id) WHERE kind = 'deduction' AND taken_back IS NOT TRUE",
        "This part of a repeat is charged already.",
    )

    def _say_repeat_part(self, order, quantity):
        line = self.order_line_id.sudo()  # sudo: whoever reads the statement reads why
        return self.env._(
            "The fault of job %(order)s came again: %(quantity)s × %(part)s at supply price",
            order=order,
            quantity=f"{quantity:g}",
            part=line.product_id.display_name,
        )

    def _say_repeat_part_back(self):
        return self.env._(
            "Job %(order)s was reopened: its parts are not charged any more", order=self.order_id.name
        )

    @api.model
    def _charge_repeat_parts(self, lines):
        """Charge these parts of repeat jobs to the stations of the first jobs, at the day's supply price."""
        uses = self.env["aftersales.part.use"]
        vals_list = []
        for (company, day), part in lines.grouped(uses._get_slot).items():
            prices = self.env["aftersales.supply.price"]._get_prices(part.product_id, company, day)
            for line in part:
                amount = company.currency_id.round(prices.get(line.product_id.id, 0.0) * line.quantity)
                first = line.order_id.repeat_of_id
                if amount and first.station_id:
                    vals_list.append(
                        {
                            "station_id": first.station_id.id,
                            "company_id": company.id,
                            "kind": "deduction",
                            "order_id": line.order_id.id,
                            "order_line_id": line.id,
                            "date": company._get_aftersales_today(),
                            "amount": -amount,
                            "reason_code": "repeat_part",
                            "reason_values": {"order": first.name, "quantity": line.quantity},
                        }
                    )
        return self.create(vals_list)

    def _give_back(self):
        """Undo these charges of reopened jobs, each by a line of its own."""
        self.create(
            [
                {
                    "station_id": line.station_id.id,
                    "company_id": line.company_id.id,
                    "kind": "correction",
                    "order_id": line.order_id.id,
                    "order_line_id": line.order_line_id.id,
                    "date": line.company_id._get_aftersales_today(),
                    "amount": -line._get_standing(),
                    "corrects_id": line.id,
                    "reason_code": "repeat_part_back",
                }
                for line in self
            ]
        )
        self.write({"taken_back": True})

    def _say_writeoff(self, covered=0):
        line = self.writeoff_line_id.sudo()  # sudo: whoever reads the statement reads why
        text = self.env._(
            "%(writeoff)s, %(part)s: %(reason)s",
            writeoff=line.writeoff_id.name,
            part=line.product_id.display_name or self.env._("freight"),
            reason=line.reason,
        )
        if not covered:
            return text
        return self.env._(
            "%(text)s (%(amount)s taken from the deposit)", text=text, amount=self._format(covered)
        )
