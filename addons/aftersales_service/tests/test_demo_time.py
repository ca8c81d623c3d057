import threading
from datetime import date, datetime

from odoo import fields
from odoo.tests import BaseCase, tagged

from ..demo.simulated_time import present

MOMENT = datetime(2020, 2, 28, 23, 30)


@tagged("post_install", "-at_install")
class TestDemoTime(BaseCase):
    """The demo dates what it does by its story; nobody else is moved in time."""

    def test_the_story_has_its_own_present(self):
        with present(MOMENT):
            self.assertEqual(fields.Datetime.now(), MOMENT)
            self.assertEqual(fields.Date.today(), MOMENT.date())
        self.assertGreater(fields.Datetime.now().year, 2020)

    def test_other_threads_keep_theirs(self):
        """A server that loads the demo goes on with its other work."""
        seen = []
        with present(MOMENT):
            thread = threading.Thread(target=lambda: seen.append(fields.Datetime.now()))
            thread.start()
            thread.join()
        self.assertGreater(seen[0].year, 2020)

    def test_values_stay_dates(self):
        """The stand-in accepts every date and moment as one of its own."""
        with present(MOMENT):
            self.assertEqual(fields.Datetime.to_datetime(MOMENT), MOMENT)
            self.assertEqual(fields.Date.to_date(date(2020, 1, 2)), date(2020, 1, 2))
            self.assertEqual(fields.Date.to_date("2020-01-02"), date(2020, 1, 2))
