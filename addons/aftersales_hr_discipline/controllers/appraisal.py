from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Appraisal(Controller):
    """Results of appraisals as a workbook (A3)."""

    @route("/aftersales/appraisal/results.xlsx", type="http", auth="user", readonly=True)
    def results(self, cycle="", ids=""):
        """Download the sheets of a cycle, or some sheets, of which the user sees only what he may."""
        asked = [int(part) for part in ids.split(",") if part.isdecimal()]
        domain = [("cycle_id", "=", int(cycle))] if cycle.isdecimal() else [("id", "in", asked)]
        sheets = request.env["aftersales.appraisal.sheet"].search(domain)
        if not sheets:
            return request.not_found()
        name = sheets[0].display_name if len(sheets.cycle_id) == 1 else request.env._("Appraisal Results")
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name}.xlsx"))]
        return request.make_response(sheets._render_results(), headers)
