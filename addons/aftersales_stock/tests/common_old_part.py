from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.aftersales_service.tests.common import SIGNATURE

from .test_n7_request import RequestCase


class OldPartCase(RequestCase):
    """The north has 20 parts at 100.00 each, within its limit of 3,000.00, and jobs under warranty."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.with_user(cls.accountant)._move_deposit("receive", 1000, cls.cash_box)
        cls.month = cls.today.replace(day=1)
        cls.next_month = cls.month + relativedelta(months=1)
        cls.figures = cls.env.ref("aftersales_stock.old_part_policy_general")

    @classmethod
    def _supply(cls, station, quantity=20, product=None):
        """Parts stand at the station, received long ago."""
        station._ensure_locations()
        cls.env["stock.quant"]._update_available_quantity(product or cls.part, station.location_id, quantity)

    def _on(self, day):
        """The middle of `day` in the company's time zone."""
        return freeze_time(datetime.combine(day, time(4)))

    def _job(self, station=None, quantity=1, unit=None, product=None, **line):
        """A job that the station takes, works with `quantity` parts, and has signed."""
        order = self._play_until("registered", unit or self.unit_free)
        return self._work(order, station or self.north, quantity, product, **line)

    def _work(self, order, station, quantity=1, product=None, **line):
        """`station` takes the job, works with `quantity` parts, and has it signed."""
        order.with_user(self.dispatcher)._assign_station(
            station, expected=(order.engineer_id, order.station_id)
        )
        job = order.sudo()
        job._station_accept()
        self.env["aftersales.order.line"].create(
            {
                "order_id": job.id,
                "kind": "part",
                "product_id": (product or self.part).id,
                "quantity": quantity,
                "old_fault": "Does not turn",
                **line,
            }
        )
        if job.service_type == "A":
            job.action_prepare_quotation()
            job.action_accept_quotation()
        job.write({"handling": "Replaced", "result": "Cools", "time_spent": 1.0})
        job.action_start()
        job.action_finish()
        job._sign("Zhang Wei", SIGNATURE)
        return order

    def _use(self, quantity=1, station=None, **options):
        """Parts of one warranty job; returns the records of use."""
        return self.env["aftersales.part.use"].search(
            [("order_id", "=", self._job(station, quantity, **options).id)], order="id"
        )

    def _report(self, station=None, day=None):
        """The usage report of the month is made and submitted on `day` (the 2nd of the next month)."""
        with self._on(day or self.next_month + timedelta(days=1)):
            self._run_cron("open_usage_reports")
            report = self.env["aftersales.usage.report"].search(
                [("station_id", "=", (station or self.north).id), ("month", "=", self.month)]
            )
            if report.state == "draft":
                report.sudo()._submit()
        return report

    def _send(self, uses, day=None, station=None):
        """The station sends the old parts of `uses` on `day` (the 10th of the next month)."""
        with self._on(day or self.next_month + timedelta(days=9)):
            pieces = [(str(use.id), "", "Does not turn") for use in uses]
            returns = self.env["aftersales.part.return"]
            return returns._send_for_station((station or self.north).sudo(), pieces, carrier="SF")

    def _inspect(self, shipment, *results):
        """The keeper counts and inspects; every piece without a result of its own is confirmed."""
        shipment = shipment.with_user(self.keeper)
        shipment.action_receive()
        for line, result in zip(shipment.line_ids, results, strict=False):
            line.result = result
        shipment.action_confirm_faults()
        shipment.action_inspect()
        self.env.invalidate_all()

    def _returned(self, count=1, *results, day=None):
        """Uses whose old parts were sent and inspected."""
        uses = self._use(count)
        self._report()
        self._inspect(self._send(uses, day), *results)
        return uses

    def _make(self, day=None, station=None):
        """The write-off of the month, a draft, made on `day` (the 20th of the next month)."""
        with self._on(day or self.next_month + timedelta(days=19)):
            return (station or self.north)._make_writeoffs(self.month)

    def _accepted(self, *results, count=1, day=None):
        self._returned(count, *results, day=day)
        record = self._make()
        record.with_user(self.keeper).action_send()
        if record.state == "sent":
            record.sudo()._station_accept()
        return record

    def _close_of(self, month):
        return month + relativedelta(months=1, days=-1)

    def _get_charges(self, station):
        """What the ledger says the station owes for parts."""
        account = self.company._get_aftersales_station_charge_account()
        domain = [
            ("account_id", "=", account.id),
            ("partner_id", "=", station.partner_id.id),
            ("parent_state", "=", "posted"),
        ]
        ((balance,),) = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(balance, 2)

    def _now(self):
        return fields.Datetime.now()
