from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import COMPLAINT_NOTICES


class AftersalesComplaintNotice(models.Model):
    """A document of the case to who is late: a reminder for a stage, an inquiry for the case (S22)."""

    _name = "aftersales.complaint.notice"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Complaint Notice"
    _order = "issued_on desc, id desc"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    stage_id = fields.Many2one("aftersales.complaint.stage", readonly=True, index="btree_not_null")
    kind = fields.Selection(COMPLAINT_NOTICES, required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Addressee", required=True, readonly=True, index=True)
    issued_on = fields.Datetime(required=True, readonly=True)
    deadline = fields.Datetime(string="Was Due", readonly=True)
    answer = fields.Text(help="Why it is late, and until when it will be done.")
    answered_on = fields.Datetime(readonly=True)

    @api.depends("complaint_id.name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for notice in self:
            notice.display_name = f"{notice.complaint_id.name}: {kinds.get(notice.kind)}"

    def write(self, vals):
        """Whom it is addressed to answers, once; a notice itself is never changed."""
        if not self.env.su:
            self._refuse_guarded(vals)
            for notice in self:
                if notice.answered_on:
                    raise UserError(
                        self.env._("%(notice)s is answered: the answer stands.", notice=notice.display_name)
                    )
                if notice.user_id != self.env.user:
                    raise AccessError(
                        self.env._(
                            "%(notice)s is answered by %(user)s.",
                            notice=notice.display_name,
                            user=notice.user_id.name,
                        )
                    )
        result = super().write(vals)
        if "answer" in vals:
            answered = self.filtered(lambda notice: notice.answer and not notice.answered_on)
            answered.sudo().answered_on = fields.Datetime.now()  # sudo: guarded, the answer was checked
        return result
