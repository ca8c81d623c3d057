"""The conduct ledger: the years of many employees read anew, in slices. PEOPLE, RECORDS in the shell."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time

PEOPLE, RECORDS, SLICE = int(os.environ.get("PEOPLE", "50000")), int(os.environ.get("RECORDS", "20")), 200
company = env.company
book = env.ref("aftersales_hr_discipline.conduct_rulebook_general")
articles = {row.number: row.id for row in book.article_ids}
env.flush_all()

# Employees and records by SQL: what is measured is the reading.
start = time.perf_counter()
env.cr.execute(
    "INSERT INTO resource_resource (name, active, company_id, resource_type, time_efficiency, tz)"
    " SELECT 'Benchmark ' || n, true, %s, 'user', 100, 'Asia/Shanghai' FROM generate_series(1, %s) n",
    (company.id, PEOPLE),
)
env.cr.execute(
    "INSERT INTO hr_employee (name, active, company_id, resource_id)"
    " SELECT name, true, company_id, id FROM resource_resource WHERE name LIKE 'Benchmark %'"
)
kinds = [("D11", "merit", 3, True), ("D25", "demerit", -3, False), ("D40", "major_demerit", -9, False)]
values = ", ".join(
    f"({number}, {articles[article]}, '{measure}', {points}, {reward})"
    for number, (article, measure, points, reward) in enumerate(kinds)
)
env.cr.execute(
    f"INSERT INTO aftersales_conduct_record (name, company_id, employee_id, state, article_id, measure,"
    f" points, is_reward, protected, event_date, effective_date, year, facts, proposer_id)"
    f" SELECT 'B', {company.id}, e.id, 'in_force', k.article, k.measure, k.points, k.reward, false,"
    f" d.day, d.day, 2026, 'x', {env.uid} FROM hr_employee e, generate_series(1, {RECORDS}) n,"
    f" LATERAL (SELECT date '2026-01-01' + (n * 37 + e.id) % 300 AS day) d,"
    f" (VALUES {values}) AS k(number, article, measure, points, reward)"
    f" WHERE e.name LIKE 'Benchmark %' AND k.number = (n + e.id) % 3"
)
env.cr.execute("ANALYZE aftersales_conduct_record")
env.invalidate_all()
env.cr.execute("SELECT id FROM hr_employee WHERE name LIKE 'Benchmark %' ORDER BY id")
people = [row[0] for row in env.cr.fetchall()]
print(f"{len(people)} employees × {RECORDS} records, made in {time.perf_counter() - start:.1f} s")

start = time.perf_counter()
env.cr.execute(
    "SELECT employee_id, measure, count(*), sum(points) FROM aftersales_conduct_record"
    " WHERE year = 2026 AND state = 'in_force' GROUP BY employee_id, measure"
)
rows = len(env.cr.fetchall())
aggregate = time.perf_counter() - start
print(f"one SQL aggregate of the same rows: {aggregate:.2f} s, {rows} groups")

ledgers = env["aftersales.conduct.ledger"].sudo()
for run in ("first reading", "read again, unchanged"):
    counts, start = [], time.perf_counter()
    for first in range(0, len(people), SLICE):
        before = env.cr.sql_log_count
        ledgers._refresh({(person, company.id, 2026) for person in people[first : first + SLICE]})
        counts.append(env.cr.sql_log_count - before)
        env.invalidate_all()
    seconds = time.perf_counter() - start
    print(
        f"{run}: {seconds:.1f} s, {len(people) / seconds:.0f} employees/s, queries per slice of {SLICE}:"
        f" {min(counts)}–{max(counts)}, {seconds / aggregate:.0f} times the aggregate"
    )
env.cr.rollback()
