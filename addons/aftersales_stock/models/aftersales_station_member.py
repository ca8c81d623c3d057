from odoo import fields, models

from ..const import MEMBER_ROLES


class AftersalesStationMember(models.Model):
    """Somebody who works at a station; the people are the station's, not ours (N1)."""

    _name = "aftersales.station.member"
    _description = "Person at a Station"
    _order = "station_id, role desc, name"

    station_id = fields.Many2one("aftersales.station", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="station_id.company_id", store=True)
    name = fields.Char(required=True)
    role = fields.Selection(MEMBER_ROLES, required=True, default="engineer")
    phone = fields.Char()
    certificate = fields.Char()
    trained_on = fields.Date(help="Only engineers who were trained by then count.")
    left_on = fields.Date(help="Last day at the station.")

    _dates_order = models.Constraint(
        "CHECK (left_on IS NULL OR trained_on IS NULL OR left_on >= trained_on)",
        "Nobody leaves before the training: check the dates.",
    )

    def _count(self, role, day):
        """Return how many of these have `role` on `day`; engineers count once they are trained."""
        return len(
            self.filtered(
                lambda person: (
                    person.role == role
                    and (not person.left_on or person.left_on >= day)
                    and (role != "engineer" or (person.trained_on and person.trained_on <= day))
                )
            )
        )
