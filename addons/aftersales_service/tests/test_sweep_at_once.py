import threading
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_two_at_once import TwoAtOnceCase

CLOCKS = "odoo.addons.aftersales_service.models.aftersales_clock"


class Killed(Exception):
    """The process ends in the middle of its work."""


@tagged("post_install", "-at_install")
class TestSweepAtOnce(TwoAtOnceCase):
    """The sweep is killed, or runs twice at once: every missed deadline is told exactly once (S9)."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch("odoo.addons.aftersales_base.models.aftersales_slice_mixin.SLICE", 2))
        now = fields.Datetime.now()
        with self._environment() as env:
            orders = env["aftersales.order"].create(
                [
                    {
                        "partner_id": self.customer_id,
                        "product_id": self.product_id,
                        "fault": "Does not cool",
                        "request_date": now - timedelta(days=90),
                    }
                ]
                * 5
            )
            self._keep(orders)
            orders.action_register()
            self.clock_ids = orders.clock_ids.filtered(lambda each: each.kind == "answer").ids
            orders.clock_ids.filtered(lambda each: each.kind != "answer")._add_event("cancel")
            env.cr.commit()

    def _sweep(self):
        with self._environment() as env:
            env["aftersales.clock"]._cron_sweep()
            env.cr.commit()

    def _get_told(self):
        """Return how often each missed deadline was told, and when it was escalated."""
        with self._environment() as env:
            clocks = env["aftersales.clock"].browse(self.clock_ids)
            missed = env["mail.activity"].search(
                [
                    ("res_model", "=", "aftersales.order"),
                    ("res_id", "in", clocks.order_id.ids),
                    ("activity_type_id", "=", env.ref("aftersales_service.mail_activity_type_deadline").id),
                ]
            )
            told = [
                len(missed.filtered(lambda activity, each=each: activity.res_id == each.order_id.id))
                for each in clocks
            ]
            return told, [bool(each.escalated_on) for each in clocks]

    def test_s9_killed_between_two_slices(self):
        """What was told before the kill is kept and not told again; the next run tells the rest."""
        sweep, slices = self.registry["aftersales.clock"]._sweep, []

        def killed_at_the_second(clocks):
            slices.append(len(clocks))
            sweep(clocks)
            if len(slices) == 2:
                raise Killed

        killing = patch.object(self.registry["aftersales.clock"], "_sweep", killed_at_the_second)
        with killing, self.assertRaises(Killed):
            self._sweep()
        told, escalated = self._get_told()
        self.assertEqual(sum(told), 2, "the first slice is kept, the second is undone")
        self.assertEqual(sum(escalated), 2)
        self._sweep()
        self.assertEqual(self._get_told(), ([1] * 5, [True] * 5))
        self._sweep()
        self.assertEqual(self._get_told()[0], [1] * 5, "a second run has nothing to tell")

    def test_s9_two_sweeps_at_once(self):
        """Both look at the same clocks at the same moment; nobody is told twice, nothing is left out."""
        barrier = threading.Barrier(2, timeout=30)
        sweep, waited = self.registry["aftersales.clock"]._sweep, threading.local()

        def together(clocks):
            if not getattr(waited, "done", False):
                waited.done = True
                barrier.wait()
            sweep(clocks)

        def run():
            with suppress(OperationalError):  # the database refuses the loser; he is called again
                self._sweep()

        with (
            patch.object(self.registry["aftersales.clock"], "_sweep", together),
            mute_logger("odoo.sql_db"),
        ):
            threads = [threading.Thread(target=run, name=f"sweep-{index}") for index in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self._sweep()
        self.assertEqual(self._get_told(), ([1] * 5, [True] * 5))
