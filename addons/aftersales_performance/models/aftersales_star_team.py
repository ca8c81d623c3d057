from decimal import Decimal

from odoo import api, fields, models

from ..tools.stars import find_best


class AftersalesStarTeam(models.Model):
    """The best team of a month by the mean of its people's points (S28); best long enough: outstanding."""

    _name = "aftersales.star.team"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Best Team"
    _order = "month desc, department_id"
    _rec_name = "department_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    month = fields.Date(required=True, readonly=True, index=True, help="Its first day.")
    department_id = fields.Many2one(
        "hr.department", string="Team", required=True, readonly=True, index=True, ondelete="restrict"
    )
    people = fields.Integer(readonly=True)
    score = fields.Float(
        string="Mean of the Points",
        readonly=True,
        digits=(5, 2),
        aggregator="avg",
        groups="aftersales_performance.group_manager",
        help="Managers see it: of a small team it would tell a colleague's points.",
    )
    row = fields.Integer(string="Months in a Row", readonly=True, aggregator=None)
    is_outstanding = fields.Boolean(string="Outstanding Team", readonly=True)

    _team_unique = models.UniqueIndex("(department_id, month)", "A team is best once a month.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesStarTeam, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    @api.model
    def _find(self, company, month):
        """Name the best team of `month` once all its ratings are approved."""
        ratings = self.env["aftersales.star.rating"].search(
            [("company_id", "=", company.id), ("month", "=", month), ("department_id", "!=", False)]
        )
        if not ratings or set(ratings.mapped("state")) != {"approved"}:
            return
        teams = ratings.grouped("department_id")
        best = find_best(
            {team.id: [Decimal(str(each.score)) for each in found] for team, found in teams.items()}
        )
        known = self.search([("company_id", "=", company.id), ("month", "=", month)]).department_id.ids
        before = {
            each.department_id.id: each.row
            for each in self.search(
                [("company_id", "=", company.id), ("month", "=", fields.Date.subtract(month, months=1))]
            )
        }
        self.create(
            [
                {
                    "company_id": company.id,
                    "month": month,
                    "department_id": team.id,
                    "people": len(found),
                    "score": sum(found.mapped("score")) / len(found),
                    "row": before.get(team.id, 0) + 1,
                    "is_outstanding": before.get(team.id, 0) + 1 >= found[0].policy_id.team_months,
                }
                for team, found in teams.items()
                if team.id in best and team.id not in known
            ]
        )
