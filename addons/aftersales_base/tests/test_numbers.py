from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import TransactionCase

#: Any model of this addon's dependencies stands for a document.
CODE = "resource.calendar"


class TestNumbers(TransactionCase):
    """Numbers and days per company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company_class = cls.registry["res.company"]
        extended = company_class._get_aftersales_sequences

        def named(company):
            return {**extended(company), CODE: ("Test document", "TT-")}

        cls.startClassPatcher(patch.object(company_class, "_get_aftersales_sequences", named))

    def test_each_company_counts_for_itself(self):
        first, second = self.env["res.company"].create([{"name": "Numbers A"}, {"name": "Numbers B"}])
        vals = [{"company_id": first.id}, {"company_id": second.id}, {"company_id": first.id}]
        numbers = self.env["ir.sequence"]._next_batch(CODE, vals)
        self.assertEqual(numbers, ["TT-00001", "TT-00001", "TT-00002"])

    def test_a_company_without_numbers_gets_them(self):
        company = self.env["res.company"].create({"name": "Numbers C"})
        self.env["ir.sequence"].search([("code", "=", CODE), ("company_id", "=", company.id)]).unlink()
        self.assertEqual(
            self.env["ir.sequence"]._next_batch(CODE, [{"company_id": company.id}]), ["TT-00001"]
        )

    def test_queries_do_not_grow_with_the_batch(self):
        company = self.env["res.company"].create({"name": "Numbers D"})
        vals = [{"company_id": company.id}] * 500
        self.env["ir.sequence"]._next_batch(CODE, vals[:2])
        with self.assertQueryCount(2):
            self.env["ir.sequence"]._next_batch(CODE, vals)

    def test_uninstalling_takes_the_numbers_of_the_addon_only(self):
        self.env["res.company"].create({"name": "Numbers E"})
        sequences = self.env["ir.sequence"]
        sequences._remove_aftersales("aftersales_other")
        self.assertTrue(sequences.search([("code", "=", CODE)]))
        sequences._remove_aftersales("resource")
        self.assertFalse(sequences.search([("code", "=", CODE)]))

    def test_the_day_is_that_of_the_company(self):
        company = self.env["res.company"].create({"name": "Days"})
        company.resource_calendar_id.tz = "Asia/Shanghai"
        self.assertEqual(company._get_aftersales_date(datetime(2026, 12, 31, 15, 59)), date(2026, 12, 31))
        self.assertEqual(company._get_aftersales_date(datetime(2026, 12, 31, 16, 0)), date(2027, 1, 1))
