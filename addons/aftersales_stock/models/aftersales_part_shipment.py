from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import PART_SHIPMENT_CONSENTS, PART_SHIPMENT_STATES, PART_SHIPMENT_TRANSITIONS


class AftersalesPartShipment(models.Model):
    """Parts on their way to a station, until it has received them or claimed a difference (N9)."""

    _name = "aftersales.part.shipment"
    _inherit = ["aftersales.step.mixin", "aftersales.slice.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Shipment to a Station"
    _order = "shipped_on desc, id desc"
    _check_company_auto = True
    _transitions = PART_SHIPMENT_TRANSITIONS

    name = fields.Char(string="Number", required=True, readonly=True, index="trigram")
    station_id = fields.Many2one(
        "aftersales.station", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True)
    request_id = fields.Many2one(
        "aftersales.part.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    shipped_on = fields.Date(required=True, readonly=True)
    answer_by = fields.Date(
        required=True, readonly=True, index=True, help="After this day silence means received in full."
    )
    state = fields.Selection(
        PART_SHIPMENT_STATES, required=True, readonly=True, default="transit", index=True, tracking=True
    )
    received_on = fields.Date(readonly=True)
    consent = fields.Selection(PART_SHIPMENT_CONSENTS, string="Confirmed", readonly=True)
    claim = fields.Text(readonly=True, help="What the station says of the difference.")
    line_ids = fields.One2many("aftersales.part.shipment.line", "shipment_id", string="Parts", readonly=True)

    _picking_unique = models.UniqueIndex("(picking_id)", "This transfer was shipped already.")

    def _is_late(self):
        """Tell whether the time to claim is over."""
        self.ensure_one()
        return self.company_id._get_aftersales_today() > self.answer_by

    def _receive(self, received, claim=""):
        """The station has received these parts; what is less is claimed (N9).

        :param received: ID of the line → quantity; a line that is not named was received in full
        :param claim: what the station says, where something is missing
        :raises UserError: after the last day, above what was shipped, or a difference without words
        """
        self.ensure_one()
        self._lock()
        self._ensure_step("received", "transit")
        self.station_id.sudo()._hold()  # sudo: its row only
        lines = self.sudo().line_ids  # sudo: guarded fields, the shipment is the station's own
        if received.keys() - set(lines.ids):
            raise UserError(self.env._("This part is not in the shipment: look at it again."))
        for line in lines:
            line.received = line._check_received(received.get(line.id, line.quantity))
        short = lines.filtered(lambda line: line.received < line.quantity)
        today = self.company_id._get_aftersales_today()
        if not short:
            self._update_state("received", received_on=today, consent="station")
            self.request_id._refresh_state()
            return
        if self._is_late():
            raise UserError(
                self.env._(
                    "Differences of shipment %(name)s could be claimed until %(day)s.",
                    name=self.name,
                    day=self.answer_by,
                )
            )
        if not claim.strip():
            raise UserError(self.env._("Say what is missing or damaged."))
        self._update_state("claimed", received_on=today, consent="station", claim=claim.strip())
        responsible = self.station_id.user_id or self.company_id.sudo().aftersales_cashier_id
        if responsible:
            self.sudo().activity_schedule(  # sudo: a portal user has no right on activities
                "mail.mail_activity_data_todo",
                user_id=responsible.id,
                summary=self.env._("%(station)s claims a difference", station=self.station_id.name),
                note=claim,
                automated=True,
            )

    @api.model
    def _read_quantity(self, text):
        """Return the quantity that somebody typed; nothing received is a quantity, too."""
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise UserError(self.env._("“%(text)s” is not a figure we can use here.", text=text)) from None

    def action_receive(self):
        """The office notes that the station has received everything."""
        self._ensure_office("aftersales_service.group_dispatcher", "aftersales_stock.group_keeper")
        for shipment in self:
            shipment._receive({})

    def action_settle_return(self):
        """Claimed → settled: what is missing never left, it goes back to the warehouse's stock."""
        self._ensure_office("aftersales_stock.group_keeper")
        self._settle("return")

    def action_settle_lost(self):
        """Claimed → settled: what is missing was lost on the way, the company bears it."""
        self._ensure_office("aftersales_service.group_manager")
        self._settle("lost")

    def action_settle_refuse(self):
        """Claimed → settled: the claim does not hold, the station has received everything."""
        self._ensure_office("aftersales_service.group_manager")
        self._settle("refuse")

    def _settle(self, how):
        """End the claims: the parts go back, are written off, or stay with the station."""
        for shipment in self:
            shipment._lock()
            shipment._ensure_step("settled", "claimed")
            shipment.station_id.sudo()._hold()  # sudo: its row only
            if how == "refuse":
                for line in shipment.sudo().line_ids:  # sudo: guarded field, role checked
                    line.received = line.quantity
            else:
                shipment.sudo().line_ids._take_back(lost=how == "lost")  # sudo: stock of this station
            shipment._update_state("settled")
            shipment.request_id._refresh_state()

    @api.model
    def _get_silence_domain(self):
        days = self.env["res.company"]._get_day_domain("answer_by", "<")
        return Domain("state", "=", "transit") & days

    @api.model
    def _cron_confirm_receipts(self):
        """Shipments nobody answered in time count as received in full (N9): in slices, kill-safe."""
        self._work_in_slices(self._get_silence_domain(), lambda shipments: shipments._receive_by_silence())

    def _receive_by_silence(self):
        for line in self.line_ids:
            line.received = line.quantity
        for company, shipments in self.grouped("company_id").items():
            shipments._update_state(
                "received", consent="silence", received_on=company._get_aftersales_today()
            )
        self.request_id._refresh_state()

    @api.model
    def _ship(self, pickings):
        """Note transfers to stations that are done as shipped (N9); in one batch."""
        moves = pickings.move_ids.filtered(lambda move: move.state == "done" and move.quantity)
        days = {
            company: self.env["aftersales.part.policy"]._get_current(company).silence_days
            for company in pickings.company_id
        }
        vals_list = []
        for picking in pickings:
            today = picking.company_id._get_aftersales_today()
            products = moves.filtered(lambda move, picking=picking: move.picking_id == picking).grouped(
                "product_id"
            )
            vals_list.append(
                {
                    "name": picking.name,
                    "station_id": picking.aftersales_request_id.station_id.id,
                    "request_id": picking.aftersales_request_id.id,
                    "picking_id": picking.id,
                    "shipped_on": today,
                    "answer_by": today + timedelta(days=days[picking.company_id]),
                    "line_ids": [
                        fields.Command.create(
                            {"product_id": product.id, "quantity": sum(each.mapped("product_qty"))}
                        )
                        for product, each in products.items()
                    ],
                }
            )
        return self.create(vals_list)

    # ------------------------------------------------------------------------
    # Portal of the station
    # ------------------------------------------------------------------------

    @api.model
    def _get_station_domain(self, user):
        """Shipments to the stations of `user`."""
        return Domain("station_id", "in", self.env["aftersales.station"]._get_of_user(user).ids)

    @api.model
    def _find_for_station(self, shipment_id):
        """Return the shipment for a page of the station's portal, as superuser; none if not its own."""
        shipment = self.sudo().browse(shipment_id).exists()
        return shipment.filtered_domain(self._get_station_domain(self.env.user))
