from datetime import timedelta

from odoo import api, fields, models

from ..const import OPINION_ORDER_STATES


class AftersalesOrder(models.Model):
    """The opinion card of a job (S17): there when the work is accepted, asked for when it is closed."""

    _inherit = "aftersales.order"

    opinion_ids = fields.One2many("aftersales.opinion", "order_id", string="Opinion Cards", readonly=True)
    opinion_id = fields.Many2one(
        "aftersales.opinion", string="Opinion Card", compute="_compute_opinion_id", compute_sudo=True
    )

    opinion_state = fields.Selection(related="opinion_id.state", string="Opinion")
    opinion_score = fields.Float(related="opinion_id.score", string="Satisfaction")

    @api.depends("opinion_ids")
    def _compute_opinion_id(self):
        for order in self:
            order.opinion_id = order.opinion_ids[:1]

    def _update_state(self, target, message=None):
        """Make the cards when the work is accepted; invite to answer them when the order is closed."""
        result = super()._update_state(target, message)
        if target in OPINION_ORDER_STATES:
            self._make_opinions()
        if target == "closed":
            self._invite_opinions()
        elif target == "cancelled":
            self._get_open_opinions()._update_state("expired")
        return result

    def _get_open_opinions(self):
        # sudo: cards of orders whose step was checked
        return self.sudo().opinion_ids.filtered(lambda opinion: opinion.state == "open")

    def _make_opinions(self):
        """Make the cards of those of these orders that have none; our own jobs (type D) get none."""
        orders = self.sudo()  # sudo: policies and cards, the step was checked
        orders = orders.filtered(lambda order: order.service_type != "D" and not order.opinion_ids)
        policies = self.env["aftersales.opinion.policy"].sudo()  # sudo: policy, no secret
        policies = policies.search(policies._get_company_domain(orders.company_id)) if orders else policies
        now = fields.Datetime.now()
        vals_list = []
        for order in orders:
            policy = policies._pick(order._get_local_date(now), order.company_id)
            if policy:
                vals_list.append({"order_id": order.id, "policy_id": policy.id})
        # sudo: nobody has the right to make them
        self.env["aftersales.opinion"].sudo().create(vals_list)

    def _invite_opinions(self):
        """Ask the customers of these closed orders, unless they have answered already."""
        opinions = self._get_open_opinions()
        now = fields.Datetime.now()
        for days, same in opinions.grouped(lambda opinion: opinion.policy_id.remind_days).items():
            for company, cards in same.grouped("company_id").items():
                today = company._get_aftersales_date(now)
                cards.write({"invited_on": now, "remind_on": days and today + timedelta(days=days)})
        opinions.order_id._notify_customers("opinion")

    def _get_opinion_url(self, base=True):
        """Return the link to the opinion card, in the customer's language.

        :param base: with the address of the server
        """
        self.ensure_one()
        order = self.sudo()  # sudo: the customer's language
        lang = self.env["res.lang"]._get_data(code=order.partner_id.lang or order.company_id.partner_id.lang)
        prefix = f"/{lang.url_code}" if lang else ""
        path = f"{prefix}/opinion/{self.id}/{self.env['aftersales.opinion']._sign_link(self)}"
        return f"{self.get_base_url()}{path}" if base else path

    def _get_opinion_qr(self):
        """Return the QR code of the link to the opinion card, as SVG in base64."""
        return self.env["ir.actions.report"]._draw_qr_code(self._get_opinion_url())

    def _get_handlers(self):
        """Return the users who did the work of this order."""
        self.ensure_one()
        order = self.sudo()  # sudo: who worked on it, for a check
        return (order.engineer_id | order.worker_ids | order.visit_ids.worker_ids).user_id

    def action_view_opinion(self):
        """Open the opinion card of this order."""
        self.ensure_one()
        return self._open_documents("aftersales.opinion", self.opinion_id, self.env._("Opinion Card"))
