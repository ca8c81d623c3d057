from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import TARGET_METRICS, TARGET_PERIODS, TARGET_STANDINGS
from ..tools.target import find_period

#: What says whose target it is, and of when.
IDENTITY = {"employee_id", "company_id", "metric", "period", "date_from", "source"}


class AftersalesTarget(models.Model):
    """What a person is to reach in a month, half-year or year (D14, D19, D24, D32, D34, D36).

    How it is measured stands in `aftersales_target_measure.py`, what is proposed from it in
    `aftersales_target_sweep.py`.
    """

    _name = "aftersales.target"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.conduct.role.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
    ]
    _description = "Target"
    _order = "date_from desc, employee_id, id"
    _rec_names_search = ["employee_id"]
    _check_company_auto = True

    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, help="At the beginning of the period."
    )
    metric = fields.Selection(TARGET_METRICS, string="What", required=True, default="sales", index=True)
    period = fields.Selection(TARGET_PERIODS, required=True, default="month", index=True)
    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="Any day of the period; its first one is kept.",
    )
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    period_name = fields.Char(string="Which", compute="_compute_period_name")
    source = fields.Selection(
        [("hand", "By Hand")],
        required=True,
        default="hand",
        help="Where the figures come from. Those by hand are typed or imported, and confirmed.",
    )
    amount = fields.Float(
        string="Target", digits=(16, 2), required=True, tracking=True, help="For the whole period."
    )
    achieved = fields.Float(digits=(16, 4), tracking=True)
    final = fields.Boolean(
        string="Confirmed", readonly=True, copy=False, tracking=True, help="Nothing more is to come."
    )
    days = fields.Integer(string="Calendar Days", readonly=True, copy=False, aggregator=None)
    present = fields.Integer(
        string="Days Counted", readonly=True, copy=False, help="Employed, and not on leave.", aggregator=None
    )
    required = fields.Float(
        digits=(16, 4), readonly=True, copy=False, help="The target for the days counted."
    )
    rate = fields.Float(
        string="Reached (%)", digits=(16, 2), readonly=True, copy=False, aggregator="avg", index=True
    )
    standing = fields.Selection(TARGET_STANDINGS, readonly=True, copy=False, index=True)
    measured_on = fields.Date(readonly=True, copy=False, index=True)
    to_judge = fields.Boolean(readonly=True, copy=False)
    record_ids = fields.One2many("aftersales.conduct.record", "target_id", string="Proposals")
    record_count = fields.Integer(compute="_compute_record_count")

    _period_unique = models.UniqueIndex(
        "(employee_id, company_id, metric, period, date_from)",
        "This person has that target for the period already: change it there.",
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A target is not negative.")
    _period_order = models.Constraint("CHECK (date_to > date_from)", "A period ends after it begins.")
    _to_judge_index = models.Index("(date_to) WHERE to_judge")

    @api.depends("period", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for target in self:
            start, end = target.date_from, target.date_to
            if not start:
                target.period_name = False
            elif target.period == "month":
                target.period_name = f"{start:%Y-%m}"
            elif target.period == "year":
                target.period_name = f"{start.year}"
            elif end and end.year == start.year and start.month <= 6:
                target.period_name = self.env._("First half of %(year)s", year=start.year)
            else:
                target.period_name = self.env._("Second half of %(year)s", year=start.year)

    @api.depends("metric", "period_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody whose form points here (D47)."""
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for target in self:
            target.display_name = " · ".join(filter(None, (labels.get(target.metric), target.period_name)))

    def _get_title(self):
        self.ensure_one()
        return f"{self.employee_id.name} · {self.display_name}"

    def _compute_record_count(self):
        groups = self.env["aftersales.conduct.record"]._read_group(
            [("target_id", "in", self.ids)], ["target_id"], ["__count"]
        )
        counts = {target.id: count for target, count in groups}
        for target in self:
            target.record_count = counts.get(target.id, 0)

    @api.onchange("date_from", "period")
    def _onchange_date_from(self):
        if self.date_from and self.period:
            self.date_from, self.date_to = self._find_period(self.date_from, self.period)

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        defaults = self.default_get(["employee_id", "period", "date_from"])
        employees = self.env["hr.employee"].sudo()
        everybody = [vals.get("employee_id") or defaults.get("employee_id") for vals in vals_list]
        employees = employees.browse(set(filter(None, everybody))) | employees
        rows = []
        for vals, employee_id in zip(vals_list, everybody, strict=True):
            employee = employees.browse(employee_id or ()).with_prefetch(employees.ids)
            company = employee.company_id or self.env.company
            day = fields.Date.to_date(vals.get("date_from") or defaults["date_from"])
            start, end = self._find_period(day, vals.get("period") or defaults["period"], company)
            rows.append(
                {
                    **vals,
                    "company_id": company.id,
                    "department_id": employee and employee._get_version(start).department_id.id,
                    "date_from": start,
                    "date_to": end,
                }
            )
        targets = super().create(rows)
        targets._measure()
        return targets

    def write(self, vals):
        self._refuse_guarded(vals)
        if not self.env.su:
            if IDENTITY & vals.keys():
                self._ensure_identity_free(vals)
            if "achieved" in vals:
                self._ensure_by_hand()
        result = super().write(vals)
        if {"employee_id", "period", "date_from"} & vals.keys():
            for target in self.sudo():
                super(AftersalesTarget, target).write(target._prepare_identity_vals())
        if (IDENTITY | {"amount", "achieved"}) & vals.keys() and "rate" not in vals:
            self._measure(changed=self.sudo())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        fixed = self.filtered(lambda target: target.final or target.sudo().record_ids)[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "Target %(name)s is confirmed, or records were proposed from it: it stays.",
                    name=fixed._get_title(),
                )
            )

    def _prepare_identity_vals(self):
        """Return company, department and period for the person and day that were given."""
        self.ensure_one()
        company = self.employee_id.company_id or self.company_id
        start, end = self._find_period(self.date_from, self.period, company)
        return {
            "company_id": company.id,
            "department_id": self.employee_id._get_version(start).department_id.id,
            "date_from": start,
            "date_to": end,
        }

    @api.model
    def _find_period(self, day, period, company=None):
        """Return first and last day of the period, by the company's policy year."""
        company = company or self.company_id or self.env.company
        policy = self.env["aftersales.conduct.policy"]._get_in_force(day, company)
        return find_period(day, period, policy.first_month or 1)

    def _ensure_identity_free(self, vals):
        for target in self:
            changed = any(
                name in IDENTITY and target._fields[name].convert_to_write(target[name], target) != value
                for name, value in vals.items()
            )
            if changed and (target.final or target.sudo().record_ids):
                raise UserError(
                    self.env._(
                        "Target %(name)s is confirmed, or records were proposed from it: only its figures "
                        "change.",
                        name=target._get_title(),
                    )
                )

    def _ensure_by_hand(self):
        measured = self.filtered(lambda target: target.source != "hand")[:1]
        if measured:
            raise UserError(
                self.env._(
                    "The figures of target %(name)s are measured: they cannot be entered.",
                    name=measured._get_title(),
                )
            )

    # ------------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm figures entered by hand: the period is over and nothing more is to come."""
        self._ensure_role("officer")
        self._ensure_by_hand()
        self._lock()
        early = self.filtered(lambda target: target.date_to >= target.company_id._get_aftersales_today())[:1]
        if early:
            raise UserError(
                self.env._(
                    "Target %(name)s runs until %(date)s: confirm it afterwards.",
                    name=early._get_title(),
                    date=early.date_to,
                )
            )
        # sudo: guarded fields, right and state checked above
        self.filtered(lambda target: not target.final).sudo().write({"final": True, "to_judge": True})
        self._mark_following()

    def action_view_records(self):
        """List what was proposed from these targets."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_conduct_record_action"
        )
        return {**action, "domain": [("target_id", "in", self.ids)], "context": {}}

    @api.model
    def get_import_templates(self):
        """Return the file to fill in, for the host's import dialog."""
        return [
            {
                "label": self.env._("Template for targets"),
                "template": "/aftersales_hr_discipline/static/xls/targets.csv",
            }
        ]

    def _mark_following(self):
        """Later periods of the same row are judged again: what they say may hang on these."""
        if not self:
            return
        first = {
            row: min(targets.mapped("date_from")) for row, targets in self.grouped(self._get_row).items()
        }
        # sudo: guarded field; it only has figures read again
        later = self.sudo().search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("date_from", ">", min(first.values())),
                ("to_judge", "=", False),
            ]
        )
        later = later.filtered(
            lambda target: target.date_from > first.get(self._get_row(target), target.date_to)
        )
        later.write({"to_judge": True})

    @api.model
    def _get_row(self, target):
        """Return what periods in a row have in common."""
        return target.employee_id.id, target.company_id.id, target.metric, target.period
