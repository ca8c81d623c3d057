from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import AWARD_TRANSITIONS
from ..tools.award import find_pay_day, split


class AftersalesAward(models.Model):
    """The way of an award (D48): one door, one table of permitted transitions."""

    _inherit = "aftersales.award"
    _transitions = AWARD_TRANSITIONS

    def _open_dialog(self, purpose, title):
        self.ensure_one()
        return open_dialog(
            title, "aftersales.award.step", award_id=self.id, purpose=purpose, prize=self.prize
        )

    def _ensure_prize(self, prize):
        """Set another prize within the range of the programme, where the step may."""
        self.ensure_one()
        if prize != self.prize:
            self.sudo().write({"prize": prize})  # sudo: right and state checked by the caller

    # Review and approval ------------------------------------------------------------

    def action_review(self):
        """Open the review of a nomination."""
        self.ensure_one()
        self._ensure_may_review()
        return self._open_dialog("review", self.env._("Review"))

    def _ensure_may_review(self):
        self.check_access("read")
        for award in self:
            reviewer = award.programme_id.reviewer
            allowed = award._is_superior() if reviewer == "superior" else award._has_role(reviewer)
            if not (allowed or award._has_role("manager")):
                raise AccessError(self.env._("Award %(name)s is reviewed by somebody else.", name=award.name))
        self._ensure_no_conflict()

    def _review(self, prize, note):
        """Nominated → reviewed: the conditions are met, the prize is within its range."""
        self._ensure_may_review()
        self._lock()
        self._ensure_step("reviewed", "nominated")
        self._ensure_conditions()
        self._ensure_prize(prize)
        self._update_state(
            "reviewed", reviewer_id=self.env.uid, reviewed_on=fields.Datetime.now(), review_note=note
        )

    def action_approve(self):
        """Open the approval of a reviewed nomination."""
        self.ensure_one()
        self._ensure_may_approve()
        return self._open_dialog("approve", self.env._("Approve"))

    def _ensure_may_approve(self):
        self.check_access("read")
        for award in self:
            award._ensure_role(award.programme_id.approver)
        self._ensure_no_conflict("reviewer_id")

    def _approve(self, prize):
        """Reviewed → approved: with the day the prize is paid."""
        self._ensure_may_approve()
        self._lock()
        self._ensure_step("approved", "reviewed")
        self._ensure_conditions()
        self._ensure_prize(prize)
        today = self.company_id._get_aftersales_today()
        if self.date_to >= today:
            raise UserError(
                self.env._(
                    "The period of award %(name)s runs until %(date)s: approve it afterwards.",
                    name=self.name,
                    date=self.date_to,
                )
            )
        self._update_state(
            "approved",
            approver_id=self.env.uid,
            approved_on=fields.Datetime.now(),
            pay_on=find_pay_day(self.date_to, self.programme_id.pay_day, today),
        )

    def action_reject(self):
        """Ask why a nomination is not pursued."""
        self.ensure_one()
        self._ensure_may_reject()
        return self._open_dialog("reject", self.env._("Turn Down"))

    def _ensure_may_reject(self):
        for award in self:
            if award.state == "reviewed":
                award._ensure_may_approve()
            else:
                award._ensure_may_review()

    def _reject(self, reason):
        self._ensure_may_reject()
        self._update_state("rejected", end_reason=reason)

    # Announcement -------------------------------------------------------------------

    def action_announce(self):
        """Approved → announced: everybody of the company sees it, the people concerned are told."""
        self._ensure_role("officer")
        self._lock()
        self._ensure_step("announced", "approved")
        self._ensure_conditions()
        self._update_state("announced", announced_on=fields.Datetime.now())
        for award in self.sudo():
            people = award._get_people()
            award.message_post(
                body=self.env._(
                    "“%(programme)s”, %(period)s: %(names)s. Congratulations!",
                    programme=award.programme_id.name,
                    period=award.period_name,
                    names=format_list(self.env, people.mapped("name")),
                ),
                partner_ids=people.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    # Prize --------------------------------------------------------------------------

    @api.model
    def _cron_pay(self):
        """Put the prizes that are due on the sheets of their months."""
        # sudo: scheduled work over all companies
        awards = self.sudo()
        for company in awards.env["res.company"].search([("active", "=", True)]):
            today = company._get_aftersales_today()
            awards._work_in_slices(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "announced")
                & Domain("pay_on", "<=", today),
                lambda found: found._pay(),
            )

    def _pay(self):
        """Announced → paid: each person's part is a line of the month's sheet (D46)."""
        self.env["aftersales.adjustment"]._add_adjustment(
            [row for award in self for row in award._prepare_prize_rows(award.pay_on)]
        )
        if self:
            self._update_state("paid")

    def _prepare_prize_rows(self, day):
        self.ensure_one()
        people = self._get_people().sorted("id")
        return [
            {
                "employee_id": person.id,
                "company_id": self.company_id.id,
                "kind": "reward",
                "day": day,
                "amount": float(part),
                "reason": self.display_name,
                "award_id": self.id,
                "source_key": f"{self._name},{self.id},{person.id},paid",
            }
            for person, part in zip(people, split(Decimal(str(self.prize)), len(people)), strict=True)
            if part
        ]

    # End ----------------------------------------------------------------------------

    def action_revoke(self):
        """Ask why an award is taken back."""
        self._ensure_may_revoke()
        return self._open_dialog("revoke", self.env._("Revoke"))

    def _ensure_may_revoke(self):
        self._ensure_role("general_manager")
        if self.env.user in self.sudo()._get_people().user_id:
            raise UserError(self.env._("Nobody keeps the file of an own case: ask a colleague."))

    def _revoke(self, reason):
        """Take an award back; a prize that was paid is reversed on the next sheet."""
        self.ensure_one()
        self._ensure_may_revoke()
        self._lock()
        paid = self.state == "paid"
        self._update_state("revoked", end_reason=reason)
        if paid:
            award = self.sudo()  # sudo: who may revoke keeps no sheets
            today = award.company_id._get_aftersales_today()
            award.env["aftersales.adjustment"]._add_adjustment(
                [
                    {
                        **row,
                        "amount": -row["amount"],
                        "claim_key": row["source_key"],
                        "source_key": row["source_key"].replace("paid", "reversed"),
                    }
                    for row in award._prepare_prize_rows(today)
                ]
            )

    def action_view_adjustments(self):
        """List the lines of the prize."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_adjustment_action"
        )
        return {**action, "domain": [("award_id", "in", self.ids)], "context": {}}
