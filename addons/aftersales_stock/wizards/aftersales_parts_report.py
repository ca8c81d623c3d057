from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import PARTS_REPORTS


class AftersalesPartsReport(models.TransientModel):
    """Asks for the day, or the period, of a report on parts."""

    _name = "aftersales.parts.report"
    _description = "Report on Parts"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(PARTS_REPORTS, required=True, readonly=True)
    date_from = fields.Date(
        string="From",
        default=lambda self: self.env.company._get_aftersales_today() - relativedelta(years=1, days=-1),
    )
    date_to = fields.Date(
        string="Until", required=True, default=lambda self: self.env.company._get_aftersales_today()
    )

    _dates_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_from <= date_to)", "A period does not end before it begins."
    )

    def action_open(self):
        """Reckon the rows and open them."""
        self.ensure_one()
        self.company_id.check_access("read")
        if self.date_to > self.company_id._get_aftersales_today():
            raise UserError(self.env._("%(date)s has not come yet.", date=self.date_to))
        if self.kind == "turns" and not self.date_from:
            raise UserError(self.env._("Choose the first day of the period."))
        model, action = {
            "exposure": ("aftersales.station.exposure", "aftersales_station_exposure_action"),
            "turns": ("aftersales.stock.turn", "aftersales_stock_turn_action"),
        }[self.kind]
        rows = self.env[model]._reckon(self.company_id, self.date_from, self.date_to)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"aftersales_stock.{action}"),
            "domain": [("id", "in", rows.ids)],
        }
