from datetime import datetime, time, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_service.tools import working_time

from ..const import REQUEST_KINDS, REQUEST_STATES, REQUEST_TRANSITIONS
from ..tools import request as calendar


class AftersalesPartRequest(models.Model):
    """What a station asks for, what it gets of it, and why (N7, N8)."""

    _name = "aftersales.part.request"
    _inherit = ["aftersales.step.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Part Request"
    _order = "requested_on desc, id desc"
    _check_company_auto = True
    _transitions = REQUEST_TRANSITIONS
    _numbered = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/", index="trigram"
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    station_id = fields.Many2one(
        "aftersales.station",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "=", "active")],
    )
    user_id = fields.Many2one(related="station_id.user_id", store=True, index=True)
    kind = fields.Selection(REQUEST_KINDS, required=True, default="monthly")
    source_station_id = fields.Many2one(
        "aftersales.station", string="From Station", ondelete="restrict", index="btree_not_null"
    )
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('station_id', '=', station_id)]",
        help="The job that waits for the parts; nothing is sold by the request.",
    )
    month = fields.Date(readonly=True, help="First day of the month that a monthly request is for.")
    no_loan_unit = fields.Boolean(
        string="No Loan Unit at Hand", help="The station says so; an urgent request needs it (N7)."
    )
    note = fields.Text(string="Reason")
    state = fields.Selection(
        REQUEST_STATES, required=True, readonly=True, default="draft", copy=False, index=True, tracking=True
    )
    requested_on = fields.Date(readonly=True, copy=False, index=True)
    due_on = fields.Date(string="Due", readonly=True, copy=False, index=True)
    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signed_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    decision_text = fields.Char(
        string="Limit at the Decision",
        readonly=True,
        copy=False,
        help="Deposit, limit and parts as they were.",
    )
    line_ids = fields.One2many("aftersales.part.request.line", "request_id", string="Parts", copy=True)
    picking_ids = fields.One2many("stock.picking", "aftersales_request_id", string="Transfers")
    shipment_ids = fields.One2many("aftersales.part.shipment", "request_id", string="Shipments")
    amount = fields.Monetary(string="At Supply Price", compute="_compute_amount", store=True)
    deposit_balance = fields.Monetary(related="station_id.deposit_balance", string="Parts Deposit")
    parts_total = fields.Monetary(related="station_id.parts_total")
    parts_left = fields.Monetary(related="station_id.parts_left")
    parts_share = fields.Float(related="station_id.parts_share")
    parts_explanation = fields.Char(related="station_id.parts_explanation")

    _source_other = models.Constraint(
        "CHECK (source_station_id IS NULL OR source_station_id != station_id)",
        "A station gets no parts from itself.",
    )

    @api.depends("line_ids.value")
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped("value"))

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    def write(self, vals):
        asked = {"station_id", "kind", "source_station_id", "order_id", "no_loan_unit"}
        if not self.env.su and asked & vals.keys():
            self._ensure_step("submitted", "draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("cancelled", "draft")

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_submit(self):
        """Draft → to review: window, quota and conditions of the kind hold (N7)."""
        self._ensure_office("aftersales_service.group_dispatcher", "aftersales_stock.group_keeper")
        for request in self:
            station = request.station_id.sudo()  # sudo: its state and parts, whoever asks for it
            request._lock()
            request._ensure_transition("submitted", REQUEST_TRANSITIONS)
            station._hold()
            station._ensure_gets_parts()
            request._ensure_lines()
            today = request.company_id._get_aftersales_today()
            policy = self.env["aftersales.part.policy"]._get_current(request.company_id)
            vals = getattr(request, f"_check_{request.kind}")(policy, today)
            request._update_state("submitted", requested_on=today, **vals)

    def _ensure_lines(self):
        """Refuse a request without parts, or with parts that have no supply price."""
        if not self.line_ids:
            raise UserError(self.env._("Request %(name)s asks for nothing: add parts.", name=self.name))
        prices = self.env["aftersales.supply.price"]._get_prices(self.line_ids.product_id, self.company_id)
        for line in self.line_ids:
            if line.product_id.id not in prices:
                raise UserError(
                    self.env._(
                        "%(part)s has no supply price: it cannot be asked for before it has one.",
                        part=line.product_id.display_name,
                    )
                )

    def _check_monthly(self, policy, today):
        """Entered in the window of the month for the next one, delivered by its day (N7)."""
        days = (policy.opens_day, policy.closes_day)
        month = calendar.asked_for(today, *days)
        if not month:
            first, last = calendar.window(today, *days)
            raise UserError(
                self.env._(
                    "Monthly requests are taken from %(first)s to %(last)s: wait for it, or ask urgently.",
                    first=first,
                    last=last,
                )
            )
        return {"month": month, "due_on": month.replace(day=policy.delivery_day)}

    def _check_urgent(self, policy, today):
        """At most so many a month, and only with no part and no loan unit at hand (N7)."""
        first, last = calendar.month(today)
        station = self.station_id.sudo()  # sudo: counts of this station's own requests and parts
        used = station.env["aftersales.part.request"].search_count(
            [
                ("station_id", "=", station.id),
                ("kind", "=", "urgent"),
                ("state", "in", ("submitted", "approved", "done")),
                ("requested_on", ">=", first),
                ("requested_on", "<=", last),
            ]
        )
        if used >= policy.urgent_quota:
            raise UserError(
                self.env._(
                    "Station %(station)s has asked urgently %(count)s times this month; no more than "
                    "%(quota)s are possible.",
                    station=station.name,
                    count=used,
                    quota=policy.urgent_quota,
                )
            )
        held = station._get_quantities()
        at_hand = self.line_ids.filtered(
            lambda line: held.get((station.id, line.product_id.id), (0.0,))[0] > 0
        )[:1]
        if at_hand:
            raise UserError(
                self.env._(
                    "%(part)s is at the station: an urgent request is for what is not there.",
                    part=at_hand.product_id.display_name,
                )
            )
        if not self.no_loan_unit or station._has_loan_unit():
            raise UserError(
                self.env._(
                    "An urgent request needs that no loan unit is at hand: lend the customer one, or tick "
                    "that there is none."
                )
            )
        return {"due_on": today + timedelta(days=policy.urgent_days)}

    def _check_presale(self, policy, today):
        """Due from the day of the regional manager's signature (N7)."""
        return {}

    def _check_transfer(self, policy, today):
        """Both stations are active; the parts are at the one that gives (N9)."""
        source = self.source_station_id.sudo()  # sudo: its state and parts
        if not source or source.company_id != self.company_id:
            raise UserError(self.env._("Choose the station of the same company that the parts come from."))
        held = source._get_quantities()
        for line in self.line_ids:
            if held.get((source.id, line.product_id.id), (0.0,))[0] < line.quantity:
                raise UserError(
                    self.env._(
                        "Station %(station)s has less of %(part)s than is asked for.",
                        station=source.name,
                        part=line.product_id.display_name,
                    )
                )
        return {"due_on": today + timedelta(days=policy.urgent_days)}

    def action_sign(self):
        """The regional manager signs a request for a pre-sale unit: its days begin (N7)."""
        for request in self:
            request.station_id._ensure_regional_manager()
            request._lock()
            request._ensure_step("approved", "submitted")
            if request.kind != "presale" or request.signed_by_id:
                raise UserError(
                    self.env._("Request %(name)s does not wait for a signature.", name=request.name)
                )
            company = request.company_id
            days = self.env["aftersales.part.policy"]._get_current(company).presale_days
            hours = company.resource_calendar_id
            end = working_time.add_days(
                hours._get_aftersales_calendars()[hours], datetime.now(timezone.utc), days
            )
            # sudo: guarded fields, role and state checked
            request.sudo().write(
                {
                    "signed_by_id": self.env.user.id,
                    "signed_on": company._get_aftersales_today(),
                    "due_on": company._get_aftersales_date(working_time.naive(end)),
                }
            )

    def action_approve(self):
        """To review → approved: by line, within the limit, with the transfer of the parts (N6, N8)."""
        for request in self:
            request._ensure_decider()
            request._lock()
            request._ensure_transition("approved", REQUEST_TRANSITIONS)
            request._ensure_decided()
            stations = (request.station_id | request.source_station_id).sudo()  # sudo: rows to hold
            stations._hold()
            stations._ensure_gets_parts()
            station = request.station_id.sudo()  # sudo: sums of this station
            doing = self.env._("Request %(name)s", name=request.name)
            request.sudo().line_ids._compute_value()  # sudo: at the supply prices of the decision's day
            # what is sure to go beyond the limit costs no transfer
            station._ensure_within_limit(doing, more=request.amount)
            request._update_state(
                "approved",
                approved_by_id=self.env.user.id,
                approved_on=request.company_id._get_aftersales_today(),
            )
            request._create_picking()
            station._ensure_within_limit(doing)
            request.sudo().decision_text = station._explain(station._get_exposures()[station.id])

    def _ensure_decider(self):
        """The manager decides; between stations the regional manager of both may order, too (N8, N9)."""
        if self.kind == "transfer" and not self.env.user.has_group("aftersales_service.group_manager"):
            (self.station_id | self.source_station_id)._ensure_regional_manager()
        else:
            self._ensure_office("aftersales_service.group_manager")

    def _ensure_decided(self):
        """Refuse without the signature, without anything approved, or without a reason for a difference."""
        if self.kind == "presale" and not self.signed_by_id:
            raise UserError(
                self.env._("Request %(name)s waits for the regional manager's signature.", name=self.name)
            )
        self.line_ids._ensure_decided()
        self._ensure_lines()

    def action_refuse(self):
        """To review → refused, with a reason."""
        self._ensure_office("aftersales_service.group_manager")
        for request in self:
            if not (request.note or "").strip():
                raise UserError(self.env._("Write into the reason why the request is refused."))
        self._update_state("refused")

    def action_cancel(self):
        """Draft or to review → cancelled."""
        self._ensure_office("aftersales_service.group_dispatcher", "aftersales_stock.group_keeper")
        self._update_state("cancelled")

    def _create_picking(self):
        """Make the transfer to the station's own location, and reserve what is there."""
        station = self.station_id.sudo()  # sudo: role and state were checked, the transfer follows from it
        (station | self.source_station_id.sudo())._ensure_locations()
        warehouse = station.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        source = self.source_station_id.sudo().location_id or warehouse.lot_stock_id
        picking = station.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "partner_id": station.partner_id.id,
                "location_id": source.id,
                "location_dest_id": station.location_id.id,
                "origin": self.name,
                "company_id": self.company_id.id,
                "scheduled_date": datetime.combine(self.due_on, time()),
                "aftersales_request_id": self.id,
                "move_ids": [
                    fields.Command.create(line._prepare_move_vals(source, station.location_id))
                    for line in self.line_ids.filtered("quantity_approved")
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()

    def _refresh_state(self):
        """A request is done once nothing is to come: everything shipped or called off, and received."""
        for request in self.sudo():  # sudo: follows from transfers and receipts
            coming = request.picking_ids.filtered(lambda each: each.state not in ("done", "cancel"))
            open_shipments = request.shipment_ids.filtered(lambda each: each.state in ("transit", "claimed"))
            if request.state == "approved" and not coming and not open_shipments:
                request._update_state("done")

    def action_view_pickings(self):
        """Open the transfers of this request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("aftersales_request_id", "=", self.id)],
        }

    # ------------------------------------------------------------------------
    # Portal of the station
    # ------------------------------------------------------------------------

    @api.model
    def _ask_for_station(self, station, kind, rows, no_loan_unit, note):
        """Make and submit the request of a station's own people, as superuser (N7).

        :param station: one of the user's stations
        :param rows: list of (part number, quantity), both as typed
        """
        if not station:
            raise UserError(self.env._("Choose your station."))
        if kind not in ("monthly", "urgent", "presale"):
            raise UserError(self.env._("Choose what kind of request it is."))
        orders = self.env["aftersales.order"]
        lines = [
            {
                "product_id": self.env["product.product"]._find_aftersales_part(part, station.company_id).id,
                "quantity": orders._read_number(quantity or "1"),
            }
            for part, quantity in rows
        ]
        request = self.create(
            {
                "station_id": station.id,
                "kind": kind,
                "no_loan_unit": no_loan_unit,
                "note": note,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        request.action_submit()
        return request
