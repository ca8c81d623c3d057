from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesComplaint(models.Model):
    """What the decision gives the customer, and the documents made for it (S23)."""

    _inherit = "aftersales.complaint"

    outcome_ids = fields.One2many("aftersales.complaint.outcome", "complaint_id", string="Outcomes")
    justified = fields.Boolean(
        compute="_compute_justified", store=True, help="Something is due to the customer."
    )

    @api.depends("outcome_ids.kind")
    def _compute_justified(self):
        for complaint in self:
            kinds = complaint.outcome_ids.mapped("kind")
            complaint.justified = bool(kinds) and "not_justified" not in kinds

    def _check_proposal(self):
        """Refuse to ask for approval without an outcome."""
        result = super()._check_proposal()
        for complaint in self:
            if not complaint.outcome_ids:
                raise UserError(
                    self.env._(
                        "Complaint %(name)s goes to approval with an outcome: say what the customer gets, "
                        "or that the complaint is not justified.",
                        name=complaint.name,
                    )
                )
        return result

    def _carry_out(self):
        result = super()._carry_out()
        self.outcome_ids.sudo()._carry_out()  # sudo: documents of an approved decision
        return result

    def _check_closable(self):
        """Refuse to close a case whose documents have not come to their end."""
        result = super()._check_closable()
        waiting = self.outcome_ids.filtered(lambda outcome: not outcome.done)[:1]
        if waiting:
            raise UserError(self.env._("%(outcome)s is not carried out yet.", outcome=waiting.display_name))
        return result
