from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import COMPLAINT_ANALYSIS_METHODS, COMPLAINT_ANALYSIS_STEPS


class AftersalesComplaint(models.Model):
    """The case file's why: analysis, root cause, actions and their effect (S25)."""

    _inherit = "aftersales.complaint"

    analysis_method = fields.Selection(COMPLAINT_ANALYSIS_METHODS, string="Method")
    analysis_ids = fields.One2many("aftersales.complaint.analysis", "complaint_id")
    root_cause = fields.Text()
    action_ids = fields.One2many("aftersales.complaint.action", "complaint_id", string="Actions")
    effect_state = fields.Selection(
        [("pending", "To check"), ("effective", "Effective"), ("ineffective", "Not effective")],
        string="Effect",
        compute="_compute_effect_state",
        store=True,
        help="Of the actions of the case; one that did not work is judged by what took its place.",
    )

    @api.depends("action_ids.state", "action_ids.followed_by_id")
    def _compute_effect_state(self):
        for complaint in self:
            states = set(complaint.action_ids.filtered(lambda each: not each.followed_by_id).mapped("state"))
            if not states:
                complaint.effect_state = False
            elif states & {"open", "done"}:
                complaint.effect_state = "pending"
            else:
                complaint.effect_state = "ineffective" if "ineffective" in states else "effective"

    def action_prepare_analysis(self):
        """Lay out the questions of the chosen method; what was answered stays."""
        self._ensure_role("clerk")
        self._ensure_open()
        vals_list = []
        for complaint in self:
            if not complaint.analysis_method:
                raise UserError(self.env._("Choose five whys or eight steps first."))
            known = set(complaint.analysis_ids.mapped("step"))
            # sudo: the questions of another method that nobody has answered
            complaint.analysis_ids.filtered(
                lambda each, steps=dict(COMPLAINT_ANALYSIS_STEPS[complaint.analysis_method]): (
                    each.step not in steps and not each.answer
                )
            ).sudo().unlink()
            vals_list += [
                {"complaint_id": complaint.id, "step": step}
                for step, _label in COMPLAINT_ANALYSIS_STEPS[complaint.analysis_method]
                if step not in known
            ]
        # sudo: nobody has the right to make questions of his own
        self.env["aftersales.complaint.analysis"].sudo().create(vals_list)

    def _check_closable(self):
        """Refuse to close a justified case without cause and actions (S25)."""
        result = super()._check_closable()
        if not self.justified:
            return result
        if not (self.root_cause or "").strip():
            raise UserError(self.env._("Complaint %(name)s has no root cause yet.", name=self.name))
        missing = {"corrective", "preventive"} - set(self.action_ids.mapped("kind"))
        if missing:
            kinds = dict(self.action_ids._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Complaint %(name)s needs an action: %(kind)s.",
                    name=self.name,
                    kind=kinds[sorted(missing)[0]],
                )
            )
        waiting = self.action_ids.filtered(lambda action: action.state == "open")[:1]
        if waiting:
            raise UserError(self.env._("Action “%(action)s” is not done yet.", action=waiting.name))
        return result
