from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import UNIT_GONE_STATES


class AftersalesOrderLine(models.Model):
    """On which repair card a line stands (S8)."""

    _inherit = "aftersales.order.line"

    unit_id = fields.Many2one(
        "aftersales.order.unit",
        string="Repair Card",
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('order_id', '=', order_id), ('state', 'not in', ('returned', 'disposed'))]",
        ondelete="restrict",
        help="The unit the part is for, where several were taken in.",
    )

    @api.depends("order_id")
    def _compute_unit_id(self):
        """An order's only unit is meant."""
        for line in self:
            units = line.order_id.sudo().unit_ids  # sudo: which unit it is, no content
            line.unit_id = line.unit_id or (units if len(units) == 1 else False)

    @api.constrains("unit_id", "order_id")
    def _check_unit_id(self):
        for line in self.sudo():  # sudo: which order and state, no content
            unit = line.unit_id
            if unit and (unit.order_id != line.order_id or unit.state in UNIT_GONE_STATES):
                raise ValidationError(
                    self.env._(
                        "Card %(card)s cannot take a line of order %(order)s: choose a unit that is taken in "
                        "for it and still with us.",
                        card=unit.name,
                        order=line.order_id.name,
                    )
                )

    def _sort_by_card(self):
        """Return these lines in their order: those of no repair card first, then card by card."""
        return self.sorted(lambda line: line.unit_id.id or 0)

    def write(self, vals):
        if "unit_id" in vals and not self.env.su:
            self._ensure_no_move()
        return super().write(vals)
