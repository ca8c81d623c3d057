from datetime import timedelta

from odoo import api, fields, models


class AftersalesAssign(models.TransientModel):
    """Gives service orders to an engineer for a time (S3)."""

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
    station_id = fields.Many2one(
        "aftersales.station",
        domain=[("state", "=", "active")],
        help="The station does the job instead of an engineer; without a time it plans it itself.",
    )
    planned_start = fields.Datetime(default=lambda self: self._default_planned_start())
    planned_end = fields.Datetime(compute="_compute_planned_end", store=True, readonly=False, precompute=True)
    load = fields.Integer(
        string="Orders That Day",
        compute="_compute_load",
        help="Open orders the engineer has on the planned day already.",
    )

    @api.model
    def _default_planned_start(self):
        """The next full hour."""
        return fields.Datetime.now().replace(minute=0, second=0) + timedelta(hours=1)

    @api.depends("order_ids")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(wizard.order_ids)

    @api.depends("planned_start")
    def _compute_planned_end(self):
        for wizard in self:
            if wizard.planned_start and (
                not wizard.planned_end or wizard.planned_end <= wizard.planned_start
            ):
                wizard.planned_end = wizard.planned_start + timedelta(hours=1)

    @api.onchange("station_id")
    def _onchange_station_id(self):
        if self.station_id:
            self.engineer_id = False

    @api.onchange("engineer_id")
    def _onchange_engineer_id(self):
        if self.engineer_id:
            self.station_id = False

    @api.depends("engineer_id", "planned_start")
    def _compute_load(self):
        for wizard in self:
            start = wizard.planned_start and wizard.planned_start.replace(hour=0, minute=0, second=0)
            wizard.load = (
                self.env["aftersales.order"].search_count(
                    [
                        ("engineer_id", "=", wizard.engineer_id.id),
                        ("planned_start", ">=", start),
                        ("planned_start", "<", start + timedelta(days=1)),
                        ("state", "not in", ("closed", "cancelled")),
                    ]
                )
                if wizard.engineer_id and start
                else 0
            )

    def action_assign(self):
        """Assign the orders of the dialog."""
        self.ensure_one()
        expected = (self.expected_engineer_id, self.expected_station_id)
        if self.station_id:
            self.order_ids._assign_station(self.station_id, self.planned_start, self.planned_end, expected)
        else:
            self.order_ids._assign(self.engineer_id, self.planned_start, self.planned_end, *expected)
        return {"type": "ir.actions.act_window_close"}
