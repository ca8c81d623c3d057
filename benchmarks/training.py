"""Sign-in of 5,000 people in one session, and who lacks what among 50,000. PEOPLE in the shell."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

PEOPLE, SESSION = int(os.environ.get("PEOPLE", "50000")), int(os.environ.get("SESSION", "5000"))
COURSES, UNITS = 12, 200
company = env.company
env = env(context={**env.context, "tracking_disable": True, "mail_notrack": True})


def measure(title, work):
    """Do `work`; print time and queries."""
    env.flush_all()
    env.invalidate_all()
    before, start = env.cr.sql_log_count, time.perf_counter()
    result = work()
    env.flush_all()
    print(f"{title}: {time.perf_counter() - start:.2f} s, {env.cr.sql_log_count - before} queries")
    return result


# People by SQL: what is measured are sign-in and matrix.
office = env["hr.department"].create({"name": "Benchmark", "aftersales_training_level": "head_office"})
units = env["hr.department"].create([{"name": f"Unit {n}", "parent_id": office.id} for n in range(UNITS)])
env.flush_all()
env.cr.execute(
    "INSERT INTO resource_resource (name, active, company_id, resource_type, time_efficiency, tz)"
    " SELECT 'benchmark-' || n, true, %s, 'user', 100, 'Asia/Shanghai' FROM generate_series(1, %s) n",
    [company.id, PEOPLE],
)
env.cr.execute(
    "INSERT INTO hr_employee (name, active, company_id, resource_id)"
    " SELECT name, true, company_id, id FROM resource_resource WHERE name LIKE 'benchmark-%' ORDER BY id"
)
env.cr.execute(
    "INSERT INTO hr_version (employee_id, date_version, department_id, company_id, active,"
    " last_modified_uid, last_modified_date,"
    " hr_responsible_id, distance_home_work_unit, marital, employee_type)"
    " SELECT id, date '2020-01-01', %s + id %% %s, company_id, true, 1, now(), 1, 'kilometers', 'single',"
    " 'employee' FROM hr_employee WHERE name LIKE 'benchmark-%%'",
    [units[0].id, UNITS],
)
env.cr.execute(
    "UPDATE hr_employee e SET current_version_id = v.id"
    "  FROM hr_version v WHERE v.employee_id = e.id AND e.name LIKE 'benchmark-%'"
)
env.cr.execute("ANALYZE hr_employee, hr_version")
env.invalidate_all()
employees = env["hr.employee"].search([("name", "like", "benchmark-")], order="id")
print(f"{len(employees)} people in {UNITS} departments")

courses = env["aftersales.training.course"].create(
    [{"name": f"Course {n}", "topic": "rules", "repeat_months": 12} for n in range(COURSES)]
)
now = fields.Datetime.now().replace(microsecond=0)
session = env["aftersales.training.session"].create(
    {
        "department_id": office.id,
        "course_id": courses[0].id,
        "state": "scheduled",
        "slot_ids": [
            Command.create({"start": now + timedelta(minutes=20), "end": now + timedelta(minutes=110)})
        ],
    }
)
slot = session.slot_ids
rows = measure(
    f"{SESSION} people put on the list",
    lambda: env["aftersales.training.attendance"].create(
        [{"slot_id": slot.id, "employee_id": person} for person in employees[:SESSION].ids]
    ),
)
measure(f"{SESSION} people signed in by list", lambda: rows._sign_in("list"))
measure(
    "one person signed in by code",
    lambda: env["aftersales.training.attendance"].browse(rows[0].id)._sign_in("code"),
)
measure("present and invited", lambda: (session.present_count, session.invited_count))
env.cr.execute(
    "UPDATE aftersales_training_slot SET \"end\" = start + interval '1 second' WHERE id = %s", [slot.id]
)
env.cr.execute(
    "UPDATE aftersales_training_session SET date_end = now() at time zone 'UTC' - interval '1 hour'"
    " WHERE id = %s",
    [session.id],
)
env.invalidate_all()
session.summary = "Benchmark"
measure(f"closed as held, {SESSION} feedback forms", session.action_hold)

# A year: a held session of each other course, half of the people in each.
others = env["aftersales.training.session"].create(
    [
        {
            "department_id": office.id,
            "course_id": course.id,
            "state": "held",
            "summary": "Benchmark",
            "slot_ids": [
                Command.create(
                    {"start": now - timedelta(days=30 * n), "end": now - timedelta(days=30 * n - 1)}
                )
            ],
        }
        for n, course in enumerate(courses[1:], 1)
    ]
)
env.flush_all()
for place, other in enumerate(others.slot_ids):
    env.cr.execute(
        "INSERT INTO aftersales_training_attendance (slot_id, session_id, company_id, course_id, start,"
        " employee_id, state, signed_at, class_hours, presence)"
        " SELECT %s, %s, %s, %s, %s, id, 'present', %s, 2, 90 FROM hr_employee"
        "  WHERE name LIKE 'benchmark-%%' AND (id + %s) %% 2 = 0",
        [
            other.id, other.session_id.id, company.id, other.session_id.course_id.id, other.start,
            other.start, place,
        ],
    )  # fmt: skip
env.cr.execute("ANALYZE aftersales_training_attendance, aftersales_training_session")
needs = env["aftersales.training.need"]
lacking = measure(
    f"who lacks what: {PEOPLE} people × {COURSES} courses by department and course",
    lambda: needs._read_group([], ["department_id", "course_id"], ["lacks:sum", "__count"]),
)
print(f"{sum(row[3] for row in lacking)} pairs, {sum(row[2] for row in lacking)} lacking")
measure(
    "the same for one department, by person",
    lambda: needs._read_group(
        [("department_id", "=", units[0].id)], ["employee_id", "course_id"], ["lacks:sum"]
    ),
)
measure(
    f"hours of {PEOPLE} people by department and topic",
    lambda: env["aftersales.training.attendance"]._read_group(
        [("signed_at", "!=", False)], ["department_id", "topic"], ["class_hours:sum"]
    ),
)
env.cr.rollback()
