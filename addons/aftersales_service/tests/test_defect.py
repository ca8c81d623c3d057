from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools import serial_range
from .common import SIGNATURE, ServiceCase


class DefectCase(ServiceCase):
    """A notice for a series of the appliance, as the dispatcher writes it."""

    def _notice(self, publish=True, **vals):
        notice = (
            self.env["aftersales.defect.notice"]
            .with_user(self.dispatcher)
            .create(
                {
                    "title": "Capacitor may overheat",
                    "remedy": "Replace the capacitor",
                    "product_tmpl_ids": [Command.set(self.appliance.product_tmpl_id.ids)],
                    **vals,
                }
            )
        )
        if publish:
            notice.with_user(self.manager).action_publish()
        return notice.with_env(self.env)

    def _serials(self, notice):
        return set(notice.case_ids.lot_id.mapped("name"))

    def _cases(self, notice, user=None):
        return notice.case_ids.with_user(user or self.clerk)


@tagged("post_install", "-at_install")
class TestAffectedUnits(DefectCase):
    """Which units a notice finds (S19)."""

    def test_s19_every_unit_of_the_product_at_a_customer(self):
        """Not those in stock, not those of another product, not those of another company."""
        company = self.env["res.company"].create({"name": "Second centre"})
        stock = self.env["stock.lot"].create({"name": "SN-STOCK-1", "product_id": self.appliance.id})
        nobody = self._create_unit("SN-NOBODY-1", self.today - timedelta(days=3))
        nobody.aftersales_partner_id = False
        self._create_unit("SN-OTHER-1", self.today, product=self.part)
        foreign = self._create_unit("SN-FOREIGN-1", self.today)
        foreign.company_id = company
        notice = self._notice()
        self.assertEqual(self._serials(notice), {"SN-FREE-1", "SN-PAID-1", "SN-NOBODY-1"})
        self.assertEqual(set(notice.case_ids.mapped("state")), {"to_tell"})
        self.assertEqual(notice.case_ids.partner_id, self.customer)
        self.assertNotIn(stock, notice.case_ids.lot_id)

    def test_s19_range_of_serials_as_the_engine_counts(self):
        """The one statement finds exactly what the engine says, traps of text order included."""
        names = (
            "HX0098", "HX0099", "HX0100", "HX0101", "HX100", "HX00100", "HX0100B", "HY0100", "hx0100",
            "HX01_0", "HX0A99", "AHX0100", "HX0100 ", "HX0103",
        )  # fmt: skip
        for name in names:
            self._create_unit(name, self.today)
        notice = self._notice(serial_from="HX0099", serial_to="HX0102")
        numbers = serial_range.parse("HX0099", "HX0102")
        self.assertEqual(self._serials(notice), {name for name in names if name in numbers})
        self.assertEqual(self._serials(notice), {"HX0099", "HX0100", "HX0101"})
        for name in ("X1%B", "X2%B", "X3%C", "X4_B", "X5%B"):
            self._create_unit(name, self.today)
        self.assertEqual(self._serials(self._notice(serial_from="X1%B", serial_to="X4%B")), {"X1%B", "X2%B"})

    def test_s19_one_serial_batch_and_named_units(self):
        self._create_unit("B-7", self.today).ref = "2026-W14"
        named = self._create_unit("Z-1", self.today, product=self.part)
        self.assertEqual(self._serials(self._notice(serial_from="SN-PAID-1")), {"SN-PAID-1"})
        self.assertEqual(self._serials(self._notice(batch="2026-W14")), {"B-7"})
        both = self._notice(batch="2026-W14", lot_ids=[Command.set(named.ids)])
        self.assertEqual(self._serials(both), {"B-7", "Z-1"})
        alone = self._notice(product_tmpl_ids=False, lot_ids=[Command.set(named.ids)])
        self.assertEqual(self._serials(alone), {"Z-1"})

    def test_s19_units_that_make_no_notice(self):
        for vals, word in (
            ({"product_tmpl_ids": False}, "choose products"),
            (
                {"product_tmpl_ids": False, "lot_ids": [Command.set(self.unit_paid.ids)], "batch": "x"},
                "needs",
            ),
            ({"serial_from": "A1", "serial_to": "A10"}, "not of one series"),
            ({"serial_from": "A2", "serial_to": "A1"}, "reversed"),
            ({"serial_from": "A", "serial_to": "B"}, "without digits"),
        ):
            with self.subTest(vals=vals), self._refused(ValidationError, word):
                self._notice(publish=False, **vals)

    def test_s19_units_sold_since_are_added_once(self):
        """Found again by the button and every day by itself; what is known keeps its state."""
        notice = self._notice()
        self._cases(notice).action_told_phone()
        self._create_unit("SN-NEW-1", self.today)
        notice.with_user(self.dispatcher).action_refresh()
        notice.with_user(self.dispatcher).action_refresh()
        self.assertEqual(len(notice.case_ids), 3)
        self.assertEqual(sorted(notice.case_ids.mapped("state")), ["to_tell", "told", "told"])
        self._create_unit("SN-NEW-2", self.today)
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_service.ir_cron_find_affected_units").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(notice.case_ids), 4)
        with self._refused_by_database("unit_unique"):
            self.env["aftersales.defect.case"].create({"notice_id": notice.id, "lot_id": self.unit_paid.id})

    def test_s19_publishing_costs_the_same_for_many_units(self):
        counts = {}
        for size in (10, 300):
            for index in range(size):
                self._create_unit(f"Q{size}-{index:05}", self.today)
            notice = self._notice(publish=False, serial_from=f"Q{size}-00000", serial_to=f"Q{size}-99999")
            notice = notice.with_user(self.manager)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            notice.action_publish()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual(notice.case_count, size)
        self.assertLessEqual(counts[300], counts[10])

    def test_s19_unit_that_changes_hands_is_told_anew(self):
        notice = self._notice()
        case = notice.case_ids.filtered(lambda case: case.lot_id == self.unit_paid)
        self._cases(notice).action_told_phone()
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        self.unit_paid.aftersales_partner_id = buyer
        self.assertEqual((case.state, case.partner_id, case.told_on), ("to_tell", buyer, False))
        self.assertEqual(notice.told_count, 1)


