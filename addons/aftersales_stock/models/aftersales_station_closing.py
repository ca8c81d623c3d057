from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..const import CLOSING_STATES, CLOSING_TRANSITIONS


class AftersalesStationClosing(models.Model):
    """The end of a station: request, approval, handover and count, settlement, refund (N2)."""

    _name = "aftersales.station.closing"
    _inherit = ["aftersales.step.mixin", "mail.thread"]
    _description = "Closing of a Station"
    _order = "id desc"
    _rec_name = "station_id"
    _check_company_auto = True
    _transitions = CLOSING_TRANSITIONS

    station_id = fields.Many2one("aftersales.station", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        CLOSING_STATES, required=True, readonly=True, default="draft", copy=False, index=True, tracking=True
    )
    reason = fields.Text(required=True)
    requested_by_id = fields.Many2one("res.users", readonly=True)
    requested_on = fields.Date(readonly=True)
    approved_by_id = fields.Many2one("res.users", readonly=True)
    approved_on = fields.Date(readonly=True)
    counted_by_id = fields.Many2one("res.users", readonly=True)
    counted_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    item_ids = fields.Many2many("aftersales.station.item", string="Handed Over", compute="_compute_item_ids")
    line_ids = fields.One2many("aftersales.station.closing.line", "closing_id", string="Parts")
    amount_short = fields.Monetary(
        string="Missing and Damaged", compute="_compute_amount_short", store=True, help="At supply price."
    )
    deposit_balance = fields.Monetary(related="station_id.deposit_balance")
    journal_id = fields.Many2one(
        "account.journal",
        string="Refund Out Of",
        check_company=True,
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', '=', company_id)]",
    )
    open_text = fields.Text(string="Still Open", compute="_compute_open_text")

    _one_at_a_time = models.UniqueIndex(
        "(station_id) WHERE state NOT IN ('done', 'refused')", "The closing of this station is under way."
    )

    def _compute_item_ids(self):
        items = self.env["aftersales.station.item"].search(
            [("station_id", "in", self.station_id.ids), ("kind", "=", "handover")]
        )
        for closing in self:
            closing.item_ids = items.filtered(
                lambda item, closing=closing: item.station_id == closing.station_id
            )

    @api.depends("line_ids.amount")
    def _compute_amount_short(self):
        for closing in self:
            closing.amount_short = sum(closing.line_ids.mapped("amount"))

    @api.depends("state")
    def _compute_open_text(self):
        for closing in self:
            found = closing.station_id._get_open() if closing.state in ("approved", "counted") else []
            closing.open_text = "\n".join(found)

    def write(self, vals):
        if not self.env.su and {"station_id", "reason"} & vals.keys():
            self._ensure_step("requested", "draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("requested", "draft")

    def action_request(self):
        """Draft → requested: from now on the station gets neither jobs nor parts (N2)."""
        self._ensure_office("aftersales_service.group_dispatcher")
        for closing in self:
            if not self.env.user.has_group("aftersales_service.group_manager"):
                closing.station_id._ensure_regional_manager()
            closing.station_id.sudo()._update_state("closing", "active", "suspended")  # sudo: role checked
            closing._update_state(
                "requested",
                requested_by_id=self.env.user.id,
                requested_on=closing.company_id._get_aftersales_today(),
            )

    def action_approve(self):
        """Requested → approved, never by who requested it: handover list and parts are drawn up (N2)."""
        self._ensure_office("aftersales_service.group_manager")
        if self.env.user in self.requested_by_id:
            raise UserError(self.env._("Who has requested a closing does not approve it."))
        for closing in self:
            closing._update_state(
                "approved",
                approved_by_id=self.env.user.id,
                approved_on=closing.company_id._get_aftersales_today(),
                line_ids=[Command.create(vals) for vals in closing._prepare_lines()],
            )
            closing.station_id._add_items("handover")

    def action_refuse(self):
        """Requested → refused: the station stays, suspended until it is resumed."""
        self._ensure_office("aftersales_service.group_manager")
        self._update_state("refused")
        self.station_id.sudo()._update_state("suspended", "closing")  # sudo: role checked

    def _prepare_lines(self):
        """Values of the parts that the books say are at the station."""
        location = self.station_id.sudo().location_id  # sudo: what is to be handed back, whoever approves
        quants = location.env["stock.quant"].search([("location_id", "=", location.id), ("quantity", ">", 0)])
        prices = self.env["aftersales.supply.price"]._get_prices(quants.product_id, self.company_id)
        return [
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "expected": sum(rows.mapped("quantity")),
                "good": 0.0,
                "price": prices.get(product.id, 0.0),
            }
            for (product, lot), rows in quants.grouped(lambda each: (each.product_id, each.lot_id)).items()
        ]

    def action_count(self):
        """Approved → counted: good parts go back to the warehouse, what is short is written off (N2)."""
        self._ensure_office("aftersales_stock.group_keeper")
        for closing in self:
            closing._lock()
            closing._ensure_transition("counted", CLOSING_TRANSITIONS)
            closing.station_id.sudo()._hold()  # sudo: the row only
            open_item = closing.item_ids.filtered(lambda item: item.required and not item.done)[:1]
            if open_item:
                raise UserError(
                    self.env._("“%(item)s” is not handed over yet: tick it first.", item=open_item.name)
                )
            closing._ensure_as_booked()
            closing._move_parts()
            closing._charge_excess()
            closing._update_state(
                "counted",
                counted_by_id=self.env.user.id,
                counted_on=closing.company_id._get_aftersales_today(),
            )

    def _ensure_as_booked(self):
        """Refuse to end the count when the books have changed since it was drawn up."""
        now = {(row["product_id"], row["lot_id"]): row["expected"] for row in self._prepare_lines()}
        then = {(line.product_id.id, line.lot_id.id): line.expected for line in self.line_ids}
        if now != then:
            raise UserError(
                self.env._(
                    "The parts at station %(name)s have changed since the count was drawn up: have the open "
                    "transfers done or cancelled, and approve a new closing.",
                    name=self.station_id.name,
                )
            )

    def _move_parts(self):
        """Book good parts to the warehouse, missing and damaged ones off the stock."""
        station = self.station_id.sudo()  # sudo: the keeper's role was checked, the parts are of this station
        warehouse = station.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        vals_list = []
        for line in self.line_ids:
            loss = line.product_id.with_company(self.company_id).property_stock_inventory
            for quantity, target in ((line.good, warehouse.lot_stock_id), (line.expected - line.good, loss)):
                if line.product_id.uom_id.compare(quantity, 0) > 0:
                    vals_list.append(line._prepare_move_vals(quantity, target))
        station.env["stock.move"].create(vals_list)._action_done()

    def _charge_excess(self):
        """What is short beyond the deposit stands on the station's next statement (N2, N3)."""
        station = self.station_id.sudo()  # sudo: follows from the count
        excess = self.currency_id.round(self.amount_short - station.deposit_balance)
        if excess > 0:
            station.env["aftersales.station.fee"]._deduct(
                station, excess, self.env._("Missing and damaged parts beyond the deposit")
            )

    def action_close(self):
        """Counted → closed: nothing else is open; what is short is deducted, the rest refunded (N2)."""
        self._ensure_office("aftersales_service.group_accountant")
        for closing in self:
            closing._lock()
            closing._ensure_transition("done", CLOSING_TRANSITIONS)
            station = closing.station_id.sudo()  # sudo: role checked; the accountant does not write stations
            station._hold()
            found = station._get_open(deposit=False)
            if found:
                raise UserError(
                    self.env._(
                        "Station %(name)s cannot be closed, still open: %(open)s.",
                        name=station.name,
                        open="; ".join(found),
                    )
                )
            short = min(closing.amount_short, station.deposit_balance)
            if short:
                station._move_deposit(
                    "deduction", short, reason=self.env._("Missing and damaged parts at supply price")
                )
            if station.deposit_balance:
                station._move_deposit("refund", station.deposit_balance, closing.journal_id)
            station._update_state("closed", "closing")
            closing._update_state("done", closed_on=closing.company_id._get_aftersales_today())

    @api.model
    def _get_open_domain(self):
        return Domain("state", "not in", ("done", "refused"))
