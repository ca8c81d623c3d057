"""The sweep over many open stages of complaints (S22): queries, seconds. SIZE in the environment."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

from odoo import fields

from odoo.addons.aftersales_base.models.aftersales_slice_mixin import SLICE

SIZE = int(os.environ.get("SIZE", "100000"))
LATE = 3 * SLICE
now = fields.Datetime.now()
partner = env["res.partner"].create({"name": "Benchmark"})
started = time.perf_counter()
complaint = env["aftersales.complaint"].create({"partner_id": partner.id, "description": "Noise"})
env.flush_all()
# Copies by SQL: what is measured is the sweep, not how the stages came to be.


def copy(model, where, **other):
    """Return INSERT … SELECT with the stored columns of `model`, some of them replaced."""
    names = [
        name
        for name, field in env[model]._fields.items()
        if field.store and field.column_type and name != "id"
    ]
    chosen = ", ".join(other.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {env[model]._table} ({columns}) SELECT {chosen} FROM {where}"


stage = complaint.stage_id
clock = stage.clock_ids
env.cr.execute(
    copy(
        "aftersales.complaint",
        "aftersales_complaint, generate_series(1, %s) s WHERE id = %s",
        name="'B-' || s",
    ),
    (SIZE, complaint.id),
)
env.cr.execute(
    copy(
        "aftersales.complaint.stage",
        "aftersales_complaint_stage st CROSS JOIN (SELECT id AS new_id FROM aftersales_complaint"
        " WHERE id > %s) c WHERE st.id = %s",
        complaint_id="new_id",
    ),
    (complaint.id, stage.id),
)
env.cr.execute(
    copy(
        "aftersales.clock",
        "aftersales_clock cl CROSS JOIN (SELECT id AS stage, complaint_id AS new_complaint"
        " FROM aftersales_complaint_stage WHERE complaint_id > %s) st WHERE cl.id = %s",
        complaint_id="new_complaint",
        complaint_stage_id="stage",
        deadline="now() + interval '1 day'",
        warning_on="now() + interval '22 hours'",
    ),
    (complaint.id, clock.id),
)
env.cr.execute(
    copy(
        "aftersales.clock.event",
        "aftersales_clock_event ev CROSS JOIN (SELECT id AS new_clock FROM aftersales_clock"
        " WHERE complaint_id > %s) cl WHERE ev.id = %s",
        clock_id="new_clock",
    ),
    (complaint.id, clock.event_ids.id),
)
# Three slices are late; all the others are open, and the sweep must not look at them.
env.cr.execute(
    """UPDATE aftersales_clock_event SET occurred_on = %s WHERE id IN
         (SELECT id FROM aftersales_clock_event ORDER BY id DESC LIMIT %s) RETURNING clock_id""",
    (now - timedelta(days=20), LATE),
)
ids = tuple(row[0] for row in env.cr.fetchall())
env.cr.execute(
    "UPDATE aftersales_clock SET deadline = %s, warning_on = %s WHERE id IN %s",
    (now - timedelta(days=1), now - timedelta(days=1, hours=2), ids),
)
tables = ("aftersales_complaint", "aftersales_complaint_stage", "aftersales_clock", "aftersales_clock_event")
env.cr.execute("; ".join(f"ANALYZE {table}" for table in tables))
env.cr.commit()
env.invalidate_all()
print(f"{SIZE} open stages prepared in {time.perf_counter() - started:.1f} s")

for name in ("first run", "second run, nothing new"):
    before, started = env.cr.sql_log_count, time.perf_counter()
    env["aftersales.clock"]._cron_sweep()
    queries, seconds = env.cr.sql_log_count - before, time.perf_counter() - started
    print(f"{name}: {queries} queries, {seconds:.2f} s, {queries / 3:.0f} queries per slice of {SLICE}")
print("reminders:", env["aftersales.complaint.notice"].search_count([]))
