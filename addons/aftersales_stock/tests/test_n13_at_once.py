from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.aftersales_service.tests.test_sweep_at_once import Killed
from odoo.addons.aftersales_service.tests.test_two_at_once import TwoAtOnceCase

STATIONS, PIECES = 5, 4


@tagged("post_install", "-at_install")
class TestWriteoffKilled(TwoAtOnceCase):
    """N13: the monthly write-off is killed and resumed: nothing is posted twice, nothing is lost."""

    def setUp(self):
        super().setUp()
        self.addClassCleanup(self._clean_writeoffs)
        self.startPatcher(patch("odoo.addons.aftersales_base.models.aftersales_slice_mixin.SLICE", 2))
        with self._environment() as env:
            today = env.company._get_aftersales_today()
            self.month = today.replace(day=1) - relativedelta(months=3)
            order = self._keep(
                env["aftersales.order"].create(
                    {"partner_id": self.customer_id, "product_id": self.product_id, "fault": "Noise"}
                )
            )
            line = env["aftersales.order.line"].create(
                {"order_id": order.id, "kind": "part", "product_id": self.product_id}
            )
            partners = self._keep(
                env["res.partner"].create(
                    [{"name": f"Killed {index}", "is_company": True} for index in range(STATIONS)]
                )
            )
            stations = self._keep(
                env["aftersales.station"].create(
                    [{"partner_id": partner.id, "state": "active"} for partner in partners]
                )
            )
            type(self).station_ids = stations.ids
            last = self.month + relativedelta(months=2, days=-1)
            env["aftersales.part.use"].create(
                [
                    {
                        "station_id": station.id,
                        "company_id": env.company.id,
                        "order_id": order.id,
                        "order_line_id": line.id,
                        "product_id": self.product_id,
                        "quantity": 1,
                        "payer": "maker",
                        "from_station": True,
                        "used_on": self.month,
                        "month": self.month,
                        "price": 33.33,
                        "value": 33.33,
                        "due_on": last - timedelta(days=14),
                        "last_on": last,
                        "state": "owed",
                    }
                    for station in stations
                    for _piece in range(PIECES)
                ]
            )
            env.cr.commit()

    @classmethod
    def _clean_writeoffs(cls):
        """Take out what nobody deletes."""
        with cls._environment() as env:
            moves = env["aftersales.writeoff"].search([("station_id", "in", cls.station_ids)]).move_id.ids
            for statement in (
                "DELETE FROM aftersales_station_fee WHERE station_id IN %(stations)s",
                "DELETE FROM aftersales_writeoff_line WHERE station_id IN %(stations)s",
                "DELETE FROM aftersales_writeoff WHERE station_id IN %(stations)s",
                "DELETE FROM account_move WHERE id IN %(moves)s",
                "DELETE FROM aftersales_part_use WHERE station_id IN %(stations)s",
            ):
                env.cr.execute(SQL(statement, stations=tuple(cls.station_ids), moves=(*moves, 0)))
            env.cr.commit()

    def _run(self, name):
        with self._environment() as env:
            getattr(env["aftersales.writeoff"], name)()
            env.cr.commit()

    def _run_killed(self, model, method, name):
        """Run the scheduled action; the process ends after the second slice has done its work."""
        original, slices = getattr(self.registry[model], method), []

        def killed(records, *args):
            result = original(records, *args)
            slices.append(len(records))
            if len(slices) == 2:
                raise Killed
            return result

        with patch.object(self.registry[model], method, killed), self.assertRaises(Killed):
            self._run(name)

    def _read(self, env):
        records = env["aftersales.writeoff"].search([("station_id", "in", self.station_ids)])
        return records, records.line_ids, records.sudo().fee_ids

    def test_n13_killed_while_it_is_made_and_while_it_is_posted(self):
        self._run_killed("aftersales.station", "_make_writeoffs", "_cron_make")
        with self._environment() as env:
            records, lines, _fees = self._read(env)
            self.assertEqual((len(records), len(lines)), (2, 2 * PIECES), "the first slice is kept")
        for _again in range(2):
            self._run("_cron_make")
        with self._environment() as env:
            records, lines, _fees = self._read(env)
            self.assertEqual((len(records), len(lines)), (STATIONS, STATIONS * PIECES))
            self.assertEqual(len(lines.use_id), STATIONS * PIECES)
            self.assertEqual(set(records.mapped("state")), {"sent"})
            records.answer_by = records[0].company_id._get_aftersales_today() - timedelta(days=1)
            env.cr.commit()
        self._run_killed("aftersales.writeoff", "_create_entries", "_cron_close")
        with self._environment() as env:
            records, _lines, fees = self._read(env)
            posted = records.filtered(lambda each: each.state == "posted")
            self.assertEqual((len(posted), len(posted.move_id), len(fees)), (2, 2, 2 * PIECES))
        for _again in range(2):
            self._run("_cron_close")
        with self._environment() as env:
            records, lines, fees = self._read(env)
            self.assertEqual(set(records.mapped("state")), {"posted"})
            self.assertEqual((len(records.move_id), len(fees)), (STATIONS, STATIONS * PIECES))
            self.assertEqual(fees.writeoff_line_id, lines)
            self.assertEqual(set(lines.use_id.mapped("state")), {"done"})
            expected = round(STATIONS * PIECES * 33.33, 2)
            self.assertAlmostEqual(sum(records.mapped("charge")), expected, 2)
            self.assertAlmostEqual(-sum(fees.mapped("amount")), expected, 2)
            self.assertAlmostEqual(sum(records.move_id.mapped("amount_total")), expected, 2)
