import random

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import CHECK_METHODS, CHECK_STATES, CHECK_TRANSITIONS
from ..tools.sample import draw


class AftersalesTrainingCheck(models.Model):
    """Spot checks of head office (T9): a sample that anybody can draw again, and what was found."""

    _name = "aftersales.training.check"
    _inherit = ["aftersales.training.unit.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Spot Check of Trainings"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    date_from = fields.Date(string="Sessions From", required=True)
    date_to = fields.Date(string="Sessions Until", required=True)
    method = fields.Selection(CHECK_METHODS, required=True, default="phone")
    count = fields.Integer(string="Sessions in the Sample", required=True, default=5)
    seed = fields.Integer(
        required=True,
        default=lambda self: random.SystemRandom().randrange(1, 10**6),
        copy=False,
        help="The same number draws the same sample.",
    )
    population = fields.Integer(string="Sessions to Draw From", readonly=True, copy=False)
    checker_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user)
    line_ids = fields.One2many("aftersales.training.check.line", "check_id", string="Sample")
    wrong_count = fields.Integer(string="Not as Recorded", compute="_compute_wrong_count")
    conclusion = fields.Text()
    state = fields.Selection(
        CHECK_STATES, required=True, readonly=True, default="draft", index=True, copy=False, tracking=True
    )

    _figures = models.Constraint(
        'CHECK ("count" > 0 AND date_to >= date_from)',
        "A sample has one session at least, dates are in order.",
    )

    @api.depends("line_ids.result")
    def _compute_wrong_count(self):
        for check in self:
            check.wrong_count = len(check.line_ids.filtered(lambda line: line.result == "wrong"))

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            free = {"conclusion", "line_ids", "checker_id"}
            if vals.keys() - free:
                self._ensure_step("drawn", "draft")
            elif vals.keys():
                self._ensure_step("closed", "draft", "drawn")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("drawn", "draft")

    def _update_state(self, target, **vals):
        """Move these checks to `target` with `vals`: the only place where a state is written."""
        self._lock()
        self._ensure_transition(target, CHECK_TRANSITIONS)
        # sudo: guarded fields, role checked by the caller, transition above
        self.sudo().write({"state": target, **vals})

    def action_draw(self):
        """Draw the sample from the sessions of the unit and those below it in these days."""
        self._ensure_role("officer")
        self.check_access("write")
        for check in self:
            sessions = self.env["aftersales.training.session"].search(
                Domain("department_id", "child_of", check.department_id.ids)
                & Domain("company_id", "=", check.company_id.id)
                & Domain("state", "in", ("scheduled", "held"))
                & Domain("date", ">=", check.date_from)
                & Domain("date", "<=", check.date_to)
            )
            if not sessions:
                raise UserError(
                    self.env._("%(name)s has no session to draw from: choose other days.", name=check.name)
                )
            check._update_state("drawn", population=len(sessions))
            # sudo: the sample is drawn by the system, nobody chooses it
            self.env["aftersales.training.check.line"].sudo().create(
                [
                    {"check_id": check.id, "session_id": number}
                    for number in draw(sessions.ids, check.count, check.seed)
                ]
            )

    def action_close(self):
        """Drawn → checked: every session of the sample was looked at."""
        self._ensure_role("officer")
        self.check_access("write")
        for check in self:
            waiting = check.line_ids.filtered(lambda line: line.result == "open")[:1]
            if waiting or not (check.conclusion or "").strip():
                raise UserError(
                    self.env._(
                        "%(name)s is closed when every session is checked and there is a conclusion.",
                        name=check.name,
                    )
                )
        self._update_state("closed")
