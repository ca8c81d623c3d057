from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.tools.dialog import open_dialog

#: Purpose → the model whose records take the step.
STEPS = {
    "return": "aftersales.training.plan",
    "take": "aftersales.training.proposal",
    "drop": "aftersales.training.proposal",
    "add": "aftersales.training.session",
    "cancel": "aftersales.training.session",
    "refuse_session": "aftersales.training.session",
    "refuse": "aftersales.training.leave",
    "return_report": "aftersales.training.report",
    "sign_after": "aftersales.training.attendance",
    "refuse_hire": "aftersales.training.hire",
    "reject": "aftersales.training.lecturer",
    "appeal": "aftersales.training.lecturer",
    "uphold": "aftersales.training.lecturer",
    "reverse": "aftersales.training.lecturer",
    "excuse": "aftersales.training.result",
}


class AftersalesTrainingStep(models.TransientModel):
    """Asks for the words of a step; the documents check right and state anew."""

    _name = "aftersales.training.step"
    _description = "Step of a Training Document"

    purpose = fields.Selection(
        [
            ("return", "Return"),
            ("take", "Take Up"),
            ("drop", "Drop"),
            ("add", "Ask for Addition"),
            ("cancel", "Ask for Cancellation"),
            ("refuse_session", "Refuse"),
            ("refuse", "Refuse Leave"),
            ("return_report", "Return"),
            ("sign_after", "Sign In Afterwards"),
            ("refuse_hire", "Refuse"),
            ("reject", "Not Chosen"),
            ("appeal", "Appeal"),
            ("uphold", "Withdraw"),
            ("reverse", "Keep the Qualification"),
            ("excuse", "Excuse"),
        ],
        required=True,
        readonly=True,
    )
    document_ids = fields.Json(readonly=True, required=True)
    text = fields.Text(string="Reason", required=True)

    @api.model
    def _open(self, documents, purpose):
        """Return the dialog of `purpose` for `documents`."""
        titles = dict(self._fields["purpose"]._description_selection(self.env))
        return open_dialog(titles[purpose], self._name, purpose=purpose, document_ids=documents.ids)

    def action_apply(self):
        """Carry out the step."""
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Give a reason."))
        ids = [number for number in self.document_ids or () if isinstance(number, int)]
        getattr(self, f"_apply_{self.purpose}")(self.env[STEPS[self.purpose]].browse(ids))
        return {"type": "ir.actions.act_window_close"}

    def _apply_return(self, plans):
        plans._return(self.text)

    def _apply_take(self, proposals):
        proposals._update_state("taken", self.text)

    def _apply_drop(self, proposals):
        proposals._update_state("dropped", self.text)

    def _apply_add(self, sessions):
        sessions._ask_addition(self.text)

    def _apply_cancel(self, sessions):
        sessions._ask_cancellation(self.text)

    def _apply_refuse_session(self, sessions):
        sessions._refuse(self.text)

    def _apply_refuse(self, leaves):
        leaves._refuse(self.text)

    def _apply_return_report(self, reports):
        reports._return(self.text)

    def _apply_sign_after(self, attendances):
        attendances._sign_after(self.text)

    def _apply_refuse_hire(self, hires):
        hires._refuse(self.text)

    def _apply_reject(self, lecturers):
        lecturers._reject(self.text)

    def _apply_appeal(self, lecturers):
        lecturers._appeal(self.text)

    def _apply_uphold(self, lecturers):
        lecturers._decide_appeal("withdrawn", self.text)

    def _apply_reverse(self, lecturers):
        lecturers._decide_appeal("appointed", self.text)

    def _apply_excuse(self, results):
        results._excuse(self.text)
