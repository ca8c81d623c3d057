from dataclasses import replace

from odoo import api, fields, models
from odoo.tools.i18n import format_list


class AftersalesOrder(models.Model):
    """Jobs under a defect notice (S19): free of charge; closed, their units are fixed."""

    _inherit = "aftersales.order"

    defect_notice_id = fields.Many2one(
        "aftersales.defect.notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    defect_case_ids = fields.One2many("aftersales.defect.case", "order_id", string="Affected Units")
    defect_warning = fields.Char(compute="_compute_defect_warning", compute_sudo=True)

    @api.depends("lot_id.aftersales_defect_case_ids.state", "defect_notice_id")
    def _compute_defect_warning(self):
        for order in self:
            notices = order.lot_id._get_open_notices() - order.defect_notice_id
            order.defect_warning = format_list(self.env, notices.mapped("display_name")) if notices else False

    def _prepare_facts(self, day, contract):
        facts = super()._prepare_facts(day, contract)
        # sudo: the number of the notice only
        return replace(facts, defect=self.defect_notice_id.sudo().name or "")

    def _is_own_initiative(self):
        return super()._is_own_initiative() or bool(self.defect_notice_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_release_cases(self):
        self._release_cases()

    def _update_state(self, target, message=None):
        """A closed order fixes its units; a cancelled one gives them back to whoever tells owners."""
        result = super()._update_state(target, message)
        if target == "closed":
            self._get_planned_cases()._update_state("fixed", fixed_on=fields.Datetime.now())
        elif target == "cancelled":
            self._release_cases()
        return result

    def _get_planned_cases(self):
        # sudo: an engineer holds no right on the cases of his order; its step was checked
        return self.sudo().defect_case_ids.filtered(lambda case: case.state == "scheduled")

    def _release_cases(self):
        cases = self._get_planned_cases()
        told = cases.filtered("told_on")
        told._update_state("told", order_id=False)
        (cases - told)._update_state("to_tell", order_id=False)

    def action_take_defect(self):
        """Put the unit right on this job, too: its open notices are planned with it (S19)."""
        self._ensure_role("clerk", "dispatcher", "engineer")
        self._lock()
        self._ensure_not_final()
        for order in self:
            # sudo: as in _get_planned_cases
            cases = order.lot_id.sudo().aftersales_defect_case_ids.filtered(
                lambda case: (
                    case.notice_id.state == "published" and case.state != "fixed" and not case.order_id
                )
            )
            cases._update_state("scheduled", order_id=order.id)

    def _open_defect_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        if len(self) == 1:
            return {**action, "res_id": self.id, "view_mode": "form", "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}
