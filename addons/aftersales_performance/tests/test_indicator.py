from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from ..const_indicator import MEASURES, SUBJECT_KINDS
from .common_indicator import FIRST, LAST, IndicatorCase


@tagged("post_install", "-at_install")
class TestIndicator(KilledMixin, IndicatorCase):
    """S20: each figure counted by hand, and exactly the records behind it."""

    def _check_rows(self, code, records, subject=None, kind="engineer"):
        """The drill-down lists as many records as were counted."""
        indicator = self._indicator(code)
        subject = False if kind == "company" else (subject or self.engineer).id
        model, domain = indicator._get_rows(self.company, kind, subject, FIRST, LAST)
        found = self.env[model].search(domain)
        self.assertEqual(len(found), records, code)
        return found

    def test_s20_every_measure_is_described_once(self):
        found = self.indicators.with_context(active_test=False).search([])
        self.assertEqual(sorted(found.mapped("code")), sorted(MEASURES))
        for indicator in found:
            self.assertTrue(indicator.formula)

    def test_s20_figures_of_a_month_counted_by_hand(self):
        """S20: three jobs of the engineer in February, one request still open, one cancelled."""
        once = self._job(
            "2026-02-02 01:00:00",
            {
                "answer": "met_in_time",
                "arrival": "met_in_time",
                "promise": "met_in_time",
                "voucher": "met_in_time",
            },
            hours=10,
            opinion=100,
        )
        again = self._job(
            "2026-02-05 01:00:00",
            {"answer": "met_in_time", "arrival": "met_late", "promise": "met_late", "voucher": "met_late"},
            hours=50,
            reopen_count=1,
            opinion=60,
        )
        back = self._job("2026-02-08 01:00:00", {"answer": "met_late", "arrival": "met_in_time"}, hours=30)
        self._job("2026-02-20 01:00:00", engineer_id=self.colleague.id, repeat_of_id=back.id)
        self._job("2026-02-27 01:00:00")
        self._job("2026-02-26 01:00:00", state="cancelled")
        self._job("2026-02-08 01:00:00", {"arrival": "met_late"}, hours=7, engineer_id=self.colleague.id)
        self._complain(again, late=True, outcome="return")
        self._complain(back)
        self._complain(once, state="withdrawn")
        self._logged(1.5, once)
        self._logged(2, again, on="2026-02-11 01:00:00")
        expected = {
            "requests": (5, 5),
            "answer_hours": (6, 3),
            "answer_rate": (200, 3),
            "arrival_rate": (200, 3),
            "promise_rate": (100, 2),
            "complaint_rate": (200, 5),
            "tickets": (3, 3),
            "voucher_rate": (100, 2),
            "closed": (3, 3),
            "close_hours": (90, 3),
            "first_fix_rate": (100, 3),
            "resolution_rate": (200, 3),
            "repeat_rate": (100, 3),
            "return_rate": (100, 3),
            "satisfaction_rate": (160, 2),
            "complaint_time_rate": (100, 2),
            "labour_hours": (3.5, 2),
        }
        for code, figures in expected.items():
            with self.subTest(code):
                self.assertEqual(self._measured(code), figures)
                rows = self._check_rows(code, figures[1])
                measure = MEASURES[code]
                total = sum(rows.mapped(measure.value)) / measure.scale
                self.assertAlmostEqual(total, figures[0], msg=f"{code}: the rows add up to the figure")
        self.assertEqual(self._measured("arrival_rate", self.colleague), (0, 1))

    def test_s20_money_of_closed_jobs(self):
        """S20: parts cost is the stock value of the parts; an open job counts in neither."""
        closed, still_open = self._job(), self._job()
        for order in closed | still_open:
            line = self.env["aftersales.order.line"].create(
                {"order_id": order.id, "kind": "part", "product_id": self.product.id, "price_unit": 100}
            )
            line.cost = 40
        closed.write({"state": "closed", "closed_on": "2026-02-11 02:00:00"})
        self.assertEqual(self._measured("parts_cost"), (40, 1))
        self.assertEqual(self._measured("revenue"), (0, 1))
        self._check_rows("parts_cost", 1)

    def test_s20_the_month_is_the_companys(self):
        """S20: February in Shanghai begins and ends at 16:00 UTC of the day before."""
        for moment, counted in (
            ("2026-01-31 15:59:59", 0),
            ("2026-01-31 16:00:00", 1),
            ("2026-02-28 15:59:59", 2),
            ("2026-02-28 16:00:00", 2),
        ):
            self._job(moment)
            self.assertEqual(self._measured("requests")[0], counted, moment)
        self._run_night()
        self.assertEqual(self._written("requests", employee_id=self.engineer).value, 2)

    def test_s20_every_figure_of_every_kind_lists_exactly_what_it_counts(self):
        """S20, A4: what the night wrote is what is reckoned now, and what the listed records add up to."""
        second = self.env["product.product"].create({"name": "Split X2", "taxes_id": False})
        clocks = dict.fromkeys(self.rules, "met_in_time")
        for number in range(8):
            day, odd = f"2026-02-{3 + number:02} 01:00:00", number % 2
            job = self._job(
                day,
                {**clocks, "arrival": "met_late"} if number % 3 == 0 else clocks,
                engineer_id=number % 4 < 3 and (self.engineer, self.colleague)[odd].id,
                station_id=number % 4 == 3 and self.station.id,
                product_id=(self.product, second)[odd].id,
                reopen_count=number % 5 == 0,
                aftersales_answer_seconds=9 + number,
            )
            self.env["aftersales.order.line"].create(
                {"order_id": job.id, "kind": "part", "product_id": self.product.id, "price_unit": 100}
            ).cost = 33.33 + number
            closed = fields.Datetime.add(job.request_date, hours=7 + number)
            job.write({"state": "closed", "closed_on": closed, "signed_on": closed, "solved": "yes"})
            self._opinion(job, 60 + 5 * number)
            self._logged(1.25, job, job.engineer_id or self.engineer, day)
            if number % 3 == 1:
                self._complain(job, late=odd)
        self.env.flush_all()
        for kind, _label in SUBJECT_KINDS:
            self.values._write_values(self.company, kind, FIRST, LAST)
        written = self.values.search([("company_id", "=", self.company.id), ("month", "=", FIRST)])
        wanted = {(kind, code) for kind, _label in SUBJECT_KINDS for code in MEASURES}
        missing = wanted - {(value.kind, value.indicator_id.code) for value in written}
        nobody = {("agent", "labour_hours")}  # who answers the phone logs no hours
        nobody |= {(kind, "call_rate") for kind in ("engineer", "team", "station", "product")}
        self.assertEqual(missing, nobody)
        for value in written:
            indicator, subject = value.indicator_id, value._get_subject().id
            with self.subTest(f"{indicator.code} {value.kind} {subject}"):
                action = value.action_view_records()
                rows = self.env[action["res_model"]].search(action["domain"])
                measure = MEASURES[indicator.code]
                self.assertEqual(len(rows), value.records)
                total = sum(rows.mapped(measure.value)) / measure.scale
                self.assertAlmostEqual(total, value.total, 2)
                self.assertEqual(value.is_enough, len(rows) >= indicator.minimum_sample)
                live = indicator._measure(self.company, value.kind, FIRST, LAST, subject and [subject])
                figures = live[subject or False][indicator]
                self.assertAlmostEqual(value.value, indicator._get_value(*figures), 2)

    def test_s20_a_figure_of_every_kind_of_subject(self):
        """S20: engineer, agent, team, station, product and company read the same job."""
        job = self._job(hours=5, station_id=self.station.id)
        subjects = {
            "engineer": self.engineer,
            "agent": self.agent,
            "team": self.department,
            "station": self.station,
            "product": self.product,
        }
        self._run_night()
        for kind, _label in SUBJECT_KINDS:
            subject = subjects.get(kind)
            with self.subTest(kind):
                self.assertEqual(self._measured("closed", subject, kind), (1, 1))
                self.assertEqual(self._check_rows("closed", 1, subject, kind).id, job.id)
                value = self._written("closed", kind)
                self.assertEqual((value.value, value._get_subject()), (1, subject or self.env["res.company"]))
        self.assertEqual(self._measured("labour_hours", self.agent, "agent"), (0, 0), "agents log no hours")
        self.assertFalse(self._check_rows("labour_hours", 0, self.agent, "agent"))

    def test_s20_a_team_keeps_the_figures_of_who_left_it(self):
        """S20: the team is that of the day of the request, a later transfer changes nothing."""
        self.engineer.version_id.date_version = "2025-01-01"
        self._job("2026-02-09 15:59:59", hours=1)
        self._job("2026-02-09 16:00:00", hours=1)
        self.engineer.create_version(
            {"date_version": "2026-02-10", "department_id": self.other_department.id}
        )
        for department in (self.department, self.other_department):
            self.assertEqual(self._measured("closed", department, "team"), (1, 1))

    def test_s20_labour_hours_are_those_of_the_quotas(self):
        """S20, D36: what feeds the targets of labour hours is what the figure counts."""
        job = self._job()
        self._logged(2.5, job)
        self._logged(1, on="2026-02-12 01:00:00", kind="travel")
        target = self.env["aftersales.target"].create(
            {
                "employee_id": self.engineer.id,
                "company_id": self.company.id,
                "metric": "hours",
                "period": "month",
                "date_from": FIRST,
                "amount": 100,
                "source": "worklog",
            }
        )
        target._measure()
        self.assertEqual(target.achieved, 2.5)
        self.assertEqual(self._measured("labour_hours"), (2.5, 1))
        self.assertEqual(self._measured("labour_hours", self.product, "product"), (2.5, 1))

    # Least records ------------------------------------------------------------------

    def test_s20_too_few_records_below_at_above_the_least(self):
        indicator = self._indicator("close_hours")
        indicator.minimum_sample = 3
        for records, enough in ((2, False), (3, True), (4, True)):
            self._job(hours=6)
            if records == 2:
                self._job(hours=6)
            self._run_night()
            value = self._written("close_hours", employee_id=self.engineer)
            self.assertEqual((value.records, value.is_enough, value.value), (records, enough, 6))

    def test_s20_an_indicator_needs_one_record_and_a_measure(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "sample_positive"),
            self.cr.savepoint(),
        ):
            self._indicator("closed").minimum_sample = 0
            self.env.flush_all()
        with self._refused(ValidationError, "nothing measures"):
            self.indicators.create({"name": "Magic", "code": "magic", "formula": "?", "unit": "number"})
        with self._refused(UserError, "archive it"):
            self._indicator("closed").unlink()

    # The night ----------------------------------------------------------------------

    def test_s20_run_twice_the_values_are_the_same(self):
        self._job(hours=5)
        self._run_night()
        fields_read = ["indicator_id", "kind", "month", "value", "total", "records", "employee_id"]
        first = self.values.search_read([], fields_read)
        self._run_night()
        second = self.values.search_read([], fields_read)

        def strip(rows):
            return sorted(str({name: row[name] for name in fields_read}) for row in rows)

        self.assertTrue(first)
        self.assertEqual(strip(first), strip(second))

    def test_s20_the_night_follows_what_changed_in_the_last_months(self):
        """S20: a job that goes to another engineer leaves the first one's figures; old months stand."""
        self.company.aftersales_indicator_refresh = 2
        job, old = self._job(hours=5), self._job("2026-01-10 02:00:00", hours=5)
        self._run_night()
        month = fields.Date.to_date("2026-01-01")
        (job | old).engineer_id = self.colleague
        self._run_night()
        self.assertFalse(self._written("closed", employee_id=self.engineer))
        self.assertEqual(self._written("closed", employee_id=self.colleague).value, 1)
        self.assertEqual(self._written("closed", employee_id=self.engineer, month=month).value, 1)

    def test_s20_the_history_begins_twelve_months_back(self):
        due = self.values._get_due(self.company)
        self.assertEqual(due[0], ("company", fields.Date.to_date("2026-03-01")), "today's question first")
        self.assertEqual(due[-1][1], fields.Date.to_date("2025-04-01"))
        self.assertEqual(len(due), 12 * len(SUBJECT_KINDS))
        for month, times in (("2025-03-31 02:00:00", 0), ("2025-04-01 02:00:00", 1)):
            job = self._job(month, hours=5)
            self._run_night()
            written = self._written(
                "closed", "company", month=fields.Date.start_of(job.closed_on.date(), "month")
            )
            self.assertEqual(len(written), times)

    def test_s20_stopped_after_each_kind_the_night_goes_on_where_it_was(self):
        """S20: the host gives a scheduled action seconds only; what is written is not written again."""
        for moment in ("2025-06-10 02:00:00", "2026-01-10 02:00:00"):
            self._job(moment, hours=5)
        turns = []
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 0):
            for _turn in range(12):
                self.values._cron_measure()
                turns.append(len({(each.kind, each.month) for each in self.values.search([])}))
        # all kinds but stations, in two months; a kind without records is no turn of its own
        self.assertEqual(turns, [*range(1, 10), 10, 10, 10])

    def test_s20_a_night_that_is_killed_keeps_what_it_wrote_and_writes_the_rest(self):
        """S20: killed in the second kind of subject, the first is kept; nothing is there twice."""
        self._job("2026-03-02 02:00:00", hours=5, station_id=self.station.id)
        self.company.aftersales_indicator_history = 3
        others = self.env["res.company"].search([("id", "!=", self.company.id)])
        self.env.cr.execute("UPDATE res_company SET active = false WHERE id = ANY(%s)", [others.ids])
        others.invalidate_recordset()

        def written():
            return self.values.search_count([("company_id", "=", self.company.id)])

        self._kill("aftersales.indicator.value", "_cron_measure", "_write_values")
        kinds = self.values.search([("company_id", "=", self.company.id)]).mapped("kind")
        self.assertEqual(set(kinds), {"company"})
        self._run("aftersales.indicator.value", "_cron_measure")
        kinds = self.values.search([("company_id", "=", self.company.id)]).mapped("kind")
        self.assertEqual(set(kinds), {kind for kind, _label in SUBJECT_KINDS})
        before = written()
        self._run("aftersales.indicator.value", "_cron_measure")
        self.assertEqual(written(), before)

    def test_s20_measured_once_a_day_or_when_asked(self):
        """S20: a month that moves is measured anew the next day, or at once when a manager asks."""
        for moment in ("2025-06-10 02:00:00", "2026-02-10 02:00:00"):
            self._job(moment, hours=5)
        self._run_night()
        self.company.aftersales_indicator_asked_on = False
        moving, old = (("company", fields.Date.to_date(day)) for day in ("2026-02-01", "2025-06-01"))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=5)):
            self.assertNotIn(moving, self.values._get_due(self.company))
            self.values.with_user(self.leader.user_id).action_measure()
            self.assertIn(moving, self.values._get_due(self.company))
        self.company.aftersales_indicator_asked_on = False
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=1)):
            self.assertIn(moving, self.values._get_due(self.company))
            self.assertNotIn(old, self.values._get_due(self.company))

    def test_s20_as_many_queries_for_many_people_as_for_one(self):
        counts = []
        for size in (1, 1, 12):
            for _number in range(size):
                person = self.env["hr.employee"].create({"name": "E", "company_id": self.company.id})
                self._job(hours=5, engineer_id=person.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for kind, _label in SUBJECT_KINDS:
                self.values._write_values(self.company, kind, FIRST, LAST)
            counts.append(self.env.cr.sql_log_count - before)
            before = self.env.cr.sql_log_count
            self.indicators.search([])._measure(self.company, "engineer", FIRST, LAST)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2:4], counts[4:])


