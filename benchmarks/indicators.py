"""The night's figures of many people (S20): seconds and queries. PEOPLE, MONTHS, JOBS (a month)."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time

from odoo import fields

PEOPLE, MONTHS = int(os.environ.get("PEOPLE", "50000")), int(os.environ.get("MONTHS", "12"))
JOBS = int(os.environ.get("JOBS", "1"))
company = env.company
values, indicators = (
    env["aftersales.indicator.value"],
    env["aftersales.indicator"].search([("active", "=", True)]),
)
partner = env["res.partner"].create({"name": "Benchmark"})
order = env["aftersales.order"].create({"partner_id": partner.id, "fault": "Noise", "channel": "phone"})
order.aftersales_answer_seconds = 10
env.flush_all()
start = time.perf_counter()

# People and jobs by SQL: what is measured is the night.
env.cr.execute(
    "INSERT INTO resource_resource (name, active, company_id, resource_type, time_efficiency, tz)"
    " SELECT 'benchmark-' || n, true, %s, 'user', 100, 'Asia/Shanghai' FROM generate_series(1, %s) n",
    [company.id, PEOPLE],
)
env.cr.execute(
    "INSERT INTO hr_employee (name, active, company_id, resource_id)"
    " SELECT name, true, company_id, id FROM resource_resource WHERE name LIKE 'benchmark-%'"
)
today = company._get_aftersales_today()
first = fields.Date.subtract(fields.Date.start_of(today, "month"), months=MONTHS - 1)
names = [
    name
    for name, field in order._fields.items()
    if field.store and field.column_type and name not in ("id", "engineer_id", "request_date", "closed_on")
]
names = [name for name in names if name not in ("signed_on", "state", "solved")]
columns = ", ".join(f'"{name}"' for name in names)
copied = ", ".join(f'o."{name}"' for name in names)
env.cr.execute(
    f"INSERT INTO aftersales_order"
    f" ({columns}, engineer_id, request_date, closed_on, signed_on, state, solved)"
    f" SELECT {copied}, e.id, at.day, at.day + interval '5 hours', at.day + interval '4 hours',"
    f"        'closed', 'yes'"
    f"   FROM aftersales_order o, hr_employee e, generate_series(0, %s) month, generate_series(1, %s) job,"
    f"        LATERAL (SELECT %s::timestamp + month * interval '1 month' + job * interval '1 day') at(day)"
    f"  WHERE o.id = %s AND e.name LIKE 'benchmark-%%'",
    (MONTHS - 1, JOBS, first, order.id),
)
env.cr.execute("ANALYZE aftersales_order, hr_employee")
env.invalidate_all()
print(f"{PEOPLE} people, {MONTHS} months, {PEOPLE * MONTHS * JOBS} jobs: {time.perf_counter() - start:.0f} s")


def measure(title, work):
    before, begun = env.cr.sql_log_count, time.perf_counter()
    work()
    print(f"{title}: {time.perf_counter() - begun:.1f} s, {env.cr.sql_log_count - before} queries")


last = fields.Date.end_of(today, "month")
month = fields.Date.start_of(today, "month")
kinds = [kind for kind, _label in values._fields["kind"].selection]
due = [(kind, at) for at in (fields.Date.add(first, months=back) for back in range(MONTHS)) for kind in kinds]


def write_all(found):
    """Write these kinds and months, as the night does; the longest of them is what must not be killed."""
    longest = 0.0
    for kind, at in found:
        begun = time.perf_counter()
        values._write_values(company, kind, at, fields.Date.end_of(at, "month"))
        longest = max(longest, time.perf_counter() - begun)
    print(f"longest slice: {longest:.1f} s")


measure("engineers, one month", lambda: write_all([("engineer", month)]))
measure("the history", lambda: write_all(due))
rows = values.search_count([("kind", "=", "engineer")])
print(f"{rows} values of engineers")
measure("a night, three months anew", lambda: write_all(due[-3 * len(kinds) :]))
someone = env["hr.employee"].search([("name", "=", "benchmark-1")]).ids
measure("one engineer, now", lambda: indicators._measure(company, "engineer", month, last, someone))
env.cr.execute("ANALYZE aftersales_indicator_value")
domain = [("indicator_id.code", "=", "closed"), ("kind", "=", "engineer")]
measure("trend of one indicator", lambda: values.formatted_read_group(domain, ["month:month"], ["value:avg"]))
env.cr.rollback()
