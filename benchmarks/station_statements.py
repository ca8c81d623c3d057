"""A month of many stations (N3): made, sent, accepted by silence and billed in slices.

STATIONS and JOBS (of each) in the environment.
"""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

STATIONS, JOBS = int(os.environ.get("STATIONS", "1000")), int(os.environ.get("JOBS", "100"))
statements = env["aftersales.station.statement"]
month = statements._get_last_month(env.company)
partners = env["res.partner"].create(
    [{"name": f"Benchmark {index}", "is_company": True} for index in range(STATIONS)]
)
stations = env["aftersales.station"].create([{"partner_id": partner.id} for partner in partners])
env.flush_all()
# Lines by SQL: what is measured is the settlement, not how the jobs came to be.
env.cr.execute(
    """INSERT INTO aftersales_station_fee
           (station_id, company_id, kind, date, amount, reason_code, reason_values)
       SELECT s.id, s.company_id, 'job', %s, 60 + n %% 40, 'unpriced', '{}'
         FROM aftersales_station s, generate_series(1, %s) n WHERE s.id IN %s""",
    (month, JOBS, stations._ids),
)
env.cr.execute("ANALYZE aftersales_station_fee; ANALYZE aftersales_station")
env.cr.commit()
env.invalidate_all()
print(f"{STATIONS} stations × {JOBS} jobs prepared")


def measure(name, work):
    before, started = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    env.cr.commit()
    seconds, queries = time.perf_counter() - started, env.cr.sql_log_count - before
    print(f"{name}: {seconds:.1f} s, {queries} queries, {queries / STATIONS:.1f} per statement")
    env.invalidate_all()


measure("made", env["aftersales.station"]._cron_make_statements)
measure("made again, nothing new", env["aftersales.station"]._cron_make_statements)
mine = statements.search([("station_id", "in", stations.ids)])
measure("sent", mine.action_send)
mine.answer_by = month - timedelta(days=1)
measure("accepted by silence", statements._cron_watch_answers)
measure("billed", statements._cron_create_bills)
total = sum(mine.mapped("amount_total"))
billed = sum(mine.move_id.mapped("amount_untaxed"))
print(f"{len(mine)} statements, {total:.2f} stated, {billed:.2f} billed")
