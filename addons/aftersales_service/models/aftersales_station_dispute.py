from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import DISPUTE_STATES


class AftersalesStationDispute(models.Model):
    """What a station objects to on its statement, with text and photos, and the answer (N3)."""

    _name = "aftersales.station.dispute"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Objection of a Station"
    _order = "state, raised_on, id"
    _check_company_auto = True

    fee_id = fields.Many2one(
        "aftersales.station.fee", string="Line", required=True, readonly=True, index=True, ondelete="restrict"
    )
    statement_id = fields.Many2one(
        "aftersales.station.statement",
        string="Station Statement",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    station_id = fields.Many2one(related="statement_id.station_id", store=True, index=True)
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one(related="fee_id.order_id")
    amount = fields.Monetary(related="fee_id.amount", string="Amount Objected To")
    fee_reason = fields.Char(related="fee_id.reason", string="Reason of the Line")
    text = fields.Text(string="Objection", required=True, readonly=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)
    raised_by_id = fields.Many2one("res.users", required=True, readonly=True)
    raised_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(DISPUTE_STATES, required=True, readonly=True, default="open", index=True)
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    correction_id = fields.Many2one("aftersales.station.fee", readonly=True, index="btree_not_null")

    _one_open = models.UniqueIndex(
        "(fee_id) WHERE state = 'open'", "This line is objected to already: wait for the answer."
    )

    @api.depends("fee_id.order_id.name", "fee_id.kind")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = dispute.fee_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStationDispute, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(self.env._("An objection is evidence and cannot be deleted."))

    @api.model
    def _raise(self, line, text, photos):
        """Keep the objection to a line, for the portal user at work; called as superuser."""
        if line.dispute_ids.filtered(lambda each: each.state == "open"):
            raise UserError(self.env._("This line is objected to already: wait for the answer."))
        dispute = self.create(
            {
                "fee_id": line.id,
                "statement_id": line.statement_id.id,
                "text": text,
                "raised_by_id": self.env.uid,
            }
        )
        attachments = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": content, "res_model": self._name, "res_id": dispute.id}
                for name, content in photos
            ]
        )
        dispute.attachment_ids = [Command.set(attachments.ids)]

    def action_open_answer(self):
        """Open the dialog that answers this objection."""
        self.ensure_one()
        line = self.fee_id.sudo()  # sudo: what would have been paid; role checked by the answer
        agreed = line.rejected and line.agreement_line_id and line.agreement_line_id._get_fee(line.order_id)
        return open_dialog(
            self.env._("Answer"),
            "aftersales.station.answer",
            dispute_id=self.id,
            amount=agreed or line.amount,
        )

    def _answer(self, accepted, amount, answer):
        """Accept an objection with another amount for its line, or reject it, with words (N3).

        :param amount: what the line comes to from now on, before tax; only if `accepted`
        :raises UserError: without words, if it is answered already, or if the amount cannot be
        """
        self.ensure_one()
        statement = self.statement_id
        statement._ensure_office("dispatcher", "accountant")
        answer = (answer or "").strip()
        if not answer:
            raise UserError(self.env._("Say why: the station reads your answer."))
        statement._lock()
        if self.state != "open" or statement.state != "disputed":
            raise UserError(
                self.env._("The objection to %(name)s is answered already.", name=self.display_name)
            )
        dispute = self.sudo()  # sudo: guarded fields; role and state checked above
        dispute.write(
            {
                "state": "accepted" if accepted else "rejected",
                "answer": answer,
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
                "correction_id": accepted and dispute.fee_id._correct(amount, answer).id,
            }
        )
        if not statement.sudo().open_dispute_count:  # sudo: as above
            statement._give_back()
