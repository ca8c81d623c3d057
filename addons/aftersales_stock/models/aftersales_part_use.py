from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_record
from odoo.addons.aftersales_service.const import PAYERS

from ..const import USE_STATES, USE_TRANSITIONS
from ..tools import writeoff

#: States in which a part that was used still counts for the limit (N6): its old part is not written off.
UNSETTLED = ("owed", "shipped", "inspected", "listed")


class AftersalesPartUse(models.Model):
    """A part that a station used on a job, and the old part it owes for it under warranty (N10).

    One record a piece; it comes with the end of the work and is settled by a write-off.
    """

    _name = "aftersales.part.use"
    _inherit = ["aftersales.step.mixin"]
    _description = "Part Used by a Station"
    _order = "used_on desc, id desc"
    _check_company_auto = True
    _transitions = USE_TRANSITIONS

    station_id = fields.Many2one(
        "aftersales.station", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    order_line_id = fields.Many2one(
        "aftersales.order.line", required=True, readonly=True, index=True, ondelete="restrict"
    )
    card = fields.Char(
        string="Fault Card", compute="_compute_card", store=True, index=True, help="Number on the fault card."
    )
    fault_id = fields.Many2one(related="order_id.fault_id", store=True, index="btree_not_null")
    product_id = fields.Many2one("product.product", string="Part", required=True, readonly=True, index=True)
    quantity = fields.Float(required=True, readonly=True, digits="Product Unit")
    payer = fields.Selection(PAYERS, string="Paid By", readonly=True)
    from_station = fields.Boolean(
        string="From the Station's Stock", readonly=True, help="Else it came straight from the warehouse."
    )
    used_on = fields.Date(required=True, readonly=True, index=True)
    month = fields.Date(required=True, readonly=True, index=True, help="First day of the month.")
    price = fields.Monetary(string="Supply Price", readonly=True, help="On the day of use.")
    value = fields.Monetary(readonly=True, help="What the part counts until its old part is written off.")
    due_on = fields.Date(string="Send By", readonly=True, index="btree_not_null", help="For the full credit.")
    last_on = fields.Date(
        string="Last Day", readonly=True, index="btree_not_null", help="After it no credit."
    )
    state = fields.Selection(
        USE_STATES,
        string="Old Part",
        required=True,
        readonly=True,
        default="none",
        index=True,
        group_expand=True,
    )
    report_id = fields.Many2one(
        "aftersales.usage.report", string="Usage Report", readonly=True, index="btree_not_null"
    )
    return_line_ids = fields.One2many("aftersales.part.return.line", "use_id", string="Pieces Sent")
    return_line_id = fields.Many2one(
        "aftersales.part.return.line",
        string="Piece Inspected",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    return_id = fields.Many2one(related="return_line_id.return_id", string="Return of Old Parts")
    writeoff_line_ids = fields.One2many("aftersales.writeoff.line", "use_id", string="Write-off Lines")
    writeoff_id = fields.Many2one(related="writeoff_line_ids.writeoff_id")

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A part used is more than nothing.")
    _value_positive = models.Constraint("CHECK (value >= 0)", "A part does not count below zero.")
    _open_index = models.Index("(station_id, month) WHERE state NOT IN ('none', 'done')")

    @api.depends("order_id")
    def _compute_card(self):
        """A short number that every scanner reads."""
        for use in self:
            use.card = f"JJ{use._origin.id:06d}" if use._origin else False

    @api.depends("product_id", "order_id")
    def _compute_display_name(self):
        for use in self:
            use.display_name = f"{use.order_id.name} {use.product_id.display_name}"

    @api.model
    def _record(self, lines):
        """Record what stations have used of these lines of service orders; each once (N10).

        Only jobs under warranty owe the old part. Pieces are counted one by one, other units as a whole.
        """
        lines = lines.filtered(lambda line: line.order_id.station_id and line.move_id.state == "done")
        known = self.search([("order_line_id", "in", lines.ids)]).order_line_id
        piece = self.env.ref("uom.product_uom_unit")
        vals_list = []
        for (company, day), part in (lines - known).grouped(self._get_slot).items():
            prices = self.env["aftersales.supply.price"]._get_prices(part.product_id, company, day)
            policy = self.env["aftersales.old.part.policy"]._get_in_force(day.replace(day=1), company)
            for line in part:
                price = prices.get(line.product_id.id, 0.0)
                common = self._prepare_vals(line, day, price, policy)
                vals_list += [
                    {**common, "quantity": quantity, "value": company.currency_id.round(quantity * price)}
                    for quantity in self._split(line, piece)
                ]
        return self.create(vals_list)

    @api.model
    def _get_slot(self, line):
        company = line.company_id
        return company, company._get_aftersales_date(line.move_id.date)

    def _prepare_vals(self, line, day, price, policy):
        """Values of the record of use of `line`; extension seam."""
        owed = line.payer == "maker" and bool(policy)
        limits = writeoff.deadlines(day, policy.full_day) if owed else None
        station = line.order_id.station_id
        return {
            "station_id": station.id,
            "company_id": line.company_id.id,
            "order_id": line.order_id.id,
            "order_line_id": line.id,
            "product_id": line.product_id.id,
            "payer": line.payer,
            "from_station": bool(station.location_id) and line.move_id.location_id == station.location_id,
            "used_on": day,
            "month": day.replace(day=1),
            "price": price,
            "due_on": limits and limits.full,
            "last_on": limits and limits.late,
            "state": "owed" if owed else "none",
        }

    @api.model
    def _split(self, line, piece):
        """Return the quantities of the records of one line: pieces by ones, what is measured as a whole."""
        if line.product_id.uom_id != piece:
            return [line.quantity]
        whole, rest = divmod(Decimal(str(line.quantity)), 1)
        return [1.0] * int(whole) + ([float(rest)] if rest else [])

    # ------------------------------------------------------------------------
    # What the write-off asks
    # ------------------------------------------------------------------------

    @api.model
    def _get_ready_domain(self, company):
        """Old parts that can be decided: inspected, or not sent by the last day."""
        lapsed = Domain("state", "=", "owed") & Domain("last_on", "<", company._get_aftersales_today())
        return Domain("company_id", "=", company.id) & (Domain("state", "=", "inspected") | lapsed)

    @api.model
    def _get_pending_domain(self, company):
        """Old parts that can still come, or wait for their inspection."""
        coming = Domain("state", "=", "owed") & Domain("last_on", ">=", company._get_aftersales_today())
        return Domain("company_id", "=", company.id) & (Domain("state", "=", "shipped") | coming)

    def _to_engine(self):
        """Return this use as the engine wants it, with what was found of its piece."""
        self.ensure_one()
        line = self.return_line_id
        return writeoff.Piece(
            line.result or "missing",
            Decimal(str(self.value)),
            writeoff.Deadlines(self.due_on, self.last_on),
            line.return_id.shipped_on or None,
            price=Decimal(str(self.value)),
            pieces=Decimal(str(self.quantity)),
        )

    def action_view_order(self):
        """Open the job this part was used on."""
        self.ensure_one()
        return open_record(self.order_id)

    @api.model
    def _get_to_send(self, station):
        """Return the old parts that this station can send now: owed, and their usage reported (N10)."""
        return self.search(
            [
                ("station_id", "=", station.id),
                ("state", "=", "owed"),
                ("report_id.state", "=", "submitted"),
            ],
            order="due_on, id",
        )

    # ------------------------------------------------------------------------
    # Fault card (N12)
    # ------------------------------------------------------------------------

    def _get_fault_cards(self):
        """Return what is printed on the cards of these pieces, one dict each (N12)."""
        self.check_access("read")
        # sudo: the job of a part that the reader may see
        return [
            use._prepare_fault_card(use.order_line_id.old_serial, use.order_line_id.old_fault)
            for use in self.sudo()
        ]

    def _prepare_fault_card(self, serial, fault):
        """Values of the card of this piece, in the language of its station; extension seam."""
        self.ensure_one()
        lang = self.station_id.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        local = self.with_context(lang=lang)
        return {
            "lang": lang,
            "number": local.card,
            "barcode": self.env["ir.actions.report"]._draw_barcode(local.card),
            "company": local.company_id,
            "station": local.station_id,
            "order": local.order_id,
            "date": local.used_on,
            "product": local.product_id,
            "quantity": local.quantity,
            "serial": serial,
            "fault": fault or local.fault_id.name,
        }
