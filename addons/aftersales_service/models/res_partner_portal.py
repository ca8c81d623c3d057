from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.phone import phone_key


class ResPartner(models.Model):
    """Somebody who reported a fault by a QR code and is not known (S2)."""

    _inherit = "res.partner"

    aftersales_web_visitor = fields.Boolean(
        string="Not Verified",
        copy=False,
        help="Made from a report without log-in. Untick it once you know who it is, or merge it.",
    )

    @api.model
    def _find_unit_reporter(self, lot, company, name, phone):
        """Return the owner of `lot` if `phone` is his, else a visitor with this number; as superuser.

        A visitor who reports again is the same visitor.
        """
        key = phone_key(phone)
        partners = self.sudo()
        family = partners.search(  # sudo: the reporter has no log-in; nothing of it is shown to him
            Domain("id", "child_of", lot.aftersales_partner_id.commercial_partner_id.ids)
            & Domain("aftersales_phone_key", "=", key)
            & Domain("company_id", "in", [company.id, False]),
            limit=1,
        )
        if key and family:
            return family
        known = partners.search(
            Domain("aftersales_web_visitor", "=", True)
            & Domain("aftersales_phone_key", "=", key)
            & Domain("company_id", "=", company.id),
            limit=1,
        )
        return (key and known) or partners.create(
            {"name": name, "phone": phone, "company_id": company.id, "aftersales_web_visitor": True}
        )
