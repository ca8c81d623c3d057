from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext

#: Longest fault taken from a mail, in characters; the whole mail stands in the messages.
FAULT_LENGTH = 5000


class AftersalesOrder(models.Model):
    """Requests that come by e-mail (S2), and what customers are told by e-mail."""

    _inherit = "aftersales.order"
    _primary_email = "email_from"

    email_from = fields.Char(string="E-Mail", readonly=True, copy=False, index="btree_not_null")

    # ------------------------------------------------------------------------
    # Mail in
    # ------------------------------------------------------------------------

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Turn a mail into an enquiry with customer, fault and owner (S2, G4)."""
        company = self.env["res.company"].browse((custom_values or {}).get("company_id")) or self.env.company
        self = self.with_company(company).with_context(mail_auto_subscribe_no_notify=True)
        subject = (msg_dict.get("subject") or "").strip()
        body = html2plaintext(msg_dict.get("body") or "").strip()
        fault = "\n".join(filter(None, (subject, body))) or self.env._("(empty mail)")
        order = self._create_online(
            company,
            {
                **(custom_values or {}),
                "channel": "email",
                "fault": fault[:FAULT_LENGTH],
                "email_from": email_normalize(msg_dict.get("email_from")) or msg_dict.get("email_from"),
                "partner_id": self._find_mail_customer(msg_dict, company).id,
            },
        )
        return order

    @api.model
    def _find_mail_customer(self, msg_dict, company):
        """Return who wrote, found by the address or made from it; always usable in `company`."""
        partners = self.env["res.partner"]
        usable = partners.browse(msg_dict.get("author_id")).exists()
        if not usable.active or usable.company_id not in (company, company.browse()):
            usable = partners
        if not usable and msg_dict.get("email_from"):
            usable = self._partner_find_from_emails_single(
                [msg_dict["email_from"]],
                filter_found=lambda partner: partner.company_id in (company, company.browse()),
                additional_values={
                    email_normalize(msg_dict["email_from"]): {"company_id": company.id},
                },
            )
        return usable or partners.create(
            {"name": msg_dict.get("email_from") or self.env._("Unknown sender"), "company_id": company.id}
        )

    @api.model
    def _create_online(self, company, vals):
        """Create an enquiry that came by portal, QR code or mail: owned, and on somebody's list (G4).

        :param vals: values of the order without owner
        :return: the order, as superuser
        """
        owner = company._get_aftersales_owner()
        quiet = self.with_company(company).with_context(
            mail_auto_subscribe_no_notify=True, mail_create_nosubscribe=True
        )
        # sudo: a visitor or customer has no right on orders; the caller checked what he may ask for
        order = quiet.sudo().create(
            {**vals, "company_id": company.id, "user_id": owner.id, "taken_by_id": owner.id}
        )
        order.message_subscribe(order.partner_id.ids)
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=owner.id,
            summary=self.env._("New request: register it"),
            automated=True,
        )
        if not self.env.context.get("aftersales_mail_by_machine"):
            order._notify_customers("request")
        return order

    # ------------------------------------------------------------------------
    # Mail out
    # ------------------------------------------------------------------------

    def _notify_customers(self, occasion):
        """Send the mail of `occasion` to the customers of these orders, where the company wants it.

        :param occasion: "request", "planned", "quotation", "done" or "opinion"
        """
        orders = self.sudo().filtered(  # sudo: settings of the company, address of the customer
            lambda order: order.partner_id.email_normalized and order._is_told(occasion)
        )
        name = f"aftersales_service.mail_template_order_{occasion}"
        template = self.env.ref(name, raise_if_not_found=False)
        # sudo: an engineer's step may lead to a mail that he could not write himself
        if orders and template:
            template.sudo().send_mail_batch(orders.ids, email_layout_xmlid="mail.mail_notification_light")

    def _is_told(self, occasion):
        self.ensure_one()
        if occasion != "request":
            return self.company_id[f"aftersales_notify_{occasion}"]
        wanted = self.company_id.aftersales_notify_request
        return wanted == "all" or (wanted == "online" and self.channel in ("web", "email"))

    def action_register(self):
        """The customer who did not write himself learns the number of his request."""
        result = super().action_register()
        self.filtered(lambda order: order.channel not in ("web", "email"))._notify_customers("request")
        return result

    def action_prepare_quotation(self):
        """The customer is asked to look at the quotation (S12)."""
        result = super().action_prepare_quotation()
        self._notify_customers("quotation")
        return result

    def _update_state(self, target, message=None):
        """The customer is asked to sign when the work is done (S7)."""
        result = super()._update_state(target, message)
        if target == "acceptance":
            self._notify_customers("done")
        return result

    def write(self, vals):
        """A new time, or somebody else who comes, is told to the customer."""
        names = [name for name in ("engineer_id", "station_id", "planned_start") if name in vals]
        before = {order: [order[name] for name in names] for order in self} if names else {}
        result = super().write(vals)
        if names:
            self.filtered(
                lambda order: (
                    order.planned_start
                    and (order.engineer_id or order.station_id)
                    and [order[name] for name in names] != before[order]
                )
            )._notify_customers("planned")
        return result
