from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..const import (
    CLOCKS_MET_ON_ARRIVAL,
    NEXT_STEPS,
    SETTLED_STATES,
    VISIT_FINAL_STATES,
    VISIT_ORDER_STATES,
)


class AftersalesOrder(models.Model):
    """The visits of an order, and the one button of the engineer's telephone (S3, S7, S10)."""

    _inherit = "aftersales.order"

    visit_ids = fields.One2many("aftersales.visit", "order_id", string="Visits", readonly=True)
    visit_count = fields.Integer(compute="_compute_visit_count")
    visit_id = fields.Many2one(
        "aftersales.visit",
        string="Open Visit",
        compute="_compute_visit_id",
        store=True,
        copy=False,
        index="btree_not_null",
    )
    visit_state = fields.Selection(related="visit_id.state", string="Visit State")
    visit_since = fields.Datetime(related="visit_id.stretch_started_on", string="Since")
    next_step = fields.Selection(NEXT_STEPS, compute="_compute_next_step")
    work_hours = fields.Float(
        string="Hours Measured",
        compute="_compute_work_hours",
        help="On site at the visits so far, pauses left out.",
    )
    map_url = fields.Char(string="Map", compute="_compute_map_url")

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for order in self:
            order.visit_count = len(order.visit_ids)

    @api.depends("visit_ids.state")
    def _compute_visit_id(self):
        for order in self:
            order.visit_id = order.visit_ids.filtered(lambda each: each.state not in VISIT_FINAL_STATES)[:1]

    @api.depends("visit_ids.work_minutes")
    def _compute_work_hours(self):
        for order in self:
            order.work_hours = sum(order.visit_ids.mapped("work_minutes")) / 60

    @api.depends("address")
    def _compute_map_url(self):
        for order in self:
            template = order.company_id.aftersales_map_url
            order.map_url = (
                template.replace("{address}", quote(order.address)) if template and order.address else False
            )

    @api.depends("state", "engineer_id", "visit_id.state", "awaits_acceptance", "has_unquoted", "channel")
    def _compute_next_step(self):
        for order in self:
            order.next_step = order._get_next_step()

    def _get_next_step(self):
        """Return the next real event of this job as a key of `NEXT_STEPS`, or False."""
        self.ensure_one()
        if self.state == "acceptance":
            return "sign"
        if self.state not in VISIT_ORDER_STATES or not self.engineer_id:
            return False
        visit_state = self.visit_id.state or "planned"
        steps = {"travelling": "arrive", "working": "finish"}
        if visit_state in steps:
            return steps[visit_state]
        if visit_state == "planned" and not self._is_in_workshop():
            return "travel"
        if self.state == "repair":
            return "resume"
        if self.awaits_acceptance:
            return "quote" if self.has_unquoted else False
        return "start"

    def _is_in_workshop(self):
        """Tell whether the unit was brought to us: nobody travels."""
        self.ensure_one()
        return self.channel == "counter" or "open" in self.sudo().receipt_ids.mapped("state")

    # ------------------------------------------------------------------------
    # The visits follow the order
    # ------------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if {"engineer_id", "station_id", "worker_ids", "planned_start", "planned_end"} & vals.keys():
            self._sync_visits()
        return result

    def _sync_visits(self):
        """Let the open visit of each order follow who does the job, and the planned time.

        What was begun, or ticked for safety, is not passed on: who comes instead gets a visit of his own.
        """
        visits = self.sudo().visit_id  # sudo: the order's own visits, the write on it was checked
        visits.filtered(lambda each: each._is_handed_on())._end()
        planned = visits.filtered(lambda each: each.state == "planned")
        for vals, moved in planned.grouped(lambda each: each.order_id._get_plan()).items():
            moved.write(self._prepare_visit_vals(*vals))
        self._open_visits()

    def _get_plan(self):
        """Return engineer or station, workers and planned time of this order, as a key."""
        self.ensure_one()
        return self.engineer_id, self.station_id, self._get_workers(), self.planned_start, self.planned_end

    def _get_workers(self):
        """Everybody who goes to the customer."""
        self.ensure_one()
        return self.engineer_id | self.worker_ids

    @api.model
    def _prepare_visit_vals(self, engineer, station, workers, planned_start, planned_end):
        """Values of a visit that follow from the order's plan; extension seam."""
        return {
            "engineer_id": engineer.id,
            "station_id": station.id,
            "worker_ids": [Command.set(workers.ids)],
            "planned_start": planned_start,
            "planned_end": planned_end,
        }

    def _open_visits(self, scheduled=True):
        """Return the open visits of these orders; those that have none, and somebody to go, get one.

        :param scheduled: the new visits are for the order's planned time; else that is still to be set
        """
        # sudo: visits are made by the server; the caller checked role and state of the orders
        orders = self.sudo()
        lacking = orders.filtered(
            lambda order: (
                (order.engineer_id or order.station_id)
                and not order.visit_id
                and order.state not in SETTLED_STATES
            )
        )
        if lacking:
            orders.visit_ids.flush_recordset(["state"])  # the database knows that the last one is over
        orders.env["aftersales.visit"].create(
            [
                {
                    "order_id": order.id,
                    "number": len(order.visit_ids) + 1,
                    **self._prepare_visit_vals(*order._get_plan()),
                    **({} if scheduled else {"planned_start": False, "planned_end": False}),
                }
                for order in lacking
            ]
        )
        return orders.visit_id.with_env(self.env)

    def _update_state(self, target, message=None):
        """Work that starts or ends begins and ends the visit as well, whichever button was used."""
        result = super()._update_state(target, message)
        if target == "repair":
            visits = self._open_visits().filtered(lambda each: each.state != "working")
            unsafe = visits.filtered(lambda each: each.order_id._get_open_checks("safety"))
            unsafe._update_state("on_site")  # work that was not accepted: safety is checked anew
            (visits - unsafe)._update_state("working")
        elif target == "parts":
            self._get_begun_visits()._end()
            self._open_visits(scheduled=False)
        elif target in SETTLED_STATES:
            self.visit_id._end()
        return result

    def _get_begun_visits(self):
        return self.visit_id.filtered(lambda each: each.state in ("on_site", "working", "paused"))

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def _step_visits(self, target):
        """Move the open visits of these orders to `target`.

        :raises UserError: if nobody does the job of an order, or its visit is elsewhere
        """
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        idle = self.filtered(
            lambda order: order.state not in VISIT_ORDER_STATES or not (order.engineer_id or order.station_id)
        )[:1]
        if idle:
            raise UserError(
                self.env._(
                    "Order %(name)s is with no engineer and no station: nobody visits.", name=idle.name
                )
            )
        self._open_visits()._update_state(target)

    def action_travel(self):
        """The engineer sets out."""
        self._step_visits("travelling")

    def action_arrive(self):
        """The engineer is with the customer: the arrival clock is met (S3)."""
        self._step_visits("on_site")
        self._meet_clocks(*CLOCKS_MET_ON_ARRIVAL)

    def action_pause(self):
        """Work stands still: the time of the pause is nobody's working time."""
        self._step_visits("paused")

    def action_resume(self):
        """Work goes on: after a pause, or at a further visit to an order under repair."""
        self._ensure_role("engineer", "dispatcher")
        wrong = self.filtered(lambda order: order.state != "repair" or order.visit_state == "working")[:1]
        if wrong:
            raise UserError(self.env._("Nobody has interrupted the work on order %(name)s.", name=wrong.name))
        self._step_visits("working")

    def action_leave(self):
        """The engineer leaves and comes again: this visit is over, the next one waits for its time."""
        self._step_visits("done")
        self._open_visits(scheduled=False)

    def action_finish(self):
        """Offer the hours measured where the engineer left the hours spent empty (S7)."""
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        for order in self.filtered(lambda order: not order.time_spent):
            hours = order._get_measured_hours()
            if hours:
                order.time_spent = hours
        return super().action_finish()

    def _get_measured_hours(self):
        """Hours on site so far, the running stretch included, two decimals."""
        self.ensure_one()
        return round(self.work_hours + self.visit_id._get_running_minutes("work") / 60, 2)
