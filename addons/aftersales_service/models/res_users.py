from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from ..const import FINAL_STATES

#: So many orders are named in a sentence.
NAMED = 5


class ResUsers(models.Model):
    """Nobody leaves while open orders are his: nothing is ever without an owner (G4)."""

    _inherit = "res.users"

    @api.constrains("active", "group_ids", "company_ids")
    def _check_aftersales_ownership(self):
        """Refuse to archive an owner of open orders, or to take his access to them away."""
        # sudo: an administrator of users need not see orders
        orders = self.env["aftersales.order"].sudo().with_context(active_test=False)
        open_domain = Domain("user_id", "in", self.ids) & Domain("state", "not in", FINAL_STATES)
        owned = orders._read_group(open_domain, ["user_id", "company_id"], ["id:recordset", "__count"])
        for user, company, mine, count in owned:
            if user.id == SUPERUSER_ID:
                continue
            if user.active and company in user.company_ids and user._has_aftersales_role():
                continue
            named = format_list(self.env, mine[:NAMED].mapped("name"))
            raise ValidationError(
                self.env._(
                    "%(user)s still owns %(count)s open service orders (%(names)s): hand them to somebody "
                    "else first, with “Hand over ownership” in the request register.",
                    user=user.name,
                    count=count,
                    names=named if count <= NAMED else f"{named} …",
                )
            )

    def _has_aftersales_role(self):
        """Tell whether this user can see service orders at all, by the groups just written."""
        roles = self.env["res.groups"].union(
            *(
                self.env.ref(f"aftersales_service.group_{role}")
                for role in ("engineer", "accountant", "clerk")
            )
        )
        return bool(self.sudo().all_group_ids & roles)  # sudo: whoever administers users
