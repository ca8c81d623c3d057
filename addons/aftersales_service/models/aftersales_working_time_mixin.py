from odoo import api, models


class AftersalesWorkingTimeMixin(models.AbstractModel):
    """Records that make up the working time: whoever changes one moves the deadlines (G2)."""

    _name = "aftersales.working.time.mixin"
    _description = "Part of the Working Time"

    def _get_aftersales_companies(self):
        """Return the companies whose deadlines these records decide; to be overridden."""
        return self.env["res.company"]

    @api.model
    def _get_working_time_fields(self):
        """Return the fields that move deadlines; none named: every field does."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._mark_clocks_stale()
        return records

    def write(self, vals):
        moving = self._get_working_time_fields()
        if moving and not moving & vals.keys():
            return super().write(vals)
        before = self._get_aftersales_companies()
        result = super().write(vals)
        self._mark_clocks_stale(before)
        return result

    def unlink(self):
        companies = self._get_aftersales_companies()
        result = super().unlink()
        self.browse()._mark_clocks_stale(companies)
        return result

    def _mark_clocks_stale(self, companies=None):
        companies = (companies or self.env["res.company"]) | self._get_aftersales_companies()
        # sudo: whoever keeps the calendars may have no right on service orders
        self.env["aftersales.clock"].sudo()._mark_stale(companies)