@tagged("post_install", "-at_install")
class TestIndicatorRights(IndicatorCase):
    """S20, G1: an engineer sees the own figures, a superior those below, a manager all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._job(hours=5)
        cls._job(hours=5, engineer_id=cls.colleague.id)
        cls.values._write_values(cls.company, "engineer", FIRST, LAST)
        cls.values._write_values(cls.company, "team", FIRST, LAST)

    def _seen(self, person):
        values = self.values.with_user(person.user_id).search([])
        return {(each.kind, each._get_subject().id) for each in values.sudo()}, values

    def test_g1_an_engineer_sees_the_own_figures_only(self):
        seen, values = self._seen(self.engineer)
        self.assertEqual(seen, {("engineer", self.engineer.id)})
        self.assertNotIn("money", values.mapped("unit"))
        groups = self.values.with_user(self.engineer.user_id).formatted_read_group(
            [], ["employee_id"], ["__count"]
        )
        self.assertEqual([group["employee_id"][0] for group in groups], [self.engineer.id])
        foreign = self._written("closed", employee_id=self.colleague)
        with self._refused(AccessError, "."):
            foreign.with_user(self.engineer.user_id).read(["value"])
        with self._refused(AccessError, "."):
            foreign.with_user(self.engineer.user_id).action_view_records()

    def test_g1_superiors_and_managers(self):
        seen, _values = self._seen(self.head)
        self.assertEqual(seen, {("engineer", self.engineer.id), ("engineer", self.colleague.id)})
        self.department.manager_id = self.head
        seen, _values = self._seen(self.head)
        self.assertIn(("team", self.department.id), seen)
        seen, values = self._seen(self.leader)
        self.assertEqual(len(seen), 3)
        self.assertIn("money", values.mapped("unit"))
        self.assertEqual(self._seen(self.stranger)[0], set())

    def test_g1_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.values.search([]).company_id = other
        for person in (self.engineer, self.leader):
            self.assertFalse(self._seen(person)[1])

    def test_g1_nobody_changes_a_figure(self):
        value = self._written("closed", employee_id=self.engineer)
        for person in (self.engineer, self.leader):
            own = value.with_user(person.user_id)
            for attack in (
                lambda own=own: own.write({"value": 100}),
                lambda own=own: own.create({"value": 100}),
                own.unlink,
            ):
                with self._refused(UserError, "."):
                    attack()
        with self._refused(AccessError, "performance manager"):
            value.with_user(self.engineer.user_id).action_measure()
        with self._refused(AccessError, "."):
            self._indicator("closed").with_user(self.engineer.user_id).write({"minimum_sample": 9})

    def test_s20_drill_down_of_the_engineer_is_the_own_orders(self):
        """S20: without a right on the analysis the same jobs are listed as orders."""
        value = self._written("closed", employee_id=self.engineer)
        action = value.with_user(self.engineer.user_id).action_view_records()
        self.assertEqual(action["res_model"], "aftersales.order")
        orders = self.env[action["res_model"]].with_user(self.engineer.user_id).search(action["domain"])
        self.assertEqual(len(orders), value.records)
        action = value.with_user(self.leader.user_id).action_view_records()
        self.assertEqual(action["res_model"], "aftersales.order.analysis")
        rows = self.env[action["res_model"]].with_user(self.leader.user_id).search(action["domain"])
        self.assertEqual(rows.ids, orders.ids)


@tagged("post_install", "-at_install")
class TestIndicatorSheet(IndicatorCase):
    """A4: appraisal sheets take figures over, where there are records enough."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department.manager_id = cls.boss
        line = {"source": "service", "rule": "direct", "weight": 50}
        cls.template = cls.env["aftersales.appraisal.template"].create(
            {
                "name": "Repair",
                "company_id": cls.company.id,
                "period": "month",
                "department_ids": [Command.set(cls.department.ids)],
                "line_ids": [
                    Command.create(
                        {
                            **line,
                            "name": "First-time fix",
                            "indicator_id": cls._indicator("first_fix_rate").id,
                        }
                    ),
                    Command.create(
                        {
                            **line,
                            "name": "Of the team",
                            "indicator_id": cls._indicator("closed").id,
                            "indicator_kind": "team",
                        }
                    ),
                ],
            }
        )
        cls.template.with_user(cls.manager.user_id).action_publish()

    def _start(self):
        cycle = self.env["aftersales.appraisal.cycle"].create(
            {"template_id": self.template.id, "company_id": self.company.id, "date_from": FIRST}
        )
        cycle.with_user(self.officer.user_id).action_start()
        sheet = cycle.sheet_ids.filtered(lambda sheet: sheet.employee_id == self.engineer)
        sheet.indicator_ids._measure()
        return sheet

    def test_a4_a_sheet_reads_figures_with_the_records_behind_them(self):
        for number in range(5):
            self._job(hours=5, reopen_count=number == 0)
        self._job(hours=5, engineer_id=self.colleague.id)
        sheet = self._start()
        own, team = sheet.indicator_ids
        self.assertEqual((own.known, own.actual), (True, 80))
        self.assertEqual((team.known, team.actual), (True, 6))
        self.assertEqual((own.unit, own.line_id.better), ("%", "more"))
        with self._refused(AccessError, "does not show the records"):
            own.with_user(self.head.user_id).action_view_source()
        self.head.user_id.group_ids |= self.env.ref("aftersales_service.group_dispatcher")
        action = own.with_user(self.head.user_id).action_view_source()
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), 5)
        with self._refused(UserError, "is measured"):
            own.with_user(self.head.user_id).write({"actual": 100, "evidence": "I say so"})

    def test_a4_too_few_records_are_judged_by_hand_with_evidence(self):
        """A4: one job below the least, the superior says what he rests on; at the least it is measured."""
        jobs = [self._job(hours=5) for _number in range(4)]
        sheet = self._start()
        own = sheet.indicator_ids[0]
        self.assertFalse(own.known)
        superior = own.with_user(self.head.user_id)
        with self._refused(UserError, "what the value rests on"):
            superior.write({"actual": 70})
        superior.write({"actual": 70, "evidence": "Looked at all four"})
        own._measure()
        self.assertEqual((own.known, own.actual), (True, 70))
        jobs.append(self._job(hours=5))
        own._measure()
        self.assertEqual((own.known, own.actual), (True, 100))

    def test_a4_a_line_says_which_figure_and_of_whom(self):
        template = self.template.copy()
        with self._refused(ValidationError, "choose which figure"):
            self.env["aftersales.appraisal.line"].create(
                {"template_id": template.id, "name": "Nothing", "weight": 10, "source": "service"}
            )

    def test_a4_as_many_queries_for_many_sheets_as_for_one(self):
        self._job(hours=5)
        sheet = self._start()
        counts = []
        for indicators in (sheet.indicator_ids, sheet.indicator_ids, sheet.cycle_id.sheet_ids.indicator_ids):
            self.env.flush_all()
            self.env.invalidate_all()
            indicators.mapped("sheet_id.date_from"), indicators.mapped("line_id.indicator_id.code")
            before = self.env.cr.sql_log_count
            indicators._find_figures()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertGreater(len(sheet.cycle_id.sheet_ids), 3)
        self.assertLessEqual(counts[2], counts[1] + 1)


