from odoo.http import Controller, content_disposition, request, route

#: What a workbook is called in the headers of an answer.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Reconciliation(Controller):
    """The reconciliation as a workbook that an accountant can file (S16)."""

    @route("/aftersales/reconciliation/<int:report_id>.xlsx", type="http", auth="user", readonly=True)
    def workbook(self, report_id):
        """Download a reconciliation; its right is checked by the record."""
        report = request.env["aftersales.reconciliation"].search([("id", "=", report_id)])
        if not report:
            return request.not_found()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(f"{report.display_name}.xlsx")),
        ]
        return request.make_response(report._get_workbook(), headers)
