from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesCustodyPolicy(models.Model):
    """When the owner of uncollected goods is reminded, and when they count as abandoned (S8).

    Days count from the day a unit is ready for collection. A unit keeps the policy of that day.
    """

    _name = "aftersales.custody.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Uncollected Goods Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    notice_days = fields.Integer(string="First Notice After", required=True, default=30, help="Days.")
    reminder_days = fields.Integer(string="Second Notice After", required=True, default=60, help="Days.")
    abandon_days = fields.Integer(string="Abandoned After", required=True, default=90, help="Days.")

    _days_order = models.Constraint(
        "CHECK (0 < notice_days AND notice_days < reminder_days AND reminder_days < abandon_days)",
        "First notice, second notice and abandonment follow each other: check the days.",
    )

    def write(self, vals):
        """A figure that a unit waits by stands; another one is another policy."""
        used = self.env["aftersales.order.unit"].sudo()  # sudo: whether it was used, no content
        if {"notice_days", "reminder_days", "abandon_days"} & vals.keys() and used.search_count(
            [("custody_policy_id", "in", self.ids)], limit=1
        ):
            raise UserError(self.env._("This policy was used: give it an end date and make a new one."))
        return super().write(vals)

    def _get_days(self, stage):
        """Return after how many days a unit comes to `stage`, a key of `const.CUSTODY_STAGES`."""
        self.ensure_one()
        return {
            "notified": self.notice_days,
            "reminded": self.reminder_days,
            "abandoned": self.abandon_days,
        }[stage]
