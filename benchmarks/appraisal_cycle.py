"""An appraisal cycle: made, answered, evaluated and graded in slices. PEOPLE in the shell."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time

from odoo.fields import Command, Domain

PEOPLE, RATERS = int(os.environ.get("PEOPLE", "10000")), 5
company = env.company

# People mostly by SQL: a superior for every six; what is measured is the cycle.
start = time.perf_counter()
department = env["hr.department"].create({"name": "Benchmark"})
env["res.partner"].create([{"name": f"Benchmark {n}"} for n in range(PEOPLE)])
env.flush_all()
env.cr.execute(
    "INSERT INTO res_users (login, active, company_id, partner_id, share, notification_type)"
    " SELECT 'benchmark-' || id, true, %s, id, false, 'email' FROM res_partner"
    "  WHERE name LIKE 'Benchmark %%'",
    [company.id],
)
env.cr.execute(
    "INSERT INTO resource_resource (name, active, company_id, resource_type, time_efficiency, tz, user_id)"
    " SELECT u.login, true, %s, 'user', 100, 'Asia/Shanghai', u.id FROM res_users u"
    "  WHERE u.login LIKE 'benchmark-%%'",
    [company.id],
)
env.cr.execute(
    "INSERT INTO hr_employee (name, active, company_id, resource_id, user_id)"
    " SELECT name, true, company_id, id, user_id FROM resource_resource"
    "  WHERE name LIKE 'benchmark-%' ORDER BY id"
)
env.cr.execute(
    "INSERT INTO hr_version (employee_id, date_version, department_id, company_id, active,"
    " last_modified_uid, last_modified_date,"
    " hr_responsible_id, distance_home_work_unit, marital, employee_type)"
    " SELECT id, date '2020-01-01', %s, company_id, true, 1, now(), 1, 'kilometers', 'single', 'employee'"
    "   FROM hr_employee WHERE name LIKE 'benchmark-%%'",
    [department.id],
)
env.cr.execute(
    "UPDATE hr_employee e SET current_version_id = v.id, parent_id = b.boss"
    "  FROM hr_version v, (SELECT id, (id - first) / 6 + first - 1 AS place,"
    "        first + (id - first) / 6 AS boss FROM hr_employee,"
    "        LATERAL (SELECT min(id) AS first FROM hr_employee WHERE name LIKE 'benchmark-%') f"
    "        WHERE name LIKE 'benchmark-%') b"
    " WHERE v.employee_id = e.id AND b.id = e.id AND b.boss <> e.id"
)
env.cr.execute("ANALYZE hr_employee, hr_version")
env.invalidate_all()
template = env["aftersales.appraisal.template"].create(
    {
        "name": "Benchmark",
        "company_id": company.id,
        "department_ids": [Command.set(department.ids)],
        "line_ids": [
            *(Command.create({"name": f"Value {n}", "weight": 20}) for n in range(4)),
            Command.create({"name": "Raters", "weight": 20, "source": "raters"}),
        ],
        "question_ids": [Command.create({"name": "Ability"})],
    }
)
template.action_publish()
cycle = env["aftersales.appraisal.cycle"].create(
    {"template_id": template.id, "company_id": company.id, "date_from": "2026-01-01"}
)
policy = env.ref("aftersales_hr_discipline.appraisal_policy_general")
cycle._update_state("running", policy_id=policy.id, rating_until="2026-04-10")
env.flush_all()
print(f"{PEOPLE} employees, made in {time.perf_counter() - start:.1f} s")


def measure(title, slices, work):
    """Do `work` on each slice; print time, of it Python's own, rate, queries."""
    counts, people, start, own = [], 0, time.perf_counter(), time.process_time()
    for records in slices:
        before = env.cr.sql_log_count
        work(records)
        env.flush_all()
        counts.append(env.cr.sql_log_count - before)
        people += len(records)
        env.invalidate_all()
    seconds = time.perf_counter() - start
    print(
        f"{title}: {seconds:.1f} s ({time.process_time() - own:.1f} s of it Python),"
        f" {people / seconds:.0f} sheets/s,"
        f" queries per slice {min(counts)}–{max(counts)} (second {counts[1]}, last {counts[-1]})"
    )
    return seconds


def missing():
    """Slices of people without a sheet."""
    last = 0
    while people := cycle._find_missing(last):
        last = people[-1].id
        yield people


def sheets():
    """Slices of sheets."""
    found = env["aftersales.appraisal.sheet"].search(Domain("cycle_id", "=", cycle.id), order="id")
    return (found[first : first + 200] for first in range(0, len(found), 200))


made = measure("sheets and raters made", missing(), cycle._create_sheets)
env.cr.execute("SELECT count(*) FROM aftersales_appraisal_rating WHERE cycle_id = %s", [cycle.id])
print(f"{env.cr.fetchone()[0]} ratings")
env.cr.execute(
    "UPDATE aftersales_appraisal_rating SET state = 'done', score = 50 + id %% 50 WHERE cycle_id = %s",
    [cycle.id],
)
env.cr.execute(
    "UPDATE aftersales_appraisal_indicator i"
    "   SET actual = 60 + i.id % 40, known = true, score = 60 + i.id % 40"
    "  FROM aftersales_appraisal_line l WHERE l.id = i.line_id AND l.source = 'hand'",
)
env.cr.execute(
    "ANALYZE aftersales_appraisal_sheet, aftersales_appraisal_rating, aftersales_appraisal_indicator"
)
env.invalidate_all()

start = time.perf_counter()
env.cr.execute(
    "SELECT i.sheet_id, sum(i.weight * i.score) / 100, r.mean FROM aftersales_appraisal_indicator i"
    "  JOIN (SELECT sheet_id, sum(mean * CASE kind WHEN 'superior' THEN 0.4 ELSE 0.3 END) AS mean"
    "          FROM (SELECT sheet_id, kind, avg(score) AS mean FROM aftersales_appraisal_rating"
    "                 WHERE cycle_id = %s GROUP BY sheet_id, kind) k GROUP BY sheet_id) r"
    "    ON r.sheet_id = i.sheet_id GROUP BY i.sheet_id, r.mean",
    [cycle.id],
)
rows = len(env.cr.fetchall())
aggregate = time.perf_counter() - start
print(f"one SQL aggregate of the same rows: {aggregate:.2f} s, {rows} sheets")
evaluated = measure("evaluated and graded", sheets(), lambda records: records._evaluate())
print(f"{evaluated / aggregate:.0f} times the aggregate")
print(
    dict(env["aftersales.appraisal.sheet"]._read_group([("cycle_id", "=", cycle.id)], ["state"], ["__count"]))
)
env.cr.rollback()
