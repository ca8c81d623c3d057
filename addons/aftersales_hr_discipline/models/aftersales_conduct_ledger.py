import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..const import EFFECTIVE_STATES, GRADED, READERS
from ..tools.ledger import Event, Scheme, input_hash, read

#: Open units by grade, in the order of the engine.
REWARD_FIELDS = ("commendations", "merits", "major_merits")
MEASURE_FIELDS = ("warnings", "demerits", "major_demerits")


class AftersalesConductLedger(models.Model):
    """One employee, company and policy year: what the effective records come to (D2–D6).

    Records are mapped to the engine `tools/ledger.py`; its answer is stored only when the input has
    changed. Rows are written by the server only.
    """

    _name = "aftersales.conduct.ledger"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Conduct Ledger"
    _order = "year desc, employee_id, id"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, help="That of the latest record of the year."
    )
    year = fields.Integer(required=True, readonly=True, index=True, aggregator=None)
    commendations = fields.Integer(readonly=True)
    merits = fields.Integer(readonly=True)
    major_merits = fields.Integer(readonly=True)
    warnings = fields.Integer(readonly=True)
    demerits = fields.Integer(readonly=True)
    major_demerits = fields.Integer(readonly=True)
    points = fields.Integer(readonly=True)
    record_count = fields.Integer(string="Records", readonly=True)
    threshold_day = fields.Date(
        string="Threshold Reached On", readonly=True, index="btree_not_null", help="Dismissal is proposed."
    )
    divergent = fields.Boolean(
        readonly=True, help="Offset and carried in date order, the records would come to something else."
    )
    chronological = fields.Char(string="In Date Order", readonly=True)
    input_hash = fields.Char(readonly=True)
    stale = fields.Boolean(readonly=True, index="btree_not_null", help="To be read anew.")
    step_ids = fields.One2many("aftersales.conduct.entry", "ledger_id", string="Explanation")
    points_ids = fields.One2many("aftersales.conduct.points", "ledger_id", string="Points by Month")
    snapshot_ids = fields.One2many(
        "aftersales.conduct.snapshot",
        "ledger_id",
        string="Snapshots",
        groups="aftersales_hr_discipline.group_officer,aftersales_hr_discipline.group_auditor",
    )
    dismissal_ids = fields.One2many(
        "aftersales.conduct.dismissal", "ledger_id", string="Dismissal Proposal", groups=READERS
    )
    balance_text = fields.Char(string="Balance", compute="_compute_balance_text")

    _year_unique = models.UniqueIndex(
        "(employee_id, company_id, year)", "There is one ledger for each employee, company and year."
    )

    @api.depends("employee_id", "year")
    def _compute_display_name(self):
        for ledger in self:
            ledger.display_name = f"{ledger.employee_id.name} {ledger.year}"

    @api.depends(*REWARD_FIELDS, *MEASURE_FIELDS)
    @api.depends_context("lang")
    def _compute_balance_text(self):
        for ledger in self:
            counts = {name: ledger[name] for name in (*REWARD_FIELDS, *MEASURE_FIELDS)}
            ledger.balance_text = self._format_balance(counts)

    @api.model
    def _format_balance(self, counts):
        """Return open units in words, the highest grade first; `counts` by field name."""
        names = ("major_demerits", "major_merits", "demerits", "merits", "warnings", "commendations")
        labels = {name: self._fields[name]._description_string(self.env) for name in names}
        parts = [f"{labels[name]} × {counts[name]}" for name in names if counts.get(name)]
        return " · ".join(parts) or self.env._("Nothing open")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_everybody()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_everybody()
        return super().write(vals)

    def _refuse_everybody(self):
        if not self.env.su:
            raise AccessError(self.env._("The ledger is read from the records; nobody writes it by hand."))

    # ------------------------------------------------------------------------
    # Reading the records
    # ------------------------------------------------------------------------

    @api.model
    def _refresh(self, keys):
        """Read the years of `keys` – tuples (employee, company, year) – anew, under a lock of their rows."""
        if not keys:
            return
        self.env.flush_all()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s, now() AT TIME ZONE 'UTC')", *key, self.env.uid) for key in sorted(keys)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO aftersales_conduct_ledger"
                " (employee_id, company_id, year, create_uid, create_date)"
                " VALUES %s ON CONFLICT (employee_id, company_id, year) DO NOTHING",
                rows,
            )
        )
        self.env.cr.execute(
            SQL(
                "SELECT id FROM aftersales_conduct_ledger WHERE (employee_id, company_id, year) IN (%s)"
                " ORDER BY id FOR UPDATE",
                SQL(", ").join(SQL("(%s, %s, %s)", *key) for key in sorted(keys)),
            )
        )
        self.browse([row[0] for row in self.env.cr.fetchall()])._recompute_locked()

    def _recompute_locked(self):
        """Write what the records of these rows come to; a constant number of queries for all of them."""
        self.invalidate_recordset()
        records = self._get_effective_records()
        schemes = self._get_schemes()
        changed, results, events = self.browse(), {}, {}
        for ledger in self:
            own = records[ledger]
            events[ledger] = own._get_ledger_events()
            digest = input_hash(events[ledger], schemes[ledger])
            if ledger.input_hash == digest:
                continue
            changed |= ledger
            results[ledger] = (digest, read(events[ledger], schemes[ledger]), own)
        self.write({"stale": False})
        for ledger, (digest, result, own) in results.items():
            ledger.write(ledger._prepare_balance(digest, result, own))
        changed._apply_steps({ledger: results[ledger][1].steps for ledger in changed})
        self._post_points(records)
        changed._take_snapshots(events, results)
        changed._follow_threshold({ledger: results[ledger][1] for ledger in changed}, schemes)
        self.env.flush_all()

    def _get_effective_records(self):
        """Return the records that count, by ledger; one query."""
        found = self.env["aftersales.conduct.record"].search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("year", "in", list(set(self.mapped("year")))),
                ("state", "in", EFFECTIVE_STATES),
            ],
            order="effective_date, id",
        )
        groups = defaultdict(found.browse)
        ids = defaultdict(list)
        for record in found:
            ids[record.employee_id.id, record.company_id.id, record.year].append(record.id)
        for ledger in self:
            key = ledger.employee_id.id, ledger.company_id.id, ledger.year
            groups[ledger] = found.browse(ids[key]).with_prefetch(found._prefetch_ids)
        return groups

    def _get_schemes(self):
        """Return the figures of each ledger's year: those in force on its last day."""
        policies = self.env["aftersales.conduct.policy"]
        policies = policies.search(policies._get_company_domain(self.company_id))
        known = {}
        for ledger in self:
            key = ledger.company_id, ledger.year
            if key not in known:
                last = fields.Date.to_date(f"{ledger.year}-12-31")
                policy = policies._pick(last, ledger.company_id)
                known[key] = policy._get_scheme() if policy else Scheme()
        return {ledger: known[ledger.company_id, ledger.year] for ledger in self}

    def _prepare_balance(self, digest, result, records):
        balance = result.balance
        return {
            **dict(zip(REWARD_FIELDS, balance.rewards, strict=True)),
            **dict(zip(MEASURE_FIELDS, balance.measures, strict=True)),
            "points": result.points,
            "record_count": len(records),
            "department_id": records[-1:].department_id.id,
            "threshold_day": result.threshold_day,
            "divergent": result.divergent,
            "chronological": self._describe(result.chronological),
            "input_hash": digest,
        }

    @api.model
    def _describe(self, balance):
        return self._format_balance(
            {
                **dict(zip(REWARD_FIELDS, balance.rewards, strict=True)),
                **dict(zip(MEASURE_FIELDS, balance.measures, strict=True)),
            }
        )

    def _apply_steps(self, steps):
        """Bring the explanation up to `steps`: rows with the same key stay as they are."""
        entries = self.env["aftersales.conduct.entry"]
        present = {(entry.ledger_id.id, entry.key): entry for entry in self.step_ids}
        wanted = {
            (ledger.id, step.key): (number, step)
            for ledger, found in steps.items()
            for number, step in enumerate(found)
        }
        entries.browse([present[key].id for key in present.keys() - wanted.keys()]).unlink()
        entries.create(
            [
                entries._prepare_entry_vals(key[0], number, step)
                for key, (number, step) in wanted.items()
                if key not in present
            ]
        )

    def _post_points(self, records):
        """Post what each record is worth once, in the month it takes effect (D2).

        What changes later – an appeal won, a reduction – is posted as a difference; where the month
        is closed, in the first open one.
        """
        points = self.env["aftersales.conduct.points"]
        posted = defaultdict(int)
        for record, total in points._read_group(
            [("ledger_id", "in", self.ids)], ["record_id"], ["points:sum"]
        ):
            posted[record] += total
        wanted = {record: record.points for ledger in self for record in records[ledger]}
        vals_list = []
        for record in posted.keys() | wanted.keys():
            difference = wanted.get(record, 0) - posted.get(record, 0)
            if difference:
                vals_list.append((record, difference))
        owner = {(ledger.employee_id, ledger.company_id, ledger.year): ledger for ledger in self}
        points.create(
            [
                points._prepare_points_vals(
                    owner[record.employee_id, record.company_id, record.year], record, difference
                )
                for record, difference in sorted(vals_list, key=lambda row: row[0].id)
            ]
        )

    def _take_snapshots(self, events, results):
        """Keep what was read and what it came to; snapshots are only ever added."""
        self.env["aftersales.conduct.snapshot"].create(
            [
                {
                    "ledger_id": ledger.id,
                    "input_hash": results[ledger][0],
                    "payload": json.dumps(
                        {
                            "events": [
                                [e.key, e.day.isoformat(), e.grade, e.reward, e.protected]
                                for e in events[ledger]
                            ],
                            "balance": results[ledger][1].balance.text(),
                            "points": results[ledger][1].points,
                            "threshold_day": str(results[ledger][1].threshold_day or ""),
                        }
                    ),
                }
                for ledger in self
            ]
        )

    def _follow_threshold(self, results, schemes):
        """Propose dismissal when the threshold is reached, withdraw the proposal when it is not (D5)."""
        dismissals = self.env["aftersales.conduct.dismissal"]
        present = {dismissal.ledger_id: dismissal for dismissal in self.dismissal_ids}
        fresh = []
        for ledger, result in results.items():
            vals = {
                "threshold_day": result.threshold_day,
                "legal_review": result.needs_legal_review,
                "later_reward": bool(
                    result.threshold_day and result.balance.major_demerits < schemes[ledger].threshold
                ),
            }
            known = present.get(ledger)
            if known:
                known._follow(vals)
            elif result.threshold_day:
                fresh.append({"ledger_id": ledger.id, **vals})
        dismissals.with_context(mail_create_nolog=True).create(fresh)

    # ------------------------------------------------------------------------
    # What people ask
    # ------------------------------------------------------------------------

    @api.model
    def _get_what_if(self, record, measure, effective_date, year):
        """Return (now, with this record, threshold day then): readings of the record's year."""
        ledger = self.sudo().search(  # sudo: who may decide sees what it would come to
            [
                ("employee_id", "=", record.employee_id.id),
                ("company_id", "=", record.company_id.id),
                ("year", "=", year),
            ]
        )
        scheme = record._get_policy(effective_date)._get_scheme()
        own = ledger._get_effective_records()[ledger] if ledger else self.env["aftersales.conduct.record"]
        events = own.sudo()._get_ledger_events()
        grade, reward = GRADED.get(measure, (None, False))
        more = [Event(record.id, effective_date, grade, reward, record.protected)] if grade else []
        return read(events, scheme, explain=False), read([*events, *more], scheme, explain=False)

    @api.model
    def _cron_refresh(self):
        """Read anew what was marked stale, in slices."""
        self.sudo()._work_in_slices(  # sudo: scheduled work over all companies
            fields.Domain("stale", "=", True), lambda ledgers: ledgers._recompute_locked()
        )

    def action_view_records(self):
        """Open the records of this employee and year."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_conduct_record_action"
        )
        domain = [("employee_id", "=", self.employee_id.id), ("year", "=", self.year)]
        return {**action, "domain": domain, "context": {}}
