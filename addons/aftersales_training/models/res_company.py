from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_training_officer_id = fields.Many2one(
        "res.users",
        string="Consolidates Training Plans",
        help="Late consolidation of monthly plans (T1) is followed up here.",
    )
    aftersales_training_manager_id = fields.Many2one(
        "res.users",
        string="Approves Training Plans",
        help="Late approval, and what others are late with (T1), is followed up here.",
    )

    @api.model
    def _get_aftersales_sequences(self):
        """Numbers of the documents of training, too."""
        return {
            **super()._get_aftersales_sequences(),
            "aftersales.training.plan": (self.env._("Training plan"), "PX%(y)s%(month)s-"),
            "aftersales.training.session": (self.env._("Training session"), "PC%(y)s%(month)s-"),
            "aftersales.training.report": (self.env._("Implementation table"), "PB%(y)s%(month)s-"),
            "aftersales.training.evaluation": (self.env._("Training evaluation"), "PP%(y)s%(month)s-"),
            "aftersales.training.contest": (self.env._("Contest of lecturers"), "PJ%(y)s%(month)s-"),
            "aftersales.training.check": (self.env._("Spot check of trainings"), "PK%(y)s%(month)s-"),
        }

    def _ensure_training_role(self, *roles):
        """Refuse whoever has none of `roles` (group names of this addon without "group_")."""
        if self.env.su:
            return
        user = self.env.user
        if not any(user.has_group(f"aftersales_training.group_{role}") for role in roles):
            groups = [self.env.ref(f"aftersales_training.group_{role}").sudo().name for role in roles]
            raise AccessError(self.env._("Only these roles may do this: %(roles)s.", roles=", ".join(groups)))
