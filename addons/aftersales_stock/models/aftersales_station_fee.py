from odoo import fields, models


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
    writeoff_id = fields.Many2one(
        related="writeoff_line_id.writeoff_id", store=True, index="btree_not_null", string="Write-off"
    )

    _writeoff_unique = models.UniqueIndex(
        "(writeoff_line_id) WHERE kind = 'parts'", "This old part is on a statement already."
    )

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
