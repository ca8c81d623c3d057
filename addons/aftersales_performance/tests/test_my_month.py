from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_bonus import BonusCase


@tagged("post_install", "-at_install")
class TestMyMonth(BonusCase):
    """S7, S10, S20, B3: the engineer's own page."""

    def _page(self, person=None, month="2026-02-01"):
        pages = self.env["aftersales.my.month"].with_user((person or self.engineer).user_id)
        return pages.create({"month": month})

    def test_b3_tickets_figures_and_the_expected_bonus(self):
        """B3: 10 for each ticket, and the value a ticket had in the last approved pool."""
        self._earned("parts_own", 400)
        self._tickets(2)
        self._tickets(3, self.colleague)
        self._tickets(1, on="2026-03-10 02:00:00")
        page = self._page()
        self.assertEqual((page.tickets, page.allowance, page.expected), (2, 20, 20))
        self._approve(self._pool())
        page = self._page()
        self.assertAlmostEqual(page.ticket_value, 80 / 6, 4)
        self.assertEqual(page.expected, 46.67)
        action = page.action_view_tickets()
        orders = self.env[action["res_model"]].with_user(self.engineer.user_id).search(action["domain"])
        self.assertEqual(len(orders), 2)
        self.assertIn("Valid Tickets", str(page.with_context(lang="en_US").figures))

    def test_s7_what_is_missing(self):
        """S7, S10: work done without a signature, days not handed in; the lists are what is counted."""
        self._job(state="acceptance")
        self._job(state="repair")
        self._job(state="acceptance", engineer_id=self.colleague.id)
        line = self._logged(1)
        line.report_id.state = "draft"
        page = self._page()
        self.assertEqual((page.open_jobs, page.missing_vouchers, page.missing_reports), (1, 1, 1))
        for name in ("open_jobs", "missing_vouchers", "missing_reports"):
            action = getattr(page, f"action_view_{name}")()
            found = self.env[action["res_model"]].with_user(self.engineer.user_id).search(action["domain"])
            self.assertEqual(len(found), page[name])

    def test_g1_nobody_opens_another_persons_page(self):
        self._tickets(2)
        page = self._page()
        with self._refused(AccessError, "."):
            page.with_user(self.colleague.user_id).read(["tickets"])
        with self._refused(AccessError, "."):
            self._page(self.stranger)
        self.assertEqual(self._page(self.colleague).tickets, 0, "whose page it is follows from who asks")
        action = self.env["aftersales.my.month"].with_user(self.engineer.user_id).action_open()
        opened = self.env["aftersales.my.month"].browse(action["res_id"])
        self.assertEqual(opened.month, fields.Date.to_date("2026-04-01"))
