from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import VISIT_FINAL_STATES, VISIT_STAMPS, VISIT_STATES, VISIT_TIMES, VISIT_TRANSITIONS
from ..tools.worklog import get_minutes


class AftersalesVisit(models.Model):
    """One presence at the customer for an order: who went, when he arrived, how long he worked (S7, S10).

    The order's engineer and planned time are the current plan; its open visit follows them. The steps
    are taken on the order (`action_travel` … `action_finish`): one button drives both. A visit that is
    over is evidence and does not change.
    """

    _name = "aftersales.visit"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Visit"
    _order = "planned_start desc, id desc"
    _check_company_auto = True

    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    address = fields.Char(related="order_id.address")
    number = fields.Integer(required=True, readonly=True, help="Of the visits of the order.")
    engineer_id = fields.Many2one("hr.employee", readonly=True, index="btree_not_null", check_company=True)
    station_id = fields.Many2one(
        "aftersales.station",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        help="Whose people go, instead of an engineer. Their time is not in our work log.",
    )
    worker_ids = fields.Many2many(
        "hr.employee",
        "aftersales_visit_worker_rel",
        string="Workers",
        readonly=True,
        check_company=True,
        help="Everybody whose time the visit is: the engineer and those who go with him.",
    )
    planned_start = fields.Datetime(readonly=True, index="btree_not_null")
    planned_end = fields.Datetime(readonly=True)
    state = fields.Selection(VISIT_STATES, required=True, readonly=True, default="planned", index=True)
    travel_started_on = fields.Datetime(string="Set Out On", readonly=True)
    arrived_on = fields.Datetime(readonly=True)
    started_on = fields.Datetime(readonly=True)
    ended_on = fields.Datetime(readonly=True)
    stretch_started_on = fields.Datetime(
        readonly=True, help="Since when the present travel, work or pause lasts."
    )
    travel_minutes = fields.Integer(string="Travel (min)", readonly=True)
    work_minutes = fields.Integer(string="Work (min)", readonly=True)
    paused_minutes = fields.Integer(string="Paused (min)", readonly=True)
    note = fields.Text(string="Remark", help="What the next visit should know.")
    worklog_ids = fields.One2many("aftersales.worklog", "visit_id", string="Work Log", readonly=True)

    _one_open = models.UniqueIndex(
        "(order_id) WHERE state NOT IN ('done', 'cancelled')",
        "The order has an open visit already: reload and look again.",
    )
    _one_side = models.Constraint(
        "CHECK ((engineer_id IS NULL) != (station_id IS NULL))",
        "A visit is made by an engineer or by a station.",
    )
    _minutes_positive = models.Constraint(
        "CHECK (travel_minutes >= 0 AND work_minutes >= 0 AND paused_minutes >= 0)",
        "The minutes of a visit cannot be negative.",
    )

    @api.depends("order_id.name", "number")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = f"{visit.sudo().order_id.name}/{visit.number}"  # sudo: a number only

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("A visit comes from its order: assign the order first."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            self._ensure_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Visits are the evidence of the work: they cannot be deleted."))

    def _is_handed_on(self):
        """Tell whether somebody else, or nobody, is to go: then the visit is over, or was not begun."""
        self.ensure_one()
        order = self.order_id
        if (self.engineer_id, self.station_id) == (order.engineer_id, order.station_id):
            return False
        ticked = order.check_ids.filtered(lambda check: check.visit_id == self and check.done)
        return bool(self.state != "planned" or ticked or not (order.engineer_id or order.station_id))

    def _ensure_open(self):
        ended = self.filtered(lambda visit: visit.state in VISIT_FINAL_STATES)[:1]
        if ended:
            raise UserError(
                self.env._("Visit %(visit)s is over and can no longer change.", visit=ended.display_name)
            )

    # ------------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------------

    def _update_state(self, target):
        """Move these visits to `target`, the only place where their state is written.

        The moment of the step is kept, the time that ends with it goes into the work log.

        :raises UserError: for a step that is not in `const.VISIT_TRANSITIONS`, and for work that
            starts before its safety checks are ticked (S29)
        """
        self._ensure_transition(target, VISIT_TRANSITIONS)
        if target == "working":
            self.filtered(lambda visit: visit.state != "paused").order_id._check_safety()
        now = fields.Datetime.now()
        stretches = []
        for visit in self.sudo():  # guarded fields, the caller checked role and order
            ended, begun = VISIT_TIMES.get(visit.state), VISIT_TIMES.get(target)
            vals = {"state": target}
            vals.update({name: now for name in VISIT_STAMPS.get(target, ()) if not visit[name]})
            if ended != begun:
                vals["stretch_started_on"] = now if begun else False
                if ended:
                    name = f"{ended}_minutes"
                    vals[name] = visit[name] + get_minutes(visit.stretch_started_on, now)
                    stretches.append((visit, ended, visit.stretch_started_on, now))
            visit.write(vals)
        self.env["aftersales.worklog"]._log_stretches(stretches)

    def _end(self):
        """End these visits: nobody was there yet, or the work is over for now."""
        ahead = self.filtered(lambda visit: visit.state in ("planned", "travelling"))
        ahead._update_state("cancelled")
        (self - ahead)._update_state("done")

    def _get_running_minutes(self, kind):
        """Minutes of `kind` (`const.VISIT_TIMES`) that the present step lasts already."""
        if not self or VISIT_TIMES.get(self.state) != kind:
            return 0
        return get_minutes(self.stretch_started_on, fields.Datetime.now())