@tagged("post_install", "-at_install")
class TestTellingOwners(DefectCase):
    """Told, not reached, refused; each step counted (S19)."""

    def test_s19_told_and_closing_rate(self):
        self._create_unit("SN-3", self.today)
        self._create_unit("SN-4", self.today)
        notice = self._notice()
        self.assertEqual((notice.case_count, notice.told_rate, notice.fixed_rate), (4, 0, 0))
        cases = self._cases(notice)
        cases[0].action_told_phone()
        cases[1].action_unreachable()
        cases[2].action_refused()
        cases[3].action_fixed()
        self.assertEqual((notice.told_count, notice.told_rate), (3, 75))
        self.assertEqual((notice.fixed_count, notice.fixed_rate, notice.open_count), (1, 25, 3))
        self.assertEqual((cases[0].channel, cases[0].told_by_id), ("phone", self.clerk))

    def test_s19_tries_are_counted(self):
        case = self._cases(self._notice())[0]
        for tries in (1, 2, 3):
            case.action_unreachable()
            self.assertEqual((case.state, case.tries), ("unreachable", tries))
        case.action_told_other()
        self.assertEqual((case.state, case.tries, case.channel), ("told", 3, "other"))

    def test_s19_one_message_per_owner(self):
        """Two units of one owner: one message that names both; who has no address is left."""
        self.customer.email = "zhang@example.com"
        silent = self.env["res.partner"].create({"name": "No address"})
        self._create_unit("SN-SILENT", self.today, partner=silent)
        notice = self._notice()
        self._cases(notice).action_write_owners()
        mails = self.env["mail.mail"].sudo().search([("model", "=", "aftersales.defect.case")])
        self.assertEqual(len(mails), 1)
        for word in ("SN-FREE-1", "SN-PAID-1", notice.name, "Capacitor may overheat"):
            self.assertIn(word, mails.body_html)
        self.assertEqual(sorted(notice.case_ids.mapped("state")), ["to_tell", "told", "told"])
        left = self._cases(notice).filtered(lambda case: case.partner_id == silent)
        with self._refused(UserError, "no|None of these"):
            left.action_write_owners()

    def test_s19_steps_not_in_the_table(self):
        notice = self._notice()
        case = self._cases(notice)[0]
        case.action_fixed()
        for step in ("action_told_phone", "action_unreachable", "action_refused", "action_fixed"):
            with self.subTest(step=step), self._refused(UserError, "cannot go to"):
                getattr(case, step)()
        with self._refused(UserError, "needs no service order"):
            case.action_create_orders()
        notice.with_user(self.manager).action_close()
        with self._refused(UserError, "is not public"):
            self._cases(notice)[1].action_told_phone()


