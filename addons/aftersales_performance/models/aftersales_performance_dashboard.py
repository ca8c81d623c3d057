from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, formatLang
from odoo.tools.misc import babel_locale_parse

from ..const_indicator import MONTHS, SUBJECT_FIELDS
from .aftersales_team_wall import MANAGERS

#: Rows of a comparison, quarters of pools.
ROWS = 12
QUARTERS = 4


class AftersalesPerformanceDashboard(models.AbstractModel):
    """The manager's month in figures (S20): each indicator beside the month before, its trend, who is where.

    All of it is read from the values that the night wrote; what a click lists are the records counted.
    """

    _name = "aftersales.performance.dashboard"
    _description = "Month in Figures"

    @api.model
    def get_data(self, month=False, indicator_id=False, kind="team"):
        """Return what the screen shows of the company, as plain values.

        :param month: a day of it as text; False for the last one with figures
        :param indicator_id: of which trend and comparison are shown; False for the first one
        :param kind: whom the comparison is about; if the figure is not of such, of whom it is
        :raises AccessError: for anybody but managers
        :raises UserError: for what is no month
        """
        if not any(self.env.user.has_group(group) for group in MANAGERS):
            raise AccessError(self.env._("The month in figures is for managers."))
        this = fields.Date.start_of(self.env.company._get_aftersales_today(), "month")
        month = self.env["aftersales.indicator"]._get_month(month) or self._get_last_month(this)
        trends = self._get_trends(month)
        chosen = next((each for each in trends if each.id == indicator_id), next(iter(trends), None))
        subjects = chosen._get_subjects() if chosen else SUBJECT_FIELDS
        labels = self.env["aftersales.indicator.value"]._fields["kind"]._description_selection(self.env)
        if not isinstance(kind, str) or kind not in subjects:
            kind = "team" if "team" in subjects else next(iter(subjects))
        return {
            "month": fields.Date.to_string(month),
            "label": format_skeleton("yMMMM", month, locale=babel_locale_parse(self.env.lang)),
            "before": fields.Date.to_string(fields.Date.subtract(month, months=1)),
            "after": month < this and fields.Date.to_string(fields.Date.add(month, months=1)),
            "status": self._describe_month(month, this),
            "tiles": [self._prepare_tile(each, values, month, this) for each, values in trends.items()],
            "indicator_id": chosen and chosen.id,
            "trend": chosen and self._prepare_trend(chosen, trends[chosen], month),
            "kinds": [pair for pair in labels if pair[0] in subjects],
            "kind": kind,
            "rows": chosen and self._get_rows(chosen, kind, month),
            "stars": self._get_stars(month),
            "pools": self._get_pools(),
        }

    @api.model
    def _describe_month(self, month, this):
        """Return in words how far the figures of `month` are settled."""
        moving = fields.Date.subtract(this, months=self.env.company.aftersales_indicator_refresh - 1)
        if month >= this:
            return self.env._("so far, as of last night")
        return self.env._("measured anew every night") if month >= moving else self.env._("final")

    @api.model
    def _get_last_month(self, this):
        """Return the present month, or the one before as long as nothing of the present one is measured."""
        values = self.env["aftersales.indicator.value"]
        domain = [("company_id", "=", self.env.company.id), ("kind", "=", "company"), ("month", "=", this)]
        return this if values.search_count(domain, limit=1) else fields.Date.subtract(this, months=1)

    # Tiles and trend ----------------------------------------------------------------

    @api.model
    def _get_trends(self, month):
        """Return indicator → month → value of the company in the last months; indicators without any too."""
        values = self.env["aftersales.indicator.value"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("kind", "=", "company"),
                ("month", ">=", fields.Date.subtract(month, months=MONTHS - 1)),
                ("month", "<=", month),
            ]
        )
        found = values.grouped("indicator_id")
        return {
            indicator: {value.month: value for value in found.get(indicator, ())}
            for indicator in self.env["aftersales.indicator"].search([("active", "=", True)])
        }

    @api.model
    def _prepare_tile(self, indicator, values, month, this):
        """Return an indicator's figure beside the month before; judged where both rest on enough records.

        What adds up over a month is not judged before it is over.
        """
        empty = self.env["aftersales.indicator.value"]
        now = values.get(month, empty)
        before = values.get(fields.Date.subtract(month, months=1), empty)
        tone = "none"
        is_judged = indicator.direction != "none" and (indicator._get_measure().mean or month < this)
        if is_judged and now.is_enough and before.is_enough and now.value != before.value:
            tone = "success" if (now.value > before.value) == (indicator.direction == "up") else "danger"
        return {
            "id": indicator.id,
            "label": indicator.name,
            "title": indicator.formula,
            "value": now.result if now else "–",
            "records": self.env._("%(count)s records", count=now.records)
            if now.is_enough
            else self.env._("%(count)s records, too few to judge", count=now.records),
            "is_enough": now.is_enough,
            "value_id": now.id,
            "before": self.env._(
                "month before: %(value)s",
                value=before.result if before else "–",
            ),
            "tone": tone,
        }

    @api.model
    def _prepare_trend(self, indicator, values, month):
        """Return the last months of an indicator, None where there is nothing."""
        months = [fields.Date.subtract(month, months=back) for back in reversed(range(MONTHS))]
        empty = self.env["aftersales.indicator.value"]
        return {
            "label": indicator.name,
            "formula": indicator.formula,
            "labels": [format_date(self.env, each, date_format="yyyy-MM") for each in months],
            "values": [values[each].value if each in values else None for each in months],
            "texts": [values[each].result if each in values else "" for each in months],
            "ids": [values.get(each, empty).id for each in months],
        }

    # Who is where -------------------------------------------------------------------

    @api.model
    def _get_rows(self, indicator, kind, month):
        """Return the subjects with their figures, the best first, those with too few records last."""
        values = self.env["aftersales.indicator.value"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("kind", "=", kind),
                ("month", "=", month),
                ("indicator_id", "=", indicator.id),
            ],
            order=f"is_enough desc, value {'asc' if indicator.direction == 'down' else 'desc'}, id",
            limit=ROWS,
        )
        return [
            {
                "value_id": each.id,
                "name": each.subject,
                "value": each.value,
                "text": each.result,
                "records": each.records,
                "is_enough": each.is_enough,
            }
            for each in values
        ]

    @api.model
    def _get_stars(self, month):
        """Return how many agents are in each class; None before they are rated, or for who may not see it."""
        ratings = self.env["aftersales.star.rating"]
        if not self.env.user.has_group("aftersales_performance.group_manager"):
            return None
        domain = [("company_id", "=", self.env.company.id), ("month", "=", fields.Date.to_string(month))]
        counts = dict(ratings._read_group(domain, ["level"], ["__count"]))
        if not counts:
            return None
        return [
            {
                "key": level,
                "label": label,
                "count": counts.get(level, 0),
                "action": {
                    "type": "ir.actions.act_window",
                    "name": label,
                    "res_model": ratings._name,
                    "views": [[False, "list"], [False, "form"]],
                    "domain": [*domain, ("level", "=", level)],
                },
            }
            for level, label in ratings._fields["level"]._description_selection(self.env)
        ]

    @api.model
    def _get_pools(self):
        """Return the last quarters' pools; None for whoever does not see them."""
        pools = self.env["aftersales.bonus.pool"]
        if not pools.has_access("read"):
            return None
        states = dict(pools._fields["state"]._description_selection(self.env))
        return [
            {
                "id": pool.id,
                "name": pool.display_name,
                "state": states[pool.state],
                "is_open": pool.state in ("draft", "review"),
                "amount": formatLang(self.env, pool.payout, currency_obj=pool.currency_id),
                "action": {
                    "type": "ir.actions.act_window",
                    "res_model": pools._name,
                    "res_id": pool.id,
                    "views": [[False, "form"]],
                },
            }
            for pool in pools.search([("company_id", "=", self.env.company.id)], limit=QUARTERS)
        ]
