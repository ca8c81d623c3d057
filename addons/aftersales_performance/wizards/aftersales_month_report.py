from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from odoo.addons.aftersales_hr_discipline.models.aftersales_adjustment_sheet import render_workbook

from ..const_indicator import SUBJECT_KINDS


class AftersalesMonthReport(models.TransientModel):
    """The month's figures on paper or as a workbook (S20): one row a subject and indicator."""

    _name = "aftersales.month.report"
    _description = "Monthly Report"

    month = fields.Date(required=True, default=lambda self: self._get_last_month())
    kind = fields.Selection(SUBJECT_KINDS, string="Figures Of", required=True, default="engineer")

    @api.model
    def _get_last_month(self):
        first = fields.Date.start_of(self.env.company._get_aftersales_today(), "month")
        return fields.Date.subtract(first, months=1)

    @api.depends("month", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            month = format_date(self.env, report.month, date_format="yyyy-MM")
            report.display_name = f"{month} {kinds.get(report.kind)}"

    def _get_title(self):
        return self.env._("Monthly report %(name)s", name=self.display_name)

    def _ensure_manager(self):
        """Refuse whoever does not see everybody's figures."""
        groups = ("aftersales_performance.group_manager", "aftersales_service.group_manager")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("The monthly report is the managers'."))
        self.check_access("read")

    def _get_values(self):
        """Return (subject, its (value, value of the month before) pairs), the company's own first."""
        self.ensure_one()
        self._ensure_manager()
        month = self.env["aftersales.indicator"]._get_month(self.month)
        found = self.env["aftersales.indicator.value"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("month", "in", (month, fields.Date.subtract(month, months=1))),
                ("kind", "in", ("company", self.kind)),
            ]
        )
        values = found.filtered(lambda value: value.month == month)
        before = {(value._get_subject(), value.indicator_id): value for value in found - values}
        groups = values.grouped(lambda value: (value.kind != "company", value.subject, value._get_subject()))
        return [
            (
                subject,
                [
                    (value, before.get((record, value.indicator_id), found.browse()))
                    for value in groups[other, subject, record].sorted(
                        lambda value: value.indicator_id.sequence
                    )
                ],
            )
            for other, subject, record in sorted(groups, key=lambda key: (*key[:2], key[2].id))
        ]

    def _render_workbook(self):
        """Return the bytes of the workbook."""
        value = self.env["aftersales.indicator.value"]._fields
        names = ("subject", "indicator_id", "unit", "records", "value")
        units = dict(value["unit"]._description_selection(self.env))
        rows = [[value[name]._description_string(self.env) for name in names] + [self.env._("Month Before")]]
        for subject, found in self._get_values():
            rows += [
                [
                    subject,
                    each.indicator_id.name,
                    units[each.unit],
                    each.records,
                    each.value,
                    before.value if before else "",
                ]
                for each, before in found
            ]
        return render_workbook(rows)

    def action_print(self):
        """Print the report."""
        self._ensure_manager()
        return self.env.ref("aftersales_performance.action_report_month").report_action(self)

    def action_export(self):
        """Download the report as a workbook."""
        self.ensure_one()
        self._ensure_manager()
        return {
            "type": "ir.actions.act_url",
            "url": f"/aftersales/performance/month.xlsx?report={self.id}",
            "target": "download",
        }
