from odoo import api, models
from odoo.exceptions import UserError


class AftersalesSeedMixin(models.AbstractModel):
    """Records that come with the app, for the company to change: an update makes those anew that are missing.

    The model has an `active`: what is not wanted is kept there, out of use.
    """

    _name = "aftersales.seed.mixin"
    _description = "Record That Comes with the App"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seeded(self):
        names = self._get_external_ids()
        seeded = self.filtered(
            lambda each: any(name.startswith(f"{self._original_module}.") for name in names[each.id])
        )[:1]
        if seeded:
            raise UserError(
                self.env._(
                    "“%(name)s” comes with the app and would be back after the next update: archive it, or "
                    "take it out of use, instead of deleting it.",
                    name=seeded.display_name,
                )
            )
