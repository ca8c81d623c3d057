from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..const import COMPLAINT_FINAL_STATES


class ResUsers(models.Model):
    """Nobody leaves while open complaints, their stages or actions are his (G4)."""

    _inherit = "res.users"

    @api.constrains("active")
    def _check_complaint_ownership(self):
        """Refuse to archive whom an open complaint waits for."""
        gone = self.filtered(lambda user: not user.active)
        mine = Domain("user_id", "in", gone.ids)
        duties = {
            "aftersales.complaint": mine & Domain("state", "not in", COMPLAINT_FINAL_STATES),
            "aftersales.complaint.stage": mine
            & Domain("state", "!=", "signed")
            & Domain("complaint_id.state", "not in", COMPLAINT_FINAL_STATES),
            "aftersales.complaint.action": mine & Domain("state", "=", "open"),
        }
        for model, domain in duties.items():
            # sudo: an administrator of users need not see complaints
            duty = gone and self.env[model].sudo().search(domain, limit=1)
            if duty:
                raise ValidationError(
                    self.env._(
                        "%(user)s still has to see to complaints (%(name)s): hand them to somebody else "
                        "first.",
                        user=duty.user_id.name,
                        name=duty.display_name,
                    )
                )
