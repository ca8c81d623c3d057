from odoo import fields, models

from ..const import LEVELS


class HrDepartment(models.Model):
    _inherit = "hr.department"

    aftersales_training_level = fields.Selection(
        LEVELS,
        string="Training Unit",
        index="btree_not_null",
        help="Units have a training plan and an implementation table of their own every month. "
        "A department without a level belongs to the unit above it.",
    )
    aftersales_training_user_ids = fields.Many2many(
        "res.users",
        "aftersales_training_department_user_rel",
        string="Training Organisers",
        help="They plan and hold the trainings of this unit and of those directly below it, "
        "like its manager.",
    )
