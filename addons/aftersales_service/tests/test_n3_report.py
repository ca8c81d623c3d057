from odoo.tests import tagged

from .common_statement import StatementCase


@tagged("post_install", "-at_install")
class TestStatementReport(StatementCase):
    """N3: the statement on paper, which the station signs and stamps."""

    def test_n3_every_line_is_printed_with_its_reason(self):
        self.north.partner_id.lang = "en_US"
        self.policy.needs_fault_code = True
        self._finish_at(self.north).station_fee_ids.date = self.month
        self._add_fees(self.north, -25, kind="deduction")
        statement = self._send(80)
        name = "aftersales_service.report_aftersales_station_statement"
        html = str(self.env["ir.actions.report"]._render_qweb_html(name, statement.ids)[0])
        for text in (statement.name, "Station North", "fault code", "Made for the test", "25.00"):
            with self.subTest(text=text):
                self.assertIn(text, html)
