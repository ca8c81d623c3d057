from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.i18n import format_list

from ..const import GRADES, SCORE_STATES
from ..tools.quality import Item, judge


class AftersalesQualityScore(models.Model):
    """One person's score card of a contact (S27): nobody else sees it before the check is decided."""

    _name = "aftersales.quality.score"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Quality Score"
    _order = "id desc"
    _rec_name = "check_id"
    _transitions = {"draft": ("done",), "done": ()}

    check_id = fields.Many2one(
        "aftersales.quality.check", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True, readonly=True
    )
    employee_id = fields.Many2one(
        related="check_id.employee_id", store=True, precompute=True, index=True, readonly=True
    )
    month = fields.Date(related="check_id.month", store=True, precompute=True, readonly=True)
    kind = fields.Selection(related="check_id.kind", store=True, precompute=True, readonly=True)
    check_state = fields.Selection(
        related="check_id.state", string="State of the Check", store=True, precompute=True, readonly=True
    )
    scorer_id = fields.Many2one("res.users", string="Scored By", required=True, readonly=True, index=True)
    state = fields.Selection(SCORE_STATES, required=True, readonly=True, default="draft")
    answer_ids = fields.One2many("aftersales.quality.answer", "score_id", string="Score Card")
    remark = fields.Text(help="The agent reads it with the grade: name nobody.")
    points = fields.Float(readonly=True, digits=(5, 2), aggregator="avg")
    grade = fields.Selection(GRADES, readonly=True)
    gap = fields.Float(
        string="Difference",
        readonly=True,
        digits=(5, 2),
        aggregator="avg",
        help="Points above the other score of the same contact.",
    )

    is_compared = fields.Boolean(
        string="Compared", compute="_compute_is_compared", store=True, help="Two people scored the contact."
    )

    _scorer_unique = models.UniqueIndex("(check_id, scorer_id)", "Nobody scores a contact twice.")

    @api.depends("check_id.score_ids.state")
    def _compute_is_compared(self):
        for score in self:
            done = score.check_id.score_ids.filtered(lambda each: each.state == "done")
            score.is_compared = len(done) > 1

    @api.depends("check_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for score in self:
            # sudo: who scored knows the contact, though the published check is not his to see any more
            score.display_name = score.check_id.sudo().display_name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesQualityScore, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        self._ensure_draft()
        return super().write(vals)

    def _ensure_draft(self):
        """Refuse whoever is not the scorer, and the scorer once the card is done."""
        if self.env.su:
            return
        self._lock()
        if self.scorer_id != self.env.user:
            raise AccessError(self.env._("Only who scores fills in the card."))
        if set(self.mapped("state")) != {"draft"}:
            raise UserError(self.env._("The card is done and does not change any more."))

    def action_done(self):
        """Judge the card; with the last one wanted the check goes on."""
        self.env.company._ensure_performance_role("scorer")
        self.check_access("write")
        self._lock()
        self._ensure_draft()
        for score in self:
            bands = score.check_id.sudo().month_id.policy_id._get_bands()  # sudo: figures are no secret
            points, grade = judge(score._get_engine_items(), bands)
            score._update_state("done", points=float(points), grade=grade)
        check = self.check_id.sudo()  # sudo: scores of others are compared, not shown
        check._queue_up()
        check._compare()

    def _describe(self):
        """Return what was missed, as a sentence; nobody's name is in it."""
        missed = self.answer_ids.filtered("missed").item_id.sorted()
        if not missed:
            return self.env._("Nothing was missed.")
        return self.env._("Missed: %(items)s.", items=format_list(self.env, missed.mapped("name")))

    def _get_engine_items(self):
        return [
            Item(Decimal(str(answer.item_id.points)), answer.missed, answer.item_id.fatal)
            for answer in self.answer_ids
        ]