@tagged("post_install", "-at_install")
class TestDefectOrders(DefectCase):
    """Service orders in bulk, free of charge; closed they fix the unit (S19)."""

    def _schedule(self, **vals):
        notice = self._notice(**vals)
        self._cases(notice).action_told_phone()
        self._cases(notice).action_create_orders()
        return notice

    def test_s19_one_free_order_per_unit(self):
        notice = self._schedule()
        orders = notice.case_ids.order_id
        self.assertEqual(len(orders), 2)
        self.assertEqual(set(orders.mapped("service_type")), {"C"})
        self.assertEqual(set(orders.mapped("state")), {"registered"})
        self.assertEqual(set(orders.mapped("proposal_code")), {"defect"})
        self.assertIn(notice.name, orders[0].with_context(lang="en_US").proposal_reason)
        self.assertIn("Replace the capacitor", orders[0].fault)
        self.assertFalse(orders.clock_ids, "nobody waits for an answer")
        self.assertEqual(set(notice.case_ids.mapped("state")), {"scheduled"})
        with self._refused(UserError, "needs no service order"):
            self._cases(notice).action_create_orders()

    def test_s19_one_order_per_owner(self):
        self._create_unit("SN-B", self.today, partner=self.env["res.partner"].create({"name": "B"}))
        notice = self._schedule(order_per="owner")
        orders = notice.case_ids.order_id
        self.assertEqual(len(orders), 2)
        ours = orders.filtered(lambda order: order.partner_id == self.customer)
        self.assertFalse(ours.lot_id)
        self.assertEqual(ours.product_id, self.appliance)
        self.assertIn("SN-FREE-1", ours.fault)
        self.assertEqual(len(ours.defect_case_ids), 2)

    def test_s19_closed_order_fixes_the_unit(self):
        notice = self._schedule(serial_from="SN-PAID-1")
        order = notice.case_ids.order_id
        self._assign(order)
        self._add_line(order)
        self.assertEqual(order.customer_total, 0)
        order.with_user(self.engineer_user).action_start()
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        self.assertEqual(notice.case_ids.state, "scheduled")
        order.with_user(self.clerk).solved = "yes"
        order.with_user(self.clerk).action_close()
        self.assertEqual(notice.case_ids.state, "fixed")
        self.assertTrue(notice.case_ids.fixed_on)
        self.assertEqual(notice.fixed_rate, 100)

    def test_s19_cancelled_order_gives_the_unit_back(self):
        notice = self._notice()
        self._cases(notice)[0].action_told_phone()
        self._cases(notice).action_create_orders()
        for case in notice.case_ids:
            case.order_id.with_user(self.clerk)._cancel("Owner is away")
        self.assertEqual(sorted(notice.case_ids.mapped("state")), ["to_tell", "told"])
        self.assertFalse(notice.case_ids.order_id)
        self._cases(notice).action_create_orders()
        self.assertEqual(set(notice.case_ids.mapped("state")), {"scheduled"})

    def test_s19_unit_without_owner_gets_no_order(self):
        self.unit_paid.aftersales_partner_id = False
        notice = self._notice(serial_from="SN-PAID-1")
        with self._refused(UserError, "has no owner"):
            self._cases(notice).action_create_orders()

    def test_s19_customer_who_calls_is_told(self):
        """The order warns of the notice; the engineer puts the unit right on the same job."""
        notice = self._notice()
        order = self._create_order(self.unit_paid)
        for user in (self.clerk, self.engineer_user, self.accountant):
            self.assertIn(notice.name, self.unit_paid.with_user(user).aftersales_defect_warning)
        self.assertIn(notice.name, order.with_user(self.clerk).defect_warning)
        case = notice.case_ids.filtered(lambda case: case.lot_id == self.unit_paid)
        order.with_user(self.clerk).action_take_defect()
        self.assertEqual((case.state, case.order_id), ("scheduled", order))
        self.assertEqual(order.service_type, "A", "what the customer asked for stays paid work")
        order.with_user(self.clerk)._cancel("Does it himself")
        self.assertEqual(case.state, "to_tell")
        order = self._create_order(self.unit_paid)
        order.with_user(self.clerk).action_take_defect()
        order.with_user(self.manager).unlink()
        self.assertEqual((case.state, len(case.order_id)), ("to_tell", 0))
        notice.with_user(self.manager).action_close()
        self.env.invalidate_all()
        self.assertFalse(self.unit_paid.aftersales_defect_warning)

    def test_s19_orders_in_bulk_in_constant_queries(self):
        counts = {}
        for size in (5, 45):
            for index in range(size):
                self._create_unit(f"O{size}-{index:03}", self.today)
            notice = self._notice(serial_from=f"O{size}-000", serial_to=f"O{size}-999")
            self.env.flush_all()
            self.env.invalidate_all()
            cases = self._cases(notice).browse(notice.case_ids.ids)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.action_create_orders()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
        self.assertLessEqual((counts[45] - counts[5]) / 40, 3, counts)

    def test_s19_telling_in_bulk_in_constant_queries(self):
        counts = {}
        for size in (5, 45):
            for index in range(size):
                self._create_unit(f"T{size}-{index:03}", self.today)
            notice = self._notice(serial_from=f"T{size}-000", serial_to=f"T{size}-999")
            cases = self._cases(notice).browse(notice.case_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.action_told_phone()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[45] - counts[5], 2, counts)


