from datetime import timedelta

from odoo import api, fields, models


class AftersalesTake(models.TransientModel):
    """An engineer takes a job from the pool and says when he will do it (S3)."""

    _name = "aftersales.take"
    _description = "Take a Job"

    pool_id = fields.Many2one("aftersales.pool", string="Job", required=True, readonly=True)
    product_id = fields.Many2one(related="pool_id.product_id")
    fault = fields.Text(related="pool_id.fault")
    next_deadline = fields.Datetime(related="pool_id.next_deadline", string="Deadline")
    planned_start = fields.Datetime(
        compute="_compute_plan", store=True, readonly=False, required=True, precompute=True
    )
    planned_end = fields.Datetime(
        compute="_compute_plan", store=True, readonly=False, required=True, precompute=True
    )

    @api.depends("pool_id")
    def _compute_plan(self):
        """The engineer's first free time, as long as the job usually takes."""
        dispatch = self.env["aftersales.dispatch"]
        now = fields.Datetime.now().replace(second=0)
        for wizard in self:
            job = wizard.pool_id
            minutes = job.planned_minutes or dispatch._get_policy(job.company_id).default_minutes
            start = dispatch._find_gap(
                self.env["aftersales.pool"]._get_engineer(), minutes, now, now + timedelta(days=7)
            )
            wizard.planned_start = start or now
            wizard.planned_end = wizard.planned_start + timedelta(minutes=minutes)

    def action_take(self):
        """Take the job and open it."""
        self.ensure_one()
        self.pool_id._ensure_mine()
        order = self.env["aftersales.order"].browse(self.pool_id.id)
        order._take(self.planned_start, self.planned_end)
        return {
            "type": "ir.actions.act_window",
            "res_model": order._name,
            "res_id": order.id,
            "views": [(False, "form")],
            "target": "current",
        }
