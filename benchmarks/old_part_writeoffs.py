"""The monthly write-off of many stations (N13): made, sent, accepted by silence and posted in slices.

STATIONS and PIECES (of each) in the environment. Some were sent late, one of a hundred never came. Killed
and started again on the same database, it goes on.
"""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

from dateutil.relativedelta import relativedelta

STATIONS, PIECES = int(os.environ.get("STATIONS", "1000")), int(os.environ.get("PIECES", "100"))
writeoffs = env["aftersales.writeoff"]
today = env.company._get_aftersales_today()
month = today.replace(day=1) - relativedelta(months=2)
last = month + relativedelta(months=2, days=-1)
stations = env["aftersales.station"].search([("name", "=like", "Benchmark %")])
if stations:
    print(f"{len(stations)} stations: resumed")
else:
    partner = env["res.partner"].create({"name": "Benchmark"})
    order = env["aftersales.order"].create({"partner_id": partner.id, "fault": "Noise"})
    product = env["product.product"].create({"name": "Benchmark", "is_storable": True})
    line = env["aftersales.order.line"].create(
        {"order_id": order.id, "kind": "part", "product_id": product.id}
    )
    partners = env["res.partner"].create(
        [{"name": f"Benchmark {index}", "is_company": True} for index in range(STATIONS)]
    )
    stations = env["aftersales.station"].create(
        [{"partner_id": each.id, "state": "active"} for each in partners]
    )
    env.flush_all()
    # Uses, returns and pieces by SQL: what is measured is the write-off, not how the jobs came to be.
    env.cr.execute(
        """INSERT INTO aftersales_part_return (name, station_id, company_id, state, shipped_on, month)
           SELECT 'B' || s.id || '-' || k, s.id, s.company_id, 'inspected', %s + k * interval '20 days', %s
             FROM aftersales_station s, generate_series(0, 1) k WHERE s.id IN %s""",
        (last - timedelta(days=25), month, stations._ids),
    )
    env.cr.execute(
        """INSERT INTO aftersales_part_use
               (station_id, company_id, order_id, order_line_id, product_id, quantity, payer, from_station,
                used_on, month, price, value, due_on, last_on, state)
           SELECT s.id, s.company_id, %s, %s, %s, 1, 'maker', TRUE, %s, %s, 20 + n %% 80, 20 + n %% 80, %s,
                  %s,
                  CASE WHEN n %% 100 = 0 THEN 'owed' ELSE 'inspected' END
             FROM aftersales_station s, generate_series(1, %s) n WHERE s.id IN %s""",
        (order.id, line.id, product.id, month, month, last - timedelta(days=15), last, PIECES, stations._ids),
    )
    env.cr.execute(
        """INSERT INTO aftersales_part_return_line
               (return_id, company_id, station_id, use_id, product_id, quantity, result, arrived)
           SELECT (SELECT max(r.id) - (CASE WHEN u.id %% 4 = 0 THEN 0 ELSE 1 END)
                     FROM aftersales_part_return r WHERE r.station_id = u.station_id),
                  u.company_id, u.station_id, u.id, u.product_id, 1, 'confirmed', TRUE
             FROM aftersales_part_use u WHERE u.state = 'inspected' AND u.station_id IN %s""",
        (stations._ids,),
    )
    env.cr.execute(
        """UPDATE aftersales_part_use u SET return_line_id = l.id
             FROM aftersales_part_return_line l WHERE l.use_id = u.id AND u.station_id IN %s""",
        (stations._ids,),
    )
    env.cr.execute(
        "ANALYZE aftersales_part_use; ANALYZE aftersales_part_return_line; ANALYZE aftersales_station"
    )
    env.cr.commit()
    env.invalidate_all()
    print(f"{STATIONS} stations × {PIECES} pieces prepared")


def measure(name, work):
    before, started = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    env.cr.commit()
    seconds, queries = time.perf_counter() - started, env.cr.sql_log_count - before
    print(f"{name}: {seconds:.1f} s, {queries} queries, {queries / STATIONS:.1f} per station")
    env.invalidate_all()


measure("made and sent", writeoffs._cron_make)
measure("made again, nothing new", writeoffs._cron_make)
mine = writeoffs.search([("station_id", "in", stations.ids)])
mine.filtered("answer_by").answer_by = today - timedelta(days=1)
measure("accepted by silence and posted", writeoffs._cron_close)
measure("posted again, nothing new", writeoffs._cron_close)
charged, stated = sum(mine.mapped("charge")), -sum(mine.fee_ids.mapped("amount"))
booked = sum(mine.move_id.mapped("amount_total"))
print(f"{len(mine)} write-offs, {charged:.2f} charged, {stated:.2f} stated, {booked:.2f} booked")
