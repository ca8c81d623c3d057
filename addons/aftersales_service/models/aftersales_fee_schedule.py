from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..tools import contract, fee


class AftersalesFeeSchedule(models.Model):
    """A dated table of fees: call-out and labour by product category (S12)."""

    _name = "aftersales.fee.schedule"
    _inherit = ["aftersales.policy.mixin"]
    _description = "Fee Schedule"
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, translate=True)
    line_ids = fields.One2many("aftersales.fee.line", "schedule_id", string="Fees", copy=True)
    surcharge_ids = fields.One2many(
        "aftersales.fee.surcharge", "schedule_id", string="Night and Holiday", copy=True
    )

    def _get_fee(self, kind, product, area="", provider="own"):
        """Return the fee line for `kind` that is nearest: category, then area, then who does the work.

        :param kind: "labour" or "callout"
        :param product: the unit's product, possibly empty: then only general fees fit
        :param area: a key of `const.AREAS`, or empty where it is not known
        :param provider: a key of `const.FEE_PROVIDERS`
        """
        lines = self.line_ids.sorted("id")
        return fee.pick(lines._to_engine(product), kind, area or "", provider) or lines.browse()

    def _get_surcharge(self, kind, moment, company):
        """Return the surcharge on a `kind` of fee at `moment` (naive UTC), or none; the first that holds."""
        surcharges = self.surcharge_ids.filtered(lambda each: each.kind in (kind, False))
        hours = company.resource_calendar_id
        calendar = hours._get_aftersales_calendars().get(hours) if surcharges and moment else None
        if not calendar:
            return surcharges.browse()
        moment = moment.replace(tzinfo=timezone.utc)
        return surcharges.browse(contract.pick_band(surcharges._to_engine(), calendar, moment))

    def action_publish(self):
        """Put tried tables in force; what was in force before ends the day before (S12)."""
        self.check_access("write")
        for schedule in self:
            before = self.search(schedule._get_twin_domain() & Domain("date_from", "<", schedule.date_from))
            before.date_to = schedule.date_from - timedelta(days=1)
            schedule.active = True

    def action_open_trial(self):
        """Open the dialog that tries this table on a past period."""
        self.ensure_one()
        return open_dialog(self.env._("Dry Run"), "aftersales.fee.trial", schedule_id=self.id)

    @api.constrains("line_ids")
    def _check_line_ids(self):
        for schedule in self:
            keys = [
                (line.kind, line.product_categ_id, line.area, line.provider) for line in schedule.line_ids
            ]
            if len(keys) != len(set(keys)):
                raise ValidationError(
                    self.env._(
                        "Fee schedule %(name)s has two fees of the same kind for the same case: "
                        "remove one of them.",
                        name=schedule.name,
                    )
                )
