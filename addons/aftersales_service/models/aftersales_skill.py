from odoo import api, fields, models

from ..const import SKILL_LEVELS


class AftersalesSkill(models.Model):
    """How well an engineer knows a kind of product (S3)."""

    _name = "aftersales.skill"
    _description = "Skill of an Engineer"
    _order = "employee_id, product_categ_id, id"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Engineer",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("aftersales_engineer", "=", True)],
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index=True)
    product_categ_id = fields.Many2one(
        "product.category", string="Product Category", required=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(SKILL_LEVELS, required=True, default="2")

    _employee_category_unique = models.UniqueIndex(
        "(employee_id, product_categ_id)", "This engineer has a level for this product category already."
    )

    @api.depends("employee_id")
    def _compute_company_id(self):
        for skill in self:
            skill.company_id = skill.employee_id.sudo().company_id  # sudo: private profile, no secret

    @api.depends("product_categ_id", "level")
    @api.depends_context("lang")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for skill in self:
            skill.display_name = f"{skill.product_categ_id.name} · {levels.get(skill.level)}"

    def _get_level(self, product):
        """Return the level of the skill that is nearest to the category of `product`; 0 for none."""
        ranks = {skill: skill.product_categ_id._get_aftersales_rank(product) for skill in self}
        fitting = [skill for skill, rank in ranks.items() if rank > 0]
        return int(max(fitting, key=lambda skill: ranks[skill]).level) if fitting else 0
