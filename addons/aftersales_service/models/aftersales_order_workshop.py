from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import UNIT_DONE_STATES, UNIT_GONE_STATES


class AftersalesOrder(models.Model):
    """The units of a job that stand in the workshop (S5, S8)."""

    _inherit = "aftersales.order"

    unit_ids = fields.One2many("aftersales.order.unit", "order_id", string="Units Taken In", readonly=True)
    unit_count = fields.Integer(string="Units Taken In Count", compute="_compute_unit_counts")
    unit_done_count = fields.Integer(string="Units Done", compute="_compute_unit_counts")
    unit_progress = fields.Char(string="Workshop Progress", compute="_compute_unit_counts")

    @api.depends("unit_ids.state")
    @api.depends_context("lang")
    def _compute_unit_counts(self):
        counts = {}
        for order, state, count in self.env["aftersales.order.unit"]._read_group(
            [("order_id", "in", self.ids)], ["order_id", "state"], ["__count"]
        ):
            done, total = counts.get(order.id, (0, 0))
            counts[order.id] = (done + count * (state in UNIT_DONE_STATES), total + count)
        for order in self:
            done, total = counts.get(order.id, (0, 0))
            order.unit_done_count, order.unit_count = done, total
            order.unit_progress = total and self.env._(
                "%(done)s of %(total)s units done", done=done, total=total
            )

    # ------------------------------------------------------------------------
    # Who pays
    # ------------------------------------------------------------------------

    @api.depends("unit_ids.lot_id.aftersales_sale_date", "unit_ids.lot_id.aftersales_warranty_end")
    def _compute_proposal(self):
        return super()._compute_proposal()

    def _prepare_facts(self, day, contract):
        """A batch is judged by its worst unit: free only if every one of them is (S1)."""
        facts = super()._prepare_facts(day, contract)
        units = self.unit_ids
        if self.lot_id or not units:
            return facts
        lots = [unit.lot_id for unit in units]
        worst = min(
            lots,
            key=lambda lot: (bool(lot), lot.aftersales_warranty_end or fields.Date.to_date("1900-01-01")),
        )
        return replace(
            facts,
            has_unit=bool(worst),
            sale_date=worst.aftersales_sale_date or None,
            has_term=bool(worst.aftersales_warranty_term_id),
            warranty_end=worst.aftersales_warranty_end or None,
        )

    # ------------------------------------------------------------------------
    # Steps of the order
    # ------------------------------------------------------------------------

    def _update_state(self, target, message=None):
        """Nothing goes to acceptance, or beyond it, before every unit is inspected (S8)."""
        if target in ("acceptance", "settlement", "follow_up", "closed"):
            self._check_units_inspected()
        return super()._update_state(target, message)

    def _get_undone_units(self, *states):
        """Return the units of these orders that still want work, or those in `states`."""
        # sudo: whatever the caller sees of them, all of them count
        return self.sudo().unit_ids.filtered(
            lambda unit: unit.state in states if states else unit.state not in UNIT_DONE_STATES
        )

    def _check_units_inspected(self):
        unit = self._get_undone_units()[:1]
        if unit:
            raise UserError(
                self.env._(
                    "Order %(name)s: the unit of card %(card)s is not inspected yet.",
                    name=unit.order_id.name,
                    card=unit.name,
                )
            )

    def _start_units(self):
        """Put all waiting units of these orders under repair."""
        self._get_undone_units("waiting").with_env(self.env)._start()

    def _prepare_unit_hours(self):
        """Bring the hours of voucher and cards together before the work is finished (S7, S8).

        An empty voucher takes the sum of the cards; cards without hours share what the voucher has
        beyond the other cards.
        """
        for order in self:
            units = order.sudo().unit_ids  # sudo: all units of the order, its step was checked
            known = sum(units.mapped("time_spent"))
            if known and not order.time_spent:
                order.time_spent = known
            without = units.filtered(lambda unit: unit.state == "repair" and not unit.time_spent)
            if without and order.time_spent > known:
                without.time_spent = (order.time_spent - known) / len(without)

    def _finish_units(self):
        """Hand all units under repair to the inspector; one that was not begun stops the order."""
        waiting = self._get_undone_units("waiting")[:1]
        if waiting:
            raise UserError(
                self.env._(
                    "Card %(card)s of order %(name)s has not been begun: start it or mark it not repairable.",
                    card=waiting.name,
                    name=waiting.order_id.name,
                )
            )
        units = self._get_undone_units("repair").with_env(self.env)
        units._ensure_hours()
        units._set_finished("repaired")

    def _advance_inspected(self):
        """Repair → acceptance for orders that were finished and whose last unit is inspected (S8)."""
        # sudo: the inspector's right was checked on the units; the steps are checked by the door
        finished = self.sudo().filtered(
            lambda order: order.state == "repair" and order.repair_end and not order._get_undone_units()
        )
        for target, orders in finished.grouped(lambda order: order._get_state_after_repair()).items():
            # a job of our own that ends here waits until its goods are back
            orders.filtered(
                lambda order, target=target: (
                    target != "closed" or "open" not in order.receipt_ids.mapped("state")
                )
            )._update_state(target)

    def _end_turnaround(self):
        """The turnaround clock ends when the last unit is ready, inspected or gone (S5)."""
        self.filtered(lambda order: not order._get_undone_units())._meet_clocks("turnaround")

    def action_send_back(self):
        """The customer does not accept the work: units still with us go back to their benches."""
        result = super().action_send_back()
        self._get_undone_units("ready").with_env(self.env)._reopen()
        return result

    def _prepare_custody_vals(self, ready_on, policies):
        """Values of a unit of this order that waits for its owner since `ready_on` (S8)."""
        self.ensure_one()
        day = self._get_local_date(ready_on)
        policy = policies._pick(day, self.company_id)
        return {
            "custody_policy_id": policy.id,
            "custody_due": policy and day + timedelta(days=policy.notice_days),
        }

    def action_view_units(self):
        """Open the repair cards of this order."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_unit_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}

    def action_print_labels(self):
        """Print the labels of all units of this order."""
        self.check_access("read")
        return self.unit_ids.action_print_labels()

    def action_open_intake(self):
        """Open the dialog that takes a batch of units in for this order."""
        self.ensure_one()
        self._ensure_role("clerk", "dispatcher")
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_service.aftersales_intake_action")
        return {**action, "context": {"default_order_id": self.id, "dialog_size": "extra-large"}}

    def action_open_return(self):
        """Open the dialog in which the customer signs for the units of this order."""
        self.ensure_one()
        self._ensure_role("engineer", "clerk")
        units = self._get_undone_units(
            *(key for key, _label in self.unit_ids._fields["state"].selection if key not in UNIT_GONE_STATES)
        )
        ready = units.filtered(lambda unit: unit.state == "ready")
        return (ready or units).with_env(self.env).action_open_return()
