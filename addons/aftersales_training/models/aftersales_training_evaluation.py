from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..const import EVALUATION_KINDS, EVALUATION_STATES, EVALUATION_TRANSITIONS, FORM_KINDS


class AftersalesTrainingEvaluation(models.Model):
    """Finds out what people have learnt: exam, on-site check, practice, essay, customer feedback (T6).

    The host's surveys are the exams; forms have points; an essay has two markers. Whoever fails is
    proposed for accountability, and so is, more gravely, who fails several months in a row.
    """

    _name = "aftersales.training.evaluation"
    _inherit = ["aftersales.training.unit.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Evaluation of a Training"
    _order = "date desc, id desc"
    _check_company_auto = True

    kind = fields.Selection(EVALUATION_KINDS, string="Evaluation", required=True, default="exam", index=True)
    session_id = fields.Many2one(
        "aftersales.training.session",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whose list is evaluated. Empty: the people of the unit.",
    )
    course_id = fields.Many2one(
        "aftersales.training.course",
        compute="_compute_from_session",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Date(
        string="Day", required=True, index=True, default=fields.Date.context_today, help="Its month counts."
    )
    deadline = fields.Datetime(string="Until", help="When the exam ends; empty: until it is closed.")
    survey_id = fields.Many2one(
        "survey.survey",
        string="Exam Paper",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('survey_type', '=', 'aftersales_training')]",
        help="Attempts and time limit are set on it.",
    )
    form_id = fields.Many2one("aftersales.training.form", ondelete="restrict", domain="[('kind', '=', kind)]")
    marker_id = fields.Many2one("res.users", string="First Marker")
    second_marker_id = fields.Many2one("res.users")
    pass_mark = fields.Float(
        readonly=True, copy=False, aggregator=None, help="Of the policy, when it opened."
    )
    state = fields.Selection(
        EVALUATION_STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    result_ids = fields.One2many("aftersales.training.result", "evaluation_id", string="Results")
    result_count = fields.Integer(string="People", compute="_compute_counts")
    passed_count = fields.Integer(string="People Passed", compute="_compute_counts")
    failed_count = fields.Integer(string="People Failed", compute="_compute_counts")
    note = fields.Text()

    _two_markers = models.Constraint(
        "CHECK (marker_id <> second_marker_id)", "Two different people mark an essay."
    )

    @api.depends("session_id")
    def _compute_from_session(self):
        for evaluation in self:
            evaluation.course_id = evaluation.session_id.course_id or evaluation.course_id

    @api.depends("result_ids.outcome")
    def _compute_counts(self):
        groups = self.env["aftersales.training.result"]._read_group(
            [("evaluation_id", "in", self.ids)], ["evaluation_id", "outcome"], ["__count"]
        )
        counts = {(evaluation, outcome): count for evaluation, outcome, count in groups}
        for evaluation in self:
            own = {key[1]: count for key, count in counts.items() if key[0] == evaluation._origin}
            evaluation.result_count = sum(own.values())
            evaluation.passed_count = own.get("passed", 0)
            evaluation.failed_count = own.get("failed", 0)

    @api.depends("name", "kind", "course_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for evaluation in self:
            evaluation.display_name = (
                f"{labels.get(evaluation.kind, '')} {evaluation.course_id.name or ''} ({evaluation.name})"
            )

    @api.onchange("session_id")
    def _onchange_session(self):
        if self.session_id:
            self.department_id = self.session_id.department_id
            self.date = self.session_id.date or self.date

    def write(self, vals):
        if not self.env.su and vals.keys() - {"result_ids", "note"}:
            self.check_access("write")
            self._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        begun = self.filtered(lambda evaluation: evaluation.state != "draft")[:1]
        if begun:
            raise UserError(
                self.env._(
                    "%(name)s has begun and does not change any more: close it, and make a new one.",
                    name=begun.display_name,
                )
            )

    def _get_policy(self):
        """Return the policy of the evaluation's day."""
        self.ensure_one()
        policies = self.env["aftersales.training.policy"].sudo()  # sudo: figures are no secret
        return policies._get_in_force(self.date, self.company_id)

    # Way ----------------------------------------------------------------------------

    def _update_state(self, target, **vals):
        """Move these evaluations to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, EVALUATION_TRANSITIONS)
        # sudo: guarded fields, role checked by the caller, transition above
        self.sudo().write({"state": target, **vals})

    def action_fill(self):
        """Put on the list whom the session invited, or the people of the unit; who is there stays."""
        self._ensure_may_organise()
        vals_list = []
        for evaluation in self:
            if evaluation.state == "closed":
                evaluation._ensure_draft()
            # sudo: an organiser keeps no personnel files
            people, excused = evaluation.sudo()._find_people()
            there = evaluation.sudo().result_ids.employee_id
            vals_list += [
                {
                    "evaluation_id": evaluation.id,
                    "employee_id": person.id,
                    "outcome": "excused" if person in excused else "pending",
                }
                for person in people - there
            ]
        # sudo: the first outcome is kept by the system
        results = self.env["aftersales.training.result"].sudo().create(vals_list)
        results.filtered(lambda result: result.evaluation_id.state == "open")._open()

    def _find_people(self):
        """Return who is evaluated, and who of them is excused as from the training."""
        self.ensure_one()
        rows = self.session_id.attendance_ids
        if self.session_id:
            excused = rows.filtered(lambda row: row.state == "excused").employee_id
            present = rows.filtered("signed_at").employee_id
            return rows.employee_id, excused - present
        employees = self.env["hr.employee"]
        return employees.search(Domain("department_id", "child_of", self.department_id.id)), employees

    def action_open(self):
        """In preparation → running: everybody gets the exam paper or the form, the pass mark stands."""
        self._ensure_may_organise()
        self._lock()
        self._ensure_step("open", "draft")
        for evaluation in self:
            evaluation._ensure_ready()
            evaluation._update_state("open", pass_mark=evaluation._get_policy().pass_mark)
            evaluation.sudo().survey_id._prepare_exam(evaluation)  # sudo: organisers keep no surveys
            evaluation.sudo().result_ids._open()  # sudo: what each result begins with
            evaluation._tell()

    def _ensure_ready(self):
        self.ensure_one()
        asked = {"exam": ("survey_id",), "essay": ("marker_id", "second_marker_id")}
        for name in asked.get(self.kind, ("form_id",)):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "%(name)s needs “%(field)s” before it opens.",
                        name=self.display_name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        if not self.result_ids or not self._get_policy():
            raise UserError(
                self.env._("%(name)s has nobody to evaluate: fill the list first.", name=self.display_name)
            )

    def _tell(self):
        """Tell who has to do something: exam and essay are the people's own."""
        self.ensure_one()
        users = self.sudo().result_ids.filtered(lambda row: row.outcome == "pending").employee_id.user_id
        partners = users.partner_id  # sudo: addresses of the people on the list
        if self.kind in ("exam", "essay") and partners:
            lang = self.company_id.partner_id.lang or self.env.lang
            told = self.with_context(lang=lang)
            told.message_notify(
                partner_ids=partners.ids,
                subject=told.display_name,
                body=told.env._("%(name)s is open. You find it under “My Results”.", name=told.display_name),
            )

    def action_close(self):
        """Running → final: whoever has not passed has failed, with what follows from it (T6)."""
        self._ensure_may_organise()
        self._lock()
        self._ensure_step("closed", "open")
        results = self.sudo().result_ids  # sudo: outcomes are kept by the system
        results._read_exams()
        results._judge()
        for evaluation in self:
            evaluation._ensure_judged()
        results.filtered(lambda result: result.outcome == "pending").outcome = "failed"
        self._update_state("closed")
        results._follow_up()

    def _ensure_judged(self):
        """Refuse to close where somebody's work is not marked yet."""
        self.ensure_one()
        pending = self.sudo().result_ids.filtered(lambda result: result.outcome == "pending")
        if self.kind not in FORM_KINDS:
            pending = pending.filtered("is_handed")
        if pending:
            raise UserError(
                self.env._(
                    "%(name)s cannot be closed: the result of %(person)s is missing, or the two marks differ "
                    "too much. Enter it, agree, or excuse the person.",
                    name=self.display_name,
                    person=pending[0].employee_id.name,
                )
            )

    def action_view_results(self):
        """Open the results of this evaluation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "aftersales.training.result",
            "view_mode": "list,form",
            "domain": [("evaluation_id", "=", self.id)],
            "context": {"default_evaluation_id": self.id, "create": False},
        }

    def _prepare_line_commands(self):
        """Return the lines that each result of a form begins with."""
        self.ensure_one()
        return [
            Command.create({"name": line.name, "sequence": line.sequence, "points_max": line.points})
            for line in self.form_id.line_ids
        ]
