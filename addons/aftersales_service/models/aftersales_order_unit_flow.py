from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import UNIT_DONE_STATES, UNIT_GONE_STATES, UNIT_RESULTS, UNIT_TRANSITIONS


class AftersalesOrderUnit(models.Model):
    """The way of a unit through the workshop (S8): one door, one table of permitted transitions."""

    _inherit = "aftersales.order.unit"

    def _update_state(self, target, **vals):
        """Move these cards to `target`: the only place where their state is written (S8).

        :param vals: further values of all of them
        :raises UserError: naming the card that cannot go there; then nothing has moved
        """
        self._ensure_transition(target, UNIT_TRANSITIONS)
        labels = dict(self._fields["state"]._description_selection(self.env))
        self._message_log_batch(
            bodies={
                unit.id: " · ".join(
                    filter(None, (f"{labels[unit.state]} → {labels[target]}", vals.get("remark")))
                )
                for unit in self
            }
        )
        self.sudo().write({"state": target, **vals})  # sudo: guarded fields, transition checked above
        if target in UNIT_DONE_STATES:
            self.sudo().order_id.with_env(self.env)._end_turnaround()

    def _ensure_state(self, target, *sources):
        """Refuse a button of the step `target` where a card is in none of `sources`."""
        wrong = self.filtered(lambda unit: unit.state not in sources)[:1]
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Card %(card)s is in step “%(state)s”; from there it cannot go to “%(target)s”.",
                    card=wrong.name,
                    state=labels[wrong.state],
                    target=labels[target],
                )
            )

    # ------------------------------------------------------------------------
    # Repair
    # ------------------------------------------------------------------------

    def action_start(self):
        """Waiting → under repair; the first card of an order begins the order's work."""
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        self._ensure_state("repair", "waiting")
        # sudo: the engineer of a bench may not be the one of the order; his right was checked above
        orders = self.sudo().order_id
        orders.filtered(lambda order: order.state != "repair")._begin_repair()
        self._start()

    def _start(self):
        """Put these cards under repair in the hands of whoever does it."""
        now = fields.Datetime.now()
        for engineer, units in self.grouped(lambda unit: unit._find_engineer()).items():
            units._update_state("repair", engineer_id=engineer.id, started_on=now, result=False)

    def _find_engineer(self):
        """Return who repairs this unit: the caller, else the bench's or the order's engineer."""
        self.ensure_one()
        unit = self.sudo()  # sudo: private profiles, only who it is
        me = unit.env.user.employee_ids.filtered(
            lambda each: each.aftersales_engineer and each.company_id == unit.company_id
        )[:1]
        return me or unit.bench_id.engineer_id or unit.order_id.engineer_id

    def action_finish(self):
        """Under repair → to inspect: the parts of the cards leave the stock."""
        self._finish("repaired")

    def action_no_fault(self):
        """Under repair → to inspect: nothing was wrong with the unit."""
        self._finish("no_fault")

    def _finish(self, result, remark=None):
        """Hand these units to the inspector (S8).

        :param result: a key of `const.UNIT_RESULTS` but "unrepaired"
        :param remark: why a unit is not repairable; it wants one
        """
        self._ensure_role("engineer", "dispatcher")
        if result not in dict(UNIT_RESULTS) or result == "unrepaired":
            raise UserError(self.env._("Say what came of the unit."))
        if result == "not_repairable" and not (remark or "").strip():
            raise UserError(self.env._("Say why the unit cannot be repaired."))
        self._lock()
        self._ensure_state("inspect", *(("waiting", "repair") if result == "not_repairable" else ("repair",)))
        if result != "not_repairable":
            self._ensure_hours()
        # sudo: engineers hold no right on the host's stock documents; role and state checked above
        units = self.sudo()
        unaccepted = units.line_ids.filtered(
            lambda line: line.chargeable and line.sale_line_id.state != "sale"
        )
        unaccepted.order_id._check_lines_accepted()
        units.order_id._sync_cards()
        cards = units.repair_ids.filtered(lambda card: card.state not in ("done", "cancel"))
        cards._aftersales_start()
        cards._aftersales_end()
        units.line_ids._store_costs()
        self._set_finished(result, remark)

    def _ensure_hours(self):
        """Refuse a card without the time spent: it shows actual time and parts (S8)."""
        without = self.filtered(lambda unit: unit.time_spent <= 0)[:1]
        if without:
            raise UserError(self.env._("Card %(card)s lacks the hours spent: enter them.", card=without.name))

    def _set_finished(self, result, remark=None):
        self._update_state(
            "inspect",
            result=result,
            remark=(remark or "").strip() or False,
            finished_on=fields.Datetime.now(),
            repaired_by_id=self.env.uid,
        )

    # ------------------------------------------------------------------------
    # Inspection (验讫)
    # ------------------------------------------------------------------------

    def action_pass(self):
        """To inspect → ready: the supervisor found the repair good (S8)."""
        self._ensure_inspector()
        now = fields.Datetime.now()
        self._update_state("ready", inspected_by_id=self.env.uid, inspected_on=now, ready_on=now)
        self.sudo().order_id.with_env(self.env)._advance_inspected()

    def _fail(self, reason):
        """To inspect → under repair once more, with the reason; counted (S8)."""
        self._ensure_inspector()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the inspection found."))
        for count, units in self.grouped("failed_count").items():
            units._update_state(
                "repair", failed_count=count + 1, remark=reason.strip(), result=False, finished_on=False
            )
        self.sudo().order_id.repair_end = False  # sudo: guarded field, role and state checked above

    def action_open_fail(self):
        """Open the dialog that asks what the inspection found."""
        self._ensure_inspector()
        return self._open_decision("fail", self.env._("Inspection not passed"))

    def action_open_not_repairable(self):
        """Open the dialog that asks why the units cannot be repaired."""
        self._ensure_role("engineer", "dispatcher")
        return self._open_decision("not_repairable", self.env._("Not repairable"))

    def _open_decision(self, purpose, name):
        return open_dialog(name, "aftersales.unit.decision", unit_ids=self.ids, purpose=purpose)

    def _ensure_inspector(self):
        """Refuse an inspection by whoever repaired the unit, under whatever log-in (S8)."""
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_state("ready", "inspect")
        employees = self.env.user.sudo().with_context(active_test=False).employee_ids  # sudo: only who it is
        own = self.sudo().filtered(  # sudo: private profiles, only who it is
            lambda unit: (
                unit.repaired_by_id == self.env.user
                or (unit.engineer_id | unit.order_id.worker_ids) & employees
            )
        )[:1]
        if own:
            raise UserError(
                self.env._(
                    "You repaired the unit of card %(card)s yourself: somebody else inspects it.",
                    card=own.name,
                )
            )

    def action_send_back(self):
        """Ready → under repair: the customer does not accept the work."""
        self._ensure_role("engineer", "dispatcher")
        self._lock()
        self._ensure_state("repair", "ready")
        orders = self.sudo().order_id  # sudo: guarded fields, role and states are checked
        orders._ensure_unsigned()
        orders.filtered(lambda order: order.state == "acceptance")._update_state("repair")
        orders._ensure_step("repair", "repair")
        self._reopen()

    def _reopen(self):
        """Ready → under repair."""
        self._update_state("repair", result=False, ready_on=False, finished_on=False)
        self.sudo().order_id.repair_end = False  # sudo: guarded field, checked by the caller

    # ------------------------------------------------------------------------
    # Return
    # ------------------------------------------------------------------------

    def action_open_return(self):
        """Open the dialog in which the customer signs for these units."""
        self._ensure_role("engineer", "clerk")
        self._ensure_here()
        return open_dialog(self.env._("Hand back to the customer"), "aftersales.hand.back", unit_ids=self.ids)

    def _hand_back(
        self,
        signed_by,
        signature=None,
        on_paper=False,
        unrepaired=False,
        receipt_lost=False,
        unpaid_reason=None,
    ):
        """Give these units to their owner, who signs; a receipt without open units is voided (S8).

        :param signed_by: name of who collects them
        :param signature: PNG as base64; not needed where he signs on paper
        :param unrepaired: the owner takes along what is not repaired
        :param unpaid_reason: why a manager lets go of what is not paid
        :return: the record of what was handed back
        :raises UserError: without name or signature, or for a unit that waits for its inspection
        """
        self._ensure_role("engineer", "clerk")
        self._lock()
        self._ensure_here()
        if not (signed_by or "").strip() or not (signature or on_paper):
            raise UserError(self.env._("The return needs the name and the signature of the customer."))
        if len(self.partner_id) != 1 or len(self.company_id) != 1:
            raise UserError(self.env._("Choose units of one customer."))
        open_units = self.filtered(lambda unit: unit.state != "ready")
        if open_units and not unrepaired:
            raise UserError(
                self.env._(
                    "Card %(card)s is not inspected yet: the unit cannot be handed back.",
                    card=open_units[0].name,
                )
            )
        open_units._withdraw()
        vals = self._prepare_return_vals(signed_by.strip(), signature, receipt_lost)
        vals["unpaid_reason"] = self._check_paid(unpaid_reason)
        # sudo: nobody has the right to make such records; role and states were checked above
        handed_back = self.env["aftersales.goods.return"].sudo().create(vals)
        self._update_state("returned", returned_on=handed_back.returned_on, return_id=handed_back.id)
        self._end_custody()
        return handed_back.with_env(self.env)

    def _prepare_return_vals(self, signed_by, signature, receipt_lost):
        """Values of the record of what is handed back; extension seam."""
        company = self.company_id
        numbers = self.env["ir.sequence"]._next_batch("aftersales.goods.return", [{"company_id": company.id}])
        return {
            "name": numbers[0],
            "company_id": company.id,
            "partner_id": self.partner_id.id,
            "returned_on": fields.Datetime.now(),
            "returned_by_id": self.env.uid,
            "signed_by": signed_by,
            "signature": signature,
            "on_paper": not signature,
            "receipt_lost": receipt_lost,
        }

    def _withdraw(self):
        """Waiting or under repair → ready: the owner wants the unit back unrepaired."""
        self._ensure_state("ready", "waiting", "repair")
        used = self.sudo().line_ids.filtered(  # sudo: which parts are still to come
            lambda line: line.kind == "part" and line.move_id.state != "done"
        )[:1]
        if used:
            raise UserError(
                self.env._(
                    "Card %(card)s still asks for “%(line)s”: remove the part before the unit goes back "
                    "unrepaired.",
                    card=used.unit_id.name,
                    line=used.name,
                )
            )
        self._update_state("ready", result="unrepaired", ready_on=fields.Datetime.now())

    def _end_custody(self):
        """Void the receipts whose units are all out, and let their orders go on (S8)."""
        receipts = self.sudo().receipt_id  # sudo: guarded fields, right and states checked by the caller
        empty = receipts.filtered(
            lambda receipt: all(unit.state in UNIT_GONE_STATES for unit in receipt.unit_ids)
        )
        empty.write(
            {
                "state": "returned",
                "returned_on": fields.Datetime.now(),
                "returned_by_id": self.env.uid,
            }
        )
        receipts.order_id.with_env(self.env)._advance_inspected()
