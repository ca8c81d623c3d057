from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.aftersales_hr_discipline.models.aftersales_adjustment_sheet import render_workbook

from ..const_bonus import BASE_KINDS, POOL_FIXED, SOLD_KINDS, SPLIT_KINDS
from ..tools.pools import CENT, NOTHING, Crew, correct, hold_back, split_pool, take, take_pool


def exact(amount):
    """Return an amount of the database as whole cents."""
    return Decimal(str(amount or 0)).quantize(CENT)


#: What makes a row of profit and a share the same when it is reckoned anew.
BASE_KEY = ("kind", "source", "origin_id")
SHARE_KEY = ("employee_id", "kind", "base_kind", "origin_id")


def replace_rows(records, rows, key):
    """Return the commands that make `rows` of `records`; whoever has one of them open still finds it."""

    def get_key(row):
        return tuple(int(row.get(name) or 0) if name.endswith("_id") else row.get(name) or "" for name in key)

    known = {get_key({name: record[name] for name in key}): record.id for record in records}
    commands = []
    for vals in rows:
        found = known.pop(get_key(vals), None)
        commands.append(Command.update(found, vals) if found else Command.create(vals))
    return [*map(Command.delete, known.values()), *commands]


class AftersalesBonusPool(models.Model):
    """How the figures of a quarter come about (B1–B3); everything here runs as superuser.

    A fixed quarter is compared with what its documents and tickets say now. What its profit comes to more, or
    less, is a row of the present profit; what its tickets and contracts come to for a person, a share.
    """

    _inherit = "aftersales.bonus.pool"

    def _compute_result(self):
        """Reckon these pools and keep the result; fixed ones stay."""
        for pool in self.filtered(lambda pool: pool.state not in POOL_FIXED):
            policy = pool._find_policy()
            pool.policy_id = policy
            bases, shares, totals = pool._reckon()
            kept = pool.base_ids.filtered(lambda base: base.source == "manual")
            for base in kept:
                percent = policy._get_percent(base.kind)
                base.write({"percent": percent, "amount": take(exact(base.profit), percent)})
            pool.write(
                {
                    "base_ids": replace_rows(pool.base_ids - kept, bases, BASE_KEY),
                    "share_ids": replace_rows(pool.share_ids, shares, SHARE_KEY),
                    "computed_on": fields.Datetime.now(),
                    **totals,
                }
            )

    def _has_changed(self):
        """Tell whether reckoning anew would give other figures than those that are kept."""
        self.ensure_one()
        bases, shares, totals = self._reckon()

        def strip(rows):
            return sorted(
                tuple(str(exact(row[name]) if name == "amount" else row.get(name) or "") for name in names)
                for row in rows
            )

        names = ("kind", "source", "origin_id", "amount")
        stored = self.base_ids.filtered(lambda base: base.source != "manual")
        if strip(bases) != strip(
            {**{name: base[name] for name in names}, "origin_id": base.origin_id.id} for base in stored
        ):
            return True
        names = ("employee_id", "kind", "base_kind", "origin_id", "tickets", "amount")
        if strip(shares) != strip(
            {
                **{name: share[name] for name in names},
                "employee_id": share.employee_id.id,
                "origin_id": share.origin_id.id,
            }
            for share in self.share_ids
        ):
            return True
        return any(exact(self[name]) != exact(value) for name, value in totals.items())

    # The result ---------------------------------------------------------------------

    def _reckon(self):
        """Return the rows of profit, the shares and the totals of this quarter, as values of records."""
        self.ensure_one()
        policy = self._find_policy()
        earlier = self._get_earlier(policy)
        profits = self._get_profits(earlier)
        bases, pools = self._reckon_bases(policy, earlier, profits)
        tickets, claims = self._get_tickets(), self._get_claims()
        total = sum((pools[kind] for kind in SPLIT_KINDS), NOTHING)
        fund = sum((amount for kind, amount in pools.items() if kind not in SPLIT_KINDS), NOTHING)
        shortfall = max(-total, NOTHING)
        total = max(total, NOTHING)
        split, reserve = hold_back(total, self._get_crew(tickets), policy._get_rates(), claims)
        shares = self._prepare_split_vals(split, total, tickets, claims, policy)
        shares += self._prepare_seller_vals(policy, profits[self])
        for origin in earlier:
            shares += self._prepare_correction_vals(origin, profits[origin])
        return (
            bases,
            shares,
            {
                "tickets": sum(tickets.values()),
                "split_total": total,
                "fund_total": fund,
                "unassigned": split.left,
                "reserve": reserve,
                "shortfall": shortfall,
                "payout": sum((share["amount"] for share in shares), NOTHING),
            },
        )

    def _get_earlier(self, policy):
        """Return the fixed quarters before this one that are looked at again."""
        first = fields.Date.subtract(self.quarter, months=3 * policy.correction_quarters)
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("quarter", ">=", first),
                ("quarter", "<", self.quarter),
                ("state", "in", POOL_FIXED),
            ],
            order="quarter",
        )

    def _get_profits(self, earlier):
        """Return pool → (kind, seller) → (income, cost) of this quarter and `earlier` ones; one query."""
        pools = {pool.quarter: pool for pool in earlier | self}
        found = {pool: {} for pool in pools.values()}
        rows = self.env["aftersales.bonus.document"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", min(pools)),
                ("date", "<=", self.date_to),
            ],
            ["date:quarter", "kind", "seller_id"],
            ["revenue:sum", "cost:sum"],
        )
        for quarter, kind, seller, revenue, cost in rows:
            if quarter in pools:
                found[pools[quarter]][kind, seller] = exact(revenue), exact(cost)
        return found

    @api.model
    def _sum_kind(self, profits, kind):
        rows = [row for (each, _seller), row in profits.items() if each == kind]
        return tuple(sum((row[part] for row in rows), NOTHING) for part in (0, 1))

    # Profit (B1) --------------------------------------------------------------------

    def _reckon_bases(self, policy, earlier, profits):
        """Return the rows of profit, and what the department gets of each kind."""
        rows, pools = [], {}
        manual = self.base_ids.filtered(lambda base: base.source == "manual").grouped("kind")
        for kind, _label in BASE_KINDS:
            percent = policy._get_percent(kind)
            revenue, cost = self._sum_kind(profits[self], kind)
            amount = take(revenue - cost, percent)
            rows.append(
                {
                    "kind": kind,
                    "source": "documents",
                    "revenue": revenue,
                    "cost": cost,
                    "profit": revenue - cost,
                    "percent": percent,
                    "amount": amount,
                }
            )
            by_hand = sum((take(exact(base.profit), percent) for base in manual.get(kind, ())), NOTHING)
            pools[kind] = max(amount + by_hand, NOTHING)
        for origin in earlier:
            for kind, _label in BASE_KINDS:
                row = self._prepare_base_correction_vals(origin, kind, profits[origin])
                if row["amount"]:
                    rows.append(row)
                    pools[kind] += row["amount"]
        previous = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("quarter", "<", self.quarter),
                ("state", "in", POOL_FIXED),
            ],
            limit=1,
        )
        if previous.shortfall:
            kind = SPLIT_KINDS[0]
            amount = -exact(previous.shortfall)
            rows.append(
                {"kind": kind, "source": "shortfall", "origin_id": previous.id, "profit": 0, "amount": amount}
            )
            pools[kind] += amount
        return rows, pools

    def _prepare_base_correction_vals(self, origin, kind, profits):
        """Return what a kind of an earlier quarter comes to now, less what it was given so far."""
        percent = origin.policy_id._get_percent(kind)
        own = origin.base_ids.filtered(lambda base: base.kind == kind)
        documents = own.filtered(lambda base: base.source == "documents")
        by_hand = sum(
            (exact(base.amount) for base in own.filtered(lambda base: base.source == "manual")), NOTHING
        )
        revenue, cost = self._sum_kind(profits, kind)
        given = max(exact(sum(documents.mapped("amount"))) + by_hand, NOTHING)
        corrections = self.env["aftersales.bonus.base"].search(
            [
                ("origin_id", "=", origin.id),
                ("kind", "=", kind),
                ("source", "=", "correction"),
                ("pool_id", "!=", self.id),
                ("pool_id.state", "in", POOL_FIXED),
            ]
        )
        given += sum((exact(base.amount) for base in corrections), NOTHING)
        before = exact(sum((documents | corrections).mapped("profit")))
        return {
            "kind": kind,
            "source": "correction",
            "origin_id": origin.id,
            "profit": revenue - cost - before,
            "percent": percent,
            "amount": max(take(revenue - cost, percent) + by_hand, NOTHING) - given,
        }

    # Tickets (S7, B2, B3) -----------------------------------------------------------

    def _get_tickets(self):
        """Return employee id → valid tickets of the quarter, those of accepted objections included."""
        self.ensure_one()
        indicator = self.env.ref("aftersales_performance.indicator_tickets")
        found = indicator._measure(self.company_id, "engineer", self.quarter, self.date_to)
        tickets = defaultdict(int)
        for subject, figures in found.items():
            tickets[subject] += figures[indicator][1]
        accepted = self.appeal_ids.filtered(lambda appeal: appeal.state == "accepted")
        uncounted = accepted._get_uncounted()
        for appeal in accepted:
            tickets[appeal.employee_id.id] += len(appeal.order_ids & uncounted)
        return dict(sorted(tickets.items()))

    def _get_claims(self):
        """Return employee id → tickets that open objections claim."""
        claims = defaultdict(int)
        claimed = self.appeal_ids.filtered(lambda appeal: appeal.state == "open")
        uncounted = claimed._get_uncounted()
        for appeal in claimed:
            number = len(appeal.order_ids & uncounted)
            if number and appeal.employee_id.id not in self._get_leaders():
                claims[appeal.employee_id.id] += number
        return dict(claims)

    def _get_leaders(self):
        """Return the ids of manager and deputies."""
        return [*self.manager_id.ids, *self.deputy_ids.ids]

    def _get_crew(self, tickets):
        """Return who shares in the pool; leaders have their own percentage instead of tickets."""
        leaders = self._get_leaders()
        return Crew(
            self.manager_id.id or None,
            tuple(self.deputy_ids.ids),
            {key: number for key, number in tickets.items() if key not in leaders},
        )

    def _prepare_split_vals(self, split, total, tickets, claims, policy):
        """Return manager's, deputies' and engineers' shares of the pool, and the allowance per ticket.

        An engineer without a valid ticket has a row of nothing: he sees it, and can object.
        """
        given = {(share.key, share.role): share for share in split.shares}
        leaders = [(self.manager_id.id, "manager")] if self.manager_id else []
        leaders += [(key, "deputy") for key in self.deputy_ids.ids]
        percents = {"manager": policy.manager_share, "deputy": policy.deputy_share}
        rows = [
            {
                "employee_id": key,
                "kind": role,
                "rate": percents[role],
                "base": total,
                "amount": given[key, role].amount if (key, role) in given else NOTHING,
            }
            for key, role in leaders
        ]
        engineers = self.env["hr.employee"].search(
            [("company_id", "=", self.company_id.id), ("aftersales_engineer", "=", True)]
        )
        taken = {key for key, _role in leaders}
        for key in sorted(set(engineers.ids) | set(tickets) | set(claims)):
            if key not in taken:
                share = given.get((key, "tickets"))
                rows.append(
                    {
                        "employee_id": key,
                        "kind": "tickets",
                        "tickets": tickets.get(key, 0),
                        "claimed": claims.get(key, 0),
                        "rate": split.per_ticket,
                        "amount": share.amount if share else NOTHING,
                    }
                )
        allowance = exact(policy.visit_allowance)
        rows += [
            {
                "employee_id": key,
                "kind": "allowance",
                "tickets": number,
                "rate": allowance,
                "amount": number * allowance,
            }
            for key, number in tickets.items()
            if number and allowance
        ]
        return rows

    # Contracts sold (B1) ------------------------------------------------------------

    @api.model
    def _get_sold(self, policy, profits):
        """Return (seller, kind) → (percent, net profit, amount)."""
        sold = {}
        for kind in SOLD_KINDS:
            percent = policy._get_seller_percent(kind)
            for (each, seller), (revenue, cost) in profits.items():
                if each == kind and seller and percent:
                    sold[seller.id, kind] = percent, revenue - cost, take_pool(revenue - cost, percent)
        return sold

    def _prepare_seller_vals(self, policy, profits):
        return [
            {
                "employee_id": seller,
                "kind": "seller",
                "base_kind": kind,
                "rate": percent,
                "base": base,
                "amount": amount,
            }
            for (seller, kind), (percent, base, amount) in sorted(self._get_sold(policy, profits).items())
            if amount
        ]

    # Earlier quarters ---------------------------------------------------------------

    def _prepare_correction_vals(self, origin, profits):
        """Return what each person's share of a fixed quarter comes to now, less what it was given so far.

        The pool of that quarter is split anew by its tickets as they are now: what was held back goes to whom
        the decision gives it, what is not valid any more to the others.
        """
        policy, tickets = origin.policy_id, origin._get_tickets()
        crew, rates = origin._get_crew(tickets), policy._get_rates()
        total, claims = exact(origin.split_total), origin._get_claims()
        split = hold_back(total, crew, rates, claims)[0] if claims else split_pool(total, crew, rates)
        due, paid = defaultdict(lambda: NOTHING), defaultdict(lambda: NOTHING)
        for share in split.shares:
            due[share.key] += share.amount
        for key, number in tickets.items():
            due[key] += number * exact(policy.visit_allowance)
        for (seller, _kind), (_percent, _base, amount) in self._get_sold(policy, profits).items():
            due[seller] += amount
        for share in origin.share_ids.filtered(lambda share: share.kind != "correction"):
            paid[share.employee_id.id] += exact(share.amount)
        for share in self.env["aftersales.bonus.share"].search(
            [("origin_id", "=", origin.id), ("pool_id", "!=", self.id), ("state", "in", POOL_FIXED)]
        ):
            paid[share.employee_id.id] += exact(share.amount)
        return [
            {
                "employee_id": key,
                "kind": "correction",
                "origin_id": origin.id,
                "base": due.get(key, NOTHING),
                "amount": amount,
            }
            for key, amount in correct(paid, due).items()
        ]

    # Papers -------------------------------------------------------------------------

    def _get_people(self):
        """Return each person with the shares of this pool, in the order of names."""
        self.ensure_one()
        groups = self.share_ids.grouped("employee_id")
        return sorted(groups.items(), key=lambda group: (group[0].name, group[0].id))

    def _render_workbook(self):
        """Return the shares as the bytes of a workbook."""
        self.ensure_one()
        kinds = dict(self.env["aftersales.bonus.share"]._fields["kind"]._description_selection(self.env))
        label = {name: field._description_string(self.env) for name, field in self.share_ids._fields.items()}
        rows = [[label[name] for name in ("employee_id", "kind", "explanation", "amount")]]
        for employee, shares in self._get_people():
            rows += [[employee.name, kinds[share.kind], share.explanation, share.amount] for share in shares]
        rows.append([self.env._("Total"), "", "", self.payout])
        return render_workbook(rows)

    # Scheduled work -----------------------------------------------------------------

    @api.model
    def _cron_compute(self):
        """Keep the pools that are not approved yet up to date; one at a time is kept, the oldest first."""
        cron = self.env["ir.cron"]
        pools = self.search([("state", "not in", POOL_FIXED)], order="computed_on NULLS FIRST, id")
        cron._commit_progress(remaining=len(pools))
        for pool in pools:
            if pool.try_lock_for_update():
                pool._compute_result()
            cron._commit_progress(1)
