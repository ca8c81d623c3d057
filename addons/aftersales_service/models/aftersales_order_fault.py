from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import UNDISPATCHED_STATES


class AftersalesOrder(models.Model):
    """Priority and work plan from the kind and severity of the fault (S4)."""

    _inherit = "aftersales.order"

    fault_id = fields.Many2one(
        "aftersales.fault",
        string="Fault Code",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        help="It proposes priority, duration, parts and work plan.",
    )
    product_categ_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    severity = fields.Selection(related="fault_id.severity")
    fault = fields.Text(compute="_compute_fault", store=True, readonly=False, precompute=True)
    priority = fields.Selection(compute="_compute_priority", store=True, readonly=False, precompute=True)
    planned_minutes = fields.Integer(
        string="Minutes on Site",
        compute="_compute_work_plan",
        store=True,
        readonly=False,
        precompute=True,
        help="How long the work is likely to take.",
    )
    work_plan = fields.Text(compute="_compute_work_plan", store=True, readonly=False, precompute=True)

    _planned_minutes_positive = models.Constraint(
        "CHECK (planned_minutes IS NULL OR planned_minutes >= 0)",
        "The minutes on site cannot be negative.",
    )

    @api.depends("fault_id")
    def _compute_fault(self):
        """The symptom in words, unless the customer's own words were written down."""
        for order in self:
            order.fault = order.fault or order.fault_id.name

    @api.depends("fault_id")
    def _compute_priority(self):
        """A request takes the priority of its fault; what is dispatched keeps the one it has (S4)."""
        for order in self:
            kept = order.priority or "0"
            waiting = order.state in UNDISPATCHED_STATES
            order.priority = order.fault_id.priority if order.fault_id and waiting else kept

    @api.depends("fault_id")
    def _compute_work_plan(self):
        """The plan of the fault becomes the order's own: it is edited there and stays as it was (S4)."""
        for order in self:
            fault = order.fault_id
            order.planned_minutes = fault.usual_minutes or order.planned_minutes
            order.work_plan = fault._get_work_plan() if fault else order.work_plan

    @api.constrains("fault_id", "product_id")
    def _check_fault_id(self):
        for order in self:
            if order.fault_id.product_categ_id._get_aftersales_rank(order.product_id) < 0:
                raise ValidationError(
                    self.env._(
                        "Fault %(fault)s is one of %(category)s, which product %(product)s does not belong "
                        "to: choose another fault.",
                        fault=order.fault_id.display_name,
                        category=order.fault_id.product_categ_id.display_name,
                        product=order.product_id.display_name,
                    )
                )

    def action_add_usual_lines(self):
        """Add the parts and the labour that the fault usually takes, unless they are there already."""
        self._ensure_role("engineer", "clerk", "dispatcher")
        self._lock()
        vals_list = [vals for order in self for vals in order._prepare_usual_lines()]
        if not vals_list:
            raise UserError(
                self.env._("There is nothing to add: the usual parts and labour are on the order already.")
            )
        self.env["aftersales.order.line"].create(vals_list)

    def _prepare_usual_lines(self):
        """Return the values of the lines that this order's fault usually takes and that it lacks."""
        self.ensure_one()
        if not self.fault_id:
            raise UserError(self.env._("Choose the fault code of order %(name)s first.", name=self.name))
        present = self.line_ids.product_id
        vals_list = [
            {
                "order_id": self.id,
                "kind": "part",
                "product_id": part.product_id.id,
                "quantity": part.quantity,
            }
            for part in self.fault_id.part_ids
            if part.product_id not in present
        ]
        if self.planned_minutes and "labour" not in self.line_ids.mapped("kind"):
            hours = self.planned_minutes / 60
            vals_list.append({"order_id": self.id, "kind": "labour", "quantity": hours})
        return vals_list
