from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain


class AftersalesShift(models.Model):
    """Shifts that are over: nothing stays without an owner (S26), a late handover is held (D42)."""

    _inherit = "aftersales.shift"

    @api.model
    def _cron_escalate(self):
        """Tell the superior of each shift that is over and not handed over and accepted in time: once."""
        # sudo: scheduled work over all companies
        shifts = self.sudo()
        for company in shifts.env["res.company"].search([("active", "=", True)]):
            shifts._work_in_slices(
                shifts._get_open_end_domain(company), lambda found: found._tell_superiors()
            )

    @api.model
    def _get_watched(self, company):
        """Return what both sweeps over the shifts of `company` go by.

        :return: domain of the shifts that the ticket rules hold for; minutes that a handover may take;
            moment: what was due then or before has had these minutes
        """
        policy = self.env["aftersales.ticket.policy"]._get_held(company)
        minutes = policy.handover_minutes
        watched = (
            Domain("company_id", "=", company.id) & Domain("date_to", ">=", company.aftersales_ticket_from)
            if policy
            else Domain.FALSE
        )
        return watched, minutes, fields.Datetime.now() - timedelta(minutes=minutes + 1)

    @api.model
    def _get_open_end_domain(self, company):
        """Shifts of `company` that are over, and whose matters nobody has accepted after the minutes."""
        watched, _minutes, limit = self._get_watched(company)
        return (
            watched
            & Domain("escalated_on", "=", False)
            & Domain("date_to", "<=", limit)
            & (
                Domain("state", "in", ("planned", "running"))
                | Domain("state", "=", "written") & Domain("written_on", "<=", limit)
            )
        )

    def _tell_superiors(self):
        """A superior who is a performance manager, else all of these see to it that somebody takes over."""
        for shift in self.with_user(SUPERUSER_ID):
            managers = shift.env.ref("aftersales_performance.group_manager").all_user_ids
            managers = managers.filtered(lambda user, own=shift: own.company_id in user.company_ids)
            # only a manager can name somebody else
            users = (shift.employee_id.parent_id.user_id & managers) or managers
            author = shift.env.user.partner_id
            for partner in users.partner_id:
                told = shift.with_context(lang=partner.lang)
                told._notify(partner, author, told.env._("Shift not handed over"), told._describe_open_end())
            shift.escalated_on = fields.Datetime.now()

    def _describe_open_end(self):
        self.ensure_one()
        if self.state == "written":
            return self.env._(
                "%(shift)s: %(taker)s has not accepted the handover. See to it, or name somebody else.",
                shift=self.display_name,
                taker=self.taker_id.name,
            )
        if self.state == "planned":
            return self.env._(
                "%(shift)s: the shift was not begun, and nobody handed it over. Open matters of the agent "
                "stay with the agent: see who works on them.",
                shift=self.display_name,
            )
        return self.env._(
            "%(shift)s: the shift is over and the handover is not written. Hand over in the agent's place if "
            "need be.",
            shift=self.display_name,
        )

    # Late handover ------------------------------------------------------------------

    @api.model
    def _get_late_domain(self, company):
        """Shifts of `company` whose handover was or is late, and is not held against the agent yet (D42)."""
        watched, minutes, limit = self._get_watched(company)
        return (
            watched
            & (
                Domain("state", "=", "running") & Domain("date_to", "<=", limit)
                | Domain("minutes_late", ">", minutes)
            )
            & self.env["aftersales.ticket.breach"]._get_unknown_domain("handover", self._name)
        )

    def _hold_late(self):
        """Propose what the rulebook provides for a late handover: for a group leader its own article."""
        self.env["aftersales.ticket.breach"]._hold(
            [
                {
                    "employee": shift.employee_id,
                    "company": shift.company_id,
                    "cause": "handover",
                    "article": "leader_handover" if shift.is_leader else "handover",
                    "day": shift.company_id._get_aftersales_date(shift.date_to),
                    "source": shift,
                    "facts": self.env._(
                        "The shift until %(end)s was handed over late: %(written)s.",
                        end=shift._format(shift.date_to),
                        written=shift._format(shift.written_on)
                        if shift.written_on
                        else self.env._("not yet"),
                    ),
                }
                for shift in self
            ]
        )
