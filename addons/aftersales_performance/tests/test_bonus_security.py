from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_bonus import BonusCase

ROLES = ("engineer", "colleague", "head", "leader", "officer", "keeper", "director")
#: Rights of each role on the engineer's samples: r(ead), u(pdate), d(elete).
MODELS = {
    "aftersales.bonus.policy": "r r r ru r ru r",
    "aftersales.bonus.pool": "- - - - - rud r",
    "aftersales.bonus.base": "- - - - - rud r",
    "aftersales.bonus.document": "- - - - - r r",
    "aftersales.bonus.share": "r - - - - r r",
    "aftersales.bonus.appeal": "r - - - - ru r",
}


@tagged("post_install", "-at_install")
class TestBonusSecurity(BonusCase):
    """B2, G1: nobody reads a colleague's share, by no way."""

    def setUp(self):
        super().setUp()
        self._earned("parts_own", 400)
        self._tickets(1)
        self._tickets(1, self.colleague)
        self.pool = self._pool()
        self.pool.action_publish()
        job = self._job(repair_start="2026-02-02 01:00:00", state="acceptance")
        self.appeal = self._object(self.pool, job)
        self.shares = self.env["aftersales.bonus.share"]

    def _share(self, person, kind="tickets"):
        return self.shares.search([("employee_id", "=", person.id), ("kind", "=", kind)])

    def test_g1_matrix(self):
        samples = {
            "aftersales.bonus.policy": self.bonus_policy,
            "aftersales.bonus.pool": self.pool,
            "aftersales.bonus.base": self.pool.base_ids[0],
            "aftersales.bonus.document": self.env["aftersales.bonus.document"],
            "aftersales.bonus.share": self._share(self.engineer),
            "aftersales.bonus.appeal": self.appeal,
        }
        for model, row in MODELS.items():
            for role, rights in zip(ROLES, row.split(), strict=True):
                user = getattr(self, role).user_id
                for letter, mode in (("r", "read"), ("u", "write"), ("d", "unlink")):
                    with self.subTest(model=model, role=role, mode=mode):
                        self.assertEqual(samples[model].with_user(user).has_access(mode), letter in rights)

    def test_g1_every_model_is_in_the_matrix(self):
        ours = {model for model in self.env if model.startswith("aftersales.bonus.")}
        self.assertEqual(ours, set(MODELS))

    def test_b2_a_colleagues_share_is_not_found_read_grouped_or_exported(self):
        shares = self.shares.with_user(self.engineer.user_id)
        foreign = self._share(self.colleague).with_user(self.engineer.user_id)
        self.assertEqual(shares.search([]).employee_id, self.engineer)
        self.assertFalse(shares.search([("employee_id", "=", self.colleague.id)]))
        self.assertFalse(shares.search([("amount", ">", 0), ("employee_id.name", "=", "Colleague")]))
        groups = shares.formatted_read_group([], ["employee_id"], ["amount:sum"])
        self.assertEqual([group["employee_id"][0] for group in groups], [self.engineer.id])
        for attack in (
            lambda: foreign.read(["amount"]),
            lambda: foreign.web_read({"amount": {}}),
            lambda: foreign.export_data(["amount"]),
            foreign.action_view_tickets,
            foreign.action_open_appeal,
            lambda: foreign.write({"amount": 0}),
        ):
            with self._refused(UserError, "."):
                attack()

    def test_b2_nor_by_pool_profit_paper_or_chatter(self):
        user = self.engineer.user_id
        pool = self.pool.with_user(user)
        for attack in (
            lambda: pool.read(["payout"]),
            lambda: self.pools.with_user(user).search([("share_ids.amount", ">", 0)]),
            lambda: self.env["aftersales.bonus.base"].with_user(user).search([]),
            lambda: self.env["aftersales.bonus.document"].with_user(user).search([]),
            pool.action_export,
            pool._render_workbook,
            pool.action_compute,
            lambda: pool.message_post(body="?"),
            lambda: (
                self.env["ir.actions.report"]
                .with_user(user)
                ._render_qweb_html("aftersales_performance.report_bonus_pool", pool.ids)
            ),
        ):
            with self._refused(UserError, "."):
                attack()
        self.assertFalse(self.env["mail.message"].with_user(user).search([("model", "=", pool._name)]))
        messages = self.env["mail.message"].search([("model", "=", pool._name)])
        self.assertNotIn("40", "".join(messages.mapped("body")), "no amount stands in the chatter")

    def test_b2_the_own_share_tells_nothing_of_others(self):
        own = self._share(self.engineer).with_user(self.engineer.user_id)
        values = str(own.read([])[0])
        for other in (self.colleague, self.head, self.deputy):
            self.assertNotIn(other.name, values)
        self.assertEqual(own.base, 0, "the pool cannot be reckoned from an engineer's share")

    def test_b2_before_it_is_shown_nobody_sees_a_share(self):
        self.pool.action_take_back()
        self.assertFalse(self.shares.with_user(self.engineer.user_id).search([]))

    def test_b2_nobody_changes_a_share_or_objects_for_another(self):
        own = self._share(self.engineer).with_user(self.engineer.user_id)
        keeper = self.keeper.user_id
        for attack in (
            lambda: own.write({"amount": 9999}),
            lambda: self.shares.with_user(self.engineer.user_id).create(
                {"pool_id": self.pool.id, "amount": 9}
            ),
            lambda: own.with_user(keeper).write({"amount": 9999}),
            lambda: self.shares.with_user(keeper).create({"pool_id": self.pool.id, "amount": 9}),
            lambda: self.pool.base_ids[0].with_user(keeper).write({"amount": 9999}),
            lambda: self.pool.with_user(keeper).write({"share_ids": [Command.clear()]}),
            lambda: self.pool.with_user(keeper).write({"state": "approved"}),
            lambda: self.appeal.with_user(self.engineer.user_id).write({"answer": "Yes"}),
            lambda: self.appeal.with_user(self.engineer.user_id).action_accept(),
            lambda: self._object(self.pool, self.appeal.order_ids, self.colleague),
            lambda: self.appeal.create(
                {
                    "pool_id": self.pool.id,
                    "employee_id": self.colleague.id,
                    "order_ids": [Command.set(self.appeal.order_ids.ids)],
                    "text": "For him",
                }
            ),
        ):
            with self._refused(UserError, "."):
                attack()

    def test_b2_nobody_decides_on_the_own_objection(self):
        self.engineer.user_id.group_ids |= self.env.ref("aftersales_performance.group_bonus")
        own = self.appeal.with_user(self.engineer.user_id)
        with self._refused(UserError, "ask a colleague"):
            own.answer = "Granted"
        self.appeal.sudo().answer = "Granted"
        with self._refused(UserError, "ask a colleague"):
            own.action_accept()

    def test_g1_another_companys_pool_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.pool.sudo().write({"manager_id": False, "deputy_ids": False, "company_id": other.id})
        for person in (self.engineer, self.keeper, self.director):
            self.assertFalse(self.shares.with_user(person.user_id).search([]))
        with self._refused(AccessError, "."):
            self.pool.with_user(self.keeper.user_id).read(["payout"])


@tagged("post_install", "-at_install")
class TestBonusDownload(BonusCase, HttpCase):
    def test_b2_the_workbook_is_the_keepers(self):
        """B2: whoever knows the address gets nothing."""
        pool = self._pool()
        for person, status in ((self.engineer, 403), (self.keeper, 200)):
            person.user_id.password = person.user_id.login
            self.authenticate(person.user_id.login, person.user_id.login)
            answer = self.url_open(f"/aftersales/bonus/pool.xlsx?pool={pool.id}")
            self.assertEqual(answer.status_code, status)
