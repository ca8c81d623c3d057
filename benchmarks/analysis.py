"""The service analysis and the screen "Today" over many orders: seconds and queries. SIZE in the shell."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

from odoo import fields

SIZE = int(os.environ.get("SIZE", "20000"))
now = fields.Datetime.now()
partner = env["res.partner"].create({"name": "Benchmark"})
order = env["aftersales.order"].create({"partner_id": partner.id, "fault": "Noise"})
order.action_register()
env.flush_all()


def copy(records, extra, values):
    """Copy records for every new order by SQL: what is measured is the reading."""
    names = [
        name
        for name, field in records._fields.items()
        if field.store and field.column_type and name not in ("id", *extra)
    ]
    columns = ", ".join(f'"{name}"' for name in (*names, *extra))
    selected = ", ".join([f'r."{name}"' for name in names] + list(extra.values()))
    env.cr.execute(
        f"INSERT INTO {records._table} ({columns}) SELECT {selected} FROM {records._table} r, {values} "
        f"WHERE r.id IN %s",
        (tuple(records.ids),),
    )


# A request every few minutes of the last 90 days, two of three closed.
copy(
    order,
    {
        "request_date": f"'{now}'::timestamp - n * interval '90 days' / {SIZE}",
        "state": "CASE WHEN n %% 3 = 0 THEN 'registered' ELSE 'closed' END",
        "closed_on": f"'{now}'::timestamp - n * interval '90 days' / {SIZE} + interval '2 days'",
    },
    f"generate_series(1, {SIZE}) n",
)
copy(
    order.clock_ids,
    {"order_id": "o.id", "state": "'met_in_time'", "ended_on": f"'{now - timedelta(days=1)}'::timestamp"},
    f"(SELECT id FROM aftersales_order WHERE id > {order.id}) o",
)
env.cr.execute("ANALYZE aftersales_order; ANALYZE aftersales_clock")
env.invalidate_all()
print(f"{SIZE} orders, {env['aftersales.clock'].search_count([])} clocks")

analysis, dashboard = env["aftersales.order.analysis"], env["aftersales.dashboard"]
MEASURES = [
    "request_count:sum",
    "answer_hours:avg",
    "arrival_rate:avg",
    "close_hours:avg",
    "first_fix_rate:avg",
]
month = [("request_date", ">=", now - timedelta(days=30))]
for name, call in (
    ("pivot by engineer, 30 days", lambda: analysis.formatted_read_group(month, ["engineer_id"], MEASURES)),
    ("pivot by week, everything", lambda: analysis.formatted_read_group([], ["request_date:week"], MEASURES)),
    ("count by channel only", lambda: analysis.formatted_read_group([], ["channel"], ["request_count:sum"])),
    ("the screen Today", dashboard.get_data),
):
    call()  # fills the caches of rights
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    call()
    print(f"{name}: {time.perf_counter() - started:.2f} s, {env.cr.sql_log_count - before} queries")
env.cr.rollback()
