from odoo import api, fields, models
from odoo.fields import Domain

from ..const import EFFECTIVE_STATES


class AftersalesConductRecord(models.Model):
    """Money of a record becomes a line of the month's sheet, never pay (D46)."""

    _inherit = "aftersales.conduct.record"

    adjusted = fields.Selection(
        [("added", "On the sheet"), ("reversed", "Reversed")],
        string="Adjustment",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    @api.model
    def _get_adjustment_domain(self, company):
        """Records of `company` whose money is in effect and not on a sheet, or no longer is and was."""
        today = company._get_aftersales_today()
        return (
            Domain("company_id", "=", company.id)
            & Domain("imported", "=", False)
            & (
                Domain("state", "in", EFFECTIVE_STATES)
                & Domain("amount", ">", 0)
                & Domain("effective_date", "<=", today)
                & Domain("adjusted", "=", False)
                | Domain("state", "in", ("revoked", "changed")) & Domain("adjusted", "=", "added")
            )
        )

    def _adjust(self):
        """Add the lines of these records, or the opposite ones: one for each record and event."""
        self.env["aftersales.adjustment"]._add_adjustment(
            [record._prepare_adjustment_vals() for record in self]
        )
        for state, records in self.grouped("adjusted").items():
            records.write({"adjusted": "reversed" if state else "added"})

    def _prepare_adjustment_vals(self):
        """Values of the line, as `_add_adjustment` takes them; extension seam."""
        self.ensure_one()
        reversed_now = self.adjusted == "added"
        key = f"{self._name},{self.id},decided"
        sign = 1 if self.is_reward != reversed_now else -1
        row = {
            "employee_id": self.employee_id.id,
            "company_id": self.company_id.id,
            "kind": "reward" if self.is_reward else "fine",
            "day": self.effective_date,
            "amount": sign * self.amount,
            "reason": self.name,
            "record_id": self.id,
            "source_key": f"{self._name},{self.id},reversed" if reversed_now else key,
        }
        return {**row, "claim_key": key} if reversed_now else row

    @api.model
    def _collect_adjustments(self, companies):
        for company in companies:
            found = self.search(self._get_adjustment_domain(company), order="id")
            found.try_lock_for_update()._adjust()

    @api.model
    def _cron_adjust(self):
        """Put the money of records on the sheets of their months."""
        # sudo: scheduled work over all companies
        records = self.sudo()
        for company in records.env["res.company"].search([("active", "=", True)]):
            records._work_in_slices(self._get_adjustment_domain(company), lambda found: found._adjust())
