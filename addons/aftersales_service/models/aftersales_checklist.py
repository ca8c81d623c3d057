from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHECKLIST_KINDS, JOB_CHECKLIST_KINDS


class AftersalesChecklist(models.Model):
    """A template: what is ticked on a job before work starts (safety, S29) or before it is finished
    (S7), what is looked at on a site every month (S29), what a self-assessment asks (S30).

    Whoever fills one in gets a copy of its items: wording and points of a sheet stay as they were. The
    version counts the changes made since a sheet was filled in.
    """

    _name = "aftersales.checklist"
    _inherit = ["aftersales.guard.mixin", "aftersales.seed.mixin"]
    _description = "Checklist"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(string="Rule", help="Identifier of the rule in the regulation, e.g. S29.")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        CHECKLIST_KINDS,
        required=True,
        default="work",
        help="Safety is ticked at every visit before work starts, work once before it is finished. An "
        "inspection of a site and a self-assessment are sheets of their own.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: every company.")
    product_categ_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="Jobs on products of these categories get the list by themselves. Empty: only jobs whose "
        "fault names it, or to which it is added by hand.",
    )
    item_ids = fields.One2many(
        "aftersales.checklist.item",
        "checklist_id",
        string="Items",
        context={"active_test": False},
        copy=True,
    )
    points = fields.Float(string="Points in All", compute="_compute_points", digits=(16, 2))
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    inspection_count = fields.Integer(string="Sheets", compute="_compute_inspection_count")
    active = fields.Boolean(default=True)

    @api.depends("item_ids.points", "item_ids.active")
    def _compute_points(self):
        for checklist in self:
            checklist.points = sum(checklist._get_items().mapped("points"))

    def _get_items(self):
        """Return the items in use."""
        return self.item_ids.filtered("active")

    def _compute_inspection_count(self):
        counts = dict(
            self.env["aftersales.inspection"]._read_group(
                [("checklist_id", "in", self.ids)], ["checklist_id"], ["__count"]
            )
        )
        for checklist in self:
            checklist.inspection_count = counts.get(checklist, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesChecklist, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        if "kind" in vals:
            used = self._get_used().filtered(lambda checklist: checklist.kind != vals["kind"])[:1]
            if used:
                raise UserError(
                    self.env._("Sheets of “%(name)s” exist: its kind stays. Make a copy.", name=used.name)
                )
        return super().write(vals)

    def _get_used(self):
        """Return those of which a sheet exists."""
        # sudo: whether one exists, of whichever company
        sheets = self.env["aftersales.inspection"].sudo()
        used = sheets._read_group([("checklist_id", "in", self.ids)], ["checklist_id"])
        return self.browse(checklist.id for (checklist,) in used)

    def _raise_version(self):
        """The items change: sheets filled in so far are of the version before."""
        for version, same in self.grouped("version").items():
            # sudo: guarded field, the right on the items was checked
            stale = self.env["aftersales.inspection"].sudo()
            used = stale._read_group(
                [("checklist_id", "in", same.ids), ("version", "=", version)], ["checklist_id"]
            )
            self.browse(checklist.id for (checklist,) in used).sudo().version = version + 1

    @api.model
    def _get_for_orders(self, orders):
        """Return order → checklists that apply to it; one search."""
        # sudo: policy, no secret
        lists = self.sudo().search(
            [
                ("company_id", "in", [*orders.company_id.ids, False]),
                ("product_categ_ids", "!=", False),
                ("kind", "in", list(dict(JOB_CHECKLIST_KINDS))),
            ]
        )
        return {
            order: order._get_named_checklists()
            | lists.filtered(
                lambda each, order=order: (
                    each.company_id in (order.company_id, order.company_id.browse())
                    and any(
                        category._get_aftersales_rank(order.product_id) >= 0
                        for category in each.product_categ_ids
                    )
                )
            )
            for order in orders
        }

    def action_view_inspections(self):
        """Open the sheets of this template."""
        self.ensure_one()
        kind = "assessment" if self.kind == "assessment" else "site"
        action = self.env["aftersales.inspection"]._get_list_action(kind)
        return {**action, "domain": [("checklist_id", "=", self.id)], "context": {"create": False}}
