from odoo import fields, models

from ..const import SERVICE_TYPES


class AftersalesReason(models.TransientModel):
    """Asks for the reason of a decision: another service type (S1), a job given away (G4), …"""

    _name = "aftersales.reason"
    _description = "Reason"

    purpose = fields.Selection(
        [
            ("cancel", "Cancel"),
            ("override", "Change service type"),
            ("decline", "Decline the job"),
            ("hand_over", "Hand the job over"),
            ("owner", "Hand over ownership"),
            ("unlink_repeat", "No repeat repair"),
            ("terminate", "Terminate"),
            ("reject", "Not approved"),
            ("withdraw", "Withdraw the complaint"),
            ("reopen_statement", "Reopen statement"),
            ("missed", "Not Held"),
        ],
        required=True,
        readonly=True,
    )
    order_ids = fields.Many2many("aftersales.order", string="Orders")
    contract_ids = fields.Many2many("aftersales.contract", string="Contracts")
    complaint_ids = fields.Many2many("aftersales.complaint", string="Complaints")
    statement_ids = fields.Many2many("aftersales.station.statement", string="Statements")
    inspection_ids = fields.Many2many("aftersales.inspection", string="Inspections")
    service_type = fields.Selection(SERVICE_TYPES)
    engineer_id = fields.Many2one("hr.employee", domain=[("aftersales_engineer", "=", True)])
    user_id = fields.Many2one("res.users", string="New Owner", domain=[("share", "=", False)])
    reason = fields.Char(required=True)

    def action_apply(self):
        """Carry out the decision with its reason."""
        self.ensure_one()
        return getattr(self, f"_apply_{self.purpose}")() or {"type": "ir.actions.act_window_close"}

    def _apply_cancel(self):
        self.order_ids._cancel(self.reason)

    def _apply_override(self):
        self.order_ids._override_type(self.service_type, self.reason)

    def _apply_unlink_repeat(self):
        self.order_ids._unlink_repeat(self.reason)

    def _apply_decline(self):
        self.order_ids._decline(self.reason)
        return self._leave()

    def _apply_hand_over(self):
        self.order_ids._hand_over(self.engineer_id, self.reason)
        return self._leave()

    def _apply_owner(self):
        self.order_ids._hand_over_ownership(self.user_id, self.reason)

    def _apply_terminate(self):
        self.contract_ids._terminate(self.reason)

    def _apply_reject(self):
        self.complaint_ids._reject(self.reason)

    def _apply_withdraw(self):
        self.complaint_ids._withdraw(self.reason)

    def _apply_reopen_statement(self):
        self.statement_ids._reopen(self.reason)

    def _apply_missed(self):
        self.inspection_ids._miss(self.reason)

    def _leave(self):
        """The order is not the engineer's any more: he goes back to his jobs."""
        if self.env.user.has_group("aftersales_service.group_clerk"):
            return None
        jobs = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_my_jobs"
        )
        return {**jobs, "target": "main"}
