from odoo import fields, models


class AftersalesBench(models.Model):
    """A working place of the workshop, a column of its board (S8)."""

    _name = "aftersales.bench"
    _description = "Workbench"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    engineer_id = fields.Many2one(
        "hr.employee",
        string="Responsible",
        domain=[("aftersales_engineer", "=", True)],
        check_company=True,
        index="btree_not_null",
        help="Sees and works the cards on this bench.",
    )
    capacity = fields.Integer(default=10, help="How many units find room here; 0: any number.")
    unit_ids = fields.One2many("aftersales.order.unit", "bench_id", string="Repair Cards")
    open_count = fields.Integer(string="Units Now", compute="_compute_open_count")

    _capacity_positive = models.Constraint(
        "CHECK (capacity >= 0)", "The capacity of a bench cannot be negative."
    )
    _name_unique = models.UniqueIndex("(company_id, name)", "There is a bench with this name already.")

    def _compute_open_count(self):
        """Count the units on the bench that still want work."""
        domain = [("bench_id", "in", self.ids), ("state", "in", ("waiting", "repair"))]
        # sudo: a count, no content of other engineers' cards
        counts = dict(self.env["aftersales.order.unit"].sudo()._read_group(domain, ["bench_id"], ["__count"]))
        for bench in self:
            bench.open_count = counts.get(bench.sudo(), 0)

    def action_view_units(self):
        """Open the cards on this bench."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_unit_action"
        )
        return {**action, "domain": [("bench_id", "=", self.id)], "context": {"search_default_open": 1}}
