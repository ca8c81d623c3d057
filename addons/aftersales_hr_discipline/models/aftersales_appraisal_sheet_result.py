from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.appraisal import find_pay
from .aftersales_conduct_record_log import READERS


class AftersalesAppraisalSheet(models.Model):
    """What follows from a result: appeal (A8), performance pay and proposals (A6)."""

    _inherit = "aftersales.appraisal.sheet"

    appeal_ids = fields.One2many("aftersales.appraisal.appeal", "sheet_id", string="Appeals")
    proposal_ids = fields.One2many("aftersales.appraisal.proposal", "sheet_id", string="Proposals")
    pay_base = fields.Monetary(
        string="Base of the Pay",
        readonly=True,
        help="Performance pay of the template, or the wage of the contract, as the policy says.",
    )
    pay = fields.Monetary(string="Performance Pay", readonly=True)
    withheld = fields.Monetary(readonly=True, help="Part of the performance pay, never of the basic pay.")
    revision = fields.Integer(
        readonly=True, aggregator=None, help="How often the final result was corrected."
    )
    is_last = fields.Boolean(
        string="Last in the Department", compute="_compute_is_last", search="_search_is_last", groups=READERS
    )

    def _compute_is_last(self):
        last = self.search([("id", "in", self.ids), ("is_last", "=", True)])
        for sheet in self:
            sheet.is_last = sheet in last

    def _search_is_last(self, operator, value):
        """Sheets with the least score of their department and cycle, where others are above them."""
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        if not (self.env.su or self._has_role("officer", "general_manager", "auditor")):
            raise AccessError(self.env._("Who is last in a department is for HR to see."))
        last = SQL(
            "(SELECT id FROM (SELECT id, score, min(score) OVER place AS least, max(score) OVER place AS most"
            " FROM aftersales_appraisal_sheet WHERE state NOT IN ('open', 'cancelled')"
            " WINDOW place AS (PARTITION BY cycle_id, department_id)) ranked"
            " WHERE score = least AND least < most)"
        )
        return Domain("id", "in", last)

    def action_view_conduct(self):
        """List the records whose points of conduct stand on this sheet (D2)."""
        self.ensure_one()
        self.check_access("read")
        points = self.env["aftersales.conduct.points"].search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("company_id", "=", self.company_id.id),
                ("month", ">=", self.date_from),
                ("month", "<=", self.date_to),
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_conduct_record_action"
        )
        return {**action, "domain": [("id", "in", points.record_id.ids)], "context": {}}

    # Appeal (A8) --------------------------------------------------------------------

    def action_appeal(self):
        """Let the person write the appeal."""
        self.ensure_one()
        self._ensure_appealable()
        return self._open_dialog("appeal", self.env._("Appeal"))

    def _ensure_appealable(self):
        self.check_access("read")
        if not all(sheet.is_mine for sheet in self):
            raise AccessError(self.env._("Only the person concerned can do this."))
        self._ensure_step("appealed", "published", "acknowledged")
        late = self.filtered(lambda sheet: sheet.appeal_until < sheet._get_today())[:1]
        if late:
            raise UserError(
                self.env._(
                    "The time for an appeal against %(name)s ended on %(date)s.",
                    name=late.display_name,
                    date=late.appeal_until,
                )
            )

    def _appeal(self, indicator, grounds):
        """File an appeal against a line of this sheet, or the whole of it."""
        self.ensure_one()
        self._ensure_appealable()
        if indicator and indicator.sheet_id != self:
            raise UserError(self.env._("Choose a line of your own sheet."))
        if not (grounds or "").strip():
            raise UserError(self.env._("Give a reason."))
        self._update_state("appealed")
        # sudo: the person has no right to write appeals; who and when was checked above
        self.env["aftersales.appraisal.appeal"].sudo().create(
            {"sheet_id": self.id, "indicator_id": indicator.id, "grounds": grounds}
        )
        self.sudo()._end_activities()  # sudo: the person may have no right on activities of others

    # Consequences (A6) --------------------------------------------------------------

    def _finish(self):
        """The result stands: pay is put on the month's sheet, what the grade proposes is put forward."""
        result = super()._finish()
        self._pay()
        self.env["aftersales.appraisal.year"]._refresh(self)
        self.env["aftersales.appraisal.proposal"].create(
            [
                {"sheet_id": sheet.id, "kind": kind}
                for sheet in self
                for kind in sheet.grade_id._get_proposals()
            ]
        )
        return result

    def _pay(self):
        """Add each sheet's performance pay; a corrected one takes back what was added before."""
        rows = []
        for sheet in self:
            policy = sheet.cycle_id.policy_id
            by_wage = policy.pay_formula == "wage"
            pay = find_pay(
                Decimal(str(sheet.pay_base)),
                Decimal(str(sheet.score)).quantize(Decimal("0.01")),
                Decimal(str(policy.wage_share if by_wage else 100)),
                Decimal(str(policy.withheld_below)),
                Decimal(str(policy.withheld_share)),
            )
            before = f"{self._name},{sheet.id},{sheet.revision - 1}"
            day = sheet.company_id._get_aftersales_today()
            if sheet.revision and sheet.pay:
                rows.append(
                    {
                        **sheet._prepare_pay_vals(day, -sheet.pay),
                        "source_key": f"{before},reversed",
                        "claim_key": before,
                    }
                )
            sheet.write({"pay": float(pay.paid), "withheld": float(pay.withheld)})
            if pay.paid:
                rows.append(sheet._prepare_pay_vals(day, float(pay.paid)))
        if rows:
            self.env["aftersales.adjustment"]._add_adjustment(rows)

    def action_propose_placement(self):
        """Put forward that who is last in the department stays, is trained, moves or leaves (A6).

        The list of the last ones does nothing by itself: somebody of HR asks for each person.
        """
        self._ensure_role("officer")
        self._ensure_not_mine()
        self._ensure_step("final", "final")
        last = self.search([("id", "in", self.ids), ("is_last", "=", True)])
        if other := (self - last)[:1]:
            raise UserError(
                self.env._("%(name)s is not the last in the department.", name=other._get_title())
            )
        # sudo: proposals are made by the system only; right and state checked above
        proposals = self.env["aftersales.appraisal.proposal"].sudo()
        known = proposals.search([("sheet_id", "in", self.ids), ("kind", "=", "placement")]).sheet_id
        proposals.create([{"sheet_id": sheet.id, "kind": "placement"} for sheet in self - known])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_hr_discipline.aftersales_appraisal_proposal_action"
        )
        return {**action, "domain": [("sheet_id", "in", self.ids), ("kind", "=", "placement")]}

    def _prepare_pay_vals(self, day, amount):
        self.ensure_one()
        return {
            "employee_id": self.employee_id.id,
            "company_id": self.company_id.id,
            "kind": "other",
            "day": day,
            "amount": amount,
            "reason": self.env._("Performance pay: %(name)s", name=self.display_name),
            "source_key": f"{self._name},{self.id},{self.revision}",
        }

    def action_correct(self):
        """Ask for the change of a final result and its reason."""
        self.ensure_one()
        self._ensure_may_correct()
        return self._open_dialog("correct", self.env._("Correct the Final Result"))

    def _ensure_may_correct(self):
        self._ensure_role("general_manager")
        self._ensure_not_mine()
        self._ensure_step("final", "final")

    def _correct(self, points, reason):
        """Change a final result: the pay is reversed and added anew, nothing that was paid is rewritten."""
        self.ensure_one()
        self._lock()
        self._ensure_may_correct()
        if self.cycle_id.sudo().state == "cancelled" or not (reason or "").strip():
            raise UserError(self.env._("Give a reason."))
        sheet = self.sudo()  # sudo: guarded fields and lines of money; right and state checked above
        before = sheet.score
        sheet.write({"change": points, "revision": sheet.revision + 1})
        sheet._sum_up()
        sheet._log_score(before, reason)
        sheet._pay()
        sheet.env["aftersales.appraisal.year"]._refresh(sheet)
