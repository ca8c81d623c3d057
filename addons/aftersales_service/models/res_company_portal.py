from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How the company is reached through portal, QR code and e-mail, and what it tells customers."""

    _inherit = "res.company"

    aftersales_web_user_id = fields.Many2one(
        "res.users",
        string="Owner of Online Requests",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Owns what comes in by portal, QR code and e-mail until it is handed on. Empty: a "
        "dispatcher of the company.",
    )
    aftersales_alias_id = fields.Many2one("mail.alias", string="Request Address", readonly=True, copy=False)
    aftersales_alias_name = fields.Char(
        string="E-Mail Alias",
        compute="_compute_aftersales_alias_name",
        inverse="_inverse_aftersales_alias_name",
        help="Mail to this address becomes a request, e.g. “service”.",
    )
    aftersales_alias_domain = fields.Char(related="alias_domain_id.name", string="E-Mail Domain")
    aftersales_notify_request = fields.Selection(
        [
            ("none", "Nobody"),
            ("online", "Who wrote by portal or e-mail"),
            ("all", "Every customer with an e-mail address"),
        ],
        string="Confirm Requests To",
        default="online",
        required=True,
    )
    aftersales_notify_planned = fields.Boolean(string="Tell the Planned Time by E-Mail")
    aftersales_notify_quotation = fields.Boolean(string="Send Quotations by E-Mail")
    aftersales_notify_done = fields.Boolean(string="Ask for Signature by E-Mail")
    aftersales_notify_opinion = fields.Boolean(
        string="Ask for an Opinion by E-Mail", default=True, help="When an order is closed (S17)."
    )
    aftersales_show_phone = fields.Boolean(
        string="Show the Engineer's Work Phone", help="In the customer's portal, from dispatch to the end."
    )
    aftersales_limit_unit = fields.Integer(
        string="Reports per Unit and Hour", default=5, help="By the QR code on one unit, without log-in."
    )
    aftersales_limit_visitor = fields.Integer(
        string="Reports per Visitor and Hour", default=20, help="Of one internet address or portal user."
    )
    aftersales_upload_count = fields.Integer(string="Photos per Report", default=3)
    aftersales_upload_mb = fields.Integer(string="Largest Photo (MB)", default=5)

    _aftersales_limits_sound = models.Constraint(
        """CHECK (aftersales_limit_unit > 0 AND aftersales_limit_visitor > 0
              AND aftersales_upload_count >= 0 AND aftersales_upload_mb > 0)""",
        "Limits of the portal are greater than zero: check the figures of the After-Sales page.",
    )

    def _compute_aftersales_alias_name(self):
        for company in self:
            company.aftersales_alias_name = company.aftersales_alias_id.alias_name

    def _inverse_aftersales_alias_name(self):
        """Keep one alias per company; without a name there is none."""
        # sudo: whoever may change the company may name its address
        for company in self.sudo():
            name = (company.aftersales_alias_name or "").strip()
            vals = company._prepare_aftersales_alias_vals(name)
            if not name:
                company.aftersales_alias_id.unlink()
            elif company.aftersales_alias_id:
                company.aftersales_alias_id.write(vals)
            else:
                company.aftersales_alias_id = self.env["mail.alias"].sudo().create(vals)  # sudo: as above

    def _prepare_aftersales_alias_vals(self, name):
        return {
            "alias_name": name,
            "alias_model_id": self.env["ir.model"]._get_id("aftersales.order"),
            "alias_domain_id": self.alias_domain_id.id,
            "alias_defaults": {"company_id": self.id},
            "alias_contact": "everyone",
        }

    @api.constrains("aftersales_web_user_id")
    def _check_aftersales_web_user_id(self):
        for company in self:
            user = company.aftersales_web_user_id
            if user and (user.share or company not in user.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot own requests of %(company)s: choose one of its own people.",
                        user=user.name,
                        company=company.name,
                    )
                )

    def _get_aftersales_owner(self):
        """Return who owns a request that nobody took: never nobody (G4)."""
        self.ensure_one()
        company = self.sudo()  # sudo: the caller may be a visitor; only a user id is taken
        chosen = company.aftersales_web_user_id.filtered("active")
        if chosen:
            return chosen
        group = self.env.ref("aftersales_service.group_dispatcher")
        domain = [("all_group_ids", "in", group.ids), ("company_ids", "in", self.ids), ("share", "=", False)]
        dispatcher = company.env["res.users"].search(domain, order="id desc", limit=1)
        return dispatcher or self.env.ref("base.user_admin")
