from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Bonus(Controller):
    """Bonus pools and monthly reports as workbooks (B2, S20)."""

    @route("/aftersales/bonus/pool.xlsx", type="http", auth="user", readonly=True)
    def pool(self, pool=""):
        """Download the shares of a pool, for who may see all of them."""
        found = self._find("aftersales.bonus.pool", pool)
        if not found:
            return request.not_found()
        found._ensure_reader()
        return self._download(found)

    @route("/aftersales/performance/month.xlsx", type="http", auth="user", readonly=True)
    def month(self, report=""):
        """Download a monthly report of one's own."""
        found = self._find("aftersales.month.report", report)
        return self._download(found) if found else request.not_found()

    def _find(self, model, text):
        """Return the record whose number an address gives, as far as the caller sees it."""
        number = int(text) if text.isdecimal() and len(text) < 10 else 0
        return request.env[model].search([("id", "=", number)])

    def _download(self, record):
        name = content_disposition(f"{record._get_title()}.xlsx")
        headers = [("Content-Type", XLSX), ("Content-Disposition", name)]
        return request.make_response(record._render_workbook(), headers)
