from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..const import JOB_CHECKLIST_KINDS


class AftersalesOrder(models.Model):
    """Checklists of a job and the two gates they hold: start (safety, S29) and finish (work, S7)."""

    _inherit = "aftersales.order"

    checklist_ids = fields.Many2many(
        "aftersales.checklist",
        string="Further Checklists",
        copy=False,
        check_company=True,
        domain=[("kind", "in", list(dict(JOB_CHECKLIST_KINDS)))],
        help="Besides those of the product and the fault.",
    )
    check_ids = fields.One2many("aftersales.order.check", "order_id", string="Checks")
    current_check_ids = fields.One2many(
        "aftersales.order.check", compute="_compute_current_check_ids", string="Checks to Tick"
    )
    todo_text = fields.Char(
        string="Still to Do",
        compute="_compute_todo_text",
        help="What is asked besides the voucher before the work is finished.",
    )
    open_safety_count = fields.Integer(string="Open Safety Checks", compute="_compute_current_check_ids")

    @api.depends("check_ids.done", "visit_id", "state")
    def _compute_current_check_ids(self):
        for order in self:
            order.current_check_ids = order.check_ids.filtered("is_current")
            order.open_safety_count = len(order._get_open_checks("safety"))

    @api.depends("check_ids.done", "photo_ids.kind", "line_ids.old_part", "line_ids.payer", "state")
    @api.depends_context("lang")
    def _compute_todo_text(self):
        for order in self:
            order.todo_text = format_list(self.env, order._get_missing_work())

    def _get_open_checks(self, kind):
        """Return the required checks of `kind` that are not ticked; safety of the open visits only."""
        return self.check_ids.filtered(
            lambda check: (
                check.kind == kind
                and check.required
                and not check.done
                and (not check.visit_id or check.visit_id == check.order_id.visit_id)
            )
        )

    def _get_named_checklists(self):
        """Checklists that this order gets besides those of its product."""
        self.ensure_one()
        named = self.checklist_ids | self.fault_id.checklist_id
        return named.filtered(lambda checklist: checklist.kind in dict(JOB_CHECKLIST_KINDS))

    def write(self, vals):
        result = super().write(vals)
        if {"checklist_ids", "fault_id", "product_id"} & vals.keys():
            self._sync_checks()
        return result

    def _open_visits(self, scheduled=True):
        visits = super()._open_visits(scheduled)
        self._sync_checks()
        return visits

    def _sync_checks(self):
        """Give each order the points of its checklists that it does not have yet."""
        # sudo: checks are made by the server; the caller's right on the orders was checked
        orders = self.sudo().filtered(lambda order: order.visit_id)
        if not orders:
            return
        lists = self.env["aftersales.checklist"]._get_for_orders(orders)
        vals_list = []
        for order, checklists in lists.items():
            known = {(check.item_id, check.visit_id) for check in order.check_ids}
            for checklist in checklists:
                visit = order.visit_id if checklist.kind == "safety" else order.visit_id.browse()
                vals_list += [
                    order._prepare_check_vals(item, visit)
                    for item in checklist._get_items()
                    if (item, visit) not in known
                ]
        orders.env["aftersales.order.check"].create(vals_list)

    def _prepare_check_vals(self, item, visit):
        """Values of one point to tick; extension seam."""
        self.ensure_one()
        return {
            "order_id": self.id,
            "visit_id": visit.id,
            "item_id": item.id,
            "kind": item.checklist_id.kind,
            "sequence": item.sequence,
            "name": item.with_context(lang=self.company_id.partner_id.lang or self.env.lang).name,
            "required": item.required,
            "needs_value": item.needs_value,
            "needs_photo": item.needs_photo,
        }

    # The gates -----------------------------------------------------------------------

    def _check_ready_for_repair(self):
        self._check_safety()
        return super()._check_ready_for_repair()

    def _check_safety(self):
        """Refuse work while a safety check of the open visit is not ticked (S29)."""
        for order in self:
            missing = order._get_open_checks("safety")
            if missing:
                raise UserError(
                    self.env._(
                        "Order %(name)s: no work before these safety checks are ticked: %(items)s.",
                        name=order.name,
                        items=format_list(self.env, missing.mapped("name")),
                    )
                )

    def _get_missing_work(self):
        """Return in words what is still to be done before the work counts as finished; extension seam.

        The voucher's own items (S7) are apart: see `_get_missing_items`.
        """
        self.ensure_one()
        return self._get_open_checks("work").mapped("name")

    def _check_leave_repair(self, target):
        result = super()._check_leave_repair(target)
        missing = self._get_missing_work() if target != "parts" else []
        if missing:
            raise UserError(
                self.env._(
                    "Order %(name)s is not finished; still to do: %(items)s.",
                    name=self.name,
                    items=format_list(self.env, missing),
                )
            )
        return result
