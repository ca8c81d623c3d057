import threading
from contextlib import suppress
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_sweep_at_once import Killed
from .test_two_at_once import TwoAtOnceCase


@tagged("post_install", "-at_install")
class TestPlanAtOnce(TwoAtOnceCase):
    """The month's inspections are planned exactly once, though the run is killed, or runs twice (S29)."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch("odoo.addons.aftersales_base.models.aftersales_slice_mixin.SLICE", 2))
        with self._environment() as env:
            checklist = self._keep(
                env["aftersales.checklist"].create(
                    {"name": "At once", "kind": "site", "item_ids": [Command.create({"name": "Aisle"})]}
                )
            )
            sites = self._keep(
                env["aftersales.site"].create(
                    [
                        {"name": f"At once {self._testMethodName} {index}", "checklist_id": checklist.id}
                        for index in range(5)
                    ]
                )
            )
            self.site_ids = sites.ids
            env.cr.commit()

    def tearDown(self):
        with self._environment() as env:
            # nobody deletes a sheet, the test included
            env.cr.execute("DELETE FROM aftersales_inspection WHERE site_id IN %s", [tuple(self.site_ids)])
            env.cr.commit()
        super().tearDown()

    def _plan(self):
        with self._environment() as env:
            env["aftersales.site"]._cron_plan()
            env.cr.commit()

    def _get_planned(self):
        """Return how many inspections each site has."""
        with self._environment() as env:
            return [len(site.inspection_ids) for site in env["aftersales.site"].browse(self.site_ids)]

    def test_s29_killed_between_two_slices(self):
        """What was planned before the kill is kept; the next run plans the rest, a third nothing."""
        plan, slices = self.registry["aftersales.site"]._plan_month, []

        def killed_at_the_second(sites):
            slices.append(len(sites))
            plan(sites)
            if len(slices) == 2:
                raise Killed

        killing = patch.object(self.registry["aftersales.site"], "_plan_month", killed_at_the_second)
        with killing, self.assertRaises(Killed):
            self._plan()
        self.assertEqual(sum(self._get_planned()), 2, "the first slice is kept, the second is undone")
        for _run in range(2):
            self._plan()
            self.assertEqual(self._get_planned(), [1] * 5)

    def test_s29_two_runs_at_once(self):
        """Both look at the same sites at the same moment: each gets one inspection, none gets two."""
        barrier = threading.Barrier(2, timeout=30)
        plan, waited = self.registry["aftersales.site"]._plan_month, threading.local()

        def together(sites):
            if not getattr(waited, "done", False):
                waited.done = True
                with suppress(threading.BrokenBarrierError):  # the other one found nothing that is free
                    barrier.wait()
            plan(sites)

        def run():
            with suppress(OperationalError):  # the database refuses the loser; he is called again
                self._plan()

        patching = patch.object(self.registry["aftersales.site"], "_plan_month", together)
        with patching, mute_logger("odoo.sql_db"):
            threads = [threading.Thread(target=run, name=f"plan-{index}") for index in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
        self._plan()
        self.assertEqual(self._get_planned(), [1] * 5)

    def test_s29_done_while_an_answer_is_taken_back(self):
        """The sheet is done and an answer is taken back at the same moment: it is never done with a gap."""
        self._plan()
        with self._environment() as env:
            sheet = env["aftersales.inspection"].search([("site_id", "=", self.site_ids[0])])
            sheet.action_start()
            sheet.line_ids.action_ok()
            sheet_id, line_id = sheet.id, sheet.line_ids.id
            env.cr.commit()
        words = self._race(
            (self.first, lambda env: env["aftersales.inspection"].browse(sheet_id).action_done()),
            (self.second, lambda env: env["aftersales.inspection.line"].browse(line_id).action_clear()),
        )
        self.assertEqual(sum(bool(word) for word in words), 1, words)
        with self._environment() as env:
            sheet = env["aftersales.inspection"].browse(sheet_id)
            self.assertEqual(sheet.state == "done", bool(sheet.line_ids.result))
