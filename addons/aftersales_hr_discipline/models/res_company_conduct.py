from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_conduct_closed_until = fields.Date(
        string="Conduct Points Closed Until",
        help="Last day of the last month whose points were used in appraisals: differences go to the next.",
    )

    @api.constrains("aftersales_conduct_closed_until")
    def _check_aftersales_conduct_closed(self):
        for company in self:
            day = company.aftersales_conduct_closed_until
            if day and fields.Date.end_of(day, "month") != day:
                raise UserError(self.env._("Months are closed whole: give the last day of a month."))
