"""The sweep over many open clocks (S9): queries and seconds per slice. SIZE in the environment."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

from odoo import fields

from odoo.addons.aftersales_base.models.aftersales_slice_mixin import SLICE

SIZE = int(os.environ.get("SIZE", "100000"))
now = fields.Datetime.now()
partner = env["res.partner"].create({"name": "Benchmark"})
order = env["aftersales.order"].create({"partner_id": partner.id, "fault": "Noise"})
order.action_register()
started = time.perf_counter()
# Copies by SQL: what is measured is the sweep, not how the clocks came to be.
order_columns = [name for name, field in order._fields.items() if field.store and field.column_type]
order_columns = ", ".join(f'"{name}"' for name in order_columns if name != "id")
env.flush_all()
env.cr.execute(
    f"INSERT INTO aftersales_order ({order_columns}) SELECT {order_columns} "
    f"FROM aftersales_order, generate_series(1, {SIZE}) WHERE id = {order.id} RETURNING id"
)
clock = order.clock_ids.filtered(lambda each: each.kind == "answer")
env.cr.execute(
    """WITH made AS (
        INSERT INTO aftersales_clock (order_id, company_id, kind, rule_id, state, deadline, warning_on)
        SELECT o.id, o.company_id, c.kind, c.rule_id, 'running', %s, %s
          FROM aftersales_order o, aftersales_clock c WHERE c.id = %s AND o.id > %s
        RETURNING id, order_id, company_id)
       INSERT INTO aftersales_clock_event (clock_id, order_id, company_id, kind, occurred_on, user_id)
       SELECT id, order_id, company_id, 'start', %s, 1 FROM made""",
    (now + timedelta(days=1), now + timedelta(hours=22), clock.id, order.id, now),
)
# Three slices are late; all the others are open, and the sweep must not look at them.
late = 3 * SLICE
env.cr.execute(
    """UPDATE aftersales_clock_event SET occurred_on = %s WHERE id IN
         (SELECT id FROM aftersales_clock_event ORDER BY id DESC LIMIT %s) RETURNING clock_id""",
    (now - timedelta(days=2), late),
)
ids = tuple(row[0] for row in env.cr.fetchall())
env.cr.execute(
    "UPDATE aftersales_clock SET deadline = %s, warning_on = %s WHERE id IN %s",
    (now - timedelta(days=1), now - timedelta(days=1, hours=2), ids),
)
env.cr.execute("ANALYZE aftersales_clock; ANALYZE aftersales_clock_event; ANALYZE aftersales_order")
env.cr.commit()
env.invalidate_all()
print(f"{SIZE} clocks prepared in {time.perf_counter() - started:.1f} s")

clocks = env["aftersales.clock"]
for name in ("first run", "second run, nothing new"):
    before, started = env.cr.sql_log_count, time.perf_counter()
    clocks._cron_sweep()
    queries, seconds = env.cr.sql_log_count - before, time.perf_counter() - started
    print(f"{name}: {queries} queries, {seconds:.2f} s, {queries / 3:.0f} queries per slice of {SLICE}")
print("escalated:", clocks.search_count([("escalated_on", "!=", False)]))
