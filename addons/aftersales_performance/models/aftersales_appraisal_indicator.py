from odoo import models


class AftersalesAppraisalIndicator(models.Model):
    """Values of sheets measured from the service desk's records (A4, S20).

    A figure from too few records says nothing: it is not taken over, and the superior or HR gives a value by
    hand with its evidence instead.
    """

    _inherit = "aftersales.appraisal.indicator"

    def _measure_service(self):
        return {
            indicator: value for indicator, (value, is_enough) in self._find_figures().items() if is_enough
        }

    def _find_figures(self):
        """Return indicator → (value, whether records are enough): as many queries as periods."""
        figures = {}
        for (company, kind, first, last), indicators in self.grouped(
            lambda each: (
                each.company_id,
                each.line_id.indicator_kind,
                each.sheet_id.date_from,
                each.sheet_id.date_to,
            )
        ).items():
            definitions = indicators.line_id.indicator_id
            subjects = {each: each._get_service_subject() for each in indicators}
            found = definitions._measure(
                company, kind, first, last, sorted(filter(None, set(subjects.values())))
            )
            for each, subject in subjects.items():
                definition = each.line_id.indicator_id
                total, records = found.get(subject, {}).get(definition, (0.0, 0))
                if records:
                    figures[each] = (
                        definition._get_value(total, records),
                        definition._is_enough(records),
                    )
        return figures

    def _get_service_subject(self):
        """Return the id of whose figure this is."""
        self.ensure_one()
        is_team = self.line_id.indicator_kind == "team"
        return (self.sheet_id.department_id if is_team else self.employee_id).id

    def _view_service(self):
        sheet = self.sheet_id
        # the list shows what the reader may see: rights are those of the user who asks
        return self.line_id.indicator_id.with_user(self.env.uid)._open_rows(
            self.company_id,
            self.line_id.indicator_kind,
            self._get_service_subject(),
            sheet.date_from,
            sheet.date_to,
        )
