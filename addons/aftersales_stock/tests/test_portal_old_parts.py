from datetime import timedelta

from odoo import sql_db
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common_portal import PortalCase

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestOldPartsPortal(OldPartCase, PortalCase):
    """N10–N13: a station's people report, send and answer in the portal – their own only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north_people = cls._create_station_user(cls.north, "test-old-north")
        cls.south_people = cls._create_station_user(cls.south, "test-old-south")
        cls._supply(cls.north)

    def _open_report(self):
        """The report of last month's uses, to be submitted."""
        uses = self._use(2)
        month = self.month - timedelta(days=1)
        uses.sudo().write({"month": month.replace(day=1), "used_on": month})
        self.env["aftersales.usage.report"].sudo().flush_model()
        self.north._open_usage_reports()
        return self.north.part_use_ids.report_id

    def test_n10_submitted_in_the_portal(self):
        report = self._open_report()
        page = self._visit("/my/station-old-parts", self.north_people).text
        self.assertIn(f"/my/station-usage/{report.id}", page)
        page = self._visit(f"/my/station-usage/{report.id}", self.north_people).text
        self.assertIn("Fan motor M7", page)
        self.assertIn("Submit the usage", page)
        page = self._post(f"/my/station-usage/{report.id}/submit", self.north_people, note="All of them").text
        self.assertIn("usage is reported", page)
        self.env.invalidate_all()
        self.assertEqual(
            (report.state, report.note, report.submitted_by_id),
            ("submitted", "All of them", self.north_people),
        )
        page = self._post(f"/my/station-usage/{report.id}/submit", self.north_people).text
        self.assertIn("cannot go to", page)
        self.assertIn("Usage and old parts", self._visit("/my/home", self.north_people).text)

    def test_n12_sent_in_the_portal(self):
        report = self._open_report()
        path = f"/my/station-returns/new/{self.north.id}"
        self.assertIn("nothing to send", self._visit(path, self.north_people).text)
        report.sudo()._submit()
        self.assertIn("Does not turn", self._visit(path, self.north_people).text)
        first, second = report.use_ids.sorted("id")
        page = self._post(
            f"{path}/send",
            self.north_people,
            **{f"use_{first.id}": "on", f"fault_{first.id}": "Dead", "tracking": "SF1"},
        ).text
        self.assertIn("Noted as sent", page)
        self.env.invalidate_all()
        shipment = first.return_line_ids.return_id
        self.assertEqual((shipment.tracking, shipment.line_count, second.state), ("SF1", 1, "owed"))
        self.assertIn("SF1", self._visit(f"/my/station-returns/{shipment.id}", self.north_people).text)
        for values, sentence in (
            ({}, "Tick the old parts"),
            ({f"use_{first.id}": "on"}, "not to be sent"),
            ({"use_zzz": "on"}, "not to be sent"),
        ):
            with self.subTest(values=values):
                page = self._post(f"{path}/send", self.north_people, **values).text
                self.assertIn(sentence, page)

    def _sent_writeoff(self):
        self._returned(2, "no_fault", "passed_off")
        record = self._make()
        record.with_user(self.keeper).action_send()
        return record

    def test_n13_answered_in_the_portal(self):
        record = self._sent_writeoff()
        path = f"/my/station-writeoffs/{record.id}"
        page = self._visit(path, self.north_people).text
        for sentence in ("No fault found", "Passed off", "Accept the differences"):
            self.assertIn(sentence, page)
        line = record.difference_ids[0]
        page = self._post(f"{path}/object", self.north_people, line=line.id, text="Look again").text
        self.assertIn("We have your objection", page)
        self.env.invalidate_all()
        self.assertEqual((record.state, line.objection), ("disputed", "Look again"))
        page = self._post(f"{path}/accept", self.north_people).text
        self.assertIn("cannot go to", page)
        line.with_user(self.manager)._answer(line.result, "It stays")
        record.with_user(self.manager).action_resend()
        self.assertIn("It stays", self._visit(path, self.north_people).text)
        self._post(f"{path}/accept", self.north_people)
        self.env.invalidate_all()
        self.assertEqual(
            (record.state, record.consent, record.accepted_by_id), ("accepted", "portal", self.north_people)
        )

    @mute_logger("odoo.http")
    def test_n13_nothing_of_other_stations(self):
        record = self._sent_writeoff()
        report, shipment = record.line_ids.use_id.report_id, record.line_ids.return_line_id.return_id
        for path in (
            f"/my/station-writeoffs/{record.id}",
            f"/my/station-writeoffs/{record.id}/print",
            f"/my/station-usage/{report.id}",
            f"/my/station-returns/{shipment.id}",
            f"/my/station-returns/new/{self.north.id}",
            f"/my/station-returns/new/{self.north.id}/cards",
        ):
            with self.subTest(path=path):
                self.assertEqual(self._visit(path, self.south_people).status_code, 404)
        for path in (
            f"/my/station-writeoffs/{record.id}/accept",
            f"/my/station-writeoffs/{record.id}/object",
            f"/my/station-usage/{report.id}/submit",
            f"/my/station-returns/new/{self.north.id}/send",
        ):
            with self.subTest(path=path):
                self.assertEqual(self._post(path, self.south_people).status_code, 404)
        record.sudo().write({"state": "draft"})
        self.assertEqual(
            self._visit(f"/my/station-writeoffs/{record.id}", self.north_people).status_code, 404
        )

    def test_n10_pages_cost_the_same_however_much_is_on_them(self):
        """N10–N13: list, report, return and write-off of six pieces take the queries of two."""
        counts = []
        for size in (2, 6):
            uses = self._use(size)
            report = self._report()
            shipment = self._send(uses)
            self._inspect(shipment, *["no_fault"] * size)
            record = self._make()
            record.with_user(self.keeper).action_send()
            more = self._use(size)
            more.report_id = report
            self.env.flush_all()
            spent = []
            for path in (
                "/my/station-old-parts",
                f"/my/station-usage/{report.id}",
                f"/my/station-returns/new/{self.north.id}",
                f"/my/station-returns/{shipment.id}",
                f"/my/station-writeoffs/{record.id}",
            ):
                self._visit(path, self.north_people)
                start = sql_db.sql_counter
                self.assertEqual(self._visit(path, self.north_people).status_code, 200)
                spent.append(sql_db.sql_counter - start)
            counts.append(spent)
            record.sudo()._accept("paper")
            record.sudo()._post()
        for few, many in zip(*counts, strict=True):
            self.assertLessEqual(many, few + 2, counts)


@tagged("post_install", "-at_install", "pdf")
class TestWriteoffPaper(OldPartCase):
    """N13: the statement of old parts that station and service centre sign."""

    def test_n13_the_paper_has_every_piece_and_place_to_sign(self):
        self._supply(self.north)
        self._returned(2, "no_fault")
        record = self._make()
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html("aftersales_stock.aftersales_writeoff_report", record.ids)
        text = html.decode()
        for piece in (
            "No fault found",
            "240.00" if record.charge == 240 else "140.00",
            "signature and stamp",
        ):
            self.assertIn(piece, text)
        report = report.with_context(force_report_rendering=True)
        content, kind = report._render_qweb_pdf("aftersales_stock.aftersales_writeoff_report", record.ids)
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
