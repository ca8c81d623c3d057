from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const import INSPECTION_RESULTS, MEETS_USE
from .aftersales_part_return import STORE

#: What may be written of a piece in each state of its shipment.
EDITABLE = {
    "draft": {"use_id", "product_id", "quantity", "serial", "fault_card", "note"},
    "shipped": {"arrived", "note"},
    "received": {"result", "note", "serial"},
    "inspected": set(),
}


class AftersalesPartReturnLine(models.Model):
    """A piece in a shipment of old parts: its fault card (故障卡), and what the inspection finds (N12)."""

    _name = "aftersales.part.return.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Old Part Sent In"
    _order = "return_id, id"
    _check_company_auto = True

    return_id = fields.Many2one(
        "aftersales.part.return",
        string="Return of Old Parts",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    station_id = fields.Many2one(related="return_id.station_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="return_id.state")
    use_id = fields.Many2one(
        "aftersales.part.use",
        string="Used On",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('station_id', '=', station_id), ('state', '=', 'owed'),"
        " ('report_id.state', '=', 'submitted')]",
        help="The job that the old part was taken out on; none for what is above the report.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Part",
        required=True,
        index=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(
        digits="Product Unit",
        required=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    price = fields.Monetary(string="Supply Price", readonly=True, help="On the day it was sent.")
    serial = fields.Char(
        string="Serial Number", compute="_compute_card", store=True, readonly=False, precompute=True
    )
    fault_card = fields.Char(
        compute="_compute_card",
        store=True,
        readonly=False,
        precompute=True,
        help="What is wrong with the part: without it the piece is not taken in (N12).",
    )
    added = fields.Boolean(readonly=True, help="Found in the parcel, not announced by the station.")
    arrived = fields.Boolean()
    result = fields.Selection(INSPECTION_RESULTS, index=True)
    note = fields.Char(string="Finding")
    move_id = fields.Many2one("stock.move", string="Stock Move", readonly=True, index="btree_not_null")
    writeoff_line_ids = fields.One2many(
        "aftersales.writeoff.line", "return_line_id", string="Write-off Lines"
    )
    claim_line_ids = fields.One2many(
        "aftersales.supplier.claim.line", "return_line_id", string="Supplier Claims"
    )

    _use_once = models.UniqueIndex(
        "(use_id) WHERE result IS NULL OR result IN ('confirmed', 'no_fault', 'passed_off')",
        "This old part is in a parcel already.",
    )
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A piece is more than nothing.")

    @api.depends("use_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.use_id.product_id or line.product_id
            line.quantity = line.use_id.quantity or line.quantity or 1.0

    @api.depends("use_id")
    def _compute_card(self):
        """What the job says of the old part stands on its card, until somebody writes something else."""
        for line in self:
            used = line.use_id.order_line_id
            line.serial = line.serial or used.old_serial
            line.fault_card = line.fault_card or used.old_fault or line.use_id.fault_id.name

    @api.depends("product_id", "serial")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, (line.product_id.display_name, line.serial)))

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        for vals in vals_list:
            self._check_added(vals)
        lines = super(AftersalesPartReturnLine, self._drop_guarded_defaults()).create(vals_list)
        for line in lines.filtered(lambda each: each.return_id.state != "draft"):
            prices = self.env["aftersales.supply.price"]._get_prices(
                line.product_id, line.company_id, line.return_id.shipped_on
            )
            # sudo: guarded fields of a piece that was just added
            line.sudo().write({"added": True, "arrived": True, "price": prices.get(line.product_id.id, 0.0)})
        return lines

    @api.model
    def _check_added(self, vals):
        """Once a return is on its way, only what is above the report is added to it (N12)."""
        shipment = self.env["aftersales.part.return"].browse(vals.get("return_id"))
        state = shipment.exists().state or "draft"
        if state != "draft" and (state == "inspected" or vals.get("use_id")):
            raise UserError(
                self.env._(
                    "Return %(name)s is on its way: only what is above the report can be added.",
                    name=shipment.name,
                )
            )

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            for line in self:
                if vals.keys() - EDITABLE[line.state] and not (line.added and "product_id" in vals):
                    raise UserError(
                        self.env._(
                            "%(piece)s of return %(name)s cannot be changed in this step.",
                            piece=line.display_name,
                            name=line.return_id.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        for line in self:
            if line.state != "draft" and not (line.added and line.state in ("shipped", "received")):
                raise UserError(
                    self.env._("%(piece)s was sent: it stays on the list.", piece=line.display_name)
                )

    # ------------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------------

    def _check_sent(self):
        """Each piece has its card, is owed by this station, and its usage was reported (N10, N12)."""
        for line in self:
            if not (line.fault_card or "").strip():
                raise UserError(
                    self.env._("%(piece)s has no fault card: say what is wrong.", piece=line.display_name)
                )
            if line.product_id.tracking != "none" and not (line.serial or "").strip():
                raise UserError(
                    self.env._("%(piece)s has a serial number: enter it.", piece=line.display_name)
                )
            use = line.use_id
            if use and (use.station_id != line.station_id or use.state != "owed"):
                raise UserError(
                    self.env._(
                        "%(piece)s is not owed by station %(station)s: take it off the list.",
                        piece=line.display_name,
                        station=line.station_id.name,
                    )
                )
            if use and use.report_id.state != "submitted":
                raise UserError(
                    self.env._(
                        "The usage of %(month)s is not reported yet: submit the report first.",
                        month=f"{use.month:%Y-%m}",
                    )
                )

    def _check_results(self):
        """Each piece has a result that can be: a fault is judged of what a job asks for (N12)."""
        for line in self:
            if not line.result:
                raise UserError(
                    self.env._("%(piece)s has no result yet: inspect it.", piece=line.display_name)
                )
            if bool(line.use_id) != (line.result != "surplus") and not (
                line.result in ("passed_off", "wrong") and not line.use_id
            ):
                raise UserError(
                    self.env._(
                        "%(piece)s: choose “Above the report” for what no job asks for, and only for that.",
                        piece=line.display_name,
                    )
                )

    # ------------------------------------------------------------------------
    # Stock: old parts are counted, never valued
    # ------------------------------------------------------------------------

    def _keep(self):
        """Put these pieces into the location of old parts, which has no value in the books."""
        vals_list = [line._prepare_move_vals() for line in self if line.product_id.is_storable]
        kept = self.filtered(lambda line: line.product_id.is_storable)
        moves = self.env["stock.move"].create(vals_list)
        moves._action_done()
        for line, move in zip(kept, moves, strict=True):
            line.move_id = move

    def _prepare_move_vals(self):
        """Values of the move, to be done at once, of this piece into the location of old parts."""
        self.ensure_one()
        common = {
            "product_id": self.product_id.id,
            "location_id": self.env.ref("stock.stock_location_customers").id,
            "location_dest_id": self.company_id._get_aftersales_old_part_location().id,
            "company_id": self.company_id.id,
        }
        line = {
            **common,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": self.quantity,
            "lot_id": self._get_lot().id,
            "picked": True,
        }
        return {
            **common,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": self.quantity,
            "origin": self.return_id.name,
            "state": "confirmed",
            "picked": True,
            "move_line_ids": [Command.create(line)],
        }

    def _get_lot(self):
        """Return the serial number of this piece, made where we never had it."""
        lots = self.env["stock.lot"]
        if self.product_id.tracking == "none" or not self.serial:
            return lots
        found = lots.search([("product_id", "=", self.product_id.id), ("name", "=", self.serial)], limit=1)
        return found or lots.create(
            {"name": self.serial, "product_id": self.product_id.id, "company_id": self.company_id.id}
        )

    def action_view_return(self):
        """Open the parcel that this piece came in."""
        self.ensure_one()
        return open_record(self.return_id)

    def _is_met(self):
        """Tell whether this piece stands for the part that was used."""
        self.ensure_one()
        return bool(self.use_id) and self.result in MEETS_USE

    # ------------------------------------------------------------------------
    # Claims on suppliers
    # ------------------------------------------------------------------------

    def action_claim(self):
        """Claim these pieces: a draft for each supplier, or the one there is; opens them (N12)."""
        claims = self.env["aftersales.supplier.claim"]
        claims._ensure_office(*STORE)
        self.check_access("read")
        pieces = self.filtered_domain(claims._get_claimable_domain())
        if not pieces:
            raise UserError(
                self.env._("Choose old parts whose fault is confirmed and which nobody has claimed yet.")
            )
        suppliers = pieces._get_suppliers()
        for (company, partner), mine in pieces.grouped(
            lambda piece: (piece.company_id, suppliers[piece])
        ).items():
            if not partner:
                raise UserError(
                    self.env._(
                        "%(part)s has no supplier: add one to the product, or choose it in a claim by hand.",
                        part=mine[:1].product_id.display_name,
                    )
                )
            common = {"company_id": company.id, "partner_id": partner.id}
            domain = [(name, "=", value) for name, value in common.items()]
            claim = claims.search([*domain, ("state", "=", "draft")], limit=1) or claims.create(common)
            claim._add(mine)
            claims |= claim
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_stock.aftersales_supplier_claim_action"
        )
        return {**action, "domain": [("id", "in", claims.ids)], "context": {}}

    def _get_suppliers(self):
        """Return piece → the first supplier of its product, or none."""
        found = {}
        for company, pieces in self.grouped("company_id").items():
            today = company._get_aftersales_today()
            products = pieces.product_id.with_company(company)
            sellers = {
                product.id: product._get_filtered_sellers(quantity=None, date=today)[:1].partner_id
                for product in products
            }
            found |= {piece: sellers[piece.product_id.id] for piece in pieces}
        return found
