"""What it costs to create service orders, beside the host's own documents in the same run.

`make bench` runs it on a fresh database; by hand:
`python3 -m host odoo-shell DB < benchmarks/service_orders.py`.
Nothing is kept.
"""

from time import perf_counter

SIZES = (500, 5000)


def measure(name, size, create):
    """Print milliseconds and queries per record of `create()`, flush and history included."""
    env.flush_all()  # noqa: F821
    env.invalidate_all()  # noqa: F821
    queries, start = env.cr.sql_log_count, perf_counter()  # noqa: F821
    create()
    env.flush_all()  # noqa: F821
    env.cr.precommit.run()  # noqa: F821
    env.flush_all()  # noqa: F821
    spent = (perf_counter() - start) * 1000
    queries = env.cr.sql_log_count - queries  # noqa: F821
    print(f"{name:<20} {size:>6} {spent / size:>9.2f} ms each {queries / size:>9.3f} queries each")


def main(env):
    """Create units, then orders on them, repair orders and partners of the same number."""
    product = env["product.product"].create(
        {"name": "Bench appliance", "is_storable": True, "tracking": "serial"}
    )
    env["aftersales.warranty.term"].create(
        {"name": "Bench", "product_tmpl_id": product.product_tmpl_id.id, "months": 12}
    )
    for size in SIZES:
        partners = []
        measure(
            "res.partner",
            size,
            lambda size=size, partners=partners: partners.append(
                env["res.partner"].create(
                    [{"name": f"Bench {n}", "phone": f"139{n:08d}"} for n in range(size)]
                )
            ),
        )
        lots = env["stock.lot"].create(
            [
                {
                    "name": f"B{size}-{partner.id}",
                    "product_id": product.id,
                    "aftersales_partner_id": partner.id,
                    "aftersales_sale_date": "2026-01-01",
                }
                for partner in partners[0]
            ]
        )
        measure(
            "aftersales.order",
            size,
            lambda lots=lots: env["aftersales.order"].create(
                [{"lot_id": lot.id, "fault": "Noise"} for lot in lots]
            ),
        )
        measure(
            "repair.order",
            size,
            lambda lots=lots: env["repair.order"].create(
                [
                    {"product_id": product.id, "lot_id": lot.id, "partner_id": lot.aftersales_partner_id.id}
                    for lot in lots
                ]
            ),
        )
    env.cr.rollback()


main(env)  # noqa: F821
