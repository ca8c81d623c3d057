from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_bonus import BonusCase

ADDON = "aftersales_performance"

#: Whom the samples are not about: a colleague, a checker, the superior, anybody of the house, a customer.
ATTACKERS = ("other_agent", "second", "head", "stranger", "portal")

#: Models whose rows are for all of the house, or for those who answer calls: there is nothing to hide.
OPEN = {
    "aftersales.bonus.policy",
    "aftersales.indicator",
    "aftersales.quality.item",
    "aftersales.quality.policy",
    "aftersales.shift",
    "aftersales.shift.item",
    "aftersales.star.policy",
    "aftersales.star.team",
    "aftersales.ticket.policy",
}

#: Whom a method serves after all: the office sees every shift, and reports every voucher.
MAY = {
    ("aftersales.shift.item", "action_view_matter"): {"other_agent", "second"},
    ("aftersales.order", "action_report_voucher"): {"other_agent", "second"},
}

#: Methods of the host that models redefine: attacked by the calls of `_get_calls`.
REDEFINED = {"create", "write", "copy", "unlink"}


class AttackCase(BonusCase):
    """One record of every model of the addon, about the agent or the engineer, and strangers to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "attack-portal",
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    def setUp(self):
        super().setUp()
        self.samples = self._make_samples()
        #: Models without rows, each with methods of its own.
        self.screens = {
            name: self.env[name]
            for name, model in self.registry.items()
            if model._original_module == ADDON and model._abstract
        }
        self.env.flush_all()
        self.env.invalidate_all()

    def _user(self, role):
        return self.portal if role == "portal" else getattr(self, role).user_id

    def _make_samples(self):
        env, agent = self.env, self.agent.user_id
        order = self._call(1)
        check = self._draw()
        self._score(check, ["greeting"])
        check.month_id._update_state("approved")
        praise = (
            env["aftersales.quality.praise"]
            .with_user(self.leader.user_id)
            .create({"employee_id": self.agent.id, "text": "So kind", "day": "2026-02-11"})
        )
        praise.action_confirm()
        rating = self.env["aftersales.star.rating"]._rate(self.company, check.month)
        rating = rating.filtered(lambda each: each.employee_id == self.agent)
        rater = self._create_person("rater", parent=self.head)
        rater.aftersales_agent = True
        mark = env["aftersales.star.mark"].create(
            {"rater_id": rater.id, "employee_id": self.agent.id, "month": check.month, "value": 80}
        )
        rating._update_state("approved")
        order.write({"engineer_id": self.engineer.id, "repair_start": "2026-02-10 03:00:00"})
        breach = env["aftersales.ticket.breach"]._hold(
            [
                {
                    "employee": self.agent,
                    "company": self.company,
                    "cause": "handover",
                    "day": check.month,
                    "source": order,
                    "facts": "Late",
                }
            ]
        )
        shift = env["aftersales.shift"].create(
            {
                "employee_id": self.agent.id,
                "taker_id": self.third.id,
                "date_from": "2026-04-10 00:00:00",
                "state": "written",
                "item_ids": [
                    Command.create({"res_model": order._name, "res_id": order.id, "name": order.display_name})
                ],
            }
        )
        self.values._write_values(self.company, "agent", check.month, check.month.replace(day=28))
        self._earned("parts_own", 400)
        self._tickets(1)
        pool = self._pool()
        pool.action_publish()
        appeal = self._object(pool, self._job(repair_start="2026-02-02 01:00:00", state="acceptance"))
        engineer = self.engineer.user_id
        found = (
            self.policy,
            self.policy.item_ids[0],
            check.month_id,
            check,
            check.score_ids,
            check.score_ids.answer_ids[0],
            praise,
            rating,
            rating.part_ids[0],
            rating.policy_id,
            env["aftersales.star.team"].create(
                {"company_id": self.company.id, "month": check.month, "department_id": self.department.id}
            ),
            mark,
            breach,
            env["aftersales.ticket.policy"]._get_in_force(check.month, self.company),
            shift,
            shift.item_ids,
            self.indicators.search([("code", "=", "requests")]),
            self.values.search([("employee_id", "=", self.agent.id)], limit=1),
            pool,
            pool.base_ids[0],
            env["aftersales.bonus.document"].browse(1),
            pool.share_ids.filtered(lambda share: share.employee_id == self.engineer)[0],
            appeal,
            self.bonus_policy,
            order,
            env["aftersales.complaint.report"].browse(1),
            env["aftersales.quality.step"]
            .with_user(agent)
            .create({"check_id": check.id, "purpose": "dispute", "text": "Wrong"}),
            env["aftersales.ticket.report"]
            .with_user(agent)
            .create({"order_id": order.id, "cause": "lost", "facts": "Lost"}),
            env["aftersales.my.month"].with_user(engineer).create({}),
            env["aftersales.month.report"].with_user(self.leader.user_id).create({}),
        )
        return {record._name: record.with_env(env) for record in found}

    def _get_methods(self):
        """Return the pairs (model, method) that a remote call reaches in this addon."""
        return {
            (name, method)
            for name, model in self.registry.items()
            for base in model.mro()
            if base.__module__.startswith(f"odoo.addons.{ADDON}.")
            for method, value in vars(base).items()
            if callable(value)
            and not method.startswith("_")
            and method not in REDEFINED
            and not getattr(value, "_api_private", False)
        }

    def _attack(self, record, role, call):
        """Return what a remote call gives; it must give nothing, or refuse with a sentence.

        :return: (whether it was refused, its answer, tables in which it wrote)
        """
        savepoint = self.cr.savepoint(flush=False)
        self.env.invalidate_all()
        before = self._count_writes()
        try:
            attacked = record.with_user(self._user(role)).with_context(**self.env.context)
            answer, refused = call(attacked), False
            attacked.env.flush_all()
        except UserError:
            answer, refused = None, True
        finally:
            after = self._count_writes()
            self.env.invalidate_all(flush=False)
            savepoint.rollback()
        return refused, answer, after - before

    def _count_writes(self):
        """Return how many rows this transaction has written so far in the addon's tables."""
        self.cr.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE relname IN %s",
            [tuple({record._table for record in self.samples.values() if not record._transient})],
        )
        return self.cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestAttacks(AttackCase):
    """S26, S27, S28, B2, D41, G1: what somebody gets by remote calls who has no business with a record."""

    def test_g1_every_model_has_a_sample(self):
        ours = {
            name
            for name, model in self.registry.items()
            if model._original_module == ADDON and not model._abstract
        }
        self.assertEqual(ours - set(self.samples), set())
        attacked = {*self.samples, *self.screens}
        self.assertEqual({model for model, _method in self._get_methods()} - attacked, set())

    def test_g1_no_public_method_serves_a_foreign_user(self):
        """A new method is attacked here without being named; whom it serves after all stands in `MAY`."""
        targets = {**self.samples, **self.screens}
        for model, method in sorted(self._get_methods()):
            for role in ATTACKERS:
                with self.subTest(model=model, method=method, role=role):
                    refused, answer, writes = self._attack(
                        targets[model], role, lambda record, method=method: getattr(record, method)()
                    )
                    self.assertEqual(not refused, role in MAY.get((model, method), ()), answer)
                    self.assertEqual(writes, 0)

    def _get_calls(self, record):
        """Return what the host offers for every record by remote call: name → call."""
        number = [("id", "in", record.ids)]
        logged = [name for name in ("write_uid",) if record._log_access]
        spec = {name: {} for name in ("display_name", *logged)}
        return {
            "read": lambda rows: rows.read([]),
            "web_read": lambda rows: rows.web_read(spec),
            "export_data": lambda rows: rows.export_data(["id", *spec]),
            "search": lambda rows: rows.search(number).ids,
            "search_read": lambda rows: rows.search_read(number),
            "web_search_read": lambda rows: rows.web_search_read(number, spec)["records"],
            "name_search": lambda rows: [
                each for each in rows.name_search("", limit=None) if each[0] in rows.ids
            ],
            "formatted_read_group": lambda rows: [
                each for each in rows.formatted_read_group(number, logged, ["__count"]) if each["__count"]
            ],
            "onchange": lambda rows: rows.onchange({}, logged, spec),
            "write": lambda rows: rows.write({"write_uid": 1}),
            "web_save": lambda rows: rows.web_save({}, spec),
            "unlink": lambda rows: rows.unlink(),
            "copy": lambda rows: rows.copy(),
            **({"get_metadata": lambda rows: rows.get_metadata()} if record._log_access else {}),
        }

    def test_g1_no_call_of_the_host_gives_a_foreign_record(self):
        for user in map(self._user, ATTACKERS[:-1]):
            user.group_ids += self.env.ref("base.group_allow_export")
        for model, record in self.samples.items():
            if model in OPEN | {"aftersales.order"}:
                continue
            for role in ATTACKERS:
                if model == "aftersales.indicator.value" and role == "head":
                    continue  # the superior's, below
                for name, call in self._get_calls(record).items():
                    with self.subTest(model=model, call=name, role=role):
                        refused, answer, writes = self._attack(record, role, call)
                        self.assertTrue(refused or not answer, answer)
                        self.assertEqual(writes, 0)

    def test_g1_an_outsider_reads_not_even_the_regulations(self):
        for model in OPEN:
            record = self.samples[model]
            for name, call in self._get_calls(record).items():
                with self.subTest(model=model, call=name):
                    refused, answer, _writes = self._attack(record, "portal", call)
                    self.assertTrue(refused or not answer, answer)

    def test_g1_nobody_counts_what_he_cannot_read(self):
        """A condition on any stored field, one's own or of what it points at, is no oracle."""
        for model, record in self.samples.items():
            if model in OPEN | {"aftersales.order"} or not record.exists():
                continue
            for name, field in record._fields.items():
                if not field.store or not record[name] or field.type in ("one2many", "many2many"):
                    continue
                value = record[name].id if field.type == "many2one" else record[name]
                domain = [("id", "=", record.id), (name, "=", value)]
                for role in ("other_agent", "second", "portal"):
                    with self.subTest(model=model, field=name, role=role):
                        refused, count, _writes = self._attack(
                            record, role, lambda rows, domain=domain: rows.search_count(domain)
                        )
                        self.assertTrue(refused or not count)

    def test_s27_the_person_who_scored_is_named_nowhere(self):
        """Not by who wrote last, not through what belongs together, not in a message, for the agent."""
        users = self.checker.user_id | self.second.user_id
        check, agent = self.samples["aftersales.quality.check"], self.agent.user_id
        month = check.month_id
        for path in (
            "score_ids.scorer_id",
            "month_id.check_ids.score_ids.scorer_id",
            "score_ids.answer_ids.create_uid",
            "score_ids.write_uid",
        ):
            for records in (check, month) if not path.startswith("score") else (check,):
                path = path.removeprefix("month_id.") if records == month else path
                with self.subTest(path=path), self._refused(UserError, "."):
                    records.with_user(agent).search_count([(path, "in", users.ids)])
                with self.subTest(export=path), self._refused(UserError, "."):
                    records.with_user(agent).export_data([path.replace(".", "/")])
        spec = {"month_id": {"fields": {"check_ids": {"fields": {"score_ids": {"fields": {}}}}}}}
        with self._refused(UserError, "."):
            check.with_user(agent).web_read(spec)
        for name in (*self.samples, "mail.message", "mail.followers", "mail.notification", "ir.attachment"):
            model = self.env[name].with_user(agent)
            if not model.has_access("read"):
                continue
            for field in ("create_uid", "write_uid", "author_id.user_ids", "partner_id.user_ids"):
                if field.partition(".")[0] not in model._fields or model._transient:
                    continue
                if name == "ir.attachment":
                    continue
                with self.subTest(model=name, field=field):
                    found = model.search([(field, "in", users.ids), ("id", "in", self._get_ours(name))])
                    self.assertFalse(found)

    def _get_ours(self, name):
        """Return the rows of a model that are about the samples of quality checks."""
        kept = ("aftersales.quality.check", "aftersales.quality.month", "aftersales.star.rating")
        if name in self.samples:
            return self.samples[name].ids
        field = {"mail.followers": "res_model", "mail.message": "model"}.get(name, "mail_message_id.model")
        return self.env[name].sudo().search([(field, "in", kept)]).ids

    def test_s27_a_hidden_field_is_hidden_in_every_call(self):
        """Not its value, its order, its groups, its sums: for a person who may see the rest of the record."""
        readers = {"agent": "quality", "engineer": "bonus"}
        for model, record in self.samples.items():
            role = next((who for who, part in readers.items() if f".{part}." in model), "agent")
            rows = record.with_user(self._user(role))
            if record._transient or not rows.has_access("read"):
                continue
            hidden = {name for name, field in record._fields.items() if field.store} - set(rows.fields_get())
            for name in hidden:
                calls = {
                    "read": lambda rows, name=name: rows.read([name]),
                    "web_read": lambda rows, name=name: rows.web_read({name: {}}),
                    "export": lambda rows, name=name: rows.export_data([name]),
                    "set": lambda rows, name=name: rows.search_count([(name, "!=", False)]),
                    "equal": lambda rows, name=name: rows.search([(name, "=", 1)]),
                    "group": lambda rows, name=name: rows.formatted_read_group([], [name], ["__count"]),
                    "sum": lambda rows, name=name: rows.formatted_read_group([], [], [f"{name}:count"]),
                    "filter": lambda rows, name=name: rows.filtered_domain([(name, "!=", False)]).ids,
                    "order": lambda rows, name=name: rows.search([], order=f"{name}, id").ids,
                }
                for call, attack in calls.items():
                    with self.subTest(model=model, field=name, call=call):
                        refused, answer, _writes = self._attack(record, role, attack)
                        self.assertTrue(refused, answer)

    def test_g1_nonsense_is_answered_with_a_sentence(self):
        """S20: what no screen sends gives a refusal or nothing, and no error of the machine."""
        self.leader.user_id.group_ids |= self.env.ref("aftersales_performance.group_manager")
        dashboard = self.env["aftersales.performance.dashboard"].with_user(self.leader.user_id)
        nonsense = ("garbage", "2026-13-01", "0001-01-01", "9999-12-31", 12, [], ["2026-01-01"], {"a": 1})
        for month in (*nonsense, "2026-01-01'"):
            for rest in ({}, {"indicator_id": "x", "kind": ["team"]}, {"indicator_id": -1, "kind": {}}):
                with self.subTest(month=month, **rest):
                    if not month or month == "2026-01-01'":
                        self.assertTrue(dashboard.get_data(month, **rest)["tiles"])
                    else:
                        with self._refused(UserError, "is no month"):
                            dashboard.get_data(month, **rest)
        self.assertEqual(dashboard.get_data("2026-01-01", 2**70, "'; --")["kind"], "team")
        for month in ("0001-01-01", "9999-12-31"):
            with self.subTest(month=month), self._refused(UserError, "is no month"):
                self.env["aftersales.my.month"].with_user(self.engineer.user_id).create(
                    {"month": month}
                ).read()
            with self.subTest(month=month), self._refused(UserError, "is no month"):
                report = self.env["aftersales.month.report"].with_user(self.leader.user_id)
                report.create({"month": month})._get_values()

    def test_s27_who_scored_by_the_buttons_is_not_who_wrote_last(self):
        """As the web client does it: what is computed is stored at the end of the checker's own call."""
        self._call(1, on="2026-03-10 02:00:00")
        check = self._draw_all(self.samples["aftersales.quality.month"].month.replace(month=3))
        check = check.filtered(lambda month: month.employee_id == self.agent).check_ids
        self.env.flush_all()
        self._score(check, ["greeting"])
        check.with_user(self.checker.user_id).env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(check.write_uid, self.env.ref("base.user_root"))
        self.assertEqual(check.month_id.write_uid, self.env.ref("base.user_root"))

    def test_s28_who_gave_a_mark_is_not_told(self):
        rating = self.samples["aftersales.star.rating"]
        rating.state = "open"
        marked = rating.part_ids.filtered(lambda part: not part.is_given).with_user(self.leader.user_id)
        marked.write({"value": 80})
        marked.env.flush_all()
        rating.with_user(self.leader.user_id).action_approve()
        rating.with_user(self.leader.user_id).env.flush_all()
        self.env.invalidate_all()
        for record in (*marked, rating):
            self.assertEqual(record.with_user(self.agent.user_id).write_uid, self.env.ref("base.user_root"))

    def test_s28_the_mean_of_a_small_team_is_not_a_colleagues_points(self):
        team = self.samples["aftersales.star.team"].with_user(self.other_agent.user_id)
        self.assertEqual(team.department_id, self.department)
        self.assertNotIn("score", team.fields_get())
        with self._refused(UserError, "."):
            team.search_count([("score", ">", 0)])

    def test_s27_a_dialog_for_a_foreign_check_is_not_opened(self):
        """Else its name, kept by the host for everybody, would tell that a colleague is checked, and when."""
        check = self.samples["aftersales.quality.check"]
        for role in ("other_agent", "second", "stranger"):
            with self._refused(UserError, "."):
                self.env["aftersales.quality.step"].with_user(self._user(role)).create(
                    {"check_id": check.id, "purpose": "dispute", "text": "Wrong"}
                )

    def test_s20_figures_of_others_are_not_reached_through_their_ids(self):
        """Of a figure of one's own the list shows what its reader may see, whatever id is written into it."""
        value = self.samples["aftersales.indicator.value"]
        own = value.with_user(self.agent.user_id)
        self.assertTrue(own.has_access("read"))
        with self._refused(UserError, "."):
            own.write({"employee_id": self.other_agent.id})
        page = self.env["aftersales.my.month"].with_user(self.colleague.user_id).create({})
        self.assertNotIn(str(self.engineer.id), str(page.action_view_tickets()["domain"]))


@tagged("post_install", "-at_install")
class TestAttackRoutes(AttackCase, HttpCase):
    """S20, B2: papers and workbooks of others by their addresses."""

    def test_b2_papers_and_workbooks_of_others(self):
        pool, report = (self.samples[f"aftersales.{name}"] for name in ("bonus.pool", "month.report"))
        paper = "/report/html/aftersales_performance.report_"
        addresses = (
            f"/aftersales/bonus/pool.xlsx?pool={pool.id}",
            f"/aftersales/performance/month.xlsx?report={report.id}",
            "/aftersales/performance/month.xlsx?report=-1",
            f"/aftersales/performance/month.xlsx?report={'9' * 5000}",
            f"{paper}bonus_pool/{pool.id}",
            f"{paper}month/{report.id}",
        )
        for role in ("agent", "second", "head", "portal"):
            user = self._user(role)
            user.password = user.login
            self.authenticate(user.login, user.login)
            for address in addresses:
                with self.subTest(role=role, address=address):
                    answer = self.url_open(address)
                    self.assertIn(answer.status_code, (403, 404), answer.text[:200])
