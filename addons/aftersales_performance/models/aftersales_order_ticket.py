from odoo import models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const_ticket import REPORTED_CAUSES


class AftersalesOrder(models.Model):
    """The office finds a voucher incomplete, not signed by the customer, or lost (D41)."""

    _inherit = "aftersales.order"

    def action_report_voucher(self):
        """Ask what is wrong with the voucher."""
        self.ensure_one()
        self._ensure_voucher_reportable()
        return open_dialog(self.env._("Report Voucher"), "aftersales.ticket.report", order_id=self.id)

    def _ensure_voucher_reportable(self):
        self._ensure_role("clerk", "dispatcher")
        self.check_access("read")
        if not self.engineer_id:
            raise UserError(self.env._("Order %(name)s has no engineer.", name=self.name))
        if not self.repair_start:
            raise UserError(
                self.env._("Order %(name)s: the work has not begun, there is no voucher yet.", name=self.name)
            )
        if self.env.user in self.sudo()._get_collectors().user_id:  # sudo: who worked on it
            raise UserError(
                self.env._("You worked on order %(name)s: somebody else reports its voucher.", name=self.name)
            )

    def _report_voucher(self, cause, facts):
        """Hold the engineer to account for the voucher: its bonus is lost, a record is proposed (D41)."""
        self.ensure_one()
        self._ensure_voucher_reportable()
        if cause not in dict(REPORTED_CAUSES) or not (facts or "").strip():
            raise UserError(self.env._("Say what is wrong with the voucher, and how you know."))
        self._lock()
        order = self.sudo()  # sudo: who reports has no right on records; checked above
        labels = dict(order.env["aftersales.ticket.breach"]._fields["cause"]._description_selection(self.env))
        order.env["aftersales.ticket.breach"]._hold(
            [
                {
                    "employee": order.engineer_id,
                    "company": order.company_id,
                    "cause": cause,
                    "day": order.company_id._get_aftersales_today(),
                    "order": order,
                    "source": order,
                    "facts": order.env._(
                        "%(order)s: %(cause)s. %(facts)s",
                        order=order.name,
                        cause=labels[cause],
                        facts=facts.strip(),
                    ),
                }
            ]
        )
