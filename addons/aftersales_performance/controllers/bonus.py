from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Bonus(Controller):
    """Bonus pools as a workbook (B2)."""

    @route("/aftersales/bonus/pool.xlsx", type="http", auth="user", readonly=True)
    def pool(self, pool=""):
        """Download the shares of a pool, for who may see all of them."""
        number = int(pool) if pool.isdecimal() else 0
        found = request.env["aftersales.bonus.pool"].search([("id", "=", number)])
        if not found:
            return request.not_found()
        found._ensure_reader()
        name = content_disposition(f"{found.display_name}.xlsx")
        headers = [("Content-Type", XLSX), ("Content-Disposition", name)]
        return request.make_response(found._render_workbook(), headers)
