from odoo import fields, models


class AftersalesTerritoryTravel(models.Model):
    """How long it takes from one territory to another (S3)."""

    _name = "aftersales.territory.travel"
    _description = "Travel Between Territories"
    _order = "territory_id, minutes, id"
    _check_company_auto = True

    territory_id = fields.Many2one("aftersales.territory", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="territory_id.company_id", store=True, index=True)
    other_id = fields.Many2one(
        "aftersales.territory",
        string="To",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('id', '!=', territory_id)]",
    )
    minutes = fields.Integer(required=True)

    _pair_unique = models.UniqueIndex(
        "(territory_id, other_id)", "The way between these two territories is written down already."
    )
    _minutes_positive = models.Constraint(
        "CHECK (minutes > 0)", "Minutes of travel must be greater than zero."
    )
    _two_territories = models.Constraint(
        "CHECK (territory_id != other_id)", "Choose two different territories."
    )
