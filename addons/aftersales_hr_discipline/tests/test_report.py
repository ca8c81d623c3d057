from odoo.tests import tagged

from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestNotice(RecordCase):
    """The letter of a decision, in the language of the person concerned (D43)."""

    def _render(self, record, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.officer.user_id)
        html, _kind = report._render_qweb_html("aftersales_hr_discipline.report_conduct_notice", record.ids)
        return html.decode()

    def test_d43_the_letter_says_facts_article_measure_and_appeal(self):
        self.engineer.user_id.lang = "zh_CN"
        record = self._play("notified", number="D41.3")
        text = self._render(record)
        for words in (
            record.name,
            "处分决定通知书",
            "Seen by two colleagues.",
            "It was so.",
            "D41.3",
            "记过",
            "2026年3月10日",
            "-3",
            "2026年3月17日",
            "签收回执",
        ):
            self.assertIn(words, text)

    def test_d43_a_reward_has_no_statement_and_no_appeal(self):
        self.engineer.user_id.lang = "en_US"
        text = self._render(self._play("notified", number="D11"))
        self.assertIn("Notice of Reward", text)
        self.assertNotIn("appeal committee", text)
        self.assertNotIn("statement", text)

    def test_d47_nobody_prints_a_colleagues_letter(self):
        record = self._play("notified")
        with self._refused(Exception, "Conduct Record|奖惩记录"):
            self._render(record, self.stranger.user_id)
