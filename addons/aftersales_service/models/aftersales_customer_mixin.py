from odoo import api, models
from odoo.fields import Domain
from odoo.tools import consteq, format_datetime


class AftersalesCustomerMixin(models.AbstractModel):
    """What a customer follows on pages of his own.

    Portal users hold no right on these documents: the routes go through `_find_for_customer`. The model
    has a customer, a company, an access token, and says which hours the company works.
    """

    _name = "aftersales.customer.mixin"
    _inherit = "portal.mixin"
    _description = "Document on the Customer's Pages"

    @api.model
    def _get_customer_domain(self, user):
        """Documents of the customer (the whole company he belongs to) whom `user` stands for."""
        partner = user.sudo().partner_id.commercial_partner_id  # sudo: his own contact
        return Domain("partner_id", "child_of", partner.ids) & Domain(
            "company_id", "in", user.company_ids.ids
        )

    @api.model
    def _find_for_customer(self, record_id, access_token=None):
        """Return the document for a page of the portal, as superuser; none if it is not the caller's.

        A missing document and somebody else's are not told apart.

        :param access_token: of a link in a mail; it opens this document without log-in
        """
        record = self.sudo().browse(record_id).exists()  # sudo: filtered in the lines below
        if record.access_token and access_token and consteq(record.access_token, access_token):
            return record
        if self.env.user._is_public():
            return record.browse()
        return record.filtered_domain(self._get_customer_domain(self.env.user))

    def _format_portal(self, moment):
        """Return `moment` in the reader's time zone; a visitor reads that of the company."""
        zone = self.env.user.tz or self._get_working_calendar().tz or "UTC"
        return format_datetime(self.env, moment, tz=zone, dt_format="short") if moment else ""
