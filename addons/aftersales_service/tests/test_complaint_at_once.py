import threading
from functools import partial

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_two_at_once import TwoAtOnceCase

#: How many people register a complaint at the same moment.
PEOPLE = 4
REFUSED = "Not this one"


@tagged("post_install", "-at_install")
class TestComplaintAtOnce(TwoAtOnceCase):
    """Complaints registered at the same moment, with real cursors: no gap, no double (S22)."""

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            env.cr.execute("DELETE FROM aftersales_complaint WHERE partner_id = %s", [cls.customer_id])
            env.cr.commit()
        return super()._clean_up()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_s22_numbers_have_neither_gaps_nor_doubles(self):
        together = threading.Barrier(PEOPLE, timeout=60)
        broken = []

        def register(index, env):
            env["aftersales.complaint"].create(
                {"partner_id": self.customer_id, "description": f"Noise {index}"}
            )
            if index == 0:
                broken.append(index)
                raise UserError(REFUSED)

        threads = [
            threading.Thread(target=self._call, args=(self.first, partial(register, index), together.wait))
            for index in range(PEOPLE)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        with self._environment() as env:
            stored = env["aftersales.complaint"].search([("partner_id", "=", self.customer_id)])
            serials = sorted(int(name.rpartition("-")[2]) for name in stored.mapped("name"))
        self.assertTrue(broken, "one drew a number and failed")
        self.assertEqual(serials, list(range(1, PEOPLE)))
