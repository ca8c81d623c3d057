from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesFeeSchedule(models.Model):
    """A dated table of fees: call-out and labour by product category (S12)."""

    _name = "aftersales.fee.schedule"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Fee Schedule"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    line_ids = fields.One2many("aftersales.fee.line", "schedule_id", string="Fees", copy=True)

    @api.model
    def _get_in_force(self, date, company):
        """Return the fee schedule of `company` on `date`, or an empty recordset (S12)."""
        return self.search(self._get_company_domain(company))._pick(date, company)

    def _get_fee(self, kind, product):
        """Return the fee line for `kind` that is nearest to the category of `product`.

        :param kind: "labour" or "callout"
        :param product: the unit's product, possibly empty: then only general fees fit
        """
        ranks = {
            line: line.product_categ_id._get_aftersales_rank(product)
            for line in self.line_ids
            if line.kind == kind
        }
        fitting = [line for line, rank in ranks.items() if rank >= 0]
        return max(fitting, key=lambda line: (ranks[line], -line.id), default=self.line_ids.browse())

    @api.constrains("line_ids")
    def _check_line_ids(self):
        for schedule in self:
            keys = [(line.kind, line.product_categ_id) for line in schedule.line_ids]
            if len(keys) != len(set(keys)):
                raise ValidationError(
                    self.env._(
                        "Fee schedule %(name)s has two fees of the same kind for one category: "
                        "remove one of them.",
                        name=schedule.name,
                    )
                )
