from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError, ValidationError


class AftersalesOrder(models.Model):
    """First-contact responsibility: an order always has an owner who is there (G4)."""

    _inherit = "aftersales.order"

    @api.constrains("user_id")
    def _check_user_id(self):
        for owner in self.user_id:
            if (not owner.active or owner.share) and owner.id != SUPERUSER_ID:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot own an order: choose somebody of the company who is still there.",
                        name=owner.name,
                    )
                )

    def action_open_owner(self):
        """Open the dialog that hands these orders to another owner."""
        self._ensure_role("clerk", "dispatcher")
        return self._open_reason("owner")

    def _hand_over_ownership(self, user, reason):
        """Hand these orders to another owner, with a reason, in one go (G4).

        :raises UserError: without a person or a reason, or where an order is ended
        """
        self._ensure_role("clerk", "dispatcher")
        reason = self._ensure_reason(reason)
        self._lock()
        self._ensure_not_final()
        if not user:
            raise UserError(self.env._("Choose the new owner."))
        self.write({"user_id": user.id})
        body = self.env._("Ownership handed to %(name)s: %(reason)s", name=user.name, reason=reason)
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
