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
        rows = []
        for record in self:
            reversed_now = record.adjusted == "added"
            key = f"{record._name},{record.id},decided"
            sign = 1 if record.is_reward != reversed_now else -1
            row = {
                "employee_id": record.employee_id.id,
                "company_id": record.company_id.id,
                "kind": "reward" if record.is_reward else "fine",
                "day": record.effective_date,
                "amount": sign * record.amount,
                "reason": record.name,
                "record_id": record.id,
                "source_key": f"{record._name},{record.id},reversed" if reversed_now else key,
            }
            rows.append({**row, "claim_key": key} if reversed_now else row)
        self.env["aftersales.adjustment"]._add_adjustment(rows)
        for state, records in self.grouped("adjusted").items():
            records.write({"adjusted": "reversed" if state else "added"})

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
