from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_hr_discipline.tests import common_at_once

OWN = "sheet_id IN (SELECT id FROM aftersales_adjustment_sheet WHERE month > '2036-01-01')"
MOVES = f"aftersales_posting_id IN (SELECT id FROM aftersales_adjustment_posting WHERE {OWN})"


@tagged("post_install", "-at_install")
class TestPostingAtOnce(common_at_once.AtOnceCase):
    """Two accountants at the same moment, with real cursors and commits (D46)."""

    tables = {
        "account_move_line": f"move_id IN (SELECT id FROM account_move WHERE {MOVES})",
        "account_move": MOVES,
        "aftersales_adjustment_posting": OWN,
        **common_at_once.TABLES,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            company = env["res.company"].browse(cls.company_id)
            accounts = env["account.account"].search([("company_ids", "in", company.ids)], limit=1)
            journal = env["account.journal"].search(
                [("company_id", "=", company.id), ("type", "=", "general")], limit=1
            )
            names = [f"aftersales_{kind}_account_id" for kind in ("wages", "reward", "fine", "other")]
            cls.was = {name: company[name].id for name in (*names, "aftersales_adjustment_journal_id")}
            company.write(
                {**dict.fromkeys(names, accounts.id), "aftersales_adjustment_journal_id": journal.id}
            )
            users = env["res.users"].browse([cls.people["manager"][1], cls.people["boss"][1]])
            users.group_ids = [Command.link(env.ref("account.group_account_invoice").id)]
            env.cr.commit()

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            env["res.company"].browse(cls.company_id).write(cls.was)
            env.cr.commit()
        return super()._clean_up()

    def test_d46_a_month_gets_one_entry(self):
        sheet_id = self._create_sheet(fields.Date.to_date("2036-05-02"))
        self._call(
            "manager", lambda env: env["aftersales.adjustment.sheet"].browse(sheet_id).action_approve()
        )
        with self._environment() as env:
            posting_id = env["aftersales.adjustment.posting"].search([("sheet_id", "=", sheet_id)]).id
        self.assertTrue(posting_id)
        answers = self._race(
            lambda env: env["aftersales.adjustment.posting"].browse(posting_id).action_make_entry()
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), "Somebody else is changing|has an entry already")
        with self._environment() as env:
            moves = env["aftersales.adjustment.posting"].browse(posting_id).move_ids
            self.assertEqual(moves.mapped("aftersales_posting_round"), [1])
