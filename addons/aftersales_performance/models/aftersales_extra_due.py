from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesExtraDue(models.Model):
    """The engineers' shares of extra services go to the adjustment sheet (D30, S14): one line a row."""

    _inherit = "aftersales.extra.due"

    @api.model
    def _get_payable_domain(self, company):
        """Return the domain of what is paid to engineers of `company` now."""
        today = company._get_aftersales_today()
        policy = self.env["aftersales.ticket.policy"]._get_in_force(today, company)
        if not policy:
            return Domain.FALSE
        since = max(company.aftersales_ticket_from, fields.Date.subtract(today, days=policy.extra_days))
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "due")
            & Domain("due_date", ">=", since)
            & Domain("due_date", "<=", today)
            & Domain("amount", "!=", 0)
        )

    @api.model
    def _pay(self, company):
        """Put what is payable on the sheet, in slices of claims: those of one line of an order are one."""
        domain = self._get_payable_domain(company)
        claims = Domain("id", "in", self._search(domain).subselect("line_id"))
        self.env["aftersales.order.line"]._work_in_slices(
            claims, lambda lines: self._pay_claims(domain & Domain("line_id", "in", lines.ids))
        )

    @api.model
    def _pay_claims(self, domain):
        """Add what is not on a sheet yet; a credit note takes back within the same claim."""
        rows = self.search(domain, order="id")
        firsts = {}
        for row in rows:
            firsts.setdefault(row.line_id, row)
        lines = self.env["aftersales.adjustment"]
        # the first of each claim before what belongs to it
        lines._add_adjustment([row._prepare_adjustment(row) for row in firsts.values()])
        lines._add_adjustment(
            [row._prepare_adjustment(firsts[row.line_id]) for row in rows if row not in firsts.values()]
        )

    def _prepare_adjustment(self, first):
        self.ensure_one()
        vals = {
            "employee_id": self.earner_id.id,
            "company_id": self.company_id.id,
            "kind": "reward" if self.amount > 0 else "other",
            "day": self.due_date,
            "amount": self.amount,
            "reason": self.env._(
                "Extra service %(order)s, %(move)s", order=self.order_id.name, move=self.move_id.name
            ),
            "source_key": f"{self._name},{self.id},due",
        }
        return vals if self == first else {**vals, "claim_key": f"{self._name},{first.id},due"}
