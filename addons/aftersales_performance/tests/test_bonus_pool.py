from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common_killed import KilledMixin

from ..const_bonus import POOL_FIXED
from .common_bonus import NEXT, QUARTER, BonusCase


@tagged("post_install", "-at_install")
class TestBonusPool(KilledMixin, BonusCase):
    """B1–B3: the quarter's pools from profit to pay."""

    # Figures ------------------------------------------------------------------------

    def test_b1_percentages_of_each_kind_of_profit(self):
        """B1: 25 and 40 of parts; contracts 15 and 10, with others 20 and 20; a loss gives nothing."""
        self._earned("parts_own", 1400, 400)
        self._earned("parts_other", 600, 100)
        self._earned("contract_own", 2000, 0, self.stranger)
        self._earned("contract_other", 500, 0, self.stranger)
        pool = self._pool()
        amounts = {base.kind: base.amount for base in pool.base_ids}
        self.assertEqual(
            amounts, {"parts_own": 250, "parts_other": 200, "contract_own": 300, "contract_other": 100}
        )
        self.assertEqual((pool.split_total, pool.fund_total), (450, 400))
        self.assertEqual(self._amounts(pool, "seller"), {self.stranger: 300})
        self._earned("parts_own", 0, 1000)
        pool.action_compute()
        self.assertEqual(pool.split_total, 200, "a loss of one kind takes nothing from another")

    def test_b1_figures_are_those_of_the_policy_in_force(self):
        self._earned("parts_own", 1000)
        self.bonus_policy.date_to = "2026-03-31"
        later = self.bonus_policy.copy({"date_from": "2026-04-01", "date_to": False, "parts_own": 30})
        self._earned("parts_own", 1000, quarter=NEXT)
        self.assertEqual(self._pool().split_total, 250)
        pool = self._pool(quarter=NEXT)
        self.assertEqual((pool.split_total, pool.policy_id), (300, later))

    def test_b1_a_profit_by_hand_has_its_evidence_and_counts_with_its_kind(self):
        self._earned("parts_own", 1000)
        pool = self._pool()
        base = self.env["aftersales.bonus.base"].with_user(self.keeper.user_id)
        base.create({"pool_id": pool.id, "kind": "parts_own", "profit": -200, "note": "Freight, invoice 12"})
        self.assertEqual(pool.split_total, 200)
        pool.action_compute()
        self.assertEqual(pool.split_total, 200, "reckoned anew, it is still there")
        pool.action_publish()
        with self._refused(UserError, "while the pool is a draft"):
            base.create({"pool_id": pool.id, "kind": "parts_own", "profit": 1, "note": "?"})

    def test_b2_manager_deputies_and_tickets_to_the_cent(self):
        """B2, B3: 12, 8 and the rest by tickets; 10 for each ticket besides; all cents are there."""
        self._earned("parts_own", 400.04)
        self._tickets(2)
        self._tickets(1, self.colleague)
        self._tickets(1, on="2025-12-31 10:00:00")
        pool = self._pool()
        self.assertEqual((pool.split_total, pool.tickets), (100.01, 3))
        self.assertEqual(
            self._amounts(pool, "manager", "deputy", "tickets"),
            {self.head: 12.0, self.deputy: 8.0, self.engineer: 53.34, self.colleague: 26.67},
        )
        self.assertEqual(self._amounts(pool, "allowance"), {self.engineer: 20, self.colleague: 10})
        self.assertEqual(pool.payout, 130.01)
        share = pool.sudo().share_ids.filtered(
            lambda share: share.kind == "tickets" and share.employee_id == self.engineer
        )
        self.assertIn("2 valid tickets", share.explanation)
        action = share.with_user(self.keeper.user_id).action_view_tickets()
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), 2)

    def test_b2_leaders_have_their_percentage_instead_of_tickets(self):
        """B2, B3: the deputy's own visits are paid by the allowance only."""
        self._earned("parts_own", 400)
        self._tickets(1)
        self._tickets(3, self.deputy)
        pool = self._pool()
        self.assertEqual(self._amounts(pool, "tickets"), {self.engineer: 80})
        self.assertEqual(self._amounts(pool, "allowance"), {self.engineer: 10, self.deputy: 30})

    def test_b2_a_vacant_post_stays_with_the_department(self):
        self._earned("parts_own", 400)
        pool = self._pool(manager_id=False)
        self.assertEqual((pool.unassigned, self._amounts(pool)), (92, {self.deputy: 8}))

    def test_b2_eleven_deputies_are_possible_twelve_are_not(self):
        people = self.env["hr.employee"].create(
            [{"name": f"D{number}", "company_id": self.company.id} for number in range(12)]
        )
        pool = self._pool(deputy_ids=[Command.set(people[:11].ids)])
        with self._refused(ValidationError, "name fewer deputies"):
            pool.write({"deputy_ids": [Command.set(people.ids)]})
        with self._refused(ValidationError, "manager and deputy at once"):
            pool.write({"deputy_ids": [Command.set(self.head.ids)]})

    # Steps --------------------------------------------------------------------------

    def test_b2_shown_approved_and_paid_by_different_people(self):
        self._earned("parts_own", 400)
        self._tickets(1)
        pool = self._pool()
        pool.action_publish()
        self.assertEqual(pool.review_until, fields.Date.to_date("2026-04-13"))
        director = pool.with_user(self.director.user_id)
        for day in ("2026-04-10 02:00:00", "2026-04-13 15:59:59"):
            with freeze_time(day), self._refused(UserError, "Objections to the pool"):
                director.action_approve()
        with self._refused(AccessError, "General Manager"), freeze_time("2026-04-14 02:00:00"):
            pool.action_approve()
        with freeze_time("2026-04-13 16:00:00"):
            director.action_approve()
        self.assertEqual((pool.state, pool.approver_id), ("approved", self.director.user_id))
        with self._refused(AccessError, "Bonus Pools"):
            director.action_pay()
        pool.action_pay()
        lines = self.env["aftersales.adjustment"].search([("source_key", "=like", "aftersales.bonus.pool,%")])
        self.assertEqual(
            {line.employee_id: line.amount for line in lines},
            {self.head: 12, self.deputy: 8, self.engineer: 90},
        )
        with self._refused(UserError, "is in step"):
            pool.action_pay()
        pool.sudo()._deliver()
        self.assertEqual(len(lines.search([("source_key", "=like", "aftersales.bonus.pool,%")])), 3)

    def test_b2_every_odd_cent_of_the_quarter_reaches_the_sheet(self):
        """B1–B3: halves of a cent go up; the last cents go to the largest remainders."""
        self._earned("parts_own", "1000.07", "333.36")
        self._earned("parts_other", "77.77")
        self._earned("contract_own", "123.45", seller=self.stranger)
        self._tickets(2)
        self._tickets(1, self.colleague)
        pool = self._approve(self._pool())
        self.assertEqual((pool.split_total, pool.fund_total), (197.79, 18.52))
        self.assertEqual(self._amounts(pool, "seller"), {self.stranger: 12.35})
        split = self._amounts(pool, "manager", "deputy", "tickets")
        self.assertEqual(
            split, {self.head: 23.74, self.deputy: 15.82, self.engineer: 105.49, self.colleague: 52.74}
        )
        self.assertEqual(round(sum(split.values()) + pool.unassigned + pool.reserve, 2), 197.79)
        pool.action_pay()
        lines = self.env["aftersales.adjustment"].search(
            [("source_key", "=like", f"aftersales.bonus.pool,{pool.id},%")]
        )
        self.assertEqual({line.employee_id: line.amount for line in lines}, self._amounts(pool))
        self.assertEqual(round(sum(lines.mapped("amount")), 2), pool.payout)
        self.assertEqual(round(pool.payout, 2), round(197.79 + 12.35 + 3 * 10, 2))

    def test_b2_nobody_approves_what_he_made_or_profits_from(self):
        self.boss.user_id.group_ids |= self.env.ref("aftersales_performance.group_bonus")
        own = self._pool().with_user(self.boss.user_id)
        own.action_publish()
        with freeze_time("2026-04-14 02:00:00"), self._refused(UserError, "somebody else approves it"):
            own.action_approve()
        own.action_take_back()
        own.manager_id = self.boss
        own.with_user(self.keeper.user_id).action_publish()
        with freeze_time("2026-04-14 02:00:00"), self._refused(UserError, "somebody else approves it"):
            own.action_approve()

    def test_b1_a_quarter_that_runs_is_not_shown(self):
        pool = self._pool(quarter="2026-05-17")
        self.assertEqual(pool.quarter, NEXT)
        with self._refused(UserError, "is not over before"):
            pool.action_publish()
        with freeze_time("2026-06-30 15:59:59"), self._refused(UserError, "is not over before"):
            pool.action_publish()
        with freeze_time("2026-06-30 16:00:00"):
            pool.action_publish()

    def test_b1_quarters_are_approved_one_after_the_other(self):
        first, second = self._pool(quarter="2025-10-01"), self._pool()
        second.action_publish()
        with self._refused(UserError, "2025 Q4 is approved first"):
            self._approve(second)
        self._approve(first)
        self._approve(second)

    def test_b1_what_has_changed_is_looked_at_before_it_is_approved(self):
        """B1: recomputed until approved: nobody approves figures that are not those of the documents."""
        self._earned("parts_own", 400)
        pool = self._pool()
        pool.action_publish()
        self._earned("parts_own", 500)
        with self._refused(UserError, "have changed since"):
            self._approve(pool)
        pool.action_compute()
        self._tickets(1)
        with self._refused(UserError, "have changed since"):
            self._approve(pool)
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_performance.ir_cron_compute_bonus_pools").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((pool.split_total, pool.tickets), (125, 1))
        self._approve(pool)

    def test_b1_approved_it_stands(self):
        self._earned("parts_own", 400)
        pool = self._approve(self._pool())
        self._earned("parts_own", 4000)
        for attack in (
            pool.action_compute,
            pool.action_take_back,
            pool.unlink,
            lambda: pool.write({"manager_id": self.colleague.id}),
            lambda: pool.write({"payout": 1}),
        ):
            with self._refused(UserError, "."):
                attack()
        pool.sudo()._compute_result()
        self.assertEqual(pool.split_total, 100)

    # Corrections --------------------------------------------------------------------

    def test_b1_a_later_change_of_the_profit_goes_into_the_next_quarter_once(self):
        self._earned("parts_own", 400)
        self._tickets(1)
        self._approve(self._pool())
        self._earned("parts_own", 480)
        self._earned("parts_own", 1000, quarter=NEXT)
        with freeze_time("2026-07-10 02:00:00"):
            following = self._pool(quarter=NEXT)
            correction = following.base_ids.filtered(lambda base: base.source == "correction")
            self.assertEqual((correction.profit, correction.amount), (80, 20))
            self.assertEqual(following.split_total, 270)
            following.action_publish()
        self._approve(following, "2026-07-14 02:00:00")
        with freeze_time("2026-10-10 02:00:00"):
            third = self._pool(quarter="2026-07-01")
            self.assertFalse(third.base_ids.filtered(lambda base: base.source == "correction"))

    def test_b1_a_loss_that_shrinks_is_no_pool_afterwards(self):
        """B1: the earlier quarter comes to nothing before and after: there is nothing to correct."""
        self._earned("parts_own", 0, 1000)
        self._approve(self._pool())
        self._earned("parts_own", 0, 500)
        with freeze_time("2026-07-10 02:00:00"):
            self.assertEqual(self._pool(quarter=NEXT).split_total, 0)

    def test_b1_what_a_quarter_cannot_bear_goes_into_the_one_after(self):
        self._earned("parts_own", 400)
        self._approve(self._pool())
        self._earned("parts_own", 0)
        self._earned("parts_own", 120, quarter=NEXT)
        with freeze_time("2026-07-10 02:00:00"):
            second = self._pool(quarter=NEXT)
            self.assertEqual((second.split_total, second.shortfall), (0, 70))
            second.action_publish()
        self._approve(second, "2026-07-14 02:00:00")
        self._earned("parts_own", 400, quarter=fields.Date.to_date("2026-07-01"))
        with freeze_time("2026-10-10 02:00:00"):
            third = self._pool(quarter="2026-07-01")
            self.assertEqual((third.split_total, third.shortfall), (30, 0))

    def test_b2_a_ticket_that_is_not_valid_any_more_is_corrected_between_the_people(self):
        """B2: what one was given too much goes to the others; the allowance does not."""
        self._earned("parts_own", 400)
        jobs = self._tickets(2)
        self._tickets(2, self.colleague)
        pool = self._approve(self._pool())
        self.assertEqual(self._amounts(pool, "tickets"), {self.engineer: 40, self.colleague: 40})
        jobs[0].write({"signed_on": False, "state": "assessment"})
        with freeze_time("2026-07-10 02:00:00"):
            following = self._pool(quarter=NEXT)
            self.assertEqual(
                self._amounts(following, "correction"), {self.engineer: -23.33, self.colleague: 13.33}
            )
            following.action_publish()
        self._approve(following, "2026-07-14 02:00:00")
        following.action_pay()
        line = self.env["aftersales.adjustment"].search(
            [("employee_id", "=", self.engineer.id), ("source_key", "like", f"pool,{following.id},")]
        )
        self.assertEqual((line.kind, line.amount), ("other", -23.33))

    # Objections ---------------------------------------------------------------------

    def test_b2_an_open_objection_holds_back_what_it_claims(self):
        """B2: three of four tickets count; the fourth waits, and goes to whom the decision gives it."""
        self._earned("parts_own", 400)
        self._tickets(2)
        self._tickets(1, self.colleague)
        unsigned = self._job(repair_start="2026-03-31 15:59:59", state="acceptance")
        pool = self._pool()
        pool.action_publish()
        appeal = self._object(pool, unsigned)
        self.assertEqual(pool.reserve, 20)
        self.assertEqual(self._amounts(pool, "tickets"), {self.engineer: 40, self.colleague: 20})
        self._approve(pool)
        for accept, expected in (
            (True, {self.engineer: 30}),
            (False, {self.engineer: 13.33, self.colleague: 6.67}),
        ):
            with self.subTest(accept=accept), self.cr.savepoint() as savepoint:
                self._decide(appeal, accept)
                with freeze_time("2026-07-10 02:00:00"):
                    following = self._pool(quarter=NEXT)
                    self.assertEqual(self._amounts(following, "correction"), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_b2_the_dialog_offers_the_jobs_that_may_be_claimed(self):
        """B2: worked on in the quarter by the person, without a valid ticket, not claimed yet."""
        self._tickets(1)
        lost = [
            self._job(repair_start=moment, state="acceptance")
            for moment in (
                "2025-12-31 15:59:59",
                "2025-12-31 16:00:00",
                "2026-03-31 15:59:59",
                "2026-03-31 16:00:00",
            )
        ]
        self._job(repair_start="2026-02-02 01:00:00", state="acceptance", engineer_id=self.colleague.id)
        pool = self._pool()
        pool.action_publish()
        share = pool.share_ids.filtered(
            lambda each: each.employee_id == self.engineer and each.kind == "tickets"
        ).with_user(self.engineer.user_id)
        values = share.action_open_appeal()["context"]
        self.assertEqual(values, {"default_pool_id": pool.id, "default_employee_id": self.engineer.id})
        appeals = self.env["aftersales.bonus.appeal"].with_user(self.engineer.user_id)
        vals = {"pool_id": pool.id, "employee_id": self.engineer.id}
        self.assertEqual(appeals.new(vals).claimable_ids._origin, lost[1] | lost[2])
        self.assertFalse(appeals.new({**vals, "employee_id": self.colleague.id}).claimable_ids)
        with self._refused(UserError, "Choose the jobs"):
            self._object(pool, lost[0].browse())
        with self._refused(UserError, "not worked on in the quarter"):
            self._object(pool, lost[0])
        self._object(pool, lost[1])
        self.assertEqual(appeals.new(vals).claimable_ids._origin, lost[2])
        self._object(pool, lost[2])
        with self._refused(UserError, "nothing to object to"):
            share.action_open_appeal()
        self.assertEqual(share.claimed, 2, "reckoned anew it is the same record")

    def test_b2_an_accepted_objection_counts_before_the_approval(self):
        self._earned("parts_own", 400)
        self._tickets(1, self.colleague)
        unsigned = self._job(repair_start="2026-01-02 01:00:00", state="acceptance")
        pool = self._pool()
        pool.action_publish()
        self.assertEqual(self._amounts(pool, "tickets"), {self.colleague: 80})
        appeal = self._object(pool, unsigned)
        with self._refused(UserError, "Write the answer"):
            appeal.with_user(self.keeper.user_id).action_accept()
        self._decide(appeal)
        self.assertEqual(self._amounts(pool, "tickets"), {self.engineer: 40, self.colleague: 40})
        self.assertEqual(pool.reserve, 0)
        with self._refused(UserError, "is in step"):
            appeal.with_user(self.keeper.user_id).action_refuse()
        with self._refused(UserError, "only its answer"):
            appeal.with_user(self.keeper.user_id).answer = "Or not"

    def test_b2_what_cannot_be_claimed(self):
        counted = self._tickets(1)
        own = self._job(repair_start="2026-02-02 01:00:00", state="acceptance")
        early = self._job(repair_start="2025-12-31 15:59:59", state="acceptance")
        foreign = self._job(
            repair_start="2026-02-02 01:00:00",
            state="acceptance",
            engineer_id=self.colleague.id,
            worker_ids=[Command.set(self.engineer.ids)],
        )
        pool = self._pool()
        with self._refused(UserError, "not possible now"):
            self._object(pool, own)
        pool.action_publish()
        for jobs, sentence in (
            (counted, "counts already"),
            (early, "not worked on in the quarter"),
            (foreign, "is not yours"),
            (own.browse(), "Choose the jobs"),
        ):
            with self._refused(UserError, sentence):
                self._object(pool, jobs)
        self._object(pool, own)
        with self._refused(UserError, "claimed before"):
            self._object(pool, own)
        with freeze_time("2026-04-13 16:00:00"), self._refused(UserError, "not possible now"):
            self._object(pool, own)

    # Reading ------------------------------------------------------------------------

    def test_b2_paper_and_workbook_show_every_share(self):
        self._earned("parts_own", 400)
        self._tickets(1)
        pool = self._pool()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.keeper.user_id)
            ._render_qweb_html("aftersales_performance.report_bonus_pool", pool.ids)
        )
        for text in ("2026 Q1", "Deputy", "Engineer", "80.00", "To Be Paid"):
            self.assertIn(text, html.decode())
        self.assertTrue(pool._render_workbook().startswith(b"PK"))
        action = pool.with_user(self.keeper.user_id).action_view_shares()
        shares = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(shares.mapped("amount")), pool.payout)

    def test_b1_a_run_that_is_killed_goes_on_with_the_pool_it_had_not_kept(self):
        """B1: three pools are reckoned anew, each is kept; the night after begins with the oldest."""
        self._earned("parts_own", 400)
        pools = self.pools.union(
            *(self._pool(quarter=first) for first in ("2025-07-01", "2025-10-01", QUARTER))
        )
        self.pools.search([("id", "not in", pools.ids), ("state", "not in", POOL_FIXED)]).unlink()
        with freeze_time("2026-04-11 02:00:00"):
            now = fields.Datetime.now()
            self._check_killed(
                "aftersales.bonus.pool",
                "_cron_compute",
                "_compute_result",
                lambda: self.pools.search_count([("id", "in", pools.ids), ("computed_on", "=", now)]),
            )
        self.assertEqual(pools.mapped("split_total"), [0, 0, 100])

    def test_b2_as_many_queries_for_many_people_as_for_few(self):
        self._earned("parts_own", 4000)
        pool, counts = self._pool(), []
        for size in (1, 1, 10):
            for number in range(size):
                person = self.env["hr.employee"].create({"name": f"E{number}", "company_id": self.company.id})
                self._tickets(1, person)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pool.sudo()._compute_result()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1], counts)
