from odoo import fields
from odoo.fields import Command

from odoo.addons.aftersales_hr_discipline.tests.common_record import RecordCase


class PostingCase(RecordCase):
    """A company with accounts, an accountant, and months of adjustments handed in by other addons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.accountant = cls._create_person("accountant", department=cls.other_department)
        cls.accountant.user_id.group_ids = [Command.link(cls.env.ref("account.group_account_invoice").id)]
        cls.wages, cls.rewards, cls.fines, cls.others = cls.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name, code, kind in (
                    ("Wages", "T2211", "liability_current"),
                    ("Rewards", "T6602", "expense"),
                    ("Fines", "T6301", "income_other"),
                    ("Others", "T6302", "income_other"),
                )
            ]
        )
        cls.company.write(
            {
                "aftersales_adjustment_journal_id": cls.env["account.journal"]
                .create({"name": "Wages", "code": "WG", "type": "general", "company_id": cls.company.id})
                .id,
                "aftersales_wages_account_id": cls.wages.id,
                "aftersales_reward_account_id": cls.rewards.id,
                "aftersales_fine_account_id": cls.fines.id,
                "aftersales_other_account_id": cls.others.id,
            }
        )
        cls.postings = cls.env["aftersales.adjustment.posting"]
        cls.moves = cls.env["account.move"]
        cls.keys = iter(range(10_000))

    @classmethod
    def _hand_in(cls, day, amount, kind="fine", employee=None, **vals):
        """Return a line from another source, on the next open sheet."""
        return cls.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": (employee or cls.engineer).id,
                    "company_id": cls.company.id,
                    "kind": kind,
                    "day": fields.Date.to_date(day),
                    "amount": amount,
                    "reason": "Test",
                    "source_key": f"test,{next(cls.keys)}",
                    **vals,
                }
            ]
        )

    def _approve(self, sheet, wage=5000, minimum=2000, bonus=3000):
        officer = self.officer.user_id
        sheet.person_ids.with_user(officer).write({"wage": wage, "minimum_wage": minimum, "bonus": bonus})
        sheet.with_user(officer).action_calculate()
        sheet.with_user(self.manager.user_id).action_approve()
        return self.postings.search([("sheet_id", "=", sheet.id)])

    def _posted(self, posting):
        """Let the accountant make and post the entry; return it."""
        mine = posting.with_user(self.accountant.user_id)
        entry = mine.env["account.move"].browse(mine.action_make_entry()["res_id"])
        mine.action_post()
        return entry.with_env(self.env)

    def _balance(self, account=None):
        """Return what the general ledger says, posted entries only."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT coalesce(sum(balance), 0) FROM account_move_line"
            " WHERE account_id = %s AND parent_state = 'posted'",
            [(account or self.wages).id],
        )
        return float(self.env.cr.fetchone()[0])
