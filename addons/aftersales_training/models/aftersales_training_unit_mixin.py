from odoo import api, fields, models


class AftersalesTrainingUnitMixin(models.AbstractModel):
    """A numbered document of a training unit, in the company of the unit."""

    _name = "aftersales.training.unit.mixin"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Training Document of a Unit"

    name = fields.Char(string="Number", required=True, readonly=True, default="/", copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('aftersales_training_level', '!=', False)]",
        default=lambda self: self._get_own_unit(),
    )

    def _get_own_unit(self):
        """Return the unit that the user heads or organises."""
        user = self.env.user
        # sudo: who heads which unit is no secret
        return self.env["hr.department"].sudo().search(
            [
                ("aftersales_training_level", "!=", False),
                ("company_id", "=", self.env.company.id),
                "|",
                ("manager_id.user_id", "=", user.id),
                ("aftersales_training_user_ids", "in", user.id),
            ],
            limit=1,
        )  # fmt: skip

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=["company_id"])
        self = self._drop_guarded_defaults(allowed=["company_id"])
        departments = self.env["hr.department"]
        vals_list = [
            {
                **vals,
                "company_id": departments.browse(vals.get("department_id")).company_id.id
                or vals.get("company_id")
                or self.env.company.id,
            }
            for vals in vals_list
        ]
        return super().create(self.env["ir.sequence"]._number(self._name, vals_list))

    def write(self, vals):
        self._refuse_guarded(vals)
        self.check_access("write")
        result = super().write(vals)
        if "department_id" in vals:
            self.check_access("write")  # the host asks for the old unit only
        return result

    def _ensure_role(self, *roles):
        self.check_access("read")
        self.env["res.company"]._ensure_training_role(*roles)

    def _ensure_may_organise(self):
        """Only organisers of the unit go on."""
        self._ensure_role("organiser")
        self.check_access("write")
