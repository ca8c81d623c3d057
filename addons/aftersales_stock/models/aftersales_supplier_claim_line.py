from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import SUPPLIER_ANSWERS

#: What may be written of a piece in each state of its claim.
EDITABLE = {
    "draft": {"return_line_id", "expected", "note"},
    "sent": {"answer", "recovered", "note"},
    "settled": set(),
    "refused": set(),
}


class AftersalesSupplierClaimLine(models.Model):
    """An old part that is claimed from its supplier: what is expected for it, and what he answers (N12)."""

    _name = "aftersales.supplier.claim.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Old Part Claimed"
    _order = "claim_id, id"
    _check_company_auto = True

    claim_id = fields.Many2one("aftersales.supplier.claim", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="claim_id.partner_id", store=True, index=True)
    state = fields.Selection(related="claim_id.state")
    sent_on = fields.Date(related="claim_id.sent_on", store=True)
    return_line_id = fields.Many2one(
        "aftersales.part.return.line",
        string="Old Part",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('result', '=', 'confirmed'), ('return_id.state', '=', 'inspected'),"
        " ('company_id', '=', company_id)]",
    )
    station_id = fields.Many2one(related="return_line_id.station_id", store=True)
    product_id = fields.Many2one(related="return_line_id.product_id", store=True, index=True)
    quantity = fields.Float(related="return_line_id.quantity", store=True)
    serial = fields.Char(related="return_line_id.serial")
    fault_card = fields.Char(related="return_line_id.fault_card")
    expected = fields.Monetary(
        string="Expected Recovery",
        compute="_compute_expected",
        store=True,
        readonly=False,
        precompute=True,
        help="The supplier's price of the part; without one its cost.",
    )
    answer = fields.Selection(SUPPLIER_ANSWERS, index=True)
    recovered = fields.Monetary(
        compute="_compute_recovered", store=True, readonly=False, help="What the supplier makes good."
    )
    note = fields.Char()

    _piece_once = models.UniqueIndex(
        "(return_line_id) WHERE answer IS NULL OR answer != 'back'", "This old part is claimed already."
    )
    _amounts_sound = models.Constraint(
        "CHECK (expected >= 0 AND COALESCE(recovered, 0) >= 0"
        " AND (COALESCE(answer, '') = 'granted' OR COALESCE(recovered, 0) = 0))",
        "Only what the supplier makes good brings money, and no amount is below zero.",
    )

    @api.depends("return_line_id", "claim_id.partner_id")
    def _compute_expected(self):
        for company, lines in self.grouped(lambda line: line.company_id or self.env.company).items():
            today = company._get_aftersales_today()
            for line in lines.with_company(company):
                product = line.product_id
                seller = product._get_filtered_sellers(partner_id=line.partner_id, quantity=None, date=today)[
                    :1
                ]
                price = product.standard_price
                if seller:
                    price = seller.currency_id._convert(
                        seller.price_discounted,
                        line.currency_id,
                        company,
                        today,
                    )
                line.expected = price * line.quantity

    @api.depends("answer")
    def _compute_recovered(self):
        for line in self:
            line.recovered = (line.recovered or line.expected) if line.answer == "granted" else 0.0

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        lines = super(AftersalesSupplierClaimLine, self._drop_guarded_defaults()).create(vals_list)
        lines._refuse_steps({"return_line_id"})
        return lines

    def write(self, vals):
        self._refuse_guarded(vals)
        self._refuse_steps(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._refuse_steps({"return_line_id"})

    def _refuse_steps(self, names):
        """Refuse what does not belong to the step of the claim."""
        if self.env.su:
            return
        for line in self:
            if names - EDITABLE[line.state]:
                raise UserError(
                    self.env._(
                        "%(piece)s of claim %(name)s cannot be changed in this step.",
                        piece=line.return_line_id.display_name,
                        name=line.claim_id.name,
                    )
                )

    # ------------------------------------------------------------------------
    # Stock
    # ------------------------------------------------------------------------

    def _get_lot(self):
        return self.return_line_id.move_id.lot_ids[:1]

    def _check_pieces(self):
        """Each piece passed its inspection and lies among the old parts, not set aside for another claim."""
        quants = self.env["stock.quant"]._read_group(
            [
                ("location_id", "in", self.company_id.aftersales_old_part_location_id.ids),
                ("product_id", "in", self.product_id.ids),
            ],
            ["product_id", "lot_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        free = {(product, lot): held - reserved for product, lot, held, reserved in quants}
        for (product, lot), lines in self.grouped(lambda line: (line.product_id, line._get_lot())).items():
            piece = lines[:1].return_line_id
            if any(line.return_line_id.result != "confirmed" for line in lines):
                raise UserError(
                    self.env._(
                        "%(piece)s is not claimed: its fault was not confirmed.", piece=piece.display_name
                    )
                )
            lacking = product.uom_id.compare(sum(lines.mapped("quantity")), free.get((product, lot), 0.0)) > 0
            if product.is_storable and lacking:
                raise UserError(
                    self.env._(
                        "%(piece)s does not lie among the old parts: take it off the claim, or look for it.",
                        piece=piece.display_name,
                    )
                )

    def _scrap(self, location):
        """These pieces are scrapped with the supplier."""
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "company_id": line.company_id.id,
                    "product_id": line.product_id.id,
                    "product_uom_id": line.product_id.uom_id.id,
                    "scrap_qty": line.quantity,
                    "lot_id": line._get_lot().id,
                    "location_id": location.id,
                    "origin": line.claim_id.name,
                }
                for line in self
            ]
        )
        scraps.do_scrap()
