from odoo import api, fields, models
from odoo.tools import format_date


class AftersalesPartWarranty(models.Model):
    """A replaced part on a unit, and until when it is under a warranty of its own (S1).

    It is made when the work is finished, keeps the figures of the policy then in force, and is used
    up by the line of a later job that replaces the part again. Those of old paper vouchers can be
    entered by hand.
    """

    _name = "aftersales.part.warranty"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Part Warranty"
    _order = "date_to desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    lot_id = fields.Many2one(
        "stock.lot", string="Installed Unit", required=True, index=True, check_company=True
    )
    product_id = fields.Many2one(
        "product.product", string="Part", required=True, check_company=True, domain=[("type", "=", "consu")]
    )
    part_lot_id = fields.Many2one(
        "stock.lot", string="Serial Number of the Part", check_company=True, index="btree_not_null"
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    date_from = fields.Date(string="Replaced On", required=True)
    date_to = fields.Date(string="Warranty Until", required=True, help="The last day, included.")
    labour_share = fields.Float(string="Labour Covered (%)", digits="Discount")
    line_id = fields.Many2one(
        "aftersales.order.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The line by which the part came into the unit.",
    )
    order_id = fields.Many2one(related="line_id.order_id", string="Service Order")
    claim_line_id = fields.Many2one(
        "aftersales.order.line",
        string="Replaced Again By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A warranty cannot end before it starts: check its dates."
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity of parts must be greater than zero."
    )
    _labour_share_percent = models.Constraint(
        "CHECK (labour_share IS NULL OR (labour_share >= 0 AND labour_share <= 100))",
        "Between 0 and 100 % of the labour are covered: check the share.",
    )
    _line_unique = models.UniqueIndex(
        "(line_id) WHERE line_id IS NOT NULL", "This line has given its part a warranty already."
    )

    @api.depends("product_id", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for warranty in self:
            end = format_date(self.env, warranty.date_to) if warranty.date_to else ""
            warranty.display_name = f"{warranty.product_id.display_name} → {end}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesPartWarranty, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.model
    def _find_for(self, lines):
        """Find the warranty that the part of each line of `lines` stands under (S1).

        The same part on the same unit, not replaced again since, and at least as many pieces as the
        line takes; of several the one that ends last.

        :return: line → warranty (0 or 1 record), for lines of parts on a known unit; one search
        """
        lots = {line: line._get_lot()._origin for line in lines if line.kind == "part"}
        parts = lines.filtered(lots.get)
        # sudo: whether a part is under warranty is no secret to who enters it
        warranties = self.sudo().search(
            [("lot_id", "in", [lots[line].id for line in parts]), ("product_id", "in", parts.product_id.ids)]
        )
        found = {}
        for line in parts:
            day = line.order_id._get_request_day()
            fitting = warranties.filtered(
                lambda warranty, line=line, day=day: (
                    warranty.lot_id == lots[line]
                    and warranty.product_id == line.product_id._origin
                    and warranty.company_id == line.order_id.company_id
                    and warranty.date_from <= day <= warranty.date_to
                    and warranty.claim_line_id in (line._origin, line.browse())
                    and warranty.line_id != line._origin
                    and line.product_uom_id.compare(line.quantity, warranty.quantity) <= 0
                )
            )
            found[line] = max(fitting, key=lambda each: (each.date_to, each.id), default=fitting)
        return found

    @api.model
    def _grant_for(self, lines):
        """Give the parts that `lines` put into a unit their own warranty; end the ones they replace.

        Lines that have given one already are passed over: a job can be finished twice.
        """
        lines = lines.sudo()  # sudo: nobody writes these by hand; the work is finished, checked by the caller
        used = lines.filtered(
            lambda line: line.kind == "part" and line._get_lot() and line.move_id.state == "done"
        )
        used -= self.sudo().search([("line_id", "in", used.ids)]).line_id  # sudo: as above
        today = fields.Datetime.now()
        days = [line.order_id._get_local_date(today) for line in used]
        terms = self.env["aftersales.part.term"]._find_terms(
            [(line.product_id, day, line.company_id) for line, day in zip(used, days, strict=True)]
        )
        self.sudo().create(  # sudo: as above
            [
                line._prepare_part_warranty_vals(term, day)
                for line, term, day in zip(used, terms, days, strict=True)
                if term
            ]
        )
        for line in used.filtered("part_warranty_id"):
            line.part_warranty_id.claim_line_id = line
