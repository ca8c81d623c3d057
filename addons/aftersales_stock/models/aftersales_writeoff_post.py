from odoo import models
from odoo.fields import Command


class AftersalesWriteoff(models.Model):
    """Posting: parts held down, deposit, statement lines and entry in one transaction (N13)."""

    _inherit = "aftersales.writeoff"

    def _post(self):
        """Post accepted write-offs; whoever comes second finds them posted.

        What was used no longer counts for the limit (N6). Penalties are taken from the deposit as far as it
        goes, where the policy says so; everything else is a line of the next statement, and owed by the
        station until that is billed.
        """
        self._lock()
        self._ensure_step("posted", "accepted")
        records = self.sudo()  # sudo: role and state were checked, or it is the schedule
        records.station_id._hold()
        records.line_ids.use_id._update_state("done")
        records._take_from_deposit()
        records._create_fees()
        records._create_entries()
        for company, mine in records.grouped("company_id").items():
            mine._update_state("posted", posted_on=company._get_aftersales_today())

    def _take_from_deposit(self):
        """Take penalties from the deposits, as far as they go (N12)."""
        for record in self:
            if record.policy_id.penalty_source != "deposit":
                continue
            amount = min(record.penalty, record.station_id.deposit_balance)
            if record.currency_id.compare_amounts(amount, 0) > 0:
                record.deposit_entry_id = record.station_id._move_deposit(
                    "deduction",
                    amount,
                    reason=self.env._("Write-off %(name)s: parts passed off", name=record.name),
                )
                record.from_deposit = amount

    def _create_fees(self):
        """Put what is charged on the stations' statements, line by line (N3)."""
        vals_list = []
        for record in self:
            paid = record.from_deposit
            day = record.company_id._get_aftersales_today()
            for line in record.line_ids.filtered("charge"):
                covered = min(paid, line.penalty)
                paid -= covered
                amount = record.currency_id.round(line.charge - covered)
                if amount:
                    vals_list.append(
                        {
                            "station_id": record.station_id.id,
                            "company_id": record.company_id.id,
                            "kind": "parts",
                            "order_id": line.use_id.order_id.id,
                            "date": day,
                            "amount": -amount,
                            "reason_code": "writeoff",
                            "reason_values": {"covered": covered},
                            "writeoff_line_id": line.id,
                        }
                    )
        self.env["aftersales.station.fee"].create(vals_list)

    def _create_entries(self):
        """Book what the stations owe now; the bill of the statement settles it."""
        for company, records in self.grouped("company_id").items():
            due = [
                (record, amount)
                for record in records
                if (amount := company.currency_id.round(record.charge - record.from_deposit)) > 0
            ]
            moves = self.env["account.move"].with_company(company)
            moves = moves.create([record._prepare_entry_vals(amount) for record, amount in due])
            moves._post(soft=False)
            for (record, _amount), move in zip(due, moves, strict=True):
                record.move_id = move

    def _prepare_entry_vals(self, amount):
        """Values of the journal entry for what the station owes; extension seam."""
        self.ensure_one()
        company = self.company_id
        partner = self.partner_id.commercial_partner_id
        accounts = (
            (company._get_aftersales_station_charge_account(), amount),
            (company._get_aftersales_station_deduction_account(), -amount),
        )
        return {
            "move_type": "entry",
            "journal_id": company._get_aftersales_journal("general").id,
            "company_id": company.id,
            "partner_id": partner.id,
            "date": company._get_aftersales_today(),
            "ref": f"{self.name} {self.station_id.name}",
            "aftersales_source": f"{self._name},{self.id}",
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "name": self.name,
                        "balance": balance,
                        "partner_id": partner.id,
                    }
                )
                for account, balance in accounts
            ],
        }
