from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.aftersales_base.models import aftersales_slice_mixin

from .test_two_at_once import TwoAtOnceCase


class Killed(BaseException):
    """What stops a scheduled action in the middle of its work."""


#: What the second of two people may read.
CLEAR = r"Somebody else is changing|cannot go to|cannot be billed"


@tagged("post_install", "-at_install")
class TestStatementAtOnce(TwoAtOnceCase):
    """N3: a statement is confirmed and billed once, also by two people at the same second."""

    @classmethod
    def _create_people(cls, env):
        result = super()._create_people(env)
        partner = cls._keep(env["res.partner"].create({"name": "Station at once", "is_company": True}))
        people = env["res.users"].create(
            [
                {
                    "name": f"Station user {index}",
                    "login": f"test-station-at-once-{index}",
                    "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                }
                for index in range(2)
            ]
        )
        people.partner_id.parent_id = partner
        accountants = env["res.users"].create(
            [
                {
                    "name": f"Accountant {index}",
                    "login": f"test-statement-at-once-{index}",
                    "group_ids": [Command.link(env.ref("aftersales_service.group_accountant").id)],
                }
                for index in range(2)
            ]
        )
        cls._keep((people | accountants).partner_id)
        cls._keep(people | accountants)
        cls.people, cls.accountants = people.ids, accountants.ids
        station = cls._keep(env["aftersales.station"].create({"partner_id": partner.id}))
        cls.station_id = station.id
        cls.addClassCleanup(cls._clean_statements)
        return result

    @classmethod
    def _clean_statements(cls):
        """Take out what nobody deletes."""
        with cls._environment() as env:
            env["account.move"].search([("aftersales_statement_id", "!=", False)]).unlink()
            for table in ("dispute", "fee", "statement"):
                env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(f"aftersales_station_{table}")))
            env.cr.commit()

    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean_statements)
        with self._environment() as env:
            station = env["aftersales.station"].browse(self.station_id)
            self.month = env["aftersales.station.statement"]._get_last_month(station.company_id)
            self._add_fees(station)
            env.cr.commit()

    def _add_fees(self, station):
        station.env["aftersales.station.fee"].create(
            [
                {
                    "station_id": station.id,
                    "company_id": station.company_id.id,
                    "kind": "job",
                    "date": self.month + relativedelta(days=day),
                    "amount": 80,
                    "reason_code": "unpriced",
                }
                for day in range(2)
            ]
        )

    def _make(self):
        with self._environment() as env:
            statement = env["aftersales.station"].browse(self.station_id)._make_statements(self.month)
            statement.action_send()
            env.cr.commit()
            return statement.id

    def _read(self, statement_id, *names):
        with self._environment() as env:
            statement = env["aftersales.station.statement"].browse(statement_id)
            return [statement[name] for name in names]

    def _get(self, env, statement_id):
        return env["aftersales.station.statement"]._find_for_station(statement_id)

    def _check_one(self, answers):
        self.assertEqual(sorted(map(bool, answers)), [False, True], answers)
        self.assertRegex("".join(answers), CLEAR)

    def test_n3_two_people_of_the_station_confirm(self):
        statement_id = self._make()

        def confirm(env):
            self._get(env, statement_id)._station_confirm()

        self._check_one(self._race(*((uid, confirm) for uid in self.people)))
        state, consent = self._read(statement_id, "state", "consent")
        self.assertEqual((state, consent), ("confirmed", "portal"))

    def test_n3_one_confirms_while_the_other_objects(self):
        statement_id = self._make()

        def object_to_it(env):
            statement = self._get(env, statement_id)
            statement._station_dispute(str(statement.fee_ids[0].id), "Too little", [])

        self._check_one(
            self._race(
                (self.people[0], lambda env: self._get(env, statement_id)._station_confirm()),
                (self.people[1], object_to_it),
            )
        )
        state, open_disputes = self._read(statement_id, "state", "open_dispute_count")
        self.assertIn((state, open_disputes), [("confirmed", 0), ("disputed", 1)])

    def test_n3_two_accountants_bill(self):
        statement_id = self._make()
        self._call(self.people[0], lambda env: self._get(env, statement_id)._station_confirm())

        def bill(env):
            env["aftersales.station.statement"].browse(statement_id).action_bill()

        self._check_one(self._race(*((uid, bill) for uid in self.accountants)))
        with self._environment() as env:
            domain = [("aftersales_statement_id", "=", statement_id)]
            self.assertEqual(env["account.move"].search_count(domain), 1)

    def test_n3_silence_leaves_alone_what_is_being_answered(self):
        """The schedule skips a statement that the station is confirming at this moment."""
        statement_id = self._make()
        with self._environment() as env:
            env["aftersales.station.statement"].browse(statement_id).answer_by = self.month
            env.cr.commit()
        with self._environment(self.people[0]) as env:
            self._get(env, statement_id)._station_confirm()
            env.cr.flush()
            self.assertEqual(
                self._call(1, lambda other: other["aftersales.station.statement"]._cron_watch_answers()), ""
            )
            env.cr.commit()
        self.assertEqual(self._read(statement_id, "consent"), ["portal"])

    def test_n3_killed_between_two_slices(self):
        """What was made before the kill is kept and not made again; the next run makes the rest."""
        with self._environment() as env:
            partner = self._keep(env["res.partner"].create({"name": "Second station", "is_company": True}))
            self._add_fees(self._keep(env["aftersales.station"].create({"partner_id": partner.id})))
            env.cr.commit()
        stations = self.registry["aftersales.station"]
        make, slices = stations._make_statements, []

        def killed_at_the_second(records, month):
            slices.append(records.ids)
            make(records, month)
            if len(slices) == 2:
                raise Killed

        with patch.object(aftersales_slice_mixin, "SLICE", 1):
            with (
                patch.object(stations, "_make_statements", killed_at_the_second),
                self.assertRaises(Killed),
                self._environment() as env,
            ):
                env["aftersales.station"]._cron_make_statements()
            self.assertEqual(self._read_totals(), [160], "the first slice is kept, the second is undone")
            for _run in range(2):
                with self._environment() as env:
                    env["aftersales.station"]._cron_make_statements()
                    env.cr.commit()
                self.assertEqual(self._read_totals(), [160, 160])

    def _read_totals(self):
        with self._environment() as env:
            return env["aftersales.station.statement"].search([]).mapped("amount_total")
