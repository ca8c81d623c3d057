import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_appraisal import AppraisalCase

#: The two peers' points; nothing else in a sheet comes to these numbers.
SECRETS = (13, 97)

#: What the host raises where arguments make no sense.
CONFUSED = (
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    AssertionError,
    NotImplementedError,
    psycopg2.Error,
)

#: Methods of the host that look at no record, or would end the test's transaction.
HARMLESS = {"init", "pool", "browse"}


@tagged("post_install", "-at_install")
class TestAppraisalAttack(AppraisalCase):
    """A10, with exactly two peers: nobody finds out by any public way who of them said what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = cls._start()
        cls.sheet = cls._sheet(cls.cycle)
        cls.peers = cls._ratings(cls.sheet, "peer")
        cls._complete(cls.sheet, peers=SECRETS)
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.write({"company_ids": [Command.link(cls.company.id)]})
        cls.curious = [
            person.user_id
            for person in (cls.engineer, cls.head, cls.boss, cls.officer, cls.manager, cls.auditor)
        ] + [cls.admin]
        cls.env.flush_all()

    def _ask(self, question):
        """Return what a remote call would answer; a refusal is no answer. Nothing stays."""
        self.env.invalidate_all()
        savepoint = self.cr.savepoint(flush=False)
        try:
            return question()
        except (AccessError, UserError, *CONFUSED):
            return None
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.rollback()

    def _leaks(self, answer, name=""):
        """Tell whether `answer` has one of the secret points, under its field's name, or a peer's name."""
        if isinstance(answer, dict):
            return any(self._leaks(value, str(key)) or self._leaks(key) for key, value in answer.items())
        if isinstance(answer, (list, tuple, set, frozenset)):
            return any(self._leaks(value, name) for value in answer)
        if isinstance(answer, str):
            return self.colleague.name in answer or self.third.name in answer
        numeric = isinstance(answer, (int, float)) and not isinstance(answer, bool)
        return numeric and answer in SECRETS and ("score" in name or "points" in name)

    @mute_logger("odoo.sql_db", "odoo.models.unlink", "odoo.osv.expression", "odoo.domains")
    def test_a10_every_public_method_of_ratings_and_answers(self):
        """Called with nothing, with fields, with a domain: by the person, superiors, HR, administrators."""
        others = self.env["aftersales.appraisal.rating"].sudo().search([("id", "not in", self.peers.ids)])
        others.unlink()  # what the curious rate themselves they may see
        tried = 0
        for records in (self.peers.sudo(False), self.peers.answer_ids.sudo(False)):
            names = [name for name in dir(type(records)) if not name.startswith("_") and name not in HARMLESS]
            fields = list(records._fields)
            for user in (self.engineer.user_id, self.head.user_id, self.manager.user_id, self.admin):
                own = records.with_user(user).with_context(allowed_company_ids=self.company.ids)
                for name in names:
                    method = getattr(type(own), name, None)
                    if not callable(method) or getattr(method, "_api_private", False):
                        continue
                    for args in ((), (fields,), ([("id", "in", records.ids)], fields)):
                        tried += 1
                        answer = self._ask(lambda own=own, name=name, args=args: getattr(own, name)(*args))
                        self.assertFalse(
                            self._leaks(answer), f"{user.login} learns from {records._name}.{name}{args!r}"
                        )
        self.assertGreater(tried, 500)

    def test_a10_filters_groups_and_names_that_lead_through_the_sheet(self):
        """Search, count, group, sort and look up by any path that ends at a rating."""
        sheets, indicators = "aftersales.appraisal.sheet", "aftersales.appraisal.indicator"
        for user in self.curious:
            for model in (sheets, indicators, "aftersales.appraisal.cycle", "hr.employee", "res.users"):
                records = self.env[model].with_user(user)
                for path in ("rating_ids.score", "cycle_id.rating_ids.rater_id", "sheet_id.rating_ids.score"):
                    for question in (
                        lambda r=records, p=path: r.search([(p, "=", SECRETS[0])]).ids,
                        lambda r=records, p=path: r.search([], order=p).ids,
                        lambda r=records, p=path: r.formatted_read_group([], [p], ["__count"]),
                        lambda r=records, p=path: r.export_data([p.replace(".", "/")])["datas"],
                    ):
                        self.assertFalse(self._ask(question), f"{user.login} {model} {path}")
            for secret in ("aftersales.appraisal.rating", "aftersales.appraisal.answer"):
                asked = self.env[secret].with_user(user)
                for text in ("", "Colleague", str(SECRETS[0])):
                    found = self._ask(
                        lambda a=asked, t=text: a.name_search(t, [("id", "in", self.peers.ids)])
                    )
                    self.assertFalse(found, f"{user.login} {secret}")

    def test_a10_mail_knows_nothing(self):
        """No follower, message, activity or attachment hangs on a rating, whoever asks."""
        for model, field in (
            ("mail.followers", "res_model"),
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            found = self.env[model].sudo().search([(field, "like", "aftersales.appraisal.r")])
            self.assertFalse(found.filtered(lambda row, f=field: "rating" in row[f]))
            self.assertNotIn(self.colleague.user_id.partner_id, self.sheet.sudo().message_partner_ids)
        said = " ".join(map(str, self.sheet.sudo().message_ids.mapped("body")))
        self.assertFalse(self._leaks(said))

    def test_a10_before_and_after_one_answer_nothing_that_others_read_differs(self):
        """Differencing: averages, score and weights do not move with a single answer, not even on asking."""
        sheet = self._sheet(self._start(day="2025-11-01"))
        ratings = self._ratings(sheet)
        ratings.sudo().rating_until = sheet.sudo().rating_until = "2026-04-30"
        self._fill(sheet, 80, 90)
        self._answer(ratings.filtered(lambda rating: rating.kind == "superior"), 90)
        seen = []
        for rating in [None, *ratings.filtered(lambda rating: rating.kind == "peer")[:1]]:
            if rating:
                self._answer(rating, SECRETS[0])
            sheet.with_user(self.officer.user_id).action_evaluate()
            self.env.invalidate_all()
            seen.append(
                [
                    sheet.with_user(user).read(
                        ["state", "score", "rater_score", "peer_average", "waiting", "write_date", "chart"]
                    )
                    for user in (self.head.user_id, self.officer.user_id, self.boss.user_id)
                ]
            )
        self.assertEqual(*seen)
        self.assertEqual((sheet.state, sheet.peer_average, sheet.rater_score), ("open", 0, 0))

    def test_a10_who_rates_a_peer_does_not_see_the_average_even_as_hr(self):
        """Two peers, one of them of HR: own points and the average would give the other's away."""
        clerk = self._create_person("clerk", "officer", parent=self.head)
        self.third.active = False
        sheet = self._sheet(self._start(day="2025-11-01"))
        peers = self._ratings(sheet, "peer")
        self.assertEqual(peers.rater_id, self.colleague | clerk)
        sheet.sudo().rating_until = peers.sheet_id.sudo().rating_until = "2026-04-30"
        self._ratings(sheet).sudo().rating_until = "2026-04-30"
        self._complete(sheet, peers=SECRETS)
        self.assertEqual((sheet.state, sheet.peer_average), ("superior", 55))
        self.env.flush_all()
        for user, sees in ((clerk.user_id, False), (self.officer.user_id, True)):
            self.env.invalidate_all()
            for records in (sheet, sheet.indicator_ids):
                asked = self.env[records._name].with_user(user)
                self.assertEqual(bool(asked.search([("id", "in", records.ids)])), sees)
                groups = asked.formatted_read_group([("id", "in", records.ids)], [], ["__count"])
                self.assertEqual(bool(groups[0]["__count"]), sees)
            reading = sheet.with_user(user)
            if sees:
                self.assertEqual(reading.read(["peer_average"])[0]["peer_average"], 55)
            else:
                with self.assertRaises(AccessError):
                    reading.read(["peer_average"])

    def test_a10_who_signs_is_nobodys_peer_or_subordinate(self):
        """HR manager and general manager read every sheet, the head those of the department."""
        signer = self._create_person("signer", "manager", parent=self.head)
        self.department.manager_id = self.third
        for sheet in self._start(day="2025-11-01").sheet_ids:
            others = self._ratings(sheet).filtered(lambda rating: rating.kind in ("peer", "subordinate"))
            self.assertFalse(others.rater_id & (signer | self.third | self.manager | self.boss))
