"""The dispatch board (S3): seconds and queries of a look and a move. ENGINEERS, JOBS in the environment."""

# ruff: noqa: F821 (`env` is there in the shell)
import os
import time
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

ENGINEERS = int(os.environ.get("ENGINEERS", "30"))
JOBS = int(os.environ.get("JOBS", "200"))

dispatcher = env["res.users"].create(
    {
        "name": "Benchmark",
        "login": "benchmark-dispatcher",
        "group_ids": [Command.link(env.ref("aftersales_service.group_dispatcher").id)],
    }
)
category = env["product.category"].create({"name": "Benchmark"})
product = env["product.product"].create({"name": "Benchmark", "is_storable": True, "categ_id": category.id})
people = env["hr.employee"].create(
    [{"name": f"Benchmark {index}", "aftersales_engineer": True} for index in range(ENGINEERS)]
)
env["aftersales.skill"].create([{"employee_id": each.id, "product_categ_id": category.id} for each in people])
territories = env["aftersales.territory"].create(
    [
        {"code": f"B{index}", "name": f"Benchmark {index}", "employee_ids": people[index::6].ids}
        for index in range(6)
    ]
)
customers = env["res.partner"].create(
    [
        {"name": f"Benchmark {index}", "aftersales_territory_id": territories[index % 6].id}
        for index in range(JOBS)
    ]
)
orders = env["aftersales.order"].create(
    [{"partner_id": each.id, "product_id": product.id, "fault": "Noise"} for each in customers]
)
orders.action_register()
# Three quarters are planned, the rest waits beside the board.
midnight = fields.Datetime.now().replace(hour=0, minute=0, second=0)
for index, order in enumerate(orders[: JOBS * 3 // 4]):
    start = midnight + timedelta(hours=1 + index // ENGINEERS * 2)
    order.write(
        {
            "state": "assessment",
            "engineer_id": people[index % ENGINEERS].id,
            "planned_start": start,
            "planned_end": start + timedelta(hours=1),
        }
    )
env.flush_all()
board = env["aftersales.order"].with_user(dispatcher)


def measure(name, call):
    """Print the seconds and queries of `call()` from cold caches."""
    env.flush_all()
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    result = call()
    env.flush_all()
    seconds, queries = time.perf_counter() - started, env.cr.sql_log_count - before
    print(f"{name}: {seconds:.2f} s, {queries} queries ({ENGINEERS} engineers, {JOBS} jobs)")
    return result


def look(days):
    """Read the board for `days` from today on."""
    return board.get_board(
        fields.Datetime.to_string(midnight), fields.Datetime.to_string(midnight + timedelta(days=days))
    )


look(1)  # what is read once per process is not measured
shown = measure("a day", lambda: look(1))
assert len(shown["jobs"]) + len(shown["waiting"]) >= JOBS, "every job is on the board"
measure("a week", lambda: look(7))
waiting = board.browse(orders[-1].id)
free = midnight + timedelta(hours=20)
measure(
    "a move",
    lambda: waiting.move_on_board(
        people[0].id, fields.Datetime.to_string(free), fields.Datetime.to_string(free + timedelta(hours=1))
    ),
)
measure(
    "the ranking of an order",
    lambda: (
        env["aftersales.dispatch"]
        .with_user(dispatcher)
        ._rank(board.browse(orders[-2].id), free, free + timedelta(hours=1))
    ),
)
env.cr.rollback()
