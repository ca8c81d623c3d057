from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .common import SIGNATURE
from .test_station import StationCase


class StatementCase(StationCase):
    """Two stations with agreed fees, jobs they finish, and statements of last month (N3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("aftersales_service.station_policy_general")
        cls.agreement = cls.env["aftersales.station.agreement"].create(
            {
                "name": "Station fees (test)",
                "code": "N3",
                "company_id": cls.company.id,
                "line_ids": [
                    Command.create({"amount": 60}),
                    Command.create({"amount": 80, "product_categ_id": cls.category.id}),
                ],
            }
        )
        cls.env.ref("aftersales_service.product_station_fee").supplier_taxes_id = False
        cls.month = cls.env["aftersales.station.statement"]._get_last_month(cls.company)
        cls.fees = cls.env["aftersales.station.fee"]

    def _finish_at(self, station, order=None, **voucher):
        """A job that `station` takes, works and has signed."""
        order = self._give_to(station, order or self._play_until("registered", self.unit_free))
        job = order.sudo()
        job._station_accept()
        job.write({"handling": "Cleaned", "result": "Cools", "time_spent": 1.1, "no_parts": True, **voucher})
        job.action_start()
        job.action_finish()
        job._sign("Zhang Wei", SIGNATURE)
        return order

    def _add_fees(self, station, *amounts, date=None, kind="job"):
        """Lines of last month without a job, as the system would keep them."""
        return self.fees.create(
            [
                {
                    "station_id": station.id,
                    "company_id": station.company_id.id,
                    "kind": kind,
                    "date": date or self.month + relativedelta(days=9),
                    "amount": amount,
                    "reason_code": "deduction",
                    "reason_values": {"text": "Made for the test"},
                }
                for amount in amounts
            ]
        )

    def _make(self, stations=None):
        """The statements of last month, as the scheduled action makes them."""
        return (stations or self.north)._make_statements(self.month)

    def _send(self, *amounts):
        """A statement that is with station North."""
        self._add_fees(self.north, *(amounts or (80, 60)))
        statement = self._make()
        statement.with_user(self.accountant).action_send()
        return statement

    def _confirm(self, *amounts):
        statement = self._send(*amounts)
        statement.with_user(self.north_user).sudo()._station_confirm()
        return statement

    def _dispute(self, statement, line=None, text="Too little", photos=()):
        line = line or statement.fee_ids[0]
        statement.with_user(self.north_user).sudo()._station_dispute(str(line.id), text, photos)
        return line.dispute_ids.filtered(lambda each: each.state == "open")

    def _bill(self, statement, post=True):
        statement.with_user(self.accountant).action_bill()
        move = statement.move_id
        if post:
            move.action_post()
        return move

    def _pay(self, move):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"journal_id": self.company._get_aftersales_journal("cash").id})._create_payments()
