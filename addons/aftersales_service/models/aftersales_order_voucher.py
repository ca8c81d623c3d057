from base64 import b64decode
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..tools import voucher


class AftersalesOrder(models.Model):
    """The service voucher of a job: what stands on it, what it lacks, who signed it (S7)."""

    _inherit = "aftersales.order"

    handling = fields.Text(copy=False, help="What was done.")
    result = fields.Text(copy=False, help="In which state the unit was left.")
    time_spent = fields.Float(string="Hours Spent", copy=False, aggregator="sum")
    no_parts = fields.Boolean(string="No Parts Replaced", copy=False)
    signature = fields.Binary(attachment=True, readonly=True, copy=False)
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    missing_text = fields.Char(
        string="Voucher Lacks",
        compute="_compute_missing_text",
        help="What the voucher still needs to be valid.",
    )

    _time_positive = models.Constraint(
        "CHECK (time_spent IS NULL OR time_spent >= 0)", "The hours spent cannot be negative."
    )

    @api.constrains("no_parts")
    def _check_no_parts(self):
        """Refuse a voucher that lists parts and says that none were replaced (S7)."""
        for order in self.filtered("no_parts"):
            part = order.line_ids.filtered(lambda line: line.kind == "part")[:1]
            if part:
                raise ValidationError(
                    self.env._(
                        "Order %(name)s lists “%(part)s” and says that no parts were replaced: delete the "
                        "part or take the tick away.",
                        name=order.name,
                        part=part.name,
                    )
                )

    @api.depends(
        "fault", "handling", "result", "product_id", "time_spent", "no_parts", "line_ids.kind", "signed_on"
    )
    @api.depends_context("lang")
    def _compute_missing_text(self):
        labels = self._get_voucher_labels()
        for order in self:
            order.missing_text = format_list(self.env, [labels[item] for item in order._get_missing_items()])

    def _get_missing_items(self):
        """Return what the voucher lacks, as keys of `voucher.ITEMS` (S7)."""
        self.ensure_one()
        return voucher.missing_items(
            voucher.Voucher(
                fault=self.fault or "",
                handling=self.handling or "",
                result=self.result or "",
                equipment=self.product_id.display_name or "",
                time_spent=Decimal(str(self.time_spent or 0)),
                parts_recorded=self.no_parts or "part" in self.line_ids.mapped("kind"),
                signed=bool(self.signed_on),
            )
        )

    @api.model
    def _get_voucher_labels(self):
        return {
            "fault": self.env._("fault"),
            "handling": self.env._("handling"),
            "result": self.env._("result"),
            "equipment": self.env._("equipment data"),
            "time_spent": self.env._("hours spent"),
            "parts": self.env._("parts replaced, or the tick “No Parts Replaced”"),
            "signature": self.env._("customer's signature"),
        }

    def _ensure_unsigned(self):
        signed = self.filtered("signed_on")
        if signed:
            raise UserError(
                self.env._(
                    "The customer signed order %(name)s on %(date)s: its voucher can no longer change.",
                    name=signed[0].name,
                    date=format_datetime(self.env, signed[0].signed_on),
                )
            )

    def action_open_sign(self):
        """Open the dialog in which the customer signs the voucher."""
        self.ensure_one()
        self._ensure_role("engineer", "dispatcher", "clerk")
        return open_dialog(
            self.env._("Customer's signature"),
            "aftersales.sign",
            order_id=self.id,
            signed_by=self.contact_name or self.partner_id.name,
        )

    def _sign(self, signed_by, signature):
        """Record the customer's signature and go on to settlement or follow-up (S7).

        :param signed_by: name of who signed
        :param signature: PNG as base64
        :raises UserError: if the order is signed already or not up for acceptance
        """
        self.ensure_one()
        self._ensure_role("engineer", "dispatcher", "clerk")
        self._lock()
        self._ensure_unsigned()
        if self.state != "acceptance":
            raise UserError(
                self.env._("Order %(name)s is not up for acceptance: finish the work first.", name=self.name)
            )
        if not (signed_by or "").strip() or not signature:
            raise UserError(self.env._("The voucher needs the name and the signature of the customer."))
        self.sudo().write(  # sudo: guarded fields, state checked above
            {
                "signed_by": signed_by.strip(),
                "signature": signature,
                "signed_on": fields.Datetime.now(),
            }
        )
        self._update_state(
            "settlement" if self._is_accepted() else self._get_next_state("follow_up", "settlement")
        )

    def _archive_voucher(self):
        """Keep the signed voucher in the history of this order and open a new one (S7)."""
        self.ensure_one()
        if self.signed_on:
            self.message_post(
                body=self.env._(
                    "Signed voucher. Handling: %(handling)s Result: %(result)s Hours: %(hours)s. Signed by "
                    "%(name)s on %(date)s.",
                    handling=self.handling,
                    result=self.result,
                    hours=f"{self.time_spent:g}",
                    name=self.signed_by,
                    date=format_datetime(self.env, self.signed_on),
                ),
                attachments=[(f"{self.name} {self.signed_on:%Y-%m-%d}.png", b64decode(self.signature))],
            )
        # sudo: guarded fields, transition checked by the caller
        self.sudo().write({"signature": False, "signed_by": False, "signed_on": False, "solved": False})
