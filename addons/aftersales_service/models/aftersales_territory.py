from odoo import api, fields, models

from ..const import AREAS


class AftersalesTerritory(models.Model):
    """A part of the country that engineers and stations look after (S3)."""

    _name = "aftersales.territory"
    _description = "Service Territory"
    _order = "code, name, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty for a territory of every company."
    )
    area = fields.Selection(
        AREAS, required=True, default="urban", help="How soon an engineer must be there (S3)."
    )
    # the public profile: who keeps the territories is no HR user
    employee_ids = fields.Many2many(
        "hr.employee.public",
        "aftersales_territory_employee_rel",
        "territory_id",
        "employee_id",
        string="Engineers",
        domain=[("aftersales_engineer", "=", True)],
        help="Whose home territory it is.",
    )
    station_ids = fields.Many2many(
        "aftersales.station",
        "aftersales_territory_station_rel",
        "territory_id",
        "station_id",
        string="Stations",
    )
    inside_minutes = fields.Integer(
        string="Travel Inside", help="Minutes from one customer to the next inside the territory."
    )
    travel_ids = fields.One2many("aftersales.territory.travel", "territory_id", copy=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "A territory with this code exists already."
    )
    _inside_positive = models.Constraint(
        "CHECK (inside_minutes IS NULL OR inside_minutes >= 0)", "Minutes of travel cannot be negative."
    )

    @api.model
    def _get_travel(self):
        """Return (from id, to id) → minutes, both ways, inside a territory too; two queries.

        Where only one way is written down it holds for both.
        """
        minutes = {(each.id, each.id): each.inside_minutes for each in self.search([]) if each.inside_minutes}
        rows = self.env["aftersales.territory.travel"].search_fetch(
            [], ["territory_id", "other_id", "minutes"]
        )
        for row in rows:
            minutes.setdefault((row.other_id.id, row.territory_id.id), row.minutes)
        minutes.update({(row.territory_id.id, row.other_id.id): row.minutes for row in rows})
        return minutes
