from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_at_once import CLEAR, AtOnceCase


@tagged("post_install", "-at_install")
class TestTwoAtOnce(AtOnceCase):
    """Two people press a button at the same moment (D43, D46)."""

    def _create_heard_record(self):
        with self._environment() as env:
            record = (
                env["aftersales.conduct.record"]
                .with_user(self.people["officer"][1])
                .create(
                    {
                        "employee_id": self.people["person"][0],
                        "article_id": env.ref("aftersales_hr_discipline.conduct_article_d25").id,
                        "facts": "Seen",
                    }
                )
            )
            record.action_propose()
            record.with_user(self.people["person"][1])._give_statement("Yes")
            file = env["ir.attachment"].create({"name": "proof.txt", "raw": b"seen"})
            record.sudo().evidence_ids = file
            env.cr.commit()
            return record.id

    def test_d43_a_record_is_decided_once(self):
        """Points are posted once, whoever was quicker."""
        record_id = self._create_heard_record()

        def decide(env):
            record = env["aftersales.conduct.record"].browse(record_id)
            record._decide("demerit", record._get_today(), 0.0, "Because")

        answers = self._race(decide)
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            record = env["aftersales.conduct.record"].browse(record_id)
            self.assertEqual(record.log_ids.mapped("event").count("decided"), 1)
            points = env["aftersales.conduct.points"].search([("record_id", "=", record_id)])
            self.assertEqual(points.mapped("points"), [-3])

    def test_d46_a_sheet_is_approved_once(self):
        """The rest is carried once."""
        sheet_id = self._create_sheet(fields.Date.to_date("2036-05-02"))
        answers = self._race(lambda env: env["aftersales.adjustment.sheet"].browse(sheet_id).action_approve())
        self.assertEqual(answers.count(""), 1, answers)
        self.assertRegex("".join(answers), CLEAR)
        with self._environment() as env:
            lines = env["aftersales.adjustment.sheet"].browse(sheet_id).line_ids
            self.assertEqual(lines.carried_to_ids.mapped("amount"), [-200])

    def test_d46_a_line_that_comes_while_somebody_approves(self):
        """The approver looked at the sheet before the line was committed: it is not settled unseen."""
        day = fields.Date.to_date("2037-05-02")
        sheet_id = self._create_sheet(day)

        def add_line():
            with self._environment() as env:
                env["aftersales.adjustment"]._add_adjustment([self._row(day, "late")])
                env.cr.commit()

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            answer = self._call(
                "manager",
                lambda env: env["aftersales.adjustment.sheet"].browse(sheet_id).action_approve(),
                add_line,
            )
        self.assertRegex(answer, "calculate it first")
