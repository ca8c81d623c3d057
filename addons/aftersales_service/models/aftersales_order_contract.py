from odoo import api, fields, models


class AftersalesOrder(models.Model):
    """The contract a job is done under (S15): found with the proposal of the type, frozen with it."""

    _inherit = "aftersales.order"

    contract_id = fields.Many2one(
        "aftersales.contract",
        compute="_compute_proposal",
        store=True,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        help="The contract in force for customer and unit on the day of the request.",
    )
    contract_day = fields.Date(
        compute="_compute_proposal",
        store=True,
        precompute=True,
        help="The day by which the job counts under its contract.",
    )
    contract_visit_id = fields.Many2one(
        "aftersales.contract.visit",
        string="Scheduled Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    band_id = fields.Many2one(
        "aftersales.time.band",
        compute="_compute_band_id",
        store=True,
        help="What a call at this time costs under the contract.",
    )

    _visit_unique = models.UniqueIndex(
        "(contract_visit_id) WHERE contract_visit_id IS NOT NULL AND state != 'cancelled'",
        "This scheduled visit has a service order already.",
    )

    @api.depends("contract_id", "repair_start", "planned_start", "request_date")
    def _compute_band_id(self):
        """The band of the time worked, else of the time planned, else of the call (S15)."""
        for order in self:
            contract = order.contract_id
            moment = order.repair_start or order.planned_start or order.request_date
            order.band_id = contract.kind == "per_call" and moment and contract._get_band(moment)

    def _start_registered(self):
        """Nobody waits for an answer or an arrival where we come by ourselves."""
        asked = self.filtered(lambda order: not order._is_own_initiative())
        return super(AftersalesOrder, asked)._start_registered()

    def _is_own_initiative(self):
        """Tell whether we planned this job, rather than the customer asked for it; extension seam."""
        self.ensure_one()
        return bool(self.contract_visit_id)

    def action_view_contract(self):
        """Open the contract of this order."""
        self.ensure_one()
        self.check_access("read")
        return self.contract_id._open_contracts()
