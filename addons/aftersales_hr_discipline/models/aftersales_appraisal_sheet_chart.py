import io
from collections import defaultdict

import xlsxwriter

from odoo import api, fields, models

#: Results that a trend shows.
TREND = 8


def _get_width(cell):
    """Return the width of a column for `cell`: a Chinese character takes two places."""
    return min(sum(1 if char < "\u2e80" else 2 for char in str(cell)) + 3, 60)


class AftersalesAppraisalSheet(models.Model):
    """A sheet as a document: what its charts and its workbook say."""

    _inherit = "aftersales.appraisal.sheet"

    chart = fields.Json(compute="_compute_chart", help="Points by dimension, and the last results.")

    @api.depends("state", "score", "indicator_ids.score", "indicator_ids.known")
    @api.depends_context("uid", "lang")
    def _compute_chart(self):
        """Points by dimension of what is known, and the last results of the person that the reader sees."""
        indicators = self.env["aftersales.appraisal.indicator"]
        labels = dict(indicators._fields["dimension"]._description_selection(self.env))
        trends = self._get_trends()
        for sheet in self:
            axes = [
                {"key": key, "label": labels[key], "points": points}
                for key, points in sheet._get_dimension_points().items()
            ]
            results = [
                row for row in trends[sheet.employee_id.id, sheet.period] if row.date_to <= sheet.date_to
            ]
            sheet.chart = {
                "axes": axes,
                "trend": [
                    {"id": row.id, "label": row._get_period_name(), "score": row.score}
                    for row in results[-TREND:]
                ],
            }

    def _get_trends(self):
        """Return the results behind the trends, by person and kind of period, oldest first; one query."""
        found = self.search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("period", "in", list(set(self.mapped("period")))),
                ("state", "not in", ("open", "cancelled")),
            ],
            order="date_from",
        )
        trends = defaultdict(list)
        for sheet in found:
            trends[sheet.employee_id.id, sheet.period].append(sheet)
        return trends

    def _get_dimension_points(self):
        """Return the weighted points of each dimension whose values are known."""
        self.ensure_one()
        points = {}
        known = self.indicator_ids.filtered("known") if self.state != "open" else self.indicator_ids.browse()
        for dimension, lines in known.grouped("dimension").items():
            weight = sum(lines.mapped("weight"))
            points[dimension] = round(sum(line.weight * line.score for line in lines) / weight, 2)
        return points

    def _get_period_name(self):
        """Return the period in short: 2026-04, 2026 Q2, 2026 H1, 2026."""
        self.ensure_one()
        return self.env["aftersales.appraisal.cycle"]._format_period(self.date_from, self.period)

    # Workbook -------------------------------------------------------------------------

    def action_export_results(self):
        """Hand out these results as a workbook."""
        self.check_access("read")
        return self._download(f"ids={','.join(map(str, self.ids))}")

    @api.model
    def _download(self, what):
        return {
            "type": "ir.actions.act_url",
            "url": f"/aftersales/appraisal/results.xlsx?{what}",
            "target": "download",
        }

    def _render_results(self):
        """Return these results as the bytes of a workbook; what people wrote stays text."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            bold, figure = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
            for name, rows in self._get_result_tables():
                page = book.add_worksheet(name[:31])
                page.freeze_panes(1, 1)
                for column, cells in enumerate(zip(*rows, strict=True)):
                    page.set_column(column, column, max(_get_width(cell) for cell in cells))
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if isinstance(cell, str):
                            page.write_string(number, column, cell, None if number else bold)
                        else:
                            page.write_number(
                                number, column, cell, figure if isinstance(cell, float) else None
                            )
        return stream.getvalue()

    def _get_result_tables(self):
        """Return name and rows of the two tables, headings first: results, and how grades are spread."""
        label = {name: field._description_string(self.env) for name, field in self._fields.items()}
        dimensions = self.env["aftersales.appraisal.indicator"]._fields["dimension"]
        names = dict(dimensions._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        points = {sheet: sheet._get_dimension_points() for sheet in self}
        used = [key for key in names if any(key in found for found in points.values())]
        columns = ("indicator_score", "rater_score", "conduct_points", "change", "score")
        head = [label[name] for name in ("employee_id", "department_id", "job_id", "cycle_id")]
        head += [names[key] for key in used]
        head += [label[name] for name in (*columns, "grade_id", "state", "pay", "withheld")]
        results, spread = [head], defaultdict(lambda: defaultdict(int))
        for sheet in self:
            decided, paid = sheet.state not in ("open", "cancelled"), sheet.state == "final"
            results.append(
                [
                    sheet.employee_id.name,
                    sheet.department_id.name or "",
                    sheet.job_id.name or "",
                    sheet.display_name,
                    *(points[sheet].get(key, "") for key in used),
                    *(sheet[name] if decided else "" for name in columns),
                    sheet.grade_id.name or "",
                    states[sheet.state],
                    *(sheet[name] if paid else "" for name in ("pay", "withheld")),
                ]
            )
            if decided:
                spread[sheet.department_id.name or ""][sheet.grade_id.name or ""] += 1
        spread_rows = self._get_spread_rows(spread, label["department_id"])
        return (self.env._("Results"), results), (self.env._("Distribution of Grades"), spread_rows)

    def _get_spread_rows(self, spread, heading):
        grades = [grade.name for grade in self.grade_id.sorted("score_from", reverse=True)]
        rows = [[heading, *grades, self.env._("Total")]]
        for department, counts in sorted(spread.items()):
            rows.append([department, *(counts[grade] for grade in grades), sum(counts.values())])
        return rows
