from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import FINAL_STATES, TRANSITIONS, skipped_states


class AftersalesOrder(models.Model):
    """The way of a job through its states (G3): one door, one table of permitted transitions."""

    _inherit = "aftersales.order"

    # ------------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------------

    def _update_state(self, target, message=None):
        """Move these orders to `target`: the only place where a state is written (G3).

        Checks, in this order: the pair is in `const.TRANSITIONS`; every step jumped over may be
        skipped by the order's type; what the present state demands (`_check_leave_<state>`).

        :param target: key of the state to go to
        :param message: sentence for the chatter
        :raises UserError: saying which order is refused and why; then nothing has moved
        """
        self._lock()
        self._check_transition(target)
        if target != "cancelled":
            for order in self:
                getattr(order, f"_check_leave_{order.state}")(target)
        if target == "closed":
            self._check_receipts_returned()
        vals = {"state": target}
        if target in FINAL_STATES:
            vals["closed_on"] = fields.Datetime.now()
        self.sudo().write(vals)  # sudo: guarded field, transition checked above
        if message:
            self._message_log_batch(bodies=dict.fromkeys(self.ids, message))

    def _check_transition(self, target):
        """Refuse a move that is not in the table, or that skips a step the type must take (G3)."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        rules = self._get_flow_rules(self.company_id)
        self._ensure_transition(target, TRANSITIONS)
        for order in self:
            blocked = order._get_blocked_states(target, rules)
            if blocked:
                raise UserError(
                    self.env._(
                        "Order %(name)s cannot skip the step “%(step)s”: its service type does not allow it.",
                        name=order.name,
                        step=labels[blocked[0]],
                    )
                )

    @api.model
    def _get_flow_rules(self, companies):
        rules = self.env["aftersales.flow.rule"].sudo()  # sudo: policy, no secret
        return rules.search(rules._get_company_domain(companies))

    def _get_blocked_states(self, target, rules):
        """Return the steps before `target` that this order's type does not allow to skip (G3)."""
        self.ensure_one()
        allowed = rules._get_skippable(
            self.service_type, self._get_local_date(self.request_date), self.company_id
        )
        return [state for state in skipped_states(self.state, target) if state not in allowed]

    def _get_next_state(self, wanted, otherwise):
        """Return `wanted` where this order may skip the steps before it, else `otherwise` (G3)."""
        self.ensure_one()
        blocked = self._get_blocked_states(wanted, self._get_flow_rules(self.company_id))
        return otherwise if blocked else wanted

    # What each state demands before it is left -----------------------------------

    def _check_leave_enquiry(self, target):
        """Customer and fault are required fields: nothing more is asked of an enquiry."""

    def _check_leave_registered(self, target):
        planned = self.engineer_id and self.planned_start and self.planned_end
        if not planned and not self.station_id:
            raise UserError(
                self.env._("Order %(name)s needs an engineer and a planned time: assign it.", name=self.name)
            )

    def _check_leave_assessment(self, target):
        if target == "repair":
            self._check_ready_for_repair()

    def _check_leave_parts(self, target):
        if target == "repair":
            self._check_ready_for_repair()

    def _check_ready_for_repair(self):
        self._ensure_no_open_quotation()
        self._check_lines_accepted()
        if self.service_type == "A" and not self.line_ids:
            raise UserError(
                self.env._(
                    "Order %(name)s is paid work: the customer accepts a quotation before it starts.",
                    name=self.name,
                )
            )
        self._check_parts_on_hand()

    def _check_leave_repair(self, target):
        if target == "parts":
            return
        self._check_lines_accepted()
        labels = self._get_voucher_labels()
        missing = [item for item in self._get_missing_items() if item != "signature"]
        if missing:
            raise UserError(
                self.env._(
                    "The voucher of order %(name)s lacks: %(items)s.",
                    name=self.name,
                    items=format_list(self.env, [labels[item] for item in missing]),
                )
            )

    def _check_leave_acceptance(self, target):
        if target != "repair" and self._get_missing_items():
            raise UserError(
                self.env._(
                    "The voucher of order %(name)s is not valid yet; it lacks: %(items)s.",
                    name=self.name,
                    items=self.missing_text,
                )
            )

    def _check_leave_settlement(self, target):
        gap = self._get_settlement_gap()
        if gap:
            raise UserError(gap)

    def _check_leave_follow_up(self, target):
        if target == "closed" and self.solved != "yes":
            raise UserError(
                self.env._(
                    "Order %(name)s: ask the customer whether the problem is solved. If it is not, "
                    "reopen the order.",
                    name=self.name,
                )
            )

    def _check_receipts_returned(self):
        open_receipt = self.sudo().receipt_ids.filtered(lambda receipt: receipt.state == "open")[:1]
        if open_receipt:
            raise UserError(
                self.env._(
                    "The customer's goods of receipt %(number)s are still with us: hand them back first.",
                    number=open_receipt.name,
                )
            )

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def action_register(self):
        """Enquiry → registered: the voucher is opened (S2)."""
        self._ensure_role("clerk", "dispatcher")
        self._ensure_step("registered", "enquiry")
        self._update_state("registered")

    def action_need_parts(self):
        """Assessment or repair → parts: work waits for parts."""
        self._ensure_role("engineer", "dispatcher")
        self._update_state("parts")

    def action_start(self):
        """Assessment or parts → repair: the repair cards are opened and their parts reserved."""
        self._ensure_role("engineer", "dispatcher")
        self._begin_repair()
        self._start_units()

    def _begin_repair(self):
        self._lock()
        self._ensure_step("repair", "assessment", "parts")
        self._check_transition("repair")
        self._sync_cards()
        self._get_open_cards()._aftersales_start()
        self._update_state("repair")
        # sudo: guarded field, transition checked above
        self.filtered(lambda order: not order.repair_start).sudo().repair_start = fields.Datetime.now()

    def action_finish(self):
        """Repair → acceptance: parts leave the stock, their cost is known (S7).

        An order with units in the workshop goes on once the last of them is inspected (S8).
        """
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        self._check_transition("acceptance")
        self._prepare_unit_hours()
        for order in self:
            order._check_leave_repair("acceptance")
        self._sync_cards()
        self._get_open_cards()._aftersales_start()
        self._check_parts_on_hand()
        self._get_open_cards()._aftersales_end()
        self.line_ids._store_costs()
        self._finish_units()
        self.sudo().repair_end = fields.Datetime.now()  # sudo: guarded field
        self._advance_inspected()

    def _get_state_after_repair(self):
        """Nobody signs for our own work that nobody pays, where the rules of the type allow that (G3)."""
        unsigned = self.service_type == "D" and not self._is_accepted()
        return self._get_next_state("closed", "acceptance") if unsigned else "acceptance"

    def action_send_back(self):
        """Acceptance → repair: the customer does not accept the work."""
        self._ensure_role("engineer", "dispatcher")
        self._ensure_unsigned()
        self._ensure_step("repair", "acceptance")
        self._update_state("repair")

    def action_settled(self):
        """Settlement → follow-up: everything is invoiced and paid."""
        self._ensure_role("clerk", "dispatcher", "accountant")
        self._ensure_step("follow_up", "settlement")
        self._update_state("follow_up")

    def action_close(self):
        """Follow-up → closed."""
        self._ensure_role("clerk", "dispatcher")
        self._ensure_step("closed", "follow_up")
        self._update_state("closed")

    def action_reopen(self):
        """Follow-up → assessment: the problem is not solved, a new voucher is needed."""
        self._ensure_role("clerk", "dispatcher")
        self._ensure_step("assessment", "follow_up")
        self._update_state("assessment")
        for order in self:
            order._archive_voucher()

    def action_open_cancel(self):
        """Open the dialog that asks why the orders are cancelled."""
        self._ensure_role("clerk", "dispatcher")
        return self._open_reason("cancel")

    def action_open_override(self):
        """Open the dialog that asks for another service type and its reason."""
        self._ensure_role("dispatcher")
        return self._open_reason("override")

    def _open_reason(self, purpose):
        """Return the dialog that asks for the reason of a decision, a `purpose` of `aftersales.reason`."""
        purposes = self.env["aftersales.reason"]._fields["purpose"]._description_selection(self.env)
        return open_dialog(dict(purposes)[purpose], "aftersales.reason", order_ids=self.ids, purpose=purpose)

    def _cancel(self, reason):
        """Cancel these orders with a reason; their open quotations and repair cards go with them.

        :raises UserError: without a reason, when goods have left the stock for the order, or when
            it is past the repair
        """
        self._ensure_role("clerk", "dispatcher")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the order is cancelled."))
        self._lock()
        self._check_transition("cancelled")
        self._check_receipts_returned()
        self._cancel_cards()
        self._cancel_quotations(accepted=True)
        self._update_state("cancelled")
        self.sudo().cancel_reason = reason.strip()  # sudo: guarded field
