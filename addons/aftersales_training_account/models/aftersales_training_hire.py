from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record


class AftersalesTrainingHire(models.Model):
    """What an external lecturer costs is booked by a vendor bill of the host (T7)."""

    _inherit = "aftersales.training.hire"

    bill_ids = fields.One2many("account.move", "aftersales_training_hire_id", string="Bills")
    bill_count = fields.Integer(compute="_compute_bill_count")

    @api.depends("bill_ids")
    def _compute_bill_count(self):
        for hire in self:
            hire.bill_count = len(hire.sudo().bill_ids)

    def action_create_bill(self):
        """Make the draft bill of an approved lecturer, once, for the accountant to complete."""
        self.ensure_one()
        self._ensure_accountant()
        self._lock()
        live = self.sudo().bill_ids.filtered(lambda bill: bill.state != "cancel")  # sudo: is there one
        if self.state != "approved" or self.session_id.sudo().state != "held" or live:
            raise UserError(
                self.env._(
                    "A bill is made once, of an approved lecturer, when the session is closed as held."
                )
            )
        # sudo: the link to the approval is guarded; right and state checked above
        bill = self.env["account.move"].sudo().create(self._prepare_bill_vals())
        return open_record(bill.with_env(self.env))

    def _prepare_bill_vals(self):
        """Return the bill: one line for the session, the budget as its price."""
        self.ensure_one()
        return {
            "move_type": "in_invoice",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "invoice_date": self.company_id._get_aftersales_date(fields.Datetime.now()),
            "ref": self.session_id.sudo().name,
            "aftersales_training_hire_id": self.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.env._("Training %(name)s", name=self.session_id.sudo().display_name),
                        "price_unit": self.budget,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    def _ensure_accountant(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("account.group_account_invoice")):
            raise AccessError(self.env._("Bills are made by an accountant."))

    def action_view_bills(self):
        """Open the bills of this lecturer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_in_invoice_type")
        return {**action, "domain": [("aftersales_training_hire_id", "=", self.id)], "context": {}}
