from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import CUSTODY_STAGES, DISPOSALS

_STAGES = [key for key, _label in CUSTODY_STAGES]


class AftersalesOrderUnit(models.Model):
    """Goods that nobody collects (S8): two notices, then a manager decides. Nothing goes by itself."""

    _inherit = "aftersales.order.unit"

    custody_policy_id = fields.Many2one(
        "aftersales.custody.policy",
        string="Uncollected Goods Policy",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    custody_stage = fields.Selection(
        CUSTODY_STAGES, string="Uncollected", readonly=True, copy=False, index="btree_not_null"
    )
    custody_due = fields.Date(
        string="Next Notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the owner is reminded next, or the unit counts as abandoned.",
    )
    disposal = fields.Selection(DISPOSALS, string="Decision", readonly=True, copy=False)
    disposal_reason = fields.Char(string="Reason", readonly=True, copy=False)
    disposed_by_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)

    def _update_state(self, target, **vals):
        """A unit that becomes ready waits for its owner from that day on (S8)."""
        if target != "ready":
            kept = (
                {}
                if target in ("returned", "disposed")
                else {"custody_stage": False, "custody_policy_id": False}
            )
            return super()._update_state(target, custody_due=False, **kept, **vals)
        policies = self.env["aftersales.custody.policy"].sudo()  # sudo: policy, no secret
        policies = policies.search(policies._get_company_domain(self.company_id))
        for order, units in self.sudo().grouped("order_id").items():  # sudo: its company and calendar
            custody = order._prepare_custody_vals(vals["ready_on"], policies)
            super(AftersalesOrderUnit, units.with_env(self.env))._update_state(target, **custody, **vals)
        return None

    # ------------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------------

    @api.model
    def _get_due_domain(self):
        return Domain("state", "=", "ready") & self.env["res.company"]._get_day_domain("custody_due", "<=")

    @api.model
    def _cron_remind(self):
        """Remind owners, mark what is abandoned (S8); in slices, each of which is kept.

        What has been told is stored in the same transaction: the action can be killed, and run twice.
        """
        # one letter for a receipt: its units were made together, their ids follow each other
        self._work_in_slices(self._get_due_domain(), lambda units: units._remind(), "receipt_id")

    def _remind(self):
        """Take these units to their next stage, tell their owners and ours."""
        units = self.filtered_domain(self._get_due_domain())
        steps = {}
        for unit in units:
            stage, due = unit._get_next_stage(unit.company_id._get_aftersales_today())
            steps[stage, due] = steps.get((stage, due), self.browse()) | unit
        told = {}
        for (stage, due), stage_units in steps.items():
            # sudo: the server's own fields
            stage_units.sudo().write({"custody_stage": stage, "custody_due": due})
            told[stage] = told.get(stage, self.browse()) | stage_units
        for stage, stage_units in told.items():
            stage_units._notify_office(stage)
            if stage != "abandoned":
                stage_units.receipt_id._send_notice()

    def _get_next_stage(self, today):
        """Return the next stage and the day after which another one follows.

        A notice that came late still leaves the owner the whole time until the next one.
        """
        self.ensure_one()
        stage = _STAGES[_STAGES.index(self.custody_stage) + 1 if self.custody_stage else 0]
        if stage == _STAGES[-1]:
            return stage, False
        policy = self.custody_policy_id
        later = policy._get_days(_STAGES[_STAGES.index(stage) + 1])
        due = self.custody_due + timedelta(days=later - policy._get_days(stage))
        return stage, max(due, today + timedelta(days=later - policy._get_days(stage)))

    def _notify_office(self, stage):
        """Put one activity on each order, for its owner (G4)."""
        label = dict(self._fields["custody_stage"]._description_selection(self.env))[stage]
        self.env["mail.activity"]._plan_in_batch(
            "aftersales_service.mail_activity_type_uncollected",
            "aftersales.order",
            [
                (
                    order.id,
                    order.user_id,
                    order.company_id._get_aftersales_today(),
                    self.env._("%(stage)s: %(count)s units are not collected", stage=label, count=len(units)),
                )
                for order, units in self.grouped("order_id").items()
            ],
        )

    # ------------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------------

    def action_open_dispose(self):
        """Open the dialog in which a manager decides what becomes of abandoned goods."""
        self._ensure_role("manager")
        self._ensure_abandoned()
        return self._open_decision("dispose", self.env._("Abandoned goods"))

    def _ensure_abandoned(self):
        other = self.filtered(lambda unit: unit.state != "ready" or unit.custody_stage != "abandoned")[:1]
        if other:
            raise UserError(
                self.env._(
                    "The unit of card %(card)s does not count as abandoned: its owner can still collect it.",
                    card=other.name,
                )
            )

    def _dispose(self, disposal, reason):
        """Let abandoned goods leave our custody otherwise than into their owner's hands (S8).

        :param disposal: a key of `const.DISPOSALS`
        :param reason: why, on whose word, to whom
        """
        self._ensure_role("manager")
        self._lock()
        self._ensure_abandoned()
        if disposal not in dict(DISPOSALS) or not (reason or "").strip():
            raise UserError(self.env._("Say what becomes of the goods, and why."))
        self._update_state(
            "returned" if disposal == "returned" else "disposed",
            returned_on=fields.Datetime.now(),
            disposal=disposal,
            disposal_reason=reason.strip(),
            disposed_by_id=self.env.uid,
        )
        self._end_custody()
