from collections.abc import Set
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import formatLang
from odoo.tools.misc import babel_locale_parse

from ..const import FINAL_STATES, SETTLED_STATES
from .aftersales_deadline_mixin import NEAR

#: Days that charts and shares look back.
DAYS = 30
#: Rows of a ranking.
TOP = 5


class AftersalesDashboard(models.AbstractModel):
    """The screen "Today" (S20): what a dispatcher or manager looks at first in the morning.

    Every number is the count of a domain, and a click opens the records of that very domain. What the
    user may not read is not shown; each number is one query, whatever the volume. Other parts add their
    numbers in `_get_tiles`.
    """

    _name = "aftersales.dashboard"
    _description = "Today at the Service Centre"

    @api.model
    def get_data(self):
        """Return what the screen shows, as plain values, for the companies chosen.

        :raises AccessError: for anybody but dispatchers and managers
        """
        if not self.env.user.has_group("aftersales_service.group_dispatcher"):
            raise AccessError(self.env._("This overview is for dispatchers and managers."))
        self = self.with_context(tz=self.env.company.resource_calendar_id.tz or self.env.user.tz or "UTC")
        return {
            "day": self._format_day("MMMMEEEEd", self._get_today()),
            "groups": self._get_groups(),
            "engineers": self._get_engineers(),
            "trend": self._get_trend(),
            "tops": self._get_tops(),
        }

    # ------------------------------------------------------------------------
    # Time: days of the company's time zone, as naive UTC
    # ------------------------------------------------------------------------

    @api.model
    def _get_today(self):
        return fields.Date.context_today(self)

    @api.model
    def _get_start(self, days=0):
        """Return the midnight that begins the day `days` from today."""
        zone = ZoneInfo(self.env.context["tz"])
        midnight = datetime.combine(self._get_today() + timedelta(days=days), time.min, zone)
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)

    @api.model
    def _get_span(self, name, start, end):
        return Domain(name, ">=", start) & Domain(name, "<", end)

    # ------------------------------------------------------------------------
    # Tiles
    # ------------------------------------------------------------------------

    @api.model
    def _get_tiles(self):
        """Return the tiles in their order, each a dict.

        group: key of `_get_group_labels`; key: its own; label; domain on `model` (by default the orders);
        on: only those whose date of this name is today, compared with yesterday and a week ago; tone:
        colour where there is something; since: date whose oldest value is told; amount: field to add up.
        """
        now, today, tomorrow = fields.Datetime.now(), self._get_start(), self._get_start(1)
        near = now + timedelta(hours=NEAR)
        is_open = Domain("state", "not in", FINAL_STATES)
        registered, settlement = Domain("state", "=", "registered"), Domain("state", "=", "settlement")
        return [
            {
                "group": "now",
                "key": "left_over",
                "label": self.env._("Not dispatched before today"),
                "domain": registered & Domain("request_date", "<", today),
                "tone": "danger",
                "since": "request_date",
            },
            {
                "group": "now",
                "key": "unassigned",
                "label": self.env._("Waiting for dispatch"),
                "domain": registered,
                "tone": "warning",
                "since": "request_date",
            },
            {
                "group": "now",
                "key": "breached",
                "label": self.env._("Deadline missed"),
                "domain": is_open & Domain("next_deadline", "<", now),
                "tone": "danger",
                "since": "next_deadline",
            },
            {
                "group": "now",
                "key": "near",
                "label": self.env._("Due within %(hours)s hours", hours=NEAR),
                "domain": is_open & Domain("next_deadline", ">=", now) & Domain("next_deadline", "<=", near),
                "tone": "warning",
            },
            {
                "group": "today",
                "key": "requested",
                "label": self.env._("Requests today"),
                "domain": Domain.TRUE,
                "on": "request_date",
            },
            {
                "group": "today",
                "key": "planned",
                "label": self.env._("Visits planned today"),
                "domain": self._get_span("planned_start", today, tomorrow)
                & Domain("state", "!=", "cancelled"),
            },
            {
                "group": "today",
                "key": "closed",
                "label": self.env._("Closed today"),
                "domain": Domain("state", "=", "closed"),
                "on": "closed_on",
            },
            {
                "group": "waiting",
                "key": "enquiries",
                "label": self.env._("Enquiries to register"),
                "domain": Domain("state", "=", "enquiry"),
                "since": "request_date",
            },
            {
                "group": "waiting",
                "key": "quotations",
                "label": self.env._("Quotations waiting"),
                "domain": is_open & Domain("quotation_state", "=", "open"),
                "since": "request_date",
                "amount": "customer_total",
            },
            {
                "group": "waiting",
                "key": "parts",
                "label": self.env._("Waiting for parts"),
                "domain": Domain("state", "=", "parts"),
                "since": "request_date",
            },
            {
                "group": "waiting",
                "key": "signature",
                "label": self.env._("Vouchers not back"),
                "domain": Domain("state", "=", "acceptance"),
                "since": "repair_end",
            },
            {
                "group": "waiting",
                "key": "to_invoice",
                "label": self.env._("To invoice"),
                "domain": settlement & Domain("invoice_state", "=", "to_invoice"),
                "since": "signed_on",
                "amount": "customer_total",
            },
            {
                "group": "waiting",
                "key": "unpaid",
                "label": self.env._("Invoiced, not paid"),
                "domain": settlement & Domain("invoice_state", "=", "open"),
                "since": "signed_on",
                "amount": "customer_total",
            },
            {
                "group": "waiting",
                "key": "call_back",
                "label": self.env._("To call back"),
                "domain": Domain("state", "=", "follow_up"),
                "since": "signed_on",
            },
            {
                "group": "waiting",
                "key": "late_calls",
                "label": self.env._("Call-backs overdue"),
                "model": "aftersales.callback",
                "domain": Domain("state", "=", "planned") & Domain("due_on", "<", self._get_today()),
                "tone": "danger",
            },
            {
                "group": "waiting",
                "key": "late_care",
                "label": self.env._("Customer care overdue"),
                "model": "aftersales.care",
                "domain": Domain("state", "=", "planned") & Domain("due_on", "<", self._get_today()),
                "tone": "danger",
            },
            {
                "group": "waiting",
                "key": "collect",
                "label": self.env._("Units to be collected"),
                "model": "aftersales.order.unit",
                "domain": Domain("state", "=", "ready"),
                "since": "ready_on",
            },
            {
                "group": "waiting",
                "key": "contracts",
                "label": self.env._("Contracts to renew"),
                "model": "aftersales.contract",
                "domain": Domain("state", "=", "running")
                & Domain("notice_date", "<=", self._get_today())
                & Domain("is_renewed", "=", False),
            },
            {
                "group": "waiting",
                "key": "sites",
                "label": self.env._("Sites not inspected this month"),
                "model": "aftersales.site",
                "domain": Domain("is_inspected", "=", False),
            },
            {
                "group": "waiting",
                "key": "findings",
                "label": self.env._("Findings overdue"),
                "model": "aftersales.inspection.finding",
                "domain": Domain("is_overdue", "=", True),
                "tone": "danger",
            },
        ]

    @api.model
    def _get_group_labels(self):
        return {
            "now": self.env._("Needs somebody now"),
            "today": self.env._("Today so far"),
            "waiting": self.env._("Waiting"),
            "rates": self.env._("Last %(days)s days", days=DAYS),
        }

    @api.model
    def _get_groups(self):
        groups = {
            key: {"key": key, "label": label, "tiles": []} for key, label in self._get_group_labels().items()
        }
        for tile in self._get_tiles():
            if self.env[tile.get("model", "aftersales.order")].has_access("read"):
                groups[tile["group"]]["tiles"].append(self._count_tile(tile))
        groups["rates"]["tiles"] += self._get_rates()
        return [group for group in groups.values() if group["tiles"]]

    @api.model
    def _count_tile(self, tile):
        """Return what the screen shows of a tile: one query, two more where it compares."""
        model, domain = self.env[tile.get("model", "aftersales.order")], tile["domain"]
        measures = [f"{tile['since']}:min"] if tile.get("since") else []
        measures += [f"{tile['amount']}:sum"] if tile.get("amount") and self._has_one_currency() else []
        if tile.get("on"):
            domain &= self._get_span(tile["on"], self._get_start(), self._get_start(1))
        ((count, *values),) = model._read_group(domain, [], ["__count", *measures])
        hints = self._compare(model, tile) if tile.get("on") else []
        for measure, value in zip(measures, values, strict=True):
            if value and measure.endswith(":min"):
                moment = fields.Datetime.context_timestamp(self, value)
                hints.append(self.env._("oldest: %(date)s", date=self._format_day("MMMd", moment)))
            elif value:
                hints.append(formatLang(self.env, value, currency_obj=self.env.company.currency_id))
        return {
            "key": tile["key"],
            "label": tile["label"],
            "value": count,
            "hints": hints,
            "tone": tile.get("tone", "none") if count else "none",
            "action": self._prepare_action(tile["label"], model._name, domain),
        }

    @api.model
    def _compare(self, model, tile):
        """Say how many there were yesterday and a week ago, each by this time of the day."""
        passed = fields.Datetime.now() - self._get_start()
        yesterday, week = (
            model.search_count(tile["domain"] & self._get_span(tile["on"], start, start + passed))
            for start in (self._get_start(-1), self._get_start(-7))
        )
        return [
            self.env._("yesterday by now: %(count)s", count=yesterday),
            self.env._("a week ago by now: %(count)s", count=week),
        ]

    @api.model
    def _has_one_currency(self):
        return len(self.env.companies.currency_id) == 1

    @api.model
    def _format_day(self, skeleton, day):
        """Return a day as the language writes it, by a skeleton of the locale data."""
        return format_skeleton(skeleton, day, locale=babel_locale_parse(self.env.lang))

    @api.model
    def _prepare_action(self, name, model, domain):
        """Return the action that lists the records of `domain`."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": self._to_plain(domain),
            "context": {"create": False},
        }

    @api.model
    def _to_plain(self, domain):
        """Return a domain as the web client takes it: lists and strings."""
        return [
            term
            if isinstance(term, str)
            else [
                fields.Datetime.to_string(part)
                if isinstance(part, datetime)
                else fields.Date.to_string(part)
                if isinstance(part, date)
                else list(part)
                if isinstance(part, (tuple, Set))
                else part
                for part in term
            ]
            for term in domain
        ]

    # ------------------------------------------------------------------------
    # Shares of the last days, against the company's targets
    # ------------------------------------------------------------------------

    @api.model
    def _get_rates(self):
        """Return the shares of the last days, of how many, and how they were in the days before."""
        company = self.env.company
        rates = [
            ("answer", "answer_count", "request_date", company.aftersales_target_answer),
            ("arrival", "arrival_count", "request_date", company.aftersales_target_arrival),
            ("promise", "promise_count", "request_date", company.aftersales_target_promise),
            ("first_fix", "closed_count", "closed_on", company.aftersales_target_first_fix),
            ("satisfaction", "satisfaction_count", "closed_on", company.aftersales_target_satisfaction),
        ]
        analysis = self.env["aftersales.order.analysis"]
        measures = [m for key, count, _when, _target in rates for m in (f"{key}_rate:avg", f"{count}:sum")]
        figures, spans = {}, {}
        for when in ("request_date", "closed_on"):
            for period, (start, end) in enumerate(((1 - DAYS, 1), (1 - 2 * DAYS, 1 - DAYS))):
                span = self._get_span(when, self._get_start(start), self._get_start(end))
                spans[when, period] = span
                ((*values,),) = analysis._read_group(span, [], measures)
                figures[when, period] = dict(zip(measures, values, strict=True))
        result = []
        for key, count, when, target in rates:
            field = analysis._fields[f"{key}_rate"]
            now, before = figures[when, 0], figures[when, 1]
            value, number = now[f"{key}_rate:avg"], now[f"{count}:sum"]
            hints = [self.env._("of %(number)s", number=number)] if number else []
            if before[f"{count}:sum"]:
                hints.append(
                    self.env._(
                        "before: %(rate)s of %(number)s",
                        rate=self._format_rate(before[f"{key}_rate:avg"]),
                        number=before[f"{count}:sum"],
                    )
                )
            label = field._description_string(self.env)
            result.append(
                {
                    "key": key,
                    "label": label,
                    "title": field._description_help(self.env),
                    "value": self._format_rate(value) if number else "–",
                    "hints": hints or [self.env._("nothing to judge yet")],
                    "tone": "none" if not number else "success" if value >= target else "danger",
                    "action": self._prepare_action(
                        label, analysis._name, spans[when, 0] & Domain(count, "=", 1)
                    )
                    | {"views": [[False, "list"]]},
                }
            )
        return result

    @api.model
    def _format_rate(self, rate):
        return f"{formatLang(self.env, rate, digits=1)} %"

    # ------------------------------------------------------------------------
    # Charts and rankings
    # ------------------------------------------------------------------------

    @api.model
    def _get_engineers(self):
        """Return today's visits of every engineer, and of every station that has some: done, still open."""
        orders = self.env["aftersales.order"]
        today = self._get_span("planned_start", self._get_start(), self._get_start(1))
        today &= Domain("state", "!=", "cancelled")
        engineers = self.env["hr.employee"].search(
            [("aftersales_engineer", "=", True), ("company_id", "in", self.env.companies.ids)]
        )
        rows = {each: {"done": 0, "open": 0} for each in engineers}
        groups = orders._read_group(today, ["engineer_id", "station_id", "state"], ["__count"])
        for engineer, station, state, count in groups:
            row = rows.setdefault(engineer or station, {"done": 0, "open": 0})
            row["done" if state in SETTLED_STATES else "open"] += count
        result = [
            {
                "name": who.display_name or self.env._("Nobody yet"),
                "action": self._prepare_action(
                    who.display_name,
                    orders._name,
                    today
                    & Domain(
                        "station_id" if who._name == "aftersales.station" else "engineer_id", "=", who.id
                    ),
                ),
                **row,
            }
            for who, row in rows.items()
        ]
        return sorted(result, key=lambda row: (-row["done"] - row["open"], row["name"]))

    @api.model
    def _get_trend(self):
        """Return requests and closed orders of each of the last days, with the limits of the days."""
        orders = self.env["aftersales.order"]
        start, end = self._get_start(1 - DAYS), self._get_start(1)
        series = []
        for key, label, field, domain in (
            ("requested", self.env._("Requests"), "request_date", Domain.TRUE),
            ("closed", self.env._("Closed"), "closed_on", Domain("state", "=", "closed")),
        ):
            groups = orders._read_group(
                domain & self._get_span(field, start, end), [f"{field}:day"], ["__count"]
            )
            counts = {day.date(): count for day, count in groups}
            series.append(
                {
                    "key": key,
                    "label": label,
                    "field": field,
                    "domain": self._to_plain(domain),
                    "values": [
                        counts.get(self._get_today() + timedelta(days=offset), 0)
                        for offset in range(1 - DAYS, 1)
                    ],
                }
            )
        return {
            "days": [
                {
                    "label": self._format_day("Md", self._get_today() + timedelta(days=offset)),
                    "start": fields.Datetime.to_string(self._get_start(offset)),
                    "end": fields.Datetime.to_string(self._get_start(offset + 1)),
                }
                for offset in range(1 - DAYS, 1)
            ],
            "series": series,
        }

    @api.model
    def _get_tops(self):
        """Return what came most often in the last days."""
        orders = self.env["aftersales.order"]
        span = self._get_span("request_date", self._get_start(1 - DAYS), self._get_start(1))
        tops = []
        for name in ("fault_id", "product_id"):
            groups = orders._read_group(
                span & Domain(name, "!=", False), [name], ["__count"], order="__count DESC", limit=TOP
            )
            tops.append(
                {
                    "key": name,
                    "label": orders._fields[name]._description_string(self.env),
                    "rows": [
                        {
                            "name": record.display_name,
                            "value": count,
                            "action": self._prepare_action(
                                record.display_name, orders._name, span & Domain(name, "=", record.id)
                            ),
                        }
                        for record, count in groups
                    ],
                }
            )
        return tops
