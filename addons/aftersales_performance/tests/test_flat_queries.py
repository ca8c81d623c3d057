from itertools import count

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MONTH
from .common_bonus import BonusCase


@tagged("post_install", "-at_install")
class TestFlatQueries(BonusCase):
    """B2, S7, S20, S27: as many queries for many as for few."""

    def _compare(self, prepare, work, sizes=(2, 2, 12)):
        """Work on what `prepare` makes of each size; the first time fills the caches of rights."""
        counts = []
        for size in sizes:
            found = prepare(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            work(found)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1], counts)

    def _hire(self, size, tickets=1):
        people = self.env["hr.employee"].create(
            [{"name": f"E{number}", "company_id": self.company.id} for number in range(size)]
        )
        for person in people:
            self._tickets(tickets, person)
        return people

    def test_b2_a_pool_is_approved(self):
        self._earned("parts_own", 4000)

        def prepare(size):
            pools = self.pools.search([("company_id", "=", self.company.id)])
            pools.action_take_back()
            pools.sudo().unlink()
            self._hire(size)
            pool = self._pool()
            pool.action_publish()
            return pool.with_user(self.director.user_id)

        def approve(pool):
            savepoint = self.cr.savepoint(flush=False)
            with freeze_time("2026-04-14 02:00:00"):
                pool.action_approve()
                self.env.flush_all()
            self.env.invalidate_all(flush=False)
            savepoint.rollback()

        self._compare(prepare, approve)

    def test_s7_the_own_page(self):
        def prepare(size):
            self._hire(size)
            self._tickets(size, on="2026-04-02 02:00:00")
            return self.env["aftersales.my.month"].with_user(self.engineer.user_id).create({})

        names = ["figures", "tickets", "points", "expected", "open_jobs", "missing_reports"]
        self._compare(prepare, lambda page: page.read(names))

    def test_s20_the_monthly_report(self):
        def prepare(size):
            self._hire(size)
            self.env.flush_all()
            for kind in ("company", "engineer"):
                self.values._write_values(self.company, kind, MONTH, MONTH.replace(day=28))
            reports = self.env["aftersales.month.report"].with_user(self.leader.user_id)
            return reports.create({"month": MONTH})

        self._compare(prepare, lambda report: report._render_workbook())

    def test_s27_months_are_approved_and_paid(self):
        series = count()

        def prepare(size):
            agents = self.env["hr.employee"].union(
                *(self._create_person(f"voice {next(series)}-{number}") for number in range(size))
            )
            agents.aftersales_agent = True
            for agent in agents:
                self._call(1, agent)
            drawn = self.months._draw(agents, MONTH)
            for check in drawn.check_ids:
                self._score(check)
                if check.state == "open":
                    self._score(check, scorer=self.second)
            return drawn.with_user(self.leader.user_id)

        def approve(months):
            with freeze_time("2026-05-14 02:00:00"):
                months.action_approve()
                self.env.flush_all()

        self._compare(prepare, approve)

    def test_b2_objections_to_a_pool(self):
        self._tickets(1)
        pool, counts = self._pool(), []
        pool.action_publish()
        for size in (2, 2, 8):
            for _number in range(size):
                self._object(pool, self._job(repair_start="2026-02-02 01:00:00", state="acceptance"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pool.sudo()._compute_result()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1], counts)
