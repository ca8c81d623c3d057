import threading
from contextlib import contextmanager

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .common import SIGNATURE

#: What the second of two people may read: nobody is told of transactions and locks.
CLEAR = (
    r"Somebody else is changing|was assigned to|signed order|is not up for acceptance|cannot go to"
    r"|no longer with us"
)

#: Documents that nobody deletes, the tests included.
KEPT = (
    "aftersales.goods.receipt",
    "aftersales.order.unit",
    "aftersales.goods.return",
    "aftersales.daily.report",
    "aftersales.complaint",
)


class TwoAtOnceCase(BaseCase):
    """Two people press a button at the same moment, with real cursors and commits.

    What the tests write is really in the database; it is removed again at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.made = []
        cls.addClassCleanup(cls._clean_up)
        with cls._environment() as env:
            cls._create_people(env)
            env.cr.commit()

    @classmethod
    @contextmanager
    def _environment(cls, uid=api.SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    @classmethod
    def _keep(cls, records):
        """Remember what is to be removed at the end, the last first."""
        cls.made.append((records._name, records.ids))
        return records

    @classmethod
    def _create_people(cls, env):
        roles = ("dispatcher", "dispatcher", "engineer", "engineer")
        users = env["res.users"].create(
            [
                {
                    "name": f"Two at once {index}",
                    "login": f"test-two-at-once-{index}",
                    "group_ids": [Command.link(env.ref(f"aftersales_service.group_{role}").id)],
                }
                for index, role in enumerate(roles)
            ]
        )
        cls._keep(users.partner_id)
        cls._keep(users)
        engineers = env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, "aftersales_engineer": True} for user in users[2:]]
        )
        cls._keep(engineers.resource_id)
        cls._keep(engineers)
        cls.customer_id = cls._keep(env["res.partner"].create({"name": "Two at once"})).id
        product = env["product.product"].create({"name": "Two at once", "is_storable": True})
        cls._keep(product.product_tmpl_id)
        cls.product_id = product.id
        cls.first, cls.second = users[:2].ids
        cls.engineers = engineers.ids
        cls.engineer_user = users[2].id
        cls.engineer_users = users[2:].ids

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            for model, ids in reversed(cls.made):
                records = env[model].browse(ids).exists()
                if model in KEPT:
                    env.cr.execute(
                        SQL("DELETE FROM %s WHERE id IN %s", SQL.identifier(records._table), tuple(ids))
                    )
                    env.invalidate_all()
                    continue
                if model in ("aftersales.order", "aftersales.contract"):
                    records.write({"state": "cancelled"})  # only such ones can be deleted
                if model == "sale.order":
                    records._action_cancel()
                if model == "aftersales.defect.notice":
                    records.write({"state": "draft"})
                records.unlink()
            env.cr.execute("DELETE FROM aftersales_complaint_counter")  # drawn by what is gone
            env.cr.commit()

    def _create_order(self, state):
        """Commit an order in state "registered" or "acceptance"; return its id."""
        with self._environment() as env:
            order = env["aftersales.order"].create(
                {"partner_id": self.customer_id, "product_id": self.product_id, "fault": "Does not cool"}
            )
            self._keep(order)
            order.with_user(self.first).action_register()
            if state == "acceptance":
                # the way there is told elsewhere: here the signature counts
                order.write(
                    {
                        "state": "acceptance",
                        "engineer_id": self.engineers[0],
                        "handling": "Cleaned",
                        "result": "Cools",
                        "time_spent": 1,
                        "no_parts": True,
                    }
                )
            env.cr.commit()
            return order.id

    def _get_state(self, order_id):
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            return order.state, order.engineer_id.id, order.signed_by

    # The two people: each function works in the environment of its user --------------

    def _assign(self, env, order_id, engineer_id):
        now = fields.Datetime.now()
        env["aftersales.order"].browse(order_id)._assign(
            env["hr.employee"].browse(engineer_id),
            fields.Datetime.add(now, hours=1),
            fields.Datetime.add(now, hours=2),
            env["hr.employee"],
        )

    def _sign(self, env, order_id, name):
        env["aftersales.order"].browse(order_id)._sign(name, SIGNATURE)

    def _call(self, uid, work, before=lambda: None):
        """Do `work(env)` as the web server does, with retries; return the sentence of a refusal.

        :param before: called once, after the order was read and before it is changed
        """
        steps = [before]
        with self._environment(uid) as env:

            def attempt():
                # sudo: also for a customer; the snapshot is taken
                env["aftersales.order"].sudo().search([], limit=1).mapped("state")
                if steps:
                    steps.pop()()
                work(env)

            try:
                retrying(attempt, env)
            except UserError as error:
                env.cr.rollback()
                return str(error)
        return ""

    def _race(self, *people):
        """Let two people press at the same moment; return their sentences."""
        barrier = threading.Barrier(2, timeout=30)
        answers = {}

        def run(index, uid, work):
            answers[index] = self._call(uid, work, barrier.wait)

        threads = [
            threading.Thread(target=run, args=(index, uid, work), name=f"two-at-once-{index}")
            for index, (uid, work) in enumerate(people)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        return [answers.get(0), answers.get(1)]


@tagged("post_install", "-at_install")
class TestTwoAtOnce(TwoAtOnceCase):
    """Two people of the house at one order (G4, S7)."""

    def test_g4_second_dispatcher_reads_who_was_quicker(self):
        """The second read the order before the first one's assignment was committed."""
        order_id = self._create_order("registered")
        mine, yours = self.engineers

        def somebody_is_quicker():
            refusal = self._call(self.first, lambda env: self._assign(env, order_id, mine))
            self.assertEqual(refusal, "")

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            refusal = self._call(
                self.second, lambda env: self._assign(env, order_id, yours), somebody_is_quicker
            )
        self.assertRegex(refusal, "was assigned to")
        self.assertEqual(self._get_state(order_id)[:2], ("assessment", mine))

    def test_g4_order_in_work_is_not_waited_for(self):
        """The first has not committed yet: the second is told at once, nothing hangs."""
        order_id = self._create_order("registered")
        mine, yours = self.engineers
        with self._environment(self.first) as env:
            self._assign(env, order_id, mine)
            env.cr.flush()
            with mute_logger("odoo.sql_db"):
                refusal = self._call(self.second, lambda other: self._assign(other, order_id, yours))
            env.cr.commit()
        self.assertRegex(refusal, "Somebody else is changing")
        self.assertEqual(self._get_state(order_id)[:2], ("assessment", mine))

    def test_g4_two_dispatchers_at_the_same_moment(self):
        order_id = self._create_order("registered")
        mine, yours = self.engineers
        answers = self._race(
            (self.first, lambda env: self._assign(env, order_id, mine)),
            (self.second, lambda env: self._assign(env, order_id, yours)),
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        winner = (mine, yours)[answers.index("")]
        self.assertEqual(self._get_state(order_id)[:2], ("assessment", winner))

    # One engineer, two orders: the plan of the engineer is what they compete for -----

    def _plan(self, env, order_id, engineer_id, hours):
        start = fields.Datetime.add(fields.Datetime.now(), hours=hours)
        env["aftersales.order"].browse(order_id)._assign(
            env["hr.employee"].browse(engineer_id),
            start,
            fields.Datetime.add(start, hours=1),
            env["hr.employee"],
            confirmed=False,
        )

    def test_s3_second_dispatcher_cannot_take_the_same_hour_of_an_engineer(self):
        """Different orders, one engineer: the second read the plan before the first one's was committed."""
        mine, yours = self._create_order("registered"), self._create_order("registered")
        engineer = self.engineers[1]

        def somebody_is_quicker():
            refusal = self._call(self.first, lambda env: self._plan(env, mine, engineer, 100))
            self.assertEqual(refusal, "")

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            refusal = self._call(
                self.second, lambda env: self._plan(env, yours, engineer, 100), somebody_is_quicker
            )
        self.assertRegex(refusal, "another job at that time")
        self.assertEqual(self._get_state(yours)[:2], ("registered", False))

    def test_s3_two_dispatchers_one_hour_of_an_engineer_at_the_same_moment(self):
        orders = self._create_order("registered"), self._create_order("registered")
        engineer = self.engineers[1]
        answers = self._race(
            (self.first, lambda env: self._plan(env, orders[0], engineer, 200)),
            (self.second, lambda env: self._plan(env, orders[1], engineer, 200)),
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), "another job at that time|planning the day")
        states = [self._get_state(order)[0] for order in orders]
        self.assertEqual(sorted(states), ["assessment", "registered"])

    # The pool: two engineers, one job ------------------------------------------------

    def _take(self, env, order_id, hours):
        start = fields.Datetime.add(fields.Datetime.now(), hours=hours)
        vals = {"planned_start": start, "planned_end": fields.Datetime.add(start, hours=1)}
        env["aftersales.take"].create({"pool_id": order_id, **vals}).action_take()

    def test_g4_second_engineer_reads_that_somebody_was_quicker(self):
        order_id = self._create_order("registered")
        quick, slow = self.engineer_users

        def somebody_is_quicker():
            self.assertEqual(self._call(quick, lambda env: self._take(env, order_id, 300)), "")

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            refusal = self._call(slow, lambda env: self._take(env, order_id, 300), somebody_is_quicker)
        self.assertRegex(refusal, "somebody else was quicker")
        self.assertEqual(self._get_state(order_id)[:2], ("assessment", self.engineers[0]))

    def test_g4_two_engineers_take_one_job_at_the_same_moment(self):
        order_id = self._create_order("registered")
        answers = self._race(
            *((user, lambda env: self._take(env, order_id, 400)) for user in self.engineer_users)
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), "somebody else was quicker|Somebody else is changing")
        winner = self.engineers[answers.index("")]
        self.assertEqual(self._get_state(order_id)[:2], ("assessment", winner))

    def test_s7_second_signature_is_refused(self):
        """The second read the voucher before the first signature was committed."""
        order_id = self._create_order("acceptance")

        def somebody_is_quicker():
            refusal = self._call(self.engineer_user, lambda env: self._sign(env, order_id, "Zhang"))
            self.assertEqual(refusal, "")

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            refusal = self._call(
                self.second, lambda env: self._sign(env, order_id, "Wang"), somebody_is_quicker
            )
        self.assertRegex(refusal, "signed order")
        state, _engineer, signed_by = self._get_state(order_id)
        self.assertEqual((state, signed_by), ("settlement", "Zhang"))

    def test_s7_two_signatures_at_the_same_moment(self):
        order_id = self._create_order("acceptance")
        answers = self._race(
            (self.engineer_user, lambda env: self._sign(env, order_id, "Zhang")),
            (self.second, lambda env: self._sign(env, order_id, "Wang")),
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        state, _engineer, signed_by = self._get_state(order_id)
        self.assertEqual((state, signed_by), ("settlement", ("Zhang", "Wang")[answers.index("")]))

    def _create_units(self, state, count=1):
        """Commit units taken in for one order, in `state`; return their ids."""
        order_id = self._create_order("registered")
        with self._environment() as env:
            order = env["aftersales.order"].browse(order_id)
            order.write(
                {"state": "repair", "engineer_id": self.engineers[0], "repair_end": fields.Datetime.now()}
            )
            order.write({"handling": "Cleaned", "result": "Cools", "time_spent": 1, "no_parts": True})
            order.override_type = "C"
            receipts = env["aftersales.goods.receipt"].create(
                [{"order_id": order_id} for _index in range(count)]
            )
            self._keep(receipts)
            self._keep(receipts.unit_ids).write({"state": state, "engineer_id": self.engineers[0]})
            env.cr.commit()
            return receipts.unit_ids.ids

    def test_s8_two_inspectors_at_the_same_moment(self):
        """S8: one unit is inspected once; the slower one is told."""
        unit_ids = self._create_units("inspect")
        inspect = lambda env: env["aftersales.order.unit"].browse(unit_ids).action_pass()  # noqa: E731
        answers = self._race((self.first, inspect), (self.second, inspect))
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            unit = env["aftersales.order.unit"].browse(unit_ids)
            self.assertEqual(unit.inspected_by_id.id, (self.first, self.second)[answers.index("")])
            self.assertEqual(unit.order_id.state, "acceptance")

    def test_s8_last_two_units_inspected_at_the_same_moment(self):
        """S8: whoever comes second sees the other's unit: the order goes on, or he is asked to repeat."""
        first, second = self._create_units("inspect", 2)
        answers = self._race(
            (self.first, lambda env: env["aftersales.order.unit"].browse(first).action_pass()),
            (self.second, lambda env: env["aftersales.order.unit"].browse(second).action_pass()),
        )
        with self._environment() as env:
            units = env["aftersales.order.unit"].browse([first, second])
            ready = set(units.mapped("state")) == {"ready"}
            self.assertEqual(answers.count(""), 2 if ready else 1, answers)
            self.assertEqual(units.order_id.state, "acceptance" if ready else "repair")

    def test_s8_two_returns_at_the_same_moment(self):
        """S8: a unit goes to one person only, with one signature."""
        unit_ids = self._create_units("ready")

        def hand_back(env, name):
            handed_back = env["aftersales.order.unit"].browse(unit_ids)._hand_back(name, SIGNATURE)
            kept.append((name, handed_back.id))

        kept = []
        answers = self._race(
            (self.first, lambda env: hand_back(env, "Zhang")),
            (self.second, lambda env: hand_back(env, "Wang")),
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            unit = env["aftersales.order.unit"].browse(unit_ids)
            self.assertEqual((unit.state, unit.receipt_id.state), ("returned", "returned"))
            self.assertEqual(unit.collected_by, ("Zhang", "Wang")[answers.index("")])
            self.made.insert(-1, ("aftersales.goods.return", unit.return_id.ids))

    def test_s15_last_included_call_is_used_once(self):
        """Two clerks take a call each, one call is left: one is under contract, the other paid work."""
        with self._environment() as env:
            contract = env["aftersales.contract"].create(
                {
                    "partner_id": self.customer_id,
                    "date_start": "2020-01-01",
                    "date_end": "2099-12-31",
                    "visits_included": 1,
                }
            )
            self._keep(contract).action_run()
            env.cr.commit()
        vals = {"partner_id": self.customer_id, "product_id": self.product_id, "fault": "Does not cool"}

        def take_call(env):
            env["aftersales.order"].create(vals)

        answers = self._race((self.first, take_call), (self.second, take_call))
        with self._environment() as env:
            contract = env["aftersales.contract"].browse(contract.id)
            self._keep(contract.order_ids)
            self.assertEqual(answers, ["", ""])
            self.assertEqual(sorted(contract.order_ids.mapped("service_type")), ["A", "B"])
            self.assertEqual(contract.visits_used, 1)

    def test_s19_orders_of_affected_units_are_made_once(self):
        """Two dispatchers schedule the same unit: one order, the other is told."""
        with self._environment() as env:
            lot = env["stock.lot"].create(
                {
                    "name": "TWO-1",
                    "product_id": self.product_id,
                    "aftersales_partner_id": self.customer_id,
                }
            )
            self._keep(lot)
            notice = env["aftersales.defect.notice"].create(
                {"title": "Two", "remedy": "Replace", "lot_ids": [Command.set(lot.ids)]}
            )
            notice.action_publish()
            case_id = notice.case_ids.id
            env.cr.commit()

        def schedule(env):
            env["aftersales.defect.case"].browse(case_id).action_create_orders()

        answers = self._race((self.first, schedule), (self.second, schedule))
        with self._environment() as env:
            self._keep(env["aftersales.defect.notice"].browse(notice.id))
            orders = self._keep(env["aftersales.order"].search([("defect_notice_id", "=", notice.id)]))
            self.assertEqual(answers.count(""), 1, answers)
            self.assertRegex("".join(answers), "Somebody else is changing|needs no service order")
            self.assertEqual(len(orders), 1)

    def test_s10_two_hand_entries_of_one_hour(self):
        """S10: the same hour of the same person, entered on two screens: it is logged once."""
        employee_id = self.engineers[0]
        start = fields.Datetime.subtract(fields.Datetime.now(), days=400)

        def enter(env):
            lines = env["aftersales.worklog"].create(
                {
                    "employee_id": employee_id,
                    "start_on": start,
                    "end_on": fields.Datetime.add(start, hours=1),
                    "description": "Tools",
                }
            )
            kept[env.uid] = lines.report_id.ids, lines.ids

        kept = {}
        answers = self._race((self.engineer_user, enter), (self.first, enter))
        with self._environment() as env:
            lines = env["aftersales.worklog"].search(
                [("employee_id", "=", employee_id), ("start_on", "=", start)]
            )
            self._keep(lines.report_id)
            self._keep(lines)
            self.assertEqual(answers.count(""), 1, answers)
            self.assertRegex("".join(answers), "has other work from")
            self.assertEqual(len(lines), 1)

    def _create_line(self):
        order_id = self._create_order("registered")
        with self._environment() as env:
            fee = env.ref("aftersales_service.product_callout")
            vals = {"order_id": order_id, "kind": "callout", "product_id": fee.id, "price_unit": 30}
            lines = env["aftersales.order.line"].create(vals)
            env.cr.commit()
            return self._keep(lines).id

    def test_s12_two_grants_at_the_same_moment(self):
        """S12: two dispatchers let somebody else pay: one grant stands whole, nobody's is half of each."""
        line_id = self._create_line()
        grants = (("goodwill", 50.0, "Old customer"), ("company", 100.0, "Our mistake"))
        answers = self._race(
            *(
                (uid, lambda env, grant=grant: env["aftersales.order.line"].browse(line_id)._grant(*grant))
                for uid, grant in zip((self.first, self.second), grants, strict=True)
            )
        )
        with self._environment() as env:
            line = env["aftersales.order.line"].browse(line_id)
            stored = line.granted_payer, line.granted_share, line.granted_reason
            self.assertIn(answers.count(""), (1, 2), answers)
            self.assertRegex("".join(answers) or "Somebody else is changing", CLEAR)
            self.assertIn(stored, [grant for grant, said in zip(grants, answers, strict=True) if not said])
            self.assertEqual((line.payer, line.covered_share), stored[:2])
            self.assertEqual(line.customer_amount + line.covered_amount, line.value)

    def test_s12_a_grant_while_the_customer_accepts(self):
        """S12: what the customer accepts is what he pays: the grant comes before or is refused."""
        line_id = self._create_line()
        with self._environment() as env:
            order = env["aftersales.order.line"].browse(line_id).order_id
            order.override_type = "A"
            order.with_user(self.first).action_prepare_quotation()
            self._keep(order.sale_order_ids)
            env.cr.commit()
            order_id = order.id
        answers = self._race(
            (self.first, lambda env: env["aftersales.order"].browse(order_id).action_accept_quotation()),
            (
                self.second,
                lambda env: env["aftersales.order.line"].browse(line_id)._grant("goodwill", 100.0, "Sorry"),
            ),
        )
        with self._environment() as env:
            line = env["aftersales.order.line"].browse(line_id)
            self.assertTrue(answers[1], "a quoted line is not granted")
            self.assertFalse(line.granted_payer)
            self.assertEqual(line.order_id.quotation_state, "none" if answers[0] else "accepted")

    def test_s8_one_unit_taken_in_at_two_counters(self):
        """S8: two clerks take the same serial number in, for two orders: it is in our custody once."""
        with self._environment() as env:
            product = env["product.product"].create(
                {"name": "Two at once, serial", "is_storable": True, "tracking": "serial"}
            )
            self._keep(product.product_tmpl_id)
            vals = {"name": "TWO-IN", "product_id": product.id, "aftersales_partner_id": self.customer_id}
            lot = self._keep(env["stock.lot"].create(vals))
            orders = env["aftersales.order"].create(
                [{"lot_id": lot.id, "fault": "Does not cool"} for _index in range(2)]
            )
            self._keep(orders)
            env.cr.commit()
            order_ids, lot_id = orders.ids, lot.id
        answers = self._race(
            *(
                (
                    uid,
                    lambda env, order_id=order_id: env["aftersales.goods.receipt"].create(
                        {"order_id": order_id}
                    ),
                )
                for uid, order_id in zip((self.first, self.second), order_ids, strict=True)
            )
        )
        with self._environment() as env:
            units = env["aftersales.order.unit"].search([("lot_id", "=", lot_id)])
            self._keep(units.receipt_id)
            self._keep(units)
            self.assertEqual(answers.count(""), 1, answers)
            self.assertRegex("".join(answers), "in our custody already|Somebody else is changing")
            self.assertEqual(units.order_id.ids, [order_ids[answers.index("")]])

    def test_s7_two_taps_on_the_next_step(self):
        """S7: engineer and dispatcher press “Start travel” at once: one step, one clear refusal."""
        order_id = self._create_order("registered")
        with self._environment(self.first) as env:
            self._assign(env, order_id, self.engineers[0])
            env.cr.commit()
        answers = self._race(
            *(
                (uid, lambda env: env["aftersales.order"].browse(order_id).action_travel())
                for uid in (self.engineer_user, self.second)
            )
        )
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            visits = env["aftersales.order"].browse(order_id).visit_ids
            self.assertEqual(visits.mapped("state"), ["travelling"])
