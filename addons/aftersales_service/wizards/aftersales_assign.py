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
    engineer_id = fields.Many2one("hr.employee", required=True, domain=[("aftersales_engineer", "=", True)])
    planned_start = fields.Datetime(required=True, default=lambda self: self._default_planned_start())
    planned_end = fields.Datetime(
        compute="_compute_planned_end", store=True, readonly=False, required=True, precompute=True
    )
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
        self.order_ids._assign(
            self.engineer_id, self.planned_start, self.planned_end, self.expected_engineer_id
        )
        return {"type": "ir.actions.act_window_close"}
