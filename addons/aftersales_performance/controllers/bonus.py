from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Bonus(Controller):
    """Bonus pools and monthly reports as workbooks (B2, S20)."""

    @route("/aftersales/bonus/pool.xlsx", type="http", auth="user", readonly=True)
    def pool(self, pool=""):
        """Download the shares of a pool, for who may see all of them."""
        number = int(pool) if pool.isdecimal() else 0
        found = request.env["aftersales.bonus.pool"].search([("id", "=", number)])
        if not found:
            return request.not_found()
        found._ensure_reader()
        return self._download(found)

    @route("/aftersales/performance/month.xlsx", type="http", auth="user", readonly=True)
    def month(self, report=""):
        """Download a monthly report of one's own."""
        number = int(report) if report.isdecimal() else 0
        found = request.env["aftersales.month.report"].search([("id", "=", number)])
        return self._download(found) if found else request.not_found()

    def _download(self, record):
        name = content_disposition(f"{record._get_title()}.xlsx")
        headers = [("Content-Type", XLSX), ("Content-Disposition", name)]
        return request.make_response(record._render_workbook(), headers)
