import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import float_compare

from ..const import FORM_KINDS, OUTCOMES_OF_PERSON


class AftersalesTrainingResult(models.Model):
    """What one person reached in an evaluation (T6)."""

    _name = "aftersales.training.result"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Result of an Evaluation"
    _order = "date desc, evaluation_id desc, employee_id, id"
    _rec_name = "employee_id"

    evaluation_id = fields.Many2one(
        "aftersales.training.evaluation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="evaluation_id.company_id", store=True)
    department_id = fields.Many2one(related="evaluation_id.department_id", store=True, string="Unit")
    state = fields.Selection(related="evaluation_id.state", string="State of the Evaluation", store=True)
    kind = fields.Selection(related="evaluation_id.kind", store=True, string="Kind of Evaluation")
    course_id = fields.Many2one(related="evaluation_id.course_id", store=True, index=True)
    date = fields.Date(related="evaluation_id.date", store=True, index=True)
    deadline = fields.Datetime(related="evaluation_id.deadline")
    pass_mark = fields.Float(related="evaluation_id.pass_mark", aggregator=None)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    home_id = fields.Many2one(
        "hr.department",
        string="Department",
        readonly=True,
        index=True,
        help="When he or she was put on the list.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    my_part = fields.Char(
        string="For Me to Enter", compute="_compute_my_part", help="The fields that the reader enters here."
    )
    exam_token = fields.Char(readonly=True, copy=False, index="btree_not_null")
    exam_score = fields.Float(string="Best Attempt", readonly=True, copy=False, aggregator="avg")
    attempts = fields.Integer(readonly=True, copy=False)
    paper_mark = fields.Float(string="Exam on Paper", copy=False, aggregator="avg")
    on_paper = fields.Boolean(readonly=True, copy=False)
    essay = fields.Text(copy=False)
    mark = fields.Float(string="First Mark", copy=False, aggregator="avg")
    is_marked = fields.Boolean(string="First Mark Given", readonly=True, copy=False)
    second_mark = fields.Float(copy=False, aggregator="avg")
    is_second_marked = fields.Boolean(string="Second Mark Given", readonly=True, copy=False)
    line_ids = fields.One2many("aftersales.training.result.line", "result_id", string="Points")
    customer = fields.Char(help="Who gave the feedback.")
    note = fields.Char()
    is_handed = fields.Boolean(string="Handed In", compute="_compute_score", store=True)
    is_scored = fields.Boolean(string="Evaluated", compute="_compute_score", store=True)
    score = fields.Float(
        compute="_compute_score", store=True, aggregator="avg", help="From 0 to 100, as the pass mark."
    )
    outcome = fields.Selection(
        OUTCOMES_OF_PERSON, required=True, readonly=True, default="pending", copy=False, index=True
    )
    excuse = fields.Text(string="Why Excused", readonly=True, copy=False)

    _person_unique = models.UniqueIndex("(evaluation_id, employee_id)", "This person is on the list already.")
    _marks = models.Constraint(
        "CHECK (paper_mark BETWEEN 0 AND 100 AND mark BETWEEN 0 AND 100 AND second_mark BETWEEN 0 AND 100)",
        "Marks are from 0 to 100.",
    )

    @api.depends_context("uid")
    @api.depends("employee_id.user_id")
    def _compute_is_mine(self):
        for result in self:
            result.is_mine = result.employee_id.user_id == self.env.user

    @api.depends_context("uid")
    @api.depends("state", "is_marked", "is_second_marked", "employee_id")
    def _compute_my_part(self):
        for result in self:
            result.my_part = ",".join(["", *sorted(result._get_part()), ""])

    @api.depends(
        "kind", "attempts", "exam_score", "on_paper", "paper_mark", "essay", "line_ids.points",
        "is_marked", "mark", "is_second_marked", "second_mark", "line_ids.is_scored", "line_ids.points_max",
    )  # fmt: skip
    def _compute_score(self):
        for result in self:
            result.score, result.is_scored, result.is_handed = result._get_score()

    def _get_score(self):
        """Return (points of 100, evaluated, there is something to evaluate)."""
        self.ensure_one()
        if self.kind == "exam":
            done = bool(self.attempts or self.on_paper)
            return max(self.exam_score, self.paper_mark) if done else 0.0, done, done
        if self.kind == "essay":
            handed = bool((self.essay or "").strip() or self.is_marked or self.is_second_marked)
            marked = self.is_marked and self.is_second_marked
            near = abs(self.mark - self.second_mark) <= self.evaluation_id._get_policy().mark_gap
            done = bool(marked and near)
            return (self.mark + self.second_mark) / 2 if done else 0.0, done, handed
        total = sum(self.line_ids.mapped("points_max"))
        done = bool(self.line_ids) and all(self.line_ids.mapped("is_scored"))
        return 100 * sum(self.line_ids.mapped("points")) / total if done else 0.0, done, done

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        self = self._drop_guarded_defaults()
        # sudo: the department of a person is no secret, the file is
        people = (
            self.env["hr.employee"].sudo().browse({vals.get("employee_id") for vals in vals_list} - {None})
        )
        homes = {person.id: person.department_id.id for person in people.exists()}
        results = super().create(
            [{**vals, "home_id": homes.get(vals.get("employee_id"))} for vals in vals_list]
        )
        foreign = results.sudo().filtered(lambda row: row.employee_id.company_id != row.company_id)[:1]
        if foreign:
            raise UserError(
                self.env._(
                    "%(name)s belongs to another company and is not invited here.",
                    name=foreign.employee_id.name,
                )
            )
        if not self.env.su:
            results.evaluation_id._ensure_may_organise()
            results.evaluation_id._ensure_draft()
        return results

    def write(self, vals):
        """Each writes the own part: the organiser, the two markers, who hands an essay in."""
        self._refuse_guarded(vals)
        if self.env.su:
            return super().write({**vals, **self._get_flags(vals)})
        self.check_access("write")
        for result in self:
            result._ensure_may_write(vals.keys())
        self._write_lines(vals.get("line_ids", ()))
        own = {name: value for name, value in vals.items() if name != "line_ids"}
        # sudo: names checked above; flags and outcomes are kept by the system
        results = self.sudo()
        results.write(own)
        results._judge()
        return True

    def _write_lines(self, commands):
        """Write the points that a form sends along; lines neither come nor go."""
        for number, line, vals in commands:
            if number == Command.UPDATE and line in self.line_ids.ids:
                self.env["aftersales.training.result.line"].browse(line).write(vals)
            elif number != Command.LINK:
                raise UserError(self.env._("The criteria stand in the form: only points are entered."))

    def _get_flags(self, vals):
        flags = {"paper_mark": "on_paper", "mark": "is_marked", "second_mark": "is_second_marked"}
        return {flag: True for name, flag in flags.items() if name in vals}

    def _ensure_may_write(self, names):
        """Refuse what this user does not write on this result."""
        self.ensure_one()
        evaluation = self.evaluation_id.sudo()
        if evaluation.state != "open":
            raise UserError(
                self.env._("%(name)s is not running: nothing is entered now.", name=evaluation.display_name)
            )
        foreign = set(names) - self._get_part()
        if foreign:
            raise AccessError(
                self.env._(
                    "“%(field)s” of %(person)s is entered by somebody else: marks by their markers, nobody "
                    "enters the own result.",
                    field=self._fields[min(foreign)]._description_string(self.env),
                    person=self.sudo().employee_id.name,
                )
            )

    def _get_part(self):
        """Return the names of the fields that this user enters on this result."""
        self.ensure_one()
        evaluation = self.evaluation_id.sudo()  # sudo: whose part is whose, for the person concerned, too
        may = set()
        if evaluation.state != "open":
            return may
        if self.env.user == evaluation.marker_id:
            may |= {"mark"}
        if self.env.user == evaluation.second_marker_id:
            may |= {"second_mark"}
        own = self.env.user == self.sudo().employee_id.user_id
        if own:
            may = {"essay"} if evaluation.kind == "essay" else set()
            if self.is_marked or self.is_second_marked:
                may = set()
        elif evaluation.with_env(self.env).has_access("write"):
            may |= {"note", "customer", "line_ids"}
            may |= {"essay"} if evaluation.kind == "essay" else set()
            may |= {"paper_mark"} if evaluation.kind == "exam" else set()
        return may

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self.evaluation_id._ensure_draft()

    # ------------------------------------------------------------------------
    # Outcome
    # ------------------------------------------------------------------------

    def _open(self):
        """Give each result what it begins with: the token of the exam, the lines of the form."""
        for evaluation, results in self.grouped("evaluation_id").items():
            if evaluation.kind == "exam":
                for result in results.filtered(lambda row: not row.exam_token):
                    result.exam_token = secrets.token_urlsafe(24)
            elif evaluation.kind in FORM_KINDS:
                lines = [
                    {**vals, "result_id": result.id}
                    for result in results.filtered(lambda row: not row.line_ids)
                    for _command, _id, vals in evaluation._prepare_line_commands()
                ]
                self.env["aftersales.training.result.line"].create(lines)

    def _judge(self):
        """Say who passed, as far as it is known; who is excused stays so."""
        found = {}
        for result in self.filtered(lambda row: row.state == "open" and row.outcome != "excused"):
            outcome = "pending"
            if result.is_scored:
                above = float_compare(result.score, result.pass_mark, precision_digits=2) >= 0
                outcome = "passed" if above else "failed"
            if outcome != result.outcome:
                found.setdefault(outcome, self.browse())
                found[outcome] |= result
        for outcome, results in found.items():
            results.outcome = outcome

    def action_ask_excuse(self):
        """Ask why these people are not evaluated."""
        self._ensure_may_excuse()
        return self.env["aftersales.training.step"]._open(self, "excuse")

    def _ensure_may_excuse(self):
        self.evaluation_id._ensure_may_organise()
        own = self.sudo().filtered(lambda row: row.employee_id.user_id == self.env.user)
        if own:
            raise UserError(self.env._("Nobody decides about himself or herself: ask a colleague."))
        closed = self.filtered(lambda row: row.state == "closed")[:1]
        if closed:
            closed.evaluation_id._ensure_draft()

    def _excuse(self, reason):
        self._ensure_may_excuse()
        self.sudo().write({"outcome": "excused", "excuse": reason})  # sudo: guarded, right checked above
