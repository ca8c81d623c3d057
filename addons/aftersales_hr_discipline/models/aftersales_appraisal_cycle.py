from zlib import crc32

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const_appraisal import CYCLE_STATES, CYCLE_TRANSITIONS
from ..tools.appraisal import is_appraised
from ..tools.rater import find_applicable
from ..tools.target import find_period

#: Employees whose sheets are made before the work is kept.
SLICE = 200


class AftersalesAppraisalCycle(models.Model):
    """A period in which the people of a template are appraised (A1): makes their sheets, in slices."""

    _name = "aftersales.appraisal.cycle"
    _inherit = ["aftersales.conduct.role.mixin", "aftersales.guard.mixin"]
    _description = "Appraisal Cycle"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _transitions = CYCLE_TRANSITIONS

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    template_id = fields.Many2one(
        "aftersales.appraisal.template",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("state", "=", "published")],
    )
    period = fields.Selection(related="template_id.period", store=True)
    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the period; its first one is kept.",
    )
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    rating_until = fields.Date(string="Answers until", readonly=True, copy=False)
    policy_id = fields.Many2one("aftersales.appraisal.policy", readonly=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        CYCLE_STATES, required=True, readonly=True, default="draft", index=True, copy=False
    )
    sheet_ids = fields.One2many("aftersales.appraisal.sheet", "cycle_id", string="Appraisal Sheets")
    sheet_count = fields.Integer(compute="_compute_progress")
    decided_count = fields.Integer(string="Results Shown", compute="_compute_progress")
    asked_count = fields.Integer(string="Ratings", compute="_compute_progress")
    answered_count = fields.Integer(string="Answered", compute="_compute_progress")
    waiting_count = fields.Integer(string="Waiting for a Decision", compute="_compute_progress")
    answered_share = fields.Float(string="Answered (%)", compute="_compute_progress")

    _period_unique = models.UniqueIndex(
        "(template_id, company_id, date_from) WHERE state <> 'cancelled'",
        "There is a cycle of that template for the period already.",
    )
    _period_order = models.Constraint("CHECK (date_to > date_from)", "A period ends after it begins.")

    @api.model
    def _default_date_from(self):
        """A day of the last quarter: it is appraised when it is over."""
        return fields.Date.subtract(self.env.company._get_aftersales_today(), months=3)

    @api.depends("template_id", "date_from")
    def _compute_name(self):
        for cycle in self:
            start = cycle.date_from
            if not (start and cycle.template_id):
                cycle.name = False
                continue
            period = self._format_period(start, cycle.template_id.period)
            cycle.name = f"{cycle.template_id.name} {period}"

    @api.model
    def _format_period(self, start, period):
        """Return the short name of the `period` that begins on `start`."""
        return {
            "month": f"{start:%Y-%m}",
            "quarter": f"{start:%Y} Q{(start.month + 2) // 3}",
            "half_year": f"{start:%Y} H{(start.month + 5) // 6}",
            "year": f"{start:%Y}",
        }[period]

    @api.depends("sheet_ids.state")
    def _compute_progress(self):
        """Counts only: who has answered is nobody's business (A10)."""
        # sudo: counts only; of who is asked about somebody the sheet is hidden
        sheets = self.env["aftersales.appraisal.sheet"].sudo()
        states = sheets._read_group([("cycle_id", "in", self.ids)], ["cycle_id", "state"], ["__count"])
        waiting = {
            row.id: count
            for row, count in sheets._read_group(
                [("cycle_id", "in", self.ids), ("state", "=", "open"), ("waiting", "!=", False)],
                ["cycle_id"],
                ["__count"],
            )
        }
        # sudo: ratings are readable by their raters only
        ratings = self.env["aftersales.appraisal.rating"].sudo()
        answers = ratings._read_group(
            [("cycle_id", "in", self.ids), ("state", "!=", "cancelled"), ("kind", "!=", "self")],
            ["cycle_id", "state"],
            ["__count"],
        )
        for cycle in self:
            found = {state: count for row, state, count in states if row.id == cycle.id}
            told = {state: count for row, state, count in answers if row.id == cycle.id}
            cycle.sheet_count = sum(found.values()) - found.get("cancelled", 0)
            cycle.decided_count = sum(
                found.get(state, 0) for state in ("published", "acknowledged", "appealed", "final")
            )
            cycle.asked_count = sum(told.values())
            cycle.answered_count = told.get("done", 0)
            cycle.answered_share = 100 * cycle.answered_count / (cycle.asked_count or 1)
            cycle.waiting_count = waiting.get(cycle.id, 0)

    @api.onchange("date_from", "template_id")
    def _onchange_date_from(self):
        if self.date_from and self.template_id:
            self.date_from, self.date_to = find_period(self.date_from, self.template_id.period)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        rows = [self._add_period(vals) for vals in vals_list]
        cycles = super().create(rows)
        unpublished = cycles.template_id.filtered(lambda template: template.state != "published")[:1]
        if unpublished:
            raise UserError(self.env._("Publish template “%(name)s” first.", name=unpublished.name))
        return cycles

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su and {"template_id", "date_from", "company_id"} & vals.keys():
            self._lock()
            self._ensure_draft()
        result = super().write(vals)
        if {"template_id", "date_from"} & vals.keys():
            for cycle in self.sudo():
                start, end = find_period(cycle.date_from, cycle.template_id.period)
                super(AftersalesAppraisalCycle, cycle).write({"date_from": start, "date_to": end})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    @api.model
    def _add_period(self, vals):
        template = self.env["aftersales.appraisal.template"].browse(vals.get("template_id"))
        day = fields.Date.to_date(vals.get("date_from")) or self._default_date_from()
        start, end = find_period(day, template.period or "quarter")
        return {**vals, "date_from": start, "date_to": end}

    def _ensure_draft(self):
        fixed = self.filtered(lambda cycle: cycle.state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._("Cycle “%(name)s” has begun: it stays as it is.", name=fixed.display_name)
            )

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_start(self):
        """Draft → running: sheets and raters are found; a large company's in the next minutes."""
        self._ensure_role("officer")
        for cycle in self:
            policy = (
                self.env["aftersales.appraisal.policy"]
                .sudo()  # sudo: figures are no secret
                ._get_in_force(cycle.date_to, cycle.company_id)
            )
            if not policy:
                raise UserError(
                    self.env._("No appraisal policy is in force on %(date)s.", date=cycle.date_to)
                )
            cycle._update_state(
                "running",
                policy_id=policy.id,
                rating_until=fields.Date.add(cycle.date_to, days=policy.rating_days),
            )
            found = cycle.sudo()._find_missing(0)  # sudo: positions are read for everybody alike
            cycle.sudo()._create_sheets(found)  # sudo: as above
            if len(found) == SLICE:
                self.env.ref("aftersales_hr_discipline.ir_cron_work_appraisals")._trigger()

    def action_cancel(self):
        """Call the whole cycle off, as long as no sheet is published."""
        self._ensure_role("manager")
        for cycle in self:
            if cycle.decided_count:
                raise UserError(
                    self.env._(
                        "Sheets of “%(name)s” are published: the cycle can only be closed.", name=cycle.name
                    )
                )
        self._update_state("cancelled")
        # sudo: guarded fields and ratings nobody reads; right and state checked above
        self.sudo().sheet_ids._cancel()

    def action_close(self):
        """Running → closed: every sheet is final; points of conduct of the period are used up (D2)."""
        self._ensure_role("manager")
        for cycle in self:
            unfinished = cycle.sudo().sheet_ids.filtered(
                lambda sheet: sheet.state not in ("final", "cancelled")
            )
            if unfinished:
                raise UserError(
                    self.env._(
                        "%(count)s sheets of “%(name)s” are not final yet.",
                        count=len(unfinished),
                        name=cycle.name,
                    )
                )
        self._update_state("closed")
        for cycle in self.filtered("template_id.with_conduct").sudo():
            if (cycle.company_id.aftersales_conduct_closed_until or cycle.date_from) < cycle.date_to:
                cycle.company_id.aftersales_conduct_closed_until = cycle.date_to

    def action_export_results(self):
        """Hand out the results of this cycle as a workbook: those the caller may see."""
        self.ensure_one()
        self.check_access("read")
        return self.env["aftersales.appraisal.sheet"]._download(f"cycle={self.id}")

    def action_view_sheets(self):
        """List the sheets of these cycles."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_appraisal_sheet_action"
        )
        return {**action, "domain": [("cycle_id", "in", self.ids)], "context": {}}

    # ------------------------------------------------------------------------
    # Sheets and raters
    # ------------------------------------------------------------------------

    def _get_people_domain(self):
        """Employees of the template's jobs and departments; who left is told apart by the contract."""
        self.ensure_one()
        template = self.template_id
        domain = Domain("company_id", "=", self.company_id.id)
        if template.job_ids:
            domain &= Domain("version_ids.job_id", "in", template.job_ids.ids)
        if template.department_ids:
            domain &= Domain("version_ids.department_id", "child_of", template.department_ids.ids)
        return domain

    def _find_missing(self, last):
        """Return the next employees after id `last` without a sheet in this cycle."""
        self.ensure_one()
        known = self.env["aftersales.appraisal.sheet"]._search([("cycle_id", "=", self.id)])
        domain = self._get_people_domain() & Domain("id", ">", last)
        return self.env["hr.employee"].search(
            domain & Domain("id", "not in", known.subselect("employee_id")), order="id", limit=SLICE
        )

    def _create_sheets(self, people):
        """Make sheets, indicators and ratings of those of `people` who are appraised (A1, A2)."""
        self.ensure_one()
        sheets = self.env["aftersales.appraisal.sheet"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True
        )
        rows = [vals for person in people if (vals := self._prepare_sheet_vals(person))]
        created = sheets.create(rows)
        self.env["aftersales.appraisal.indicator"].create(
            [
                line._prepare_indicator_vals(sheet)
                for sheet in created
                for line in sheet.cycle_id.template_id.line_ids
            ]
        )
        if self.template_id.asks_raters:
            created._ask_raters()
        return created

    def _prepare_sheet_vals(self, person):
        """Return the values of a person's sheet, or None for who is not appraised in this cycle."""
        policy = self.policy_id
        hired, left = person._get_conduct_employment()
        if not is_appraised(self.date_from, self.date_to, hired, left, policy.least_presence):
            return None
        first = policy.position_day == "first"
        version = person._get_version(self.date_from if first else self.date_to)
        template = self.template_id
        if template.job_ids and version.job_id not in template.job_ids:
            return None
        if template.department_ids:
            above = {int(part) for part in (version.department_id.parent_path or "").split("/") if part}
            if not above & set(template.department_ids.ids):
                return None
        return {
            "cycle_id": self.id,
            "employee_id": person.id,
            "company_id": self.company_id.id,
            "period": self.period,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "department_id": version.department_id.id,
            "job_id": version.job_id.id,
            "superior_id": person.parent_id.id,
            "rating_until": self.rating_until,
            "pay_base": version.wage if policy.pay_formula == "wage" else template.pay_base,
        }

    @api.model
    def _order_raters(self, sheet, people):
        """Return `people` in an order of this sheet's own: not always the same colleagues are asked."""
        return people.sorted(lambda person: crc32(f"{sheet.cycle_id.id},{sheet.id},{person.id}".encode()))

    def _find_raters(self, sheets):
        """Return who can rate each of `sheets`: {sheet: {kind: employees}}; constant queries (A2).

        Peers share superior and department. Only who has a login and is not away for good can be asked;
        who signs the sheet by office or as head reads it, and is nobody's peer or subordinate (A10).
        """
        people = self.env["hr.employee"]
        signing = self.env["res.users"].search([("all_group_ids", "in", self._get_signing_groups().ids)])
        reachable = Domain("user_id", "!=", False) & Domain("company_id", "in", sheets.company_id.ids)
        below = people.search(reachable & Domain("parent_id", "in", sheets.employee_id.ids)).grouped(
            "parent_id"
        )
        beside = people.search(reachable & Domain("parent_id", "in", sheets.superior_id.ids)).grouped(
            "parent_id"
        )
        found = {}
        for sheet in sheets:
            peers = beside.get(sheet.superior_id, people) if sheet.superior_id else people
            own = {*signing, *sheet._get_heads().user_id, sheet.employee_id.user_id}
            # Filtered, not subtracted: what is subtracted is read one superior at a time.
            superior = sheet.superior_id.filtered(
                lambda boss, sheet=sheet: boss.active and boss.user_id and boss != sheet.employee_id
            )
            peers = peers.filtered(
                lambda peer, sheet=sheet, own=own: (
                    peer.department_id == sheet.department_id and peer.user_id not in own
                )
            )
            subordinates = below.get(sheet.employee_id, people).filtered(
                lambda person, own=own: person.user_id not in own
            )
            # Where lines of superiors run in a circle, each is asked once all the same.
            found[sheet] = {
                "superior": superior,
                "peer": peers - superior,
                "subordinate": subordinates - superior - peers,
            }
        return found

    @api.model
    def _get_signing_groups(self):
        """Return the roles that sign sheets by their office."""
        names = ("manager", "general_manager")
        return self.env["res.groups"].union(
            *(self.env.ref(f"aftersales_hr_discipline.group_{name}") for name in names)
        )

    def _choose_raters(self, sheet, found):
        """Return the raters by kind: kinds with too few are not asked, of many some are chosen."""
        policy = self.policy_id
        kinds = find_applicable({kind: len(people) for kind, people in found.items()}, policy.least_answers)
        most = policy.most_raters or None
        return {kind: self._order_raters(sheet, found[kind])[:most] for kind in sorted(kinds)}

    # ------------------------------------------------------------------------
    # Scheduled work
    # ------------------------------------------------------------------------

    @api.model
    def _cron_work(self):
        """Make what is missing, replace raters who left, remind, evaluate, finish; in slices."""
        # sudo: scheduled work over all companies
        for cycle in self.sudo().search([("state", "=", "running")]):
            cycle._make_missing()
        self.env["aftersales.appraisal.rating"].sudo()._work()  # sudo: as above
        self.env["aftersales.appraisal.sheet"].sudo()._work()  # sudo: as above

    def _make_missing(self):
        last = 0
        while people := self._find_missing(last):
            last = people[-1].id
            self._create_sheets(people)
            if not self.env["ir.cron"]._commit_progress(len(people)):
                break
