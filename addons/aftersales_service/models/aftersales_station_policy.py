from odoo import api, fields, models


class AftersalesStationPolicy(models.Model):
    """What the house has agreed with its stations about fees and statements (N3), dated."""

    _name = "aftersales.station.policy"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Policy of Station Statements"
    _order = "date_from desc, id desc"

    statement_day = fields.Integer(
        required=True,
        default=1,
        help="Day of the month on which the statements of the month before are made.",
    )
    answer_days = fields.Integer(
        string="Silence Accepts After (Days)",
        required=True,
        help="So many days after it was sent, a statement nobody answered counts as accepted.",
    )
    reminder_days = fields.Integer(
        string="Reminder (Days Before)", required=True, help="0: on the last day the station can answer."
    )
    clawback_share = fields.Float(
        string="Taken Back for a Repeat (%)",
        required=True,
        digits="Discount",
        help="Of the fee of the job before, when the same fault comes again within the set period.",
    )
    needs_unit = fields.Boolean(string="Serial Number")
    needs_fault_code = fields.Boolean(string="Fault Code")
    needs_photos = fields.Boolean(string="Photos Before and After")
    needs_old_parts = fields.Boolean(string="Whereabouts of Old Parts")

    _figures_sound = models.Constraint(
        """CHECK (statement_day BETWEEN 1 AND 28 AND answer_days >= 0 AND reminder_days >= 0
              AND clawback_share >= 0 AND clawback_share <= 100)""",
        "The day of the month lies between 1 and 28, the share between 0 and 100 %, days are not negative.",
    )

    @api.depends("code", "answer_days")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = " ".join(
                filter(None, (policy.code, self.env._("%(days)s days", days=policy.answer_days)))
            )

    @api.model
    def _get_of_companies(self, companies):
        """Return the policies that `companies` may go by, as superuser."""
        return self.sudo().search(self._get_company_domain(companies))  # sudo: policy, no secret

    def _get_missing(self, order):
        """Return what the record of `order` lacks by this policy; the voucher itself always counts (S7).

        :return: keys of `voucher.ITEMS` and of `aftersales.order._get_record_labels`
        """
        missing = list(order._get_missing_items())
        if self.needs_unit and not order.lot_id:
            missing.append("unit")
        if self.needs_fault_code and not order.fault_id:
            missing.append("fault_code")
        if self.needs_photos:
            kinds = set(order.photo_ids.mapped("kind"))
            missing += [f"photo_{kind}" for kind in ("before", "after") if kind not in kinds]
        parts = order.line_ids.filtered(lambda line: line.kind == "part")
        if self.needs_old_parts and not all(parts.mapped("old_part")):
            missing.append("old_parts")
        return missing
