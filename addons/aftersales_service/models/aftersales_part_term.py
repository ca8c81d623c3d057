from odoo import fields, models


class AftersalesPartTerm(models.Model):
    """How long a replaced part carries a warranty of its own (S1).

    A part that no term is for carries none.
    """

    _name = "aftersales.part.term"
    _inherit = ["aftersales.term.mixin"]
    _description = "Warranty of Replaced Parts"
    _order = "product_tmpl_id, product_categ_id, date_from desc, id desc"

    product_tmpl_id = fields.Many2one(string="Part")
    product_categ_id = fields.Many2one(string="Part Category")
    months = fields.Integer(help="Months, counted from the day after the repair.")
    labour_share = fields.Float(
        string="Labour Covered (%)",
        digits="Discount",
        help="Percent of the labour that is free when the part fails within its own warranty.",
    )

    _labour_share_percent = models.Constraint(
        "CHECK (labour_share IS NULL OR (labour_share >= 0 AND labour_share <= 100))",
        "Between 0 and 100 % of the labour are covered: check the share.",
    )
