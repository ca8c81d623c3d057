import contextlib
from datetime import timedelta, timezone

from odoo import api, fields, models

from ..const import CONFLICT_RULES
from ..tools.working_time import NoWorkingTime, naive, next_working_moment


class AftersalesAssign(models.TransientModel):
    """Gives service orders to an engineer or a station for a time (S3, N1).

    For a single order the dialog ranks everybody by the dispatch policy and shows every term.
    """

    _name = "aftersales.assign"
    _description = "Assign Service Orders"

    order_ids = fields.Many2many("aftersales.order", string="Orders", required=True)
    order_count = fields.Integer(compute="_compute_order_count")
    expected_engineer_id = fields.Many2one(
        "hr.employee",
        readonly=True,
        help="Who had the orders when the dialog was opened; given by the action's context.",
    )
    expected_station_id = fields.Many2one("aftersales.station", readonly=True)
    engineer_id = fields.Many2one("hr.employee", domain=[("aftersales_engineer", "=", True)])
    # the public profile: a dispatcher is no HR user
    worker_ids = fields.Many2many(
        "hr.employee.public",
        string="Fellow Workers",
        domain="[('aftersales_engineer', '=', True), ('id', '!=', engineer_id)]",
        help="Engineers who go along.",
    )
    station_id = fields.Many2one(
        "aftersales.station",
        domain=[("state", "=", "active")],
        help="The station does the job instead of an engineer; without a time it plans it itself.",
    )
    planned_start = fields.Datetime(default=lambda self: self._default_planned_start())
    planned_end = fields.Datetime(compute="_compute_planned_end", store=True, readonly=False, precompute=True)
    ranking = fields.Json(compute="_compute_ranking")
    conflict_state = fields.Selection(CONFLICT_RULES, compute="_compute_conflicts")
    conflicts = fields.Text(string="What Speaks Against It", compute="_compute_conflicts")
    confirmed = fields.Boolean(string="Assign all the same")

    @api.model
    def _default_planned_start(self):
        """The next full hour, or the moment at which the company opens again."""
        hour = fields.Datetime.now().replace(minute=0, second=0) + timedelta(hours=1)
        for calendar in self.env.company.resource_calendar_id._get_aftersales_calendars().values():
            with contextlib.suppress(NoWorkingTime):
                return naive(next_working_moment(calendar, hour.replace(tzinfo=timezone.utc)))
        return hour

    @api.depends("order_ids")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(wizard.order_ids)

    @api.depends("planned_start")
    def _compute_planned_end(self):
        """As long as the orders usually take, one after the other."""
        for wizard in self:
            if wizard.planned_start and (
                not wizard.planned_end or wizard.planned_end <= wizard.planned_start
            ):
                minutes = sum(order._get_planned_minutes() for order in wizard.order_ids)
                wizard.planned_end = wizard.planned_start + timedelta(minutes=minutes)

    @api.depends("order_ids", "planned_start", "planned_end")
    @api.depends_context("lang")
    def _compute_ranking(self):
        for wizard in self:
            order = wizard.order_ids._origin
            planned = wizard._is_planned()
            wizard.ranking = (
                self.env["aftersales.dispatch"]._rank(order, wizard.planned_start, wizard.planned_end)
                if len(order) == 1 and planned
                else []
            )

    @api.depends("order_ids", "engineer_id", "worker_ids", "planned_start", "planned_end")
    @api.depends_context("lang")
    def _compute_conflicts(self):
        for wizard in self:
            people = wizard.engineer_id._origin | wizard._get_workers()
            conflicts = (
                self.env["aftersales.dispatch"]._find_conflicts(
                    wizard.order_ids._origin, people, wizard.planned_start, wizard.planned_end
                )
                if people and wizard._is_planned()
                else []
            )
            rules = {rule for rule, _sentence in conflicts}
            wizard.conflict_state = next(
                (rule for rule in ("refuse", "confirm", "warn") if rule in rules), False
            )
            wizard.conflicts = "\n".join(sentence for _rule, sentence in conflicts)

    @api.onchange("engineer_id", "worker_ids", "planned_start", "planned_end")
    def _onchange_plan(self):
        """What was confirmed was another plan."""
        self.confirmed = False

    def _get_workers(self):
        return self.env["hr.employee"].browse(self.worker_ids._origin.ids)

    def _is_planned(self):
        return self.planned_start and self.planned_end and self.planned_end > self.planned_start

    @api.onchange("station_id")
    def _onchange_station_id(self):
        if self.station_id:
            self.engineer_id = self.worker_ids = False

    @api.onchange("engineer_id")
    def _onchange_engineer_id(self):
        if self.engineer_id:
            self.station_id = False

    def action_assign(self):
        """Assign the orders of the dialog."""
        self.ensure_one()
        expected = (self.expected_engineer_id, self.expected_station_id)
        if self.station_id:
            self.order_ids._assign_station(self.station_id, self.planned_start, self.planned_end, expected)
        else:
            self.order_ids._assign(
                self.engineer_id,
                self.planned_start,
                self.planned_end,
                *expected,
                workers=self._get_workers(),
                confirmed=self.confirmed,
            )
        return {"type": "ir.actions.act_window_close"}