@tagged("post_install", "-at_install")
class TestDefectGuards(DefectCase):
    """Who may publish, tell, schedule; what nobody writes by hand (S19, G1)."""

    def test_s19_published_by_the_manager_only(self):
        notice = self._notice(publish=False)
        for user in (self.engineer_user, self.clerk, self.dispatcher):
            for step in ("action_publish", "action_close", "action_cancel", "action_reopen"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(notice.with_user(user), step)()
        with self._refused(UserError, "cannot go to"):
            notice.with_user(self.manager).action_close()
        with self._refused(UserError, "published notices only"):
            notice.with_user(self.manager).action_refresh()
        notice.with_user(self.manager).action_publish()
        with self._refused(UserError, "cannot go to"):
            notice.with_user(self.manager).action_publish()
        notice.with_user(self.manager).action_close()
        notice.with_user(self.manager).action_reopen()
        self.assertEqual(notice.state, "published")

    def test_s19_public_notice_stands(self):
        notice = self._notice()
        for vals in (
            {"serial_from": "A1"},
            {"product_tmpl_ids": [Command.clear()]},
            {"batch": "x"},
            {"lot_ids": [Command.set(self.unit_paid.ids)]},
            {"company_id": self.company.id},
        ):
            with self.subTest(vals=vals), self._refused(UserError, "is public"):
                notice.with_user(self.manager).write(vals)
        with self._refused(UserError, "cannot be deleted"):
            notice.with_user(self.manager).unlink()

    def test_s19_server_fields_are_refused(self):
        notice = self._notice()
        for name, value in {"state": "draft", "published_on": "2026-01-01", "name": "QX1"}.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                notice.with_user(self.manager).write({name: value})
        case = self._cases(notice, self.manager)[0]
        for name, value in {
            "state": "fixed",
            "told_on": "2026-01-01",
            "tries": 9,
            "order_id": 1,
            "lot_id": self.unit_free.id,
            "partner_id": self.customer.id,
            "fixed_rate": 100,
        }.items():
            with self.subTest(field=name), self._refused(UserError, "use the buttons"):
                case.write({name: value})
        case.note = "Call in the evening"
        with self.assertRaises(AccessError):
            case.create({"note": "Mine as well"})
        with self.assertRaises(AccessError):
            case.unlink()

    def test_g1_engineers_and_accountants_tell_nobody(self):
        notice = self._notice()
        for user in (self.engineer_user, self.accountant):
            for step in (
                "action_told_phone",
                "action_write_owners",
                "action_unreachable",
                "action_create_orders",
            ):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    getattr(self._cases(notice, user), step)()
        self.assertEqual(notice.with_user(self.engineer_user).fixed_rate, 0)
        self.assertFalse(self.env["aftersales.defect.notice"].with_user(self.accountant).has_access("read"))
        order = self._create_order(self.unit_paid)
        with self.assertRaises(AccessError):
            order.with_user(self.engineer_user).action_take_defect()
        self._assign_to_engineer(order)
        order.with_user(self.engineer_user).action_take_defect()

    def _assign_to_engineer(self, order):
        order.with_user(self.clerk).action_register()
        self._assign(order)

    def test_g1_second_company_sees_nothing(self):
        notice = self._notice()
        company = self.env["res.company"].create({"name": "Second centre"})
        user = self._create_user("manager", "Other")
        user.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        for records in (notice, notice.case_ids[0]):
            records = records.with_user(user)
            self.env.invalidate_all()
            with self.subTest(model=records._name):
                self.assertNotIn(records.id, records.search([]).ids)
                with self.assertRaises(AccessError):
                    records.read(["display_name"])
        for step in ("action_told_phone", "action_create_orders"):
            self.env.invalidate_all()
            with self.subTest(step=step), self.assertRaises(AccessError):
                getattr(self._cases(notice, user), step)()
