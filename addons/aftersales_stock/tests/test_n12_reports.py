from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestOldPartReport(OldPartCase):
    """N11, N12: ageing of old parts, no-fault-found rate, lost credit."""

    def _rows(self, uses):
        self.env.flush_all()
        return self.env["aftersales.old.part.analysis"].with_user(self.dispatcher).browse(uses.ids)

    def test_n11_what_is_left_of_the_credit_at_its_days(self):
        """Full until the day to send by, reduced until the last day, nothing after it."""
        self._supply(self.north)
        uses = self._use(4)
        days = ((0, 9), (-1, 0), (-2, -1), (3, 9))
        for use, (due, last) in zip(uses, days, strict=True):
            use.sudo().write(
                {
                    "used_on": self.today - timedelta(days=40),
                    "due_on": self.today + timedelta(days=due),
                    "last_on": self.today + timedelta(days=last),
                }
            )
        rows = self._rows(uses)
        self.assertEqual(rows.mapped("age"), ["full", "reduced", "none", "full"])
        self.assertEqual(set(rows.mapped("age_days")), {40})

    def test_n12_no_fault_rate_and_lost_credit(self):
        """Of three pieces one had no fault: 33.3 %; its 100.00 are lost."""
        self._supply(self.north)
        uses = self._returned(3, "confirmed", "no_fault", "confirmed")
        self._make()
        self.env.flush_all()
        analysis = self.env["aftersales.old.part.analysis"].with_user(self.dispatcher)
        ((rate, lost, credit),) = analysis._read_group(
            [("id", "in", uses.ids)], [], ["no_fault_rate:avg", "lost:sum", "credit:sum"]
        )
        self.assertAlmostEqual(rate, 100 / 3)
        self.assertEqual((lost, credit), (100, 200))
        self.assertEqual(sorted(self._rows(uses).mapped("result")), ["confirmed", "confirmed", "no_fault"])

    def test_n11_readers(self):
        with self._refused(AccessError, "."):
            self.env["aftersales.old.part.analysis"].with_user(self.engineer_user).search([])
