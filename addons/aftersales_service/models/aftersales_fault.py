from odoo import api, fields, models
from odoo.tools.i18n import format_list

from ..const import JOB_CHECKLIST_KINDS, PRIORITIES, SEVERITIES


class AftersalesFault(models.Model):
    """The fault tree: what customers report, product category by product category (S4).

    A fault says how urgent a request is and what the engineer will need; the order takes that over
    when the fault is chosen, and keeps it when the fault tree changes later.
    """

    _name = "aftersales.fault"
    _description = "Fault"
    _order = "product_categ_id, code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True, index=True)
    name = fields.Char(string="Symptom", required=True, translate=True, index="trigram")
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index=True,
        help="Leave empty for a fault that every product can have.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Leave empty for a fault of every company.")
    severity = fields.Selection(SEVERITIES, required=True, default="normal", index=True)
    priority = fields.Selection(
        PRIORITIES, required=True, default="0", help="The priority that a request with this fault gets (S4)."
    )
    usual_minutes = fields.Integer(
        aggregator=None, help="How long the work usually takes on site, in minutes."
    )
    part_ids = fields.One2many("aftersales.fault.part", "fault_id", string="Usual Parts", copy=True)
    work_plan = fields.Text(translate=True, help="What the engineer checks and does, one step a line.")
    checklist_id = fields.Many2one(
        "aftersales.checklist",
        check_company=True,
        domain=[("kind", "in", list(dict(JOB_CHECKLIST_KINDS)))],
        help="What is ticked on jobs with this fault.",
    )
    active = fields.Boolean(default=True)
    order_count = fields.Integer(string="Orders", compute="_compute_order_count")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "A fault with this code exists already."
    )
    _minutes_positive = models.Constraint(
        "CHECK (usual_minutes IS NULL OR usual_minutes >= 0)", "The usual minutes cannot be negative."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for fault in self:
            fault.display_name = f"{fault.code} {fault.name}" if fault.name else fault.code

    def _compute_order_count(self):
        orders = self.env["aftersales.order"]
        counts = {}
        if orders.has_access("read"):
            counts = dict(orders._read_group([("fault_id", "in", self.ids)], ["fault_id"], ["__count"]))
        for fault in self:
            fault.order_count = counts.get(fault, 0)

    def _get_work_plan(self):
        """Return the work plan in words: the steps, then what to bring along."""
        self.ensure_one()
        lines = [self.work_plan] if self.work_plan else []
        if self.part_ids:
            parts = [f"{part.quantity:g} × {part.product_id.display_name}" for part in self.part_ids]
            lines.append(self.env._("Bring along: %(parts)s", parts=format_list(self.env, parts)))
        return "\n".join(lines) or False

    def action_view_orders(self):
        """Open the service orders with this fault."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {**action, "domain": [("fault_id", "=", self.id)], "context": {"default_fault_id": self.id}}
