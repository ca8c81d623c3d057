import io

from reportlab.pdfgen import canvas

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

#: Reports that are rendered one record at a time.
ONE_BY_ONE = (
    "aftersales_service.report_aftersales_order_voucher",
    "aftersales_service.report_aftersales_order_case_file",
    "aftersales_service.report_aftersales_goods_receipt",
    "aftersales_service.report_aftersales_daily_report",
    "aftersales_service.report_aftersales_daily_summary",
    "aftersales_service.report_aftersales_collection_notice",
    "aftersales_service.report_aftersales_station_statement",
    "aftersales_service.report_aftersales_inspection",
)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Render our documents one record at a time; the host joins the streams.

        The wkhtmltopdf of the distributions (unpatched Qt) refuses several documents in one run,
        and prints no page number: documents longer than one page get it here.
        """
        report = self._get_report(report_ref)
        if report.report_name not in ONE_BY_ONE or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        records = self.env[report.model].browse(list(dict.fromkeys(res_ids)))
        if len(records) > 1:  # read together what each of them is going to print
            self._render_qweb_html(report_ref, records.ids, data=dict(data or {}))
        streams = {}
        for record in records:
            rendered = super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), res_ids=record.ids
            )
            rendered[record.id]["stream"] = self._number_pages(
                rendered[record.id]["stream"], record.display_name
            )
            streams.update(rendered)
        return streams

    def _number_pages(self, stream, title):
        """Return the PDF `stream` with "title  page / pages" at the foot of each of its pages.

        A document of one page stays as it is.
        """
        reader = PdfFileReader(stream, strict=False)
        total = reader.getNumPages()
        if total == 1:
            return stream
        # The standard fonts of PDF know no Chinese: such a number is left out.
        prefix = f"{title}   " if title.isascii() else ""
        writer = PdfFileWriter()
        for index in range(total):
            writer.addPage(reader.getPage(index))
            page = writer.getPage(index)
            width = float(page.mediaBox.getWidth())
            buffer = io.BytesIO()
            foot = canvas.Canvas(buffer, pagesize=(width, float(page.mediaBox.getHeight())))
            foot.setFont("Helvetica", 8)
            foot.drawCentredString(width / 2, 18, f"{prefix}{index + 1} / {total}")
            foot.save()
            page.mergePage(PdfFileReader(buffer).getPage(0))
        result = io.BytesIO()
        writer.write(result)
        return result
