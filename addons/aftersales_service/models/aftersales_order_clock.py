from odoo import api, fields, models

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import AREAS, CLOCKS_MET


class AftersalesOrder(models.Model):
    """The clocks of an order (S3, S4, S5, S9): started, met and cancelled by its steps."""

    _name = "aftersales.order"
    _inherit = ["aftersales.order", "aftersales.deadline.mixin"]

    area = fields.Selection(
        AREAS,
        compute="_compute_area",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the work is done: it decides how soon an engineer must be there.",
    )
    clock_ids = fields.One2many("aftersales.clock", "order_id", string="Clocks", readonly=True)
    clock_event_ids = fields.One2many(
        "aftersales.clock.event", "order_id", string="Clock Events", readonly=True
    )
    carried_over = fields.Boolean(
        readonly=True, copy=False, help="It was not dispatched on the day it came: it heads the list (S3)."
    )

    @api.depends("partner_id", "territory_id")
    def _compute_area(self):
        for order in self:
            order.area = order.territory_id.area or order.area or order.partner_id.aftersales_area

    # ------------------------------------------------------------------------
    # Steps of the order
    # ------------------------------------------------------------------------

    def write(self, vals):
        """A new planned time is a new promise (S9)."""
        result = super().write(vals)
        if "planned_start" in vals:
            self._renew_promise()
        return result

    def _update_state(self, target, message=None):
        result = super()._update_state(target, message)
        if target == "cancelled":
            self._get_open_clocks()._add_event("cancel")
        elif target == "registered":
            self._start_registered()
        elif target in CLOCKS_MET:
            self._meet_clocks(*CLOCKS_MET[target])
        self.filtered("carried_over").sudo().carried_over = False  # sudo: the server's own field
        return result

    def _start_registered(self):
        """Start the answer and, unless the unit was brought to us, the arrival clock (S3, S4)."""
        now = fields.Datetime.now()
        starts = []
        for order in self:
            known = set(order.sudo().clock_ids.mapped("kind"))  # sudo: the order's own clocks
            starts += [
                {"order": order, "kind": kind, "at": min(order.request_date, now)}
                for kind in (("answer", "arrival") if order._is_on_site() else ("answer",))
                if kind not in known
            ]
        self.env["aftersales.clock"]._start(starts)

    def _is_on_site(self):
        """Tell whether somebody travels: not to a unit that was brought to us."""
        self.ensure_one()
        return self.channel != "counter"

    def action_reopen(self):
        """Somebody has to come again: the time to arrive runs anew from the call-back (S3)."""
        result = super().action_reopen()
        now = fields.Datetime.now()
        self.env["aftersales.clock"]._start(
            [{"order": order, "kind": "arrival", "at": now} for order in self if order._is_on_site()]
        )
        return result

    def _renew_promise(self):
        """Let the promise follow the planned time: the old one is cancelled, a new one starts (S9)."""
        now = fields.Datetime.now()
        # sudo: the orders' own clocks
        old = self.sudo().clock_ids.filtered(lambda each: each.kind == "promise" and not each.ended_on)
        if old:
            old.with_env(self.env)._add_event("cancel")
        self.env["aftersales.clock"]._start(
            [
                {"order": order, "kind": "promise", "at": now, "promised": order.planned_start}
                for order in self
                if order.planned_start
                and (order.engineer_id or order.station_id)
                and order.state in ("registered", "assessment", "parts")
            ]
        )

    @api.model
    def _carry_over(self):
        """Mark the requests that were not dispatched on their day: they head the list (S3)."""
        # sudo: the scheduled action, every company
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            today = company._get_aftersales_today()
            midnight, _end = company._get_aftersales_span(today, today)
            self.sudo().search(  # sudo: as above
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "registered"),
                    ("carried_over", "=", False),
                    ("request_date", "<", midnight),
                ]
            ).carried_over = True

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def action_open_pause(self):
        """Open the dialog that asks why the clocks stand still."""
        self._ensure_role("dispatcher")
        return open_dialog(self.env._("Pause the clocks"), "aftersales.clock.pause", order_ids=self.ids)

    def action_resume_clocks(self):
        """Let the paused clocks of these orders go on."""
        self._ensure_role("dispatcher")
        self._resume_clocks()

    def _pause_clocks(self, reason, note=None):
        """Stop the clocks of these orders.

        :raises UserError: where nothing runs that could be paused
        """
        self._ensure_role("dispatcher")
        return super()._pause_clocks(reason, note)
