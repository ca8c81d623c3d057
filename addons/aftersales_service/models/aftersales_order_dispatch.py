from odoo import models
from odoo.exceptions import UserError


class AftersalesOrder(models.Model):
    """Who does a job and when (S3, G4)."""

    _inherit = "aftersales.order"

    def action_open_assign(self):
        """Open the dialog that gives these orders to an engineer."""
        self._ensure_role("dispatcher")
        first = self[:1]
        if any(
            (order.engineer_id, order.station_id) != (first.engineer_id, first.station_id) for order in self
        ):
            raise UserError(
                self.env._("These orders are with different engineers: reassign them one by one.")
            )
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
                "default_expected_station_id": first.station_id.id,
                "default_station_id": first.station_id.id,
                **({"default_planned_start": first.planned_start} if first.planned_start else {}),
                **({"default_planned_end": first.planned_end} if first.planned_end else {}),
            },
        }

    def _assign(self, engineer, planned_start, planned_end, expected_engineer, expected_station=None):
        """Give these orders to an engineer for a time (S3, G4).

        :param expected_engineer: whom the dispatcher saw when he opened the dialog (empty or one
            employee); somebody else there now means that another dispatcher was quicker
        :raises UserError: if the order was assigned meanwhile, is not open to dispatch, or the
            engineer has left
        """
        self._ensure_role("dispatcher")
        self._lock()
        self._ensure_dispatchable(expected_engineer, expected_station)
        if not engineer:
            raise UserError(self.env._("Choose an engineer."))
        if not engineer.active or not engineer.sudo().aftersales_engineer:  # sudo: private profile
            raise UserError(
                self.env._(
                    "%(name)s is not a service engineer, or has left: choose another one.",
                    name=engineer.name,
                )
            )
        if not planned_end or not planned_start or planned_end <= planned_start:
            raise UserError(self.env._("The planned end must come after the planned start."))
        # sudo: guarded field, role and state checked above
        self.sudo().write(
            {
                "engineer_id": engineer.id,
                "station_id": False,
                "planned_start": planned_start,
                "planned_end": planned_end,
            }
        )
        self.filtered(lambda order: order.state == "registered")._update_state("assessment")
        partner = engineer.sudo().user_id.partner_id  # sudo: private profile, only its user is read
        if partner:
            self.message_subscribe(partner.ids)

    def _ensure_dispatchable(self, expected_engineer=None, expected_station=None):
        """Refuse orders that somebody else got meanwhile, or that are past dispatch (G4)."""
        expected = (
            expected_engineer or self.env["hr.employee"],
            expected_station or self.env["aftersales.station"],
        )
        for order in self:
            if (order.engineer_id, order.station_id) != expected:
                raise UserError(
                    self.env._(
                        "Order %(name)s was assigned to %(engineer)s in the meantime. Open it again to "
                        "reassign it.",
                        name=order.name,
                        engineer=order.engineer_id.name or order.station_id.name,
                    )
                )
            if order.state not in ("registered", "assessment", "parts", "repair"):
                raise UserError(
                    self.env._("Order %(name)s is not open to dispatch any more.", name=order.name)
                )

    def action_hand_back(self):
        """Assessment → registered: the job goes back to the dispatcher."""
        self._ensure_role("engineer", "dispatcher")
        self._ensure_step("registered", "assessment")
        self._update_state("registered")
        self.sudo().write(  # sudo: guarded field, transition checked above
            {
                "engineer_id": False,
                "station_id": False,
                "planned_start": False,
                "planned_end": False,
            }
        )
