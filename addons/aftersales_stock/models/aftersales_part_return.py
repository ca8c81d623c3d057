from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import MEETS_USE, PART_RETURN_STATES, PART_RETURN_TRANSITIONS

#: Who enters, receives and inspects old parts.
STORE = ("aftersales_stock.group_keeper", "aftersales_service.group_manager")


class AftersalesPartReturn(models.Model):
    """Old parts that a station sends in, piece by piece, until each is inspected (旧件返还, N11, N12)."""

    _name = "aftersales.part.return"
    _inherit = ["aftersales.step.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Return of Old Parts"
    _order = "id desc"
    _check_company_auto = True
    _transitions = PART_RETURN_TRANSITIONS
    _numbered = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    station_id = fields.Many2one("aftersales.station", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        PART_RETURN_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    shipped_on = fields.Date(
        copy=False, index=True, help="Decides about the credit; empty: the day it is entered as sent."
    )
    month = fields.Date(
        readonly=True, copy=False, index=True, help="The month before the one it was sent in."
    )
    carrier = fields.Char()
    tracking = fields.Char(string="Tracking Number")
    packages = fields.Integer(string="Parcels", default=1)
    received_on = fields.Date(readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", string="Counted In By", readonly=True, copy=False)
    inspected_on = fields.Date(readonly=True, copy=False)
    inspected_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    freight = fields.Monetary(
        string="Freight Back",
        copy=False,
        help="What sending pieces without a fault back cost: the station's (N12).",
    )
    note = fields.Text()
    line_ids = fields.One2many("aftersales.part.return.line", "return_id", string="Pieces")
    line_count = fields.Integer(string="Sent", compute="_compute_counts", store=True)
    arrived_count = fields.Integer(string="Arrived", compute="_compute_counts", store=True)
    no_fault_count = fields.Integer(string="Without Fault", compute="_compute_counts", store=True)

    _freight_positive = models.Constraint(
        "CHECK (freight IS NULL OR freight >= 0)", "Freight is not negative."
    )
    _packages_positive = models.Constraint(
        "CHECK (packages IS NULL OR packages BETWEEN 0 AND 9999)", "Count the parcels: between 0 and 9,999."
    )

    @api.depends("line_ids.arrived", "line_ids.result", "line_ids.added")
    def _compute_counts(self):
        for shipment in self:
            lines = shipment.line_ids
            shipment.line_count = len(lines.filtered(lambda line: not line.added))
            shipment.arrived_count = len(lines.filtered("arrived"))
            shipment.no_fault_count = len(lines.filtered(lambda line: line.result == "no_fault"))

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            if {"station_id", "shipped_on"} & vals.keys():
                self._ensure_step("shipped", "draft")
            if "freight" in vals:
                self._ensure_step("inspected", "draft", "shipped", "received")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("shipped", "draft")

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_ship(self):
        """Draft → on its way: the office enters what a station has sent without the portal (N11)."""
        self._ensure_office(*STORE)
        self._ship()

    def _ship(self):
        for shipment in self:
            today = shipment.company_id._get_aftersales_today()
            day = shipment.shipped_on or today
            shipment._lock()
            shipment._ensure_step("shipped", "draft")
            if not shipment.line_ids:
                raise UserError(self.env._("Return %(name)s is empty: add old parts.", name=shipment.name))
            if day > today:
                raise UserError(self.env._("Old parts are not sent in the future: check the day."))
            lines = shipment.sudo().line_ids  # sudo: guarded fields, the pieces are checked below
            lines._check_sent()
            lines.use_id._update_state("shipped")
            prices = self.env["aftersales.supply.price"]._get_prices(
                lines.product_id, shipment.company_id, day
            )
            for line in lines:
                line.write({"price": prices.get(line.product_id.id, 0.0), "arrived": True})
            shipment._update_state(
                "shipped", shipped_on=day, month=day.replace(day=1) - relativedelta(months=1)
            )

    def action_receive(self):
        """On its way → to inspect: the pieces are counted; what is not ticked did not come (N12)."""
        self._ensure_office(*STORE)
        for shipment in self:
            shipment._update_state(
                "received",
                received_on=shipment.company_id._get_aftersales_today(),
                received_by_id=self.env.user.id,
            )
            lines = shipment.sudo().line_ids  # sudo: follows from the count
            lines.filtered(lambda line: not line.arrived).result = "missing"
            lines.filtered(
                lambda line: line.arrived and not line.use_id and not line.result
            ).result = "surplus"

    def action_confirm_faults(self):
        """Note the fault as confirmed for every piece that has no result yet."""
        self._ensure_office(*STORE)
        self._ensure_step("inspected", "received")
        self.line_ids.filtered(lambda line: line.use_id and not line.result).result = "confirmed"

    def action_inspect(self):
        """To inspect → inspected: each piece has its result, and what is kept goes to the old parts (N12)."""
        self._ensure_office(*STORE)
        for shipment in self:
            shipment._lock()
            shipment._ensure_step("inspected", "received")
            lines = shipment.sudo().line_ids  # sudo: uses and stock follow from the inspection
            lines._check_results()
            for line in lines.filtered("use_id"):
                if line.result in MEETS_USE:
                    line.use_id._update_state("inspected", return_line_id=line.id)
                else:
                    line.use_id._update_state("owed")
            lines.filtered(lambda line: line.result not in ("missing", "no_fault"))._keep()
            shipment._update_state(
                "inspected",
                inspected_on=shipment.company_id._get_aftersales_today(),
                inspected_by_id=self.env.user.id,
            )

    def _get_fault_cards(self):
        """Return what is printed on the cards of the pieces that a job asks for, one dict each (N12)."""
        self.check_access("read")
        lines = self.sudo().line_ids.filtered("use_id")  # sudo: the jobs of parts that the reader may see
        return [line.use_id._prepare_fault_card(line.serial, line.fault_card) for line in lines]

    # ------------------------------------------------------------------------
    # Portal of the station
    # ------------------------------------------------------------------------

    @api.model
    def _get_station_domain(self, user):
        """Returns of the stations of `user`."""
        return Domain("station_id", "in", self.env["aftersales.station"]._get_of_user(user, closed=True).ids)

    @api.model
    def _find_for_station(self, return_id):
        """Return the shipment for a page of the station's portal, as superuser; none if not its own."""
        shipment = self.sudo().browse(return_id).exists()
        return shipment.filtered_domain(self._get_station_domain(self.env.user))

    @api.model
    def _send_for_station(self, station, pieces, **vals):
        """The station sends these old parts: one shipment, many pieces, each with its fault card (N11, N12).

        :param station: a station of the user, as superuser
        :param pieces: list of (ID of the use as it was typed, serial number, fault)
        :raises UserError: for what is not owed by this station, or without a fault card
        """
        uses = {str(use.id): use for use in station.env["aftersales.part.use"]._get_to_send(station)}
        if not pieces:
            raise UserError(self.env._("Tick the old parts that are in the parcel."))
        lines = []
        for use_id, serial, fault_card in pieces:
            use = uses.pop(use_id, None)
            if not use:
                raise UserError(self.env._("This old part is not to be sent: look at the list again."))
            lines.append(
                fields.Command.create({"use_id": use.id, "serial": serial, "fault_card": fault_card})
            )
        shipment = station.env[self._name].create({"station_id": station.id, "line_ids": lines, **vals})
        shipment._ship()
        return shipment
