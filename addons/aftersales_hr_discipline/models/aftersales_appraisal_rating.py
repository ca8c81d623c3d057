from decimal import Decimal
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..const_appraisal import RATER_KINDS, RATING_STATES
from ..tools.rater import quantize


class AftersalesAppraisalRating(models.Model):
    """What one rater is asked about one person (A2). Nobody but the rater reads it, HR included (A10).

    Nothing that others read is written when a rater answers: answers are put together when the sheet is
    evaluated, and of them only the averages that may be shown are kept there.
    """

    _name = "aftersales.appraisal.rating"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin"]
    _description = "Rating"
    _order = "rating_until, id"
    _rec_name = "employee_id"

    sheet_id = fields.Many2one(
        "aftersales.appraisal.sheet", required=True, readonly=True, index=True, ondelete="cascade"
    )
    cycle_id = fields.Many2one(
        "aftersales.appraisal.cycle", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", string="Whom", required=True, readonly=True, index=True, ondelete="restrict"
    )
    rater_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(RATER_KINDS, string="I Am the", required=True, readonly=True)
    state = fields.Selection(RATING_STATES, required=True, readonly=True, default="open", index=True)
    rating_until = fields.Date(string="Answer until", required=True, readonly=True, index=True)
    reminded = fields.Boolean(readonly=True)
    answer_ids = fields.One2many("aftersales.appraisal.answer", "rating_id", string="Answers")
    score = fields.Float(digits=(6, 2), readonly=True, aggregator=None)
    done_on = fields.Datetime(string="Answered On", readonly=True)

    _once = models.UniqueIndex(
        "(sheet_id, rater_id, (kind = 'self'))", "A person is asked once about another one."
    )
    _score_range = models.Constraint("CHECK (score BETWEEN 0 AND 100)", "Points are from 0 to 100.")
    _reminder_index = models.Index("(rating_until) WHERE state = 'open' AND NOT reminded")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Without the persons: the host gives this name to everybody whose form points here (A10)."""
        self.display_name = self.env._("Rating")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesAppraisalRating, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _ensure_mine(self):
        self.check_access("read")
        if any(rating.sudo().rater_id.user_id != self.env.user for rating in self):
            raise AccessError(self.env._("Only who was asked answers."))

    def _ensure_open(self):
        for rating in self.sudo():
            today = rating.company_id._get_aftersales_today()
            over = rating.rating_until < today or rating.sheet_id.state != "open"
            if rating.state != "open" or over:
                raise UserError(
                    self.env._("This rating is closed: what was answered does not change any more.")
                )

    def action_open(self):
        """Open the form with the questions."""
        self.ensure_one()
        self._ensure_mine()
        if self.state == "open":
            self._ensure_open()
            questions = self.sudo().cycle_id.template_id.question_ids - self.answer_ids.question_id
            # sudo: the questions come from the template, right and state checked above
            self.env["aftersales.appraisal.answer"].sudo().create(
                [{"rating_id": self.id, "question_id": question.id} for question in questions]
            )
        return open_record(self)

    def action_submit(self):
        """Hand in the answers: every question is answered, nothing changes afterwards."""
        self._ensure_mine()
        self._lock()
        self._ensure_open()
        for rating in self:
            answers = rating.answer_ids
            questions = rating.sudo().cycle_id.template_id.question_ids
            if answers.question_id != questions or not all(answer.given for answer in answers):
                raise UserError(self.env._("Answer every question first."))
            weights = {question.id: Fraction(str(question.weight)) for question in questions}
            total = sum(
                weights[answer.question_id.id] * Fraction(Decimal(answer.points)) for answer in answers
            )
            # sudo: guarded fields, right and state checked above
            rating.sudo().write(
                {
                    "state": "done",
                    "score": float(quantize(total / sum(weights.values()))),
                    "done_on": fields.Datetime.now(),
                }
            )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_appraisal_rating_action"
        )

    # ------------------------------------------------------------------------
    # Scheduled work
    # ------------------------------------------------------------------------

    @api.model
    def _work(self):
        """Replace raters who left, and remind those who are late; in slices."""
        running = Domain("state", "=", "open") & Domain("sheet_id.state", "=", "open")
        self._work_in_slices(
            running & (Domain("rater_id.active", "=", False) | Domain("rater_id.user_id", "=", False)),
            lambda ratings: ratings._replace(),
        )
        cycles = self.env["aftersales.appraisal.cycle"].search([("state", "=", "running")])
        for company, policy in {(cycle.company_id, cycle.policy_id) for cycle in cycles}:
            soon = fields.Date.add(company._get_aftersales_today(), days=policy.reminder_days)
            self._work_in_slices(
                running
                & Domain("company_id", "=", company.id)
                & Domain("cycle_id.policy_id", "=", policy.id)
                & Domain("reminded", "=", False)
                & Domain("rating_until", "<=", soon),
                lambda ratings: ratings._remind(),
            )

    def _replace(self):
        """Ask somebody else in the place of raters who left (A2); where there is nobody, nobody."""
        self.write({"state": "cancelled"})
        known = self.search_fetch(
            [("sheet_id", "in", self.sheet_id.ids)], ["sheet_id", "rater_id", "kind"]
        ).grouped("sheet_id")
        rows = []
        for cycle, ratings in self.grouped("cycle_id").items():
            found = cycle._find_raters(ratings.sheet_id)
            taken = {sheet: known[sheet].rater_id for sheet in ratings.sheet_id}
            for rating in ratings:
                if rating.kind == "self":
                    continue
                sheet = rating.sheet_id
                free = cycle._order_raters(sheet, found[sheet][rating.kind] - taken[sheet])[:1]
                taken[sheet] |= free
                rows += [sheet._prepare_rating_vals(rating.kind, rater) for rater in free]
        self.create(rows)

    def _remind(self):
        """Write one letter to each rater: how many answers he owes, of whom it does not say (A10)."""
        rows = []
        for user, ratings in self.grouped(lambda rating: rating.rater_id.user_id).items():
            if user.email:
                rows.append(
                    {
                        "subject": self.env._("Appraisal: your answers are missing"),
                        "body_html": self.env._(
                            "<p>%(count)s ratings wait for you until %(date)s under Appraisals, To Rate.</p>",
                            count=len(ratings),
                            date=min(ratings.mapped("rating_until")),
                        ),
                        "email_to": user.email_formatted,
                        "auto_delete": True,
                    }
                )
        self.env["mail.mail"].create(rows)
        self.write({"reminded": True})
