from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: What the telephone tells, not who answered it.
ANSWER_FIELDS = ("aftersales_answer_seconds", "aftersales_answer_unhappy")


class AftersalesOrder(models.Model):
    """How long a call rang before it was answered (S26), and what follows from that (D42)."""

    _name = "aftersales.order"
    _inherit = ["aftersales.order", "aftersales.slice.mixin"]

    aftersales_answer_seconds = fields.Integer(
        string="Rang (Seconds)",
        copy=False,
        aggregator="avg",
        help="Until the call was answered, from the telephone system or its recording.",
    )
    aftersales_answer_unhappy = fields.Boolean(
        string="Unhappy to Wait", copy=False, help="The customer complained about the wait for an answer."
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order, vals in zip(orders, vals_list, strict=True):
            order._ensure_answer_enterable(vals)
        return orders

    def write(self, vals):
        self._ensure_answer_enterable(vals)
        return super().write(vals)

    def _ensure_answer_enterable(self, vals):
        """The agents do not say themselves how fast they were: the checkers enter or import it."""
        if self.env.su or not any(vals.get(name) is not None for name in ANSWER_FIELDS):
            return
        self.env.company._ensure_performance_role("scorer")
        if self.env.user in self.taken_by_id:
            raise AccessError(self.env._("Nobody enters how fast the own calls were answered."))

    @api.model
    def _get_late_answer_domain(self, company):
        """Calls of `company` that rang too long, and are not held against the agent yet."""
        policy = self.env["aftersales.ticket.policy"]._get_held(company)
        if not policy:
            return Domain.FALSE
        return (
            Domain("company_id", "=", company.id)
            & Domain("channel", "=", "phone")
            & Domain("request_date", ">=", company.aftersales_ticket_from)
            & Domain("aftersales_answer_seconds", ">", policy.answer_seconds)
            & self.env["aftersales.ticket.breach"]._get_unknown_domain("answer", self._name)
        )

    def _hold_late_answers(self):
        """Propose what the rulebook provides for a call answered late, more where the customer minded."""
        self.env["aftersales.ticket.breach"]._hold(
            [
                {
                    "employee": order.taken_by_id.with_company(order.company_id).employee_id,
                    "company": order.company_id,
                    "cause": "answer",
                    "article": "answer_unhappy" if order.aftersales_answer_unhappy else "answer",
                    "day": order.company_id._get_aftersales_date(order.request_date),
                    "order": order,
                    "source": order,
                    "facts": self.env._(
                        "The call of order %(order)s rang %(seconds)s seconds before it was answered.",
                        order=order.name,
                        seconds=order.aftersales_answer_seconds,
                    ),
                }
                for order in self
            ]
        )
