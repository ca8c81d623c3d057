import threading
import time
from random import random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.aftersales_service.tests.test_two_at_once import TwoAtOnceCase

WORKERS = 8
REQUESTS = 208
#: Nobody is told of transactions and locks.
CLEAR = r"Somebody else is changing|beyond the limit"


@tagged("post_install", "-at_install")
class TestLimitAtOnce(TwoAtOnceCase):
    """N6: approvals at the same moment never break the limit together."""

    @classmethod
    def _create_people(cls, env):
        cls.addClassCleanup(cls._clean_parts)
        manager = env["res.users"].create(
            {
                "name": "Manager at once",
                "login": "test-n6-at-once",
                "group_ids": [Command.link(env.ref("aftersales_service.group_manager").id)],
            }
        )
        cls._keep(manager.partner_id)
        cls._keep(manager)
        cls.manager = manager.id
        partner = cls._keep(env["res.partner"].create({"name": "Limit at once", "is_company": True}))
        product = env["product.product"].create({"name": "Limit at once", "is_storable": True})
        cls._keep(product.product_tmpl_id)
        cls.product_id = product.id
        station = cls._keep(env["aftersales.station"].create({"partner_id": partner.id, "state": "active"}))
        cls.station_id = station.id
        env["aftersales.supply.price"].create(
            {"product_id": product.id, "date_from": "2001-01-01", "price": 100}
        )
        journal = env.company._get_aftersales_journal("cash")
        station._move_deposit("receive", 1000, journal)
        station._ensure_locations()
        requests = env["aftersales.part.request"].create(
            [
                {
                    "station_id": station.id,
                    "kind": "monthly",
                    "line_ids": [Command.create({"product_id": product.id, "quantity": 1})],
                }
                for _index in range(REQUESTS)
            ]
        )
        requests.write({"state": "submitted", "due_on": "2031-01-20", "requested_on": "2030-12-28"})
        cls.request_ids = requests.ids

    @classmethod
    def _clean_parts(cls):
        """Take out what nobody deletes: requests, their transfers, movements of the deposit."""
        with cls._environment() as env:
            location = env["aftersales.station"].browse(cls.station_id).location_id
            for statement in (
                "UPDATE aftersales_station SET location_id = NULL, deposit_balance = 0"
                " WHERE id = %(station)s",
                "DELETE FROM stock_move WHERE location_dest_id = %(location)s",
                "DELETE FROM stock_picking WHERE location_dest_id = %(location)s",
                "DELETE FROM aftersales_part_request WHERE station_id = %(station)s",
                "DELETE FROM aftersales_supply_price WHERE product_id = %(product)s",
                "DELETE FROM aftersales_station_deposit_entry WHERE station_id = %(station)s",
                "DELETE FROM account_payment WHERE aftersales_source LIKE 'aftersales.station.deposit%%'",
                "DELETE FROM account_move WHERE aftersales_source LIKE 'aftersales.station.deposit%%'",
            ):
                env.cr.execute(
                    SQL(statement, station=cls.station_id, location=location.id, product=cls.product_id)
                )
            env.invalidate_all()
            location.unlink()
            env.cr.commit()

    def _approve(self, request_id):
        """Approve as the web server does it; whoever finds the station taken presses again."""
        for attempt in range(1000):
            with self._environment(self.manager) as env:
                request = env["aftersales.part.request"].browse(request_id)
                try:
                    retrying(request.action_approve, env)
                except UserError as error:
                    env.cr.rollback()
                    if "Somebody else" not in str(error):
                        return str(error)
                    # who presses again at once only keeps the others from getting through
                    time.sleep(min(0.05 * 2**attempt, 0.8) * random())
                    continue
                env.cr.commit()
                return ""
        return "never free"

    def test_n6_two_hundred_approvals_by_eight_workers(self):
        """N6: 208 requests of 100.00 each, limit 3,000.00: exactly 30 are approved, the others hear why."""
        waiting, answers = list(self.request_ids), {}
        start = threading.Barrier(WORKERS, timeout=60)

        def work():
            start.wait()
            while waiting:
                try:
                    request_id = waiting.pop()
                except IndexError:
                    return
                try:
                    answers[request_id] = self._approve(request_id)
                except Exception as error:  # noqa: BLE001 - whatever it is, it was not handled
                    answers[request_id] = f"unhandled: {error!r}"

        threads = [threading.Thread(target=work, name=f"limit-at-once-{index}") for index in range(WORKERS)]
        with mute_logger("odoo.sql_db", "odoo.service.model", "odoo.addons.base.models.ir_qweb"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(500)
        self.assertEqual(len(answers), REQUESTS)
        refused = [answer for answer in answers.values() if answer]
        for answer in refused:
            self.assertRegex(answer, CLEAR)
        self.assertEqual(REQUESTS - len(refused), 30)
        with self._environment() as env:
            station = env["aftersales.station"].browse(self.station_id)
            self.assertEqual((station.parts_total, station.parts_left), (3000, 0))
