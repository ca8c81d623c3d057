from base64 import b64decode
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..const import FINAL_STATES, TRANSITIONS, skipped_states
from ..tools import voucher


class AftersalesOrder(models.Model):
    """The way of a job through its states (G3): one door, one table of permitted transitions."""

    _inherit = "aftersales.order"

    repair_ids = fields.One2many("repair.order", "aftersales_order_id", string="Repair Cards")
    repair_count = fields.Integer(compute="_compute_repair_count")
    missing_text = fields.Char(
        string="Voucher Lacks", compute="_compute_missing_text", help="What S7 still asks for."
    )

    @api.depends("repair_ids")
    def _compute_repair_count(self):
        for order in self.sudo():  # sudo: a count, no content of the host's documents
            order.repair_count = len(order.repair_ids)

    @api.depends(
        "fault", "handling", "result", "product_id", "time_spent", "no_parts", "line_ids.kind", "signed_on"
    )
    @api.depends_context("lang")
    def _compute_missing_text(self):
        labels = self._get_voucher_labels()
        for order in self:
            order.missing_text = ", ".join(labels[item] for item in order._get_missing_items())

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
        self._ensure_step(target, *(source for source, targets in TRANSITIONS.items() if target in targets))
        for order in self:
            blocked = order._get_blocked_states(target, rules)
            if blocked:
                raise UserError(
                    self.env._(
                        "Order %(name)s cannot skip the step “%(step)s”: its service type does not "
                        "allow it.",
                        name=order.name,
                        step=labels[blocked[0]],
                    )
                )

    def _ensure_step(self, target, *sources):
        """Refuse the way to `target` from any other step than `sources`.

        The table allows some ways for one button only: an assessed order goes back to the register
        when it is handed back, not when somebody registers it again.
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        wrong = self.filtered(lambda order: order.state not in sources)[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "Order %(name)s is in step “%(state)s”; from there it cannot go to “%(target)s”.",
                    name=wrong.name,
                    state=labels[wrong.state],
                    target=labels[target],
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
        if not (self.engineer_id and self.planned_start and self.planned_end):
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
        if self.service_type == "A" and not self._is_accepted():
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
                    items=", ".join(labels[item] for item in missing),
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

    # Voucher (S7) ------------------------------------------------------------------

    def _get_missing_items(self):
        """Return what the voucher lacks, as keys of `voucher.ITEMS` (S7)."""
        self.ensure_one()
        return voucher.missing_items(
            voucher.Voucher(
                fault=self.fault or "",
                handling=self.handling or "",
                result=self.result or "",
                equipment=self.product_id.display_name or "",
                time_spent=Decimal(str(self.time_spent or 0)),
                parts_recorded=self.no_parts or "part" in self.line_ids.mapped("kind"),
                signed=bool(self.signed_on),
            )
        )

    @api.model
    def _get_voucher_labels(self):
        return {
            "fault": self.env._("fault"),
            "handling": self.env._("handling"),
            "result": self.env._("result"),
            "equipment": self.env._("equipment data"),
            "time_spent": self.env._("hours spent"),
            "parts": self.env._("parts replaced (or the tick that none were)"),
            "signature": self.env._("customer's signature"),
        }

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def action_register(self):
        """Enquiry → registered: the voucher is opened (S2)."""
        self._ensure_role("clerk", "dispatcher")
        self._ensure_step("registered", "enquiry")
        self._update_state("registered")

    def action_open_assign(self):
        """Open the dialog that gives these orders to an engineer."""
        self._ensure_role("dispatcher")
        if len(self.mapped("engineer_id")) > 1 or 0 < len(self.filtered("engineer_id")) < len(self):
            raise UserError(
                self.env._("These orders are with different engineers: reassign them one by one.")
            )
        first = self[:1]
        return {
            "name": self.env._("Assign"),
            "type": "ir.actions.act_window",
            "res_model": "aftersales.assign",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_order_ids": self.ids,
                "default_expected_engineer_id": first.engineer_id.id,
                "default_engineer_id": first.engineer_id.id,
                **({"default_planned_start": first.planned_start} if first.planned_start else {}),
                **({"default_planned_end": first.planned_end} if first.planned_end else {}),
            },
        }

    def _assign(self, engineer, planned_start, planned_end, expected_engineer):
        """Give these orders to an engineer for a time (S3, G4).

        :param expected_engineer: whom the dispatcher saw when he opened the dialog (empty or one
            employee); somebody else there now means that another dispatcher was quicker
        :raises UserError: if the order was assigned meanwhile, is not open to dispatch, or the
            engineer has left
        """
        self._ensure_role("dispatcher")
        self._lock()
        for order in self:
            if order.engineer_id != expected_engineer:
                raise UserError(
                    self.env._(
                        "Order %(name)s was assigned to %(engineer)s in the meantime. Open it again to "
                        "reassign it.",
                        name=order.name,
                        engineer=order.engineer_id.name,
                    )
                )
            if order.state not in ("registered", "assessment", "parts", "repair"):
                raise UserError(
                    self.env._("Order %(name)s is not open to dispatch any more.", name=order.name)
                )
        if not engineer.active or not engineer.sudo().aftersales_engineer:  # sudo: private profile
            raise UserError(
                self.env._(
                    "%(name)s is no service engineer, or has left: choose an engineer.",
                    name=engineer.name or self.env._("Nobody"),
                )
            )
        if not planned_end or not planned_start or planned_end <= planned_start:
            raise UserError(self.env._("The planned end must come after the planned start."))
        # sudo: guarded field, role and state checked above
        self.sudo().write(
            {
                "engineer_id": engineer.id,
                "planned_start": planned_start,
                "planned_end": planned_end,
            }
        )
        self.filtered(lambda order: order.state == "registered")._update_state("assessment")
        partner = engineer.sudo().user_id.partner_id  # sudo: private profile, only its user is read
        if partner:
            self.message_subscribe(partner.ids)

    def action_hand_back(self):
        """Assessment → registered: the job goes back to the dispatcher."""
        self._ensure_role("engineer", "dispatcher")
        self._ensure_step("registered", "assessment")
        self._update_state("registered")
        self.sudo().write(  # sudo: guarded field, transition checked above
            {"engineer_id": False, "planned_start": False, "planned_end": False}
        )

    def action_need_parts(self):
        """Assessment or repair → parts: work waits for parts."""
        self._ensure_role("engineer", "dispatcher")
        self._update_state("parts")

    def action_start(self):
        """Assessment or parts → repair: the repair cards are opened and their parts reserved."""
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        self._ensure_step("repair", "assessment", "parts")
        self._check_transition("repair")
        self._sync_cards()
        self._get_open_cards()._aftersales_start()
        self._update_state("repair")
        # sudo: guarded field, transition checked above
        self.filtered(lambda order: not order.repair_start).sudo().repair_start = fields.Datetime.now()

    def action_finish(self):
        """Repair → acceptance: parts leave the stock, their cost is known (S7)."""
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        self._check_transition("acceptance")
        for order in self:
            order._check_leave_repair("acceptance")
        self._sync_cards()
        self._get_open_cards()._aftersales_start()
        self._check_parts_on_hand()
        self._get_open_cards()._aftersales_end()
        self.line_ids._store_costs()
        for target, orders in self.grouped(lambda order: order._get_state_after_repair()).items():
            orders._update_state(target)
        self.sudo().repair_end = fields.Datetime.now()  # sudo: guarded field

    def _get_state_after_repair(self):
        """Nobody signs for our own work, where the flow rules of the type allow that (G3)."""
        return self._get_next_state("closed", "acceptance") if self.service_type == "D" else "acceptance"

    def action_send_back(self):
        """Acceptance → repair: the customer does not accept the work."""
        self._ensure_role("engineer", "dispatcher")
        self._ensure_unsigned()
        self._ensure_step("repair", "acceptance")
        self._update_state("repair")

    def action_open_sign(self):
        """Open the dialog in which the customer signs the voucher."""
        self.ensure_one()
        self._ensure_role("engineer", "dispatcher", "clerk")
        return {
            "name": self.env._("Customer's signature"),
            "type": "ir.actions.act_window",
            "res_model": "aftersales.sign",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_order_id": self.id,
                "default_signed_by": self.contact_name or self.partner_id.name,
            },
        }

    def _sign(self, signed_by, signature):
        """Record the customer's signature and go on to settlement or follow-up (S7).

        :param signed_by: name of who signed
        :param signature: PNG as base64
        :raises UserError: if the order is signed already or not up for acceptance
        """
        self.ensure_one()
        self._ensure_role("engineer", "dispatcher", "clerk")
        self._lock()
        self._ensure_unsigned()
        if self.state != "acceptance":
            raise UserError(
                self.env._("Order %(name)s is not up for acceptance: finish the work first.", name=self.name)
            )
        if not (signed_by or "").strip() or not signature:
            raise UserError(self.env._("The voucher needs the name and the signature of the customer."))
        self.sudo().write(  # sudo: guarded fields, state checked above
            {
                "signed_by": signed_by.strip(),
                "signature": signature,
                "signed_on": fields.Datetime.now(),
            }
        )
        self._update_state(
            "settlement" if self._is_accepted() else self._get_next_state("follow_up", "settlement")
        )

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

    def _archive_voucher(self):
        """Keep the signed voucher in the history of this order and open a new one (S7)."""
        self.ensure_one()
        if self.signed_on:
            self.message_post(
                body=self.env._(
                    "Signed voucher. Handling: %(handling)s Result: %(result)s Hours: %(hours)s. Signed by "
                    "%(name)s on %(date)s (UTC).",
                    handling=self.handling,
                    result=self.result,
                    hours=f"{self.time_spent:g}",
                    name=self.signed_by,
                    date=fields.Datetime.to_string(self.signed_on),
                ),
                attachments=[(f"{self.name} {self.signed_on:%Y-%m-%d}.png", b64decode(self.signature))],
            )
        # sudo: guarded fields, transition checked by the caller
        self.sudo().write(
            {"signature": False, "signed_by": False, "signed_on": False, "solved": False}
        )

    def action_open_cancel(self):
        """Open the dialog that asks why the orders are cancelled."""
        self._ensure_role("clerk", "dispatcher")
        return self._open_reason("cancel")

    def action_open_override(self):
        """Open the dialog that asks for another service type and its reason."""
        self._ensure_role("dispatcher")
        return self._open_reason("override")

    def _open_reason(self, purpose):
        return {
            "name": self.env._("Cancel") if purpose == "cancel" else self.env._("Change service type"),
            "type": "ir.actions.act_window",
            "res_model": "aftersales.reason",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_ids": self.ids, "default_purpose": purpose},
        }

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

    # ------------------------------------------------------------------------
    # Repair cards: the host's stock side
    # ------------------------------------------------------------------------

    def _get_open_cards(self):
        """Return the repair cards of these orders that are not ended yet, as superuser."""
        return self.sudo().repair_ids.filtered(lambda card: card.state not in ("done", "cancel"))

    def _sync_cards(self):
        """Give every part line its stock move on an open repair card of the order."""
        waiting = self.line_ids.filtered(lambda line: line.kind == "part" and not line.move_id)
        if not waiting:
            return
        cards = {card.aftersales_order_id: card for card in self._get_open_cards()}
        lacking = waiting.order_id.filtered(lambda order: order not in cards)
        # sudo: engineers hold no right on the host's stock documents; the roles and states of the
        # orders were checked by the caller, and the card carries nothing but the order's own lines
        created = self.env["repair.order"].sudo().create([order._prepare_card_vals() for order in lacking])
        cards.update({card.aftersales_order_id: card for card in created})
        moves = (
            self.env["stock.move"]
            .sudo()
            .create(  # sudo: as above
                [line._prepare_move_vals(cards[line.order_id]) for line in waiting]
            )
        )
        for line, move in zip(waiting.sudo(), moves, strict=True):
            line.move_id = move
            move.sale_line_id = line.sale_line_id

    def _prepare_card_vals(self):
        """Values of the repair card of this order; extension seam.

        The unit stays where it is: source and destination are the customer's location, so that
        the host neither asks for a serial that is not on our stock nor moves it there.
        """
        self.ensure_one()
        customer_location = self.partner_id.with_company(self.company_id).property_stock_customer
        warehouse = (
            self.env["stock.warehouse"]
            .sudo()
            .search(  # sudo: set-up, no content
                [("company_id", "=", self.company_id.id)], limit=1
            )
        )
        return {
            "aftersales_order_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "product_id": self.lot_id.product_id.id,
            "lot_id": self.lot_id.id,
            "picking_type_id": warehouse.repair_type_id.id,
            "product_location_src_id": customer_location.id,
            "product_location_dest_id": customer_location.id,
            "schedule_date": self.planned_start or fields.Datetime.now(),
            "user_id": self.user_id.id,
            "under_warranty": self.service_type != "A",
        }

    def _check_parts_on_hand(self):
        """Refuse to go on while a part of an open repair card is not reserved in full."""
        for move in self._get_open_cards().move_ids.filtered(lambda move: move.state != "cancel"):
            if (
                float_compare(
                    move.quantity, move.product_uom_qty, precision_rounding=move.product_uom.rounding
                )
                < 0
            ):
                raise UserError(
                    self.env._(
                        "Order %(name)s: %(needed)s × %(product)s needed, %(available)s in stock at "
                        "%(location)s. Put the order in parts preparation.",
                        name=move.repair_id.aftersales_order_id.name,
                        needed=f"{move.product_uom_qty:g}",
                        product=move.product_id.display_name,
                        available=f"{move.quantity:g}",
                        location=move.location_id.display_name,
                    )
                )

    def _cancel_cards(self):
        cards = self.sudo().repair_ids  # sudo: as in _sync_cards
        done = cards.filtered(lambda card: card.state == "done")[:1]
        if done:
            raise UserError(
                self.env._(
                    "Order %(name)s cannot be cancelled: repair card %(card)s is done and its parts are "
                    "used.",
                    name=done.aftersales_order_id.name,
                    card=done.name,
                )
            )
        cards.filtered(lambda card: card.state != "cancel").action_repair_cancel()