@tagged("post_install", "-at_install")
class TestMonthReport(IndicatorCase):
    """S20: the month on paper and as a workbook."""

    def test_s20_company_and_engineers_of_the_month_for_managers_only(self):
        self._job(hours=5)
        self._job("2026-01-10 02:00:00", hours=5, engineer_id=self.colleague.id)
        for kind in ("company", "engineer"):
            self.values._write_values(self.company, kind, fields.Date.to_date("2026-01-01"), LAST)
        reports = self.env["aftersales.month.report"].with_user(self.leader.user_id)
        report = reports.create({})
        self.assertEqual((report.month, report.kind), (FIRST, "engineer"))
        people = report._get_values()
        self.assertEqual([name for name, _values in people], [self.company.name, self.engineer.name])
        closed = next(
            (now.result, before.result)
            for now, before in people[0][1]
            if now.indicator_id == self._indicator("closed")
        )
        self.assertEqual(closed, ("1", "1"), "this month's and the month before's")
        own = [before for _now, before in people[1][1]]
        self.assertFalse(any(own), "nobody is shown another person's month before")
        self.assertTrue(report._render_workbook().startswith(b"PK"))
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.leader.user_id)
            ._render_qweb_html("aftersales_performance.report_month", report.ids)
        )
        self.assertIn("Engineer", html.decode())
        self.assertNotIn("Colleague", html.decode())
        self.assertEqual(report.action_export()["type"], "ir.actions.act_url")
        for person in (self.engineer, self.head):
            for attack in (
                report.with_user(person.user_id)._get_values,
                report.with_user(person.user_id).action_print,
            ):
                with self._refused(AccessError, "."):
                    attack()
