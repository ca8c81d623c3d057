from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesComplaint(models.Model):
    """What a customer sees of a complaint in the portal, and no more (S25).

    Portal users hold no right on complaints; the pages show what these methods return.
    """

    _inherit = "aftersales.complaint"

    access_token = fields.Char(readonly=True)  # as in portal.mixin, and guarded

    def _compute_access_url(self):
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"

    @api.model
    def _open_in_portal(self, user, report):
        """A customer complains with log-in.

        :param report: dict of str: order_id, description, wish, contact_name, phone
        :return: the complaint, as superuser
        """
        partner, company = user.sudo().partner_id, user.company_id  # sudo: his own contact
        orders = self.env["aftersales.order"]
        order = orders.sudo()
        if report["order_id"].isdecimal():
            # sudo: only among the customer's own jobs
            order = order.search(
                orders._get_customer_domain(user) & Domain("id", "=", int(report["order_id"])), limit=1
            )
        policy = self.env["aftersales.complaint.policy"]._get_for(
            "domestic", company, company.sudo()._get_aftersales_today()
        )
        owner = policy.user_id or order.user_id or company._get_aftersales_owner()
        # sudo: a customer holds no right on complaints; what he gave is text, and a job of his own
        return self.sudo().create(
            {
                "company_id": (order.company_id or company).id,
                "partner_id": partner.id,
                "order_id": order.id,
                "user_id": owner.id,
                "taken_by_id": owner.id,
                "channel": "web",
                "description": report["description"],
                "wish": report["wish"],
                "contact_name": report["contact_name"] or partner.name,
                "phone": report["phone"] or partner.phone,
            }
        )

    def _get_portal_sentence(self):
        """Say in plain words where the complaint stands, in the reader's language."""
        self.ensure_one()
        if self.waiting:
            return self.env._("We are waiting for your answer before we can go on.")
        return {
            "registered": self.env._("We have received your complaint."),
            "investigation": self.env._("We are looking into what went wrong."),
            "decision": self.env._("We are deciding what we can do for you."),
            "approved": self.env._("We have decided, and are carrying it out."),
            "closed": self.env._("Your complaint is settled."),
            "withdrawn": self.env._("The complaint was withdrawn."),
        }[self.state]

    def _get_portal_decision(self):
        """Return the answer to the customer: nothing before it is approved (S25)."""
        self.ensure_one()
        return self.decision if self.approved_on else ""

    def _get_portal_timeline(self):
        """Return what has happened: list of (sentence, moment)."""
        self.ensure_one()
        events = [
            (self.env._("Complaint received"), self.opened_on),
            (self.env._("First answer"), self.answered_on),
            (self.env._("Decision"), self.approved_on),
            (self.env._("Ended"), self.closed_on),
        ]
        return sorted(((text, moment) for text, moment in events if moment), key=lambda event: event[1])

    @api.model
    def _get_portal_filters(self):
        """Filters of the customer's list: key → (label, domain)."""
        year_ago = fields.Datetime.now() - timedelta(days=365)
        return {
            "open": (self.env._("Open"), self._get_open_domain()),
            "year": (self.env._("Last 12 months"), Domain("opened_on", ">=", year_ago)),
            "all": (self.env._("All"), Domain.TRUE),
        }
