from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StockCase

FILE = b"JVBERi0xLjQK"


@tagged("post_install", "-at_install")
class TestOpening(StockCase):
    """N1: a station is applied for, checked on site, approved by another, opened with an agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._create_user("manager", "Boss")
        cls.env["aftersales.station.agreement"].create(
            {
                "name": "Fees (test)",
                "company_id": cls.company.id,
                "date_from": "2001-01-01",
                "line_ids": [Command.create({"amount": 60})],
            }
        )

    def _paper(self, kind, **vals):
        return {"kind": kind, "date_from": "2020-01-01", "file": FILE, "file_name": "a.pdf", **vals}

    def _apply(self, engineers=2, complete=True):
        """The manager enters an application; everything that is asked for is there."""
        partner = self.env["res.partner"].create(
            {"name": "Station West", "is_company": True, "street": "1 West Road"}
        )
        people = [("clerk", "Clerk"), ("keeper", "Keeper")] + [
            ("engineer", f"Engineer {index}") for index in range(engineers)
        ]
        station = self.stations.with_user(self.manager).create(
            {
                "partner_id": partner.id,
                "user_id": self.dispatcher.id,
                "premises_area": 80,
                "has_workshop": True,
                "has_store": True,
                "document_ids": [Command.create(self._paper(kind)) for kind in ("licence", "tax")],
                "member_ids": [
                    Command.create({"role": role, "name": name, "trained_on": "2024-01-01"})
                    for role, name in people
                ],
            }
        )
        if complete:
            (station.tool_ids | station.check_ids).with_user(self.dispatcher).action_tick()
        return station.with_env(self.env)

    def _play(self, state, **options):
        station = self._apply(**options)
        steps = {
            "checked": lambda: station.with_user(self.dispatcher).action_check(),
            "approved": lambda: station.with_user(self.manager).action_approve(),
            "active": lambda: self._activate(station),
        }
        for step, play in steps.items():
            play()
            if step == state:
                return station
        return station

    def _activate(self, station, **vals):
        station.with_user(self.manager).document_ids = [
            Command.create(self._paper("agreement", **{"date_from": self.today, **vals}))
        ]
        station.with_user(self.manager).action_activate()

    def test_n1_from_application_to_the_first_job(self):
        station = self._apply()
        order = self._play_until("registered", self.unit_free)
        for state in ("applying", "checked", "approved", "active"):
            self.assertEqual(station.state, state)
            if state == "active":
                break
            with self._refused(UserError, "takes no new jobs"):
                order.with_user(self.dispatcher)._assign_station(station)
            with self._refused(UserError, "gets no parts"):
                self._set_price(1, date_from=f"200{len(state) % 8}-01-01")
                self._move_by_hand(station, 1)
            {
                "applying": lambda: station.with_user(self.dispatcher).action_check(),
                "checked": lambda: station.with_user(self.manager).action_approve(),
                "approved": lambda: self._activate(station),
            }[state]()
        self.assertEqual((station.checked_by_id, station.approved_by_id), (self.dispatcher, self.manager))
        self.assertEqual(station.opened_on, self.today)
        self.assertEqual(
            (station.deposit_minimum, station.deposit_due_on), (1000, self.today + timedelta(days=10))
        )
        order.with_user(self.dispatcher)._assign_station(station)

    def test_n1_trained_engineers_two_to_six(self):
        """N1: 1 is too few, 2 and 6 are enough, 7 too many."""
        for count, fits in ((1, False), (2, True), (6, True), (7, False)):
            with self.subTest(engineers=count):
                if fits:
                    station = self._apply(engineers=count)
                    station.with_user(self.dispatcher).action_check()
                    self.assertEqual(station.state, "checked")
                else:
                    station = self._apply(engineers=count)
                    with self._refused(UserError, f"2 to 6 trained engineers, not {count}"):
                        station.with_user(self.dispatcher).action_check()
                station.partner_id = self.env["res.partner"].create({"name": "x", "is_company": True})

    def test_n1_who_is_not_trained_or_has_left_does_not_count(self):
        station = self._apply(engineers=2)
        engineer = station.member_ids.filtered(lambda person: person.role == "engineer")[0]
        for vals in (
            {"trained_on": False},
            {"trained_on": self.today + timedelta(days=1)},
            {"trained_on": "2024-01-01", "left_on": self.today - timedelta(days=1)},
        ):
            engineer.write(vals)
            with self.subTest(vals=vals), self._refused(UserError, "not 1"):
                station.with_user(self.dispatcher).action_check()
        engineer.left_on = self.today
        station.with_user(self.dispatcher).action_check()

    def test_n1_everything_missing_is_named_at_once(self):
        station = self._apply(complete=False)
        station.write({"premises_area": 0, "has_workshop": False, "has_store": False})
        station.partner_id.street = False
        station.document_ids.write({"date_to": self.today - timedelta(days=1)})
        station.member_ids.filtered(lambda person: person.role != "engineer").unlink()
        with self.assertRaises(UserError) as caught:
            station.with_user(self.dispatcher).action_check()
        for words in (
            "Business licence", "Tax registration", "address", "area", "workshop", "parts store",
            "information clerk", "store keeper", "Multimeter", "Workshop safe",
        ):  # fmt: skip
            self.assertIn(words, str(caught.exception))
        self.assertNotIn("Service vehicle", str(caught.exception), "Not required")

    def test_n1_a_paper_holds_on_its_last_day(self):
        station = self._apply()
        licence = station.document_ids.filtered(lambda paper: paper.kind == "licence")
        licence.date_to = self.today - timedelta(days=1)
        with self._refused(UserError, "Business licence"):
            station.with_user(self.dispatcher).action_check()
        licence.date_to = self.today
        licence.file = False
        with self._refused(UserError, "Business licence"):
            station.with_user(self.dispatcher).action_check()
        licence.file = FILE
        station.with_user(self.dispatcher).action_check()
        with self._refused_by_database("date_order"):
            licence.date_to = "2019-12-31"

    def test_n1_checked_by_the_regional_manager_approved_by_another(self):
        station = self._apply()
        for user in (self.clerk, self.engineer_user, self.accountant, self.keeper, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                station.with_user(user).action_check()
        station.user_id = self.manager
        station.with_user(self.manager).action_check()
        with self._refused(UserError, "does not approve it"):
            station.with_user(self.manager).action_approve()
        for user in (self.dispatcher, self.accountant, self.keeper, self.engineer_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                station.with_user(user).action_approve()
        station.with_user(self.boss).action_approve()
        self.assertEqual(station.approved_by_id, self.boss)

    def test_n1_opened_with_an_agreement_and_fees(self):
        station = self._play("approved")
        with self._refused(UserError, "signed agreement"):
            station.with_user(self.manager).action_activate()
        with self._refused(UserError, "signed agreement"):
            self._activate(station, date_from=self.today + timedelta(days=1))
        self.env["aftersales.station.agreement"].search([]).active = False
        with self._refused(UserError, "table of agreed fees|fees"):
            self._activate(station)
        self.assertEqual(station.state, "approved")

    def test_n1_refused_with_a_remark_and_applied_again(self):
        station = self._apply()
        with self._refused(UserError, "why the application is refused"):
            station.with_user(self.manager).action_refuse()
        station.with_user(self.manager).opening_note = "No room for parts"
        station.with_user(self.manager).action_refuse()
        with self._refused(UserError, "cannot go to"):
            station.with_user(self.dispatcher).action_check()
        station.with_user(self.manager).action_apply_again()
        self.assertEqual((station.state, any(station.check_ids.mapped("done"))), ("applying", False))

    def test_n1_no_step_is_left_out(self):
        station = self._apply()
        for state, steps in {
            "applying": ("action_approve", "action_activate", "action_resume", "action_suspend"),
            "checked": ("action_check", "action_activate", "action_suspend"),
            "approved": ("action_approve", "action_refuse", "action_suspend"),
        }.items():
            station.state = state
            station.opening_note = "x"
            for step in steps:
                user = self.dispatcher if step == "action_check" else self.boss
                with self.subTest(state=state, step=step), self._refused(UserError, "cannot go to"):
                    getattr(station.with_user(user), step)()

    def test_n1_what_was_decided_is_not_ticked_any_more(self):
        station = self._play("checked")
        item = station.check_ids[0].with_user(self.dispatcher)
        with self._refused(UserError, "can no longer change"):
            item.action_tick()
        with self._refused(UserError, "kept by the system"):
            item.write({"name": "Something easier"})
        other = self._create_user("dispatcher", "Other")
        station.state = "applying"
        with self.assertRaises(AccessError):
            station.check_ids[0].with_user(other).action_tick()
        for name, value in (("state", "active"), ("approved_on", self.today), ("location_id", 1)):
            with self.subTest(field=name), self._refused(UserError, "kept by the system"):
                station.with_user(self.manager).write({name: value})

    def test_n1_warned_before_papers_expire(self):
        """N1: 30 days before the last day, not 31; once; not where a newer paper is there."""
        station = self._play("active")
        licence, tax = (
            station.document_ids.filtered(lambda paper, kind=kind: paper.kind == kind)
            for kind in ("licence", "tax")
        )
        licence.date_to = self.today + timedelta(days=31)
        tax.date_to = self.today + timedelta(days=30)
        before = len(station.activity_ids)
        for _run in range(2):
            self._run_cron("warn_expiry")
        self.env.invalidate_all()
        self.assertEqual(len(station.activity_ids) - before, 1)
        self.assertIn("Tax registration", station.activity_ids[-1:].summary)
        self.assertEqual(station.activity_ids.user_id, self.dispatcher)
        licence.date_to = self.today + timedelta(days=30)
        station.document_ids = [Command.create(self._paper("licence", date_to=False))]
        self._run_cron("warn_expiry")
        self.env.invalidate_all()
        self.assertEqual(len(station.activity_ids) - before, 1, "A newer licence is there")
        tax.date_to = self.today + timedelta(days=20)
        self.assertFalse(tax.warned_on, "Another last day is watched anew")

    def test_n1_many_papers_take_the_same_queries(self):
        self._play("active")

        def warn(count):
            station = self._create_station(f"Station {count}")
            papers = self.env["aftersales.station.document"].create(
                [
                    {"station_id": station.id, **self._paper("other", date_to=self.today)}
                    for _index in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            station._get_missing()
            papers._pick("other", self.today)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertEqual(warn(5), warn(20))
