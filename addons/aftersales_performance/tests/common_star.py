from odoo import fields
from odoo.fields import Command

from .common import MONTH, PerformanceCase

#: What a manager gives where no record has it.
MARKS = {"exam": 100, "satisfaction": 100, "manners": 100, "ability": 100, "peers": 100}


class StarCase(PerformanceCase):
    """The agent's months: contacts at the target, all excellent, nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ratings = cls.env["aftersales.star.rating"]
        cls.star_policy = cls.env.ref("aftersales_performance.star_policy_general")
        cls.star_policy.volume_target = 100

    @classmethod
    def _part(cls, rating, part):
        return rating.part_ids.filtered(lambda each: each.part == part)

    @classmethod
    def _mark(cls, rating, **marks):
        for part, value in {**MARKS, **marks}.items():
            cls._part(rating, part).with_user(cls.leader.user_id).value = value

    @classmethod
    def _rate(cls, month=MONTH, agent=None):
        """Rate `month` with nothing in the records; return the agent's rating."""
        ratings = cls.ratings._rate(cls.company, month) or cls.ratings.search([("month", "=", month)])
        return ratings.filtered(lambda rating: rating.employee_id == (agent or cls.agent))

    @classmethod
    def _fix(cls, rating, checks=100, volume=100, **marks):
        """Give every part, those of records as if they were there."""
        cls._mark(rating, **marks)
        cls._part(rating, "checks").write({"value": checks, "is_given": True})
        cls._part(rating, "volume").write({"value": volume, "is_given": True})
        rating.part_ids._reckon()
        rating._reckon()
        return rating

    @classmethod
    def _approve(cls, rating):
        rating.with_user(cls.leader.user_id).action_approve()
        return rating

    @classmethod
    def _complain(cls, person=None, on="2026-02-15 02:00:00", major=False, outcome="compensation"):
        """A complaint found justified, with its loss on a person."""
        complaint = cls.env["aftersales.complaint"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "description": "The agent hung up",
                "kind": "service",
                "major": major,
                "outcome_ids": [
                    Command.create({"kind": outcome, "amount": 1 if outcome == "compensation" else 0})
                ],
                "share_ids": [Command.create({"employee_id": (person or cls.agent).id, "percent": 100})],
            }
        )
        complaint.sudo().write({"state": "approved", "loss_confirmed_on": fields.Datetime.to_datetime(on)})
        return complaint
