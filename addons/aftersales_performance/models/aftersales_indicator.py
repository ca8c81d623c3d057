from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..const_indicator import DIRECTIONS, MEASURES, MONTHS, SOURCES, UNITS


class AftersalesIndicator(models.Model):
    """What an indicator is called and means (S20, A4), and how it is read from the records.

    Where the figure comes from stands in `const_indicator.MEASURES` under the code of the record.
    `_get_query` is the one place that reckons: today's figures, the nightly values and what an appraisal
    gets are its rows; `_get_rows` gives the records that it counts.
    """

    _name = "aftersales.indicator"
    _description = "Performance Indicator"
    _order = "sequence, id"

    name = fields.Char(string="Indicator", required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    formula = fields.Text(required=True, translate=True, help="What is counted, in words.")
    unit = fields.Selection(UNITS, required=True, readonly=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="up")
    minimum_sample = fields.Integer(
        string="Least Records",
        default=1,
        required=True,
        help="With fewer records the figure says nothing: it is shown without a judgement, and an appraisal "
        "sheet does not take it over.",
    )

    _code_unique = models.UniqueIndex("(code)", "There is an indicator with this code already.")
    _sample_positive = models.Constraint(
        "CHECK (minimum_sample >= 1)", "A figure rests on one record at least."
    )

    @api.constrains("code")
    def _check_code(self):
        for indicator in self:
            if indicator.code not in MEASURES:
                raise ValidationError(
                    self.env._("Indicator “%(name)s” has a code that nothing measures.", name=indicator.name)
                )

    def _get_measure(self):
        self.ensure_one()
        return MEASURES[self.code]

    def _get_subjects(self):
        """Return whose figure it is besides the company's: kind → the field of the records that names it."""
        return SOURCES[self._get_measure().source].subjects

    def _get_sources(self):
        """Return source → the indicators of `self` that are read from it."""
        return self.grouped(lambda indicator: indicator._get_measure().source)

    # What is counted ----------------------------------------------------------------

    @api.model
    def _get_period_domain(self, source, company, first, last):
        """Return the domain of `source`'s records of `company` from day `first` to `last`, both included."""
        origin = SOURCES[source]
        domain = Domain("company_id", "=", company.id) & Domain(list(origin.domain))
        if self.env[origin.model]._fields[origin.when].type == "date":
            return domain & Domain(origin.when, ">=", first) & Domain(origin.when, "<=", last)
        start, end = company._get_aftersales_span(first, last)
        return domain & Domain(origin.when, ">=", start) & Domain(origin.when, "<", end)

    def _get_rows(self, company, kind, subject, first, last):
        """Return (model, domain) of the records that this indicator counts of a subject.

        :param subject: id of the subject; False for the whole company
        """
        self.ensure_one()
        measure = self._get_measure()
        origin = SOURCES[measure.source]
        domain = self._get_period_domain(measure.source, company, first, last)
        if kind != "company":
            field = origin.subjects.get(kind)
            domain &= Domain(field, "=", subject) if field else Domain.FALSE
        if measure.count:
            domain &= Domain(measure.count, "=", 1)
        return origin.model, domain

    def _get_query(self, source, company, kind, first, last, subjects=None):
        """Return the query of these indicators of one source, or None if it does not know such subjects.

        Its columns: month, subject (none for the company), then sum and number of records of each indicator.
        """
        origin = SOURCES[source]
        if kind != "company" and kind not in origin.subjects:
            return None
        model = self.env[origin.model].with_context(
            tz=company.resource_calendar_id.tz or "UTC", active_test=False
        )
        domain = self._get_period_domain(source, company, first, last)
        columns = [f"{origin.when}:month"]
        if kind != "company":
            domain &= (
                Domain(origin.subjects[kind], "!=", False)
                if subjects is None
                else Domain(origin.subjects[kind], "in", subjects)
            )
            columns.append(origin.subjects[kind])
        query = model._search(domain)
        groups = [model._read_group_groupby(model._table, column, query) for column in columns]
        query.groupby = SQL(", ").join(groups)
        figures = []
        for indicator in self:
            measure = indicator._get_measure()
            figures.append(model._read_group_select(f"{measure.value}:sum", query))
            figures.append(
                model._read_group_select(f"{measure.count}:sum" if measure.count else "__count", query)
            )
        return query.select(*groups, *([] if kind != "company" else [SQL("NULL::int")]), *figures)

    # Figures of now -----------------------------------------------------------------

    def _measure(self, company, kind, first, last, subjects=None):
        """Return the figures of `company` as they are now; one query for each source.

        As superuser: the caller decides who may read them.

        :param first: a day; the period is from it to `last`, both included
        :param subjects: ids, None for all of them; of the company there is one: False
        :return: dict of subject id → indicator → (sum, records), what has no records left out
        """
        found = {}
        for source, indicators in self._get_sources().items():
            # sudo: figures of all, see above
            query = indicators.sudo()._get_query(source, company, kind, first, last, subjects)
            for _month, subject, *figures in self.env.execute_query(query) if query else ():
                place = found.setdefault(subject or False, {})
                pairs = zip(figures[::2], figures[1::2], strict=True)
                for indicator, (total, records) in zip(indicators, pairs, strict=True):
                    if records:
                        before = place.get(indicator, (0.0, 0))
                        scaled = float(total or 0) / indicator._get_measure().scale
                        place[indicator] = before[0] + scaled, before[1] + records
        return found

    @api.model
    def _get_month(self, day):
        """Return the first day of the month of `day`, a date or its text; None for none.

        :raises UserError: for what is no day, or too far away for the months around it
        """
        try:
            month = fields.Date.to_date(str(day or ""))
            if not month:
                return None
            # what the screens look at round it
            fields.Date.subtract(month, months=MONTHS), fields.Date.add(month, months=1)
            return fields.Date.start_of(month, "month")
        except (ValueError, OverflowError):
            raise UserError(self.env._("“%(text)s” is no month: choose one.", text=day)) from None

    def _get_value(self, total, records):
        """Return the figure of a sum over so many records."""
        self.ensure_one()
        return total / records if self._get_measure().mean else total

    def _format_value(self, value, currency):
        """Return a figure as the language writes it, with its unit."""
        self.ensure_one()
        text = formatLang(self.env, value, digits=0 if self.unit in ("number", "money") else 1)
        if self.unit == "money":
            parts = (currency.symbol, text)
            return " ".join(parts if currency.position == "before" else reversed(parts))
        if self.unit == "percent":
            return f"{text} %"
        return self.env._("%(number)s h", number=text) if self.unit == "hours" else text

    def _is_enough(self, records):
        self.ensure_one()
        return records >= self.minimum_sample

    # The records behind a figure ----------------------------------------------------

    def _open_rows(self, company, kind, subject, first, last):
        """Return the action that lists exactly the records that the figure counts.

        Who has no right on the analysis sees the orders or complaints themselves, as far as they are his.
        """
        self.ensure_one()
        model, domain = self._get_rows(company, kind, subject, first, last)
        action = {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
            "context": {"create": False},
        }
        originals = {
            "aftersales.order.analysis": "aftersales.order",
            "aftersales.complaint.report": "aftersales.complaint",
        }
        if model not in originals:
            return self._ensure_readable(action)
        if self.env[model].has_access("read"):
            return {**action, "views": [[False, "list"]]}
        # sudo: which orders they are; the list shows those that the reader may see
        rows = self.env[model].sudo().search(domain)
        return self._ensure_readable(
            {**action, "res_model": originals[model], "domain": [["id", "in", rows.ids]]}
        )

    def _ensure_readable(self, action):
        if not self.env[action["res_model"]].has_access("read"):
            raise AccessError(
                self.env._("Your role does not show the records behind this figure. Ask your manager.")
            )
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        if self:
            raise UserError(self.env._("Indicator “%(name)s” is not deleted: archive it.", name=self[0].name))
