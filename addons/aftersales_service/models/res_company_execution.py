from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What a company asks of its engineers on site."""

    _inherit = "res.company"

    aftersales_map_url = fields.Char(
        string="Map Link",
        default="https://uri.amap.com/search?keyword={address}",
        help="Opened from the engineer's telephone; {address} is replaced by the customer's address.",
    )
    aftersales_require_photos = fields.Boolean(
        string="Photos Required", help="Work is finished only with a photo before and one after it."
    )
    aftersales_require_old_part = fields.Boolean(
        string="Old Parts Required",
        help="Work is finished only when it is said where the old part is, for each part that warranty pays.",
    )

    @api.constrains("aftersales_map_url")
    def _check_aftersales_map_url(self):
        for company in self:
            url = company.aftersales_map_url
            if url and not (url.startswith("https://") and "{address}" in url):
                raise ValidationError(
                    self.env._(
                        "The map link of %(name)s starts with https:// and contains {address}.",
                        name=company.name,
                    )
                )
