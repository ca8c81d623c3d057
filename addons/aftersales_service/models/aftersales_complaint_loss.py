from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import COMPLAINT_LOSS_BASES
from ..tools.complaint import NotWhole, allocate, carry, propose_penalty, reckon_loss

#: Who sees the money of a case.
MONEY_GROUPS = "aftersales_service.group_accountant,aftersales_service.group_manager"
#: What the accountant enters; frozen once the loss is confirmed.
LOSS_FIELDS = frozenset(
    {"other_cost", "returned_on", "resold_on", "grade_a_amount", "resale_amount", "share_ids"}
)


class AftersalesComplaint(models.Model):
    """What a case has cost, and who bears it (S24)."""

    _inherit = "aftersales.complaint"

    currency_id = fields.Many2one(related="company_id.currency_id")
    document_cost = fields.Monetary(
        compute="_compute_loss",
        store=True,
        groups=MONEY_GROUPS,
        help="Credit notes, before tax, and compensations of the decision.",
    )
    other_cost = fields.Monetary(
        copy=False, groups=MONEY_GROUPS, help="Freight, labour, goods delivered in replacement …"
    )
    returned_on = fields.Date(
        string="Goods Back On", copy=False, groups=MONEY_GROUPS, help="From this day the resale window runs."
    )
    resold_on = fields.Date(copy=False, groups=MONEY_GROUPS)
    grade_a_amount = fields.Monetary(
        string="Value at Grade-A Price", copy=False, groups=MONEY_GROUPS, help="Of all goods resold."
    )
    resale_amount = fields.Monetary(string="Resold For", copy=False, groups=MONEY_GROUPS)
    loss_amount = fields.Monetary(string="Loss", compute="_compute_loss", store=True, groups=MONEY_GROUPS)
    loss_basis = fields.Selection(
        COMPLAINT_LOSS_BASES, compute="_compute_loss", store=True, groups=MONEY_GROUPS
    )
    share_ids = fields.One2many(
        "aftersales.complaint.share", "complaint_id", string="Shares of the Loss", groups=MONEY_GROUPS
    )
    loss_confirmed_on = fields.Datetime(readonly=True, copy=False, groups=MONEY_GROUPS)
    loss_confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, groups=MONEY_GROUPS)

    _cost_positive = models.Constraint(
        "CHECK (other_cost >= 0 AND grade_a_amount >= 0 AND resale_amount >= 0)",
        "Costs and proceeds cannot be negative.",
    )
    _resold_after = models.Constraint(
        "CHECK (resold_on >= returned_on)", "Goods are resold after they came back: check the days."
    )

    @api.depends(
        "other_cost",
        "returned_on",
        "resold_on",
        "grade_a_amount",
        "resale_amount",
        "outcome_ids.amount",
        "outcome_ids.move_id.state",
        "outcome_ids.move_id.amount_untaxed_signed",
    )
    def _compute_loss(self):
        """A confirmed loss stands, whatever becomes of its documents."""
        for complaint in self:
            if complaint.loss_confirmed_on:
                complaint.document_cost = complaint.document_cost
                complaint.loss_amount = complaint.loss_amount
                complaint.loss_basis = complaint.loss_basis
                continue
            documents = sum(outcome._get_cost() for outcome in complaint.outcome_ids)
            resold = bool(complaint.resold_on and complaint.returned_on)
            loss = reckon_loss(
                _exact(documents + complaint.other_cost),
                grade_a=_exact(complaint.grade_a_amount) if resold else None,
                resale=_exact(complaint.resale_amount) if resold else None,
                returned_on=complaint.returned_on or None,
                resold_on=complaint.resold_on or None,
                months=complaint.policy_id.resale_months,
            )
            complaint.document_cost = documents
            complaint.loss_amount = float(loss.amount)
            complaint.loss_basis = loss.basis

    def write(self, vals):
        """The money of a case is the accountant's and the manager's, and nothing else is the accountant's."""
        if not self.env.su:
            entered = LOSS_FIELDS & vals.keys()
            if entered:
                self._ensure_role("manager", "accountant")
                self._ensure_unconfirmed()
            if vals.keys() - entered and not self.env.user.has_group("aftersales_service.group_clerk"):
                self._ensure_role("clerk")
        return super().write(vals)

    @api.model
    def _get_late_fields(self):
        """What a case has cost is often known only when it is closed."""
        return super()._get_late_fields() | LOSS_FIELDS

    def _ensure_unconfirmed(self):
        confirmed = self.filtered("loss_confirmed_on")[:1]
        if confirmed:
            raise UserError(
                self.env._("The loss of complaint %(name)s is confirmed and stands.", name=confirmed.name)
            )

    def action_confirm_loss(self):
        """Allocate the loss to the cent and propose the penalties (S24).

        :raises UserError: where the shares do not add up to 100 %
        """
        self._ensure_role("manager")
        self._ensure_impartial()
        self._lock()
        for complaint in self:
            complaint._ensure_unconfirmed()
            if complaint.state not in ("approved", "closed"):
                raise UserError(
                    self.env._(
                        "The loss of complaint %(name)s is confirmed after its decision is approved.",
                        name=complaint.name,
                    )
                )
            complaint._allocate_loss()
            # sudo: guarded fields, the right was checked
            complaint.sudo().write(
                {"loss_confirmed_on": fields.Datetime.now(), "loss_confirmed_by_id": self.env.uid}
            )
            complaint._deliver_penalties(complaint._get_penalties())

    def _allocate_loss(self):
        self.ensure_one()
        shares = self.share_ids
        try:
            amounts = allocate(
                _exact(self.loss_amount),
                [Decimal(str(share.percent)) for share in shares],
                Decimal(str(self.currency_id.rounding)),
            )
        except NotWhole as error:
            raise UserError(
                self.env._(
                    "The shares of complaint %(name)s add up to %(total)s %%: make them 100 %%.",
                    name=self.name,
                    total=error.args[0],
                )
            ) from error
        policy = self.policy_id.sudo()  # sudo: policy, no secret
        least = {"warning": _exact(policy.warning_amount), "demerit": _exact(policy.demerit_amount)}
        for share, amount in zip(shares, amounts, strict=True):
            vals = {"amount": float(amount)}
            if share.employee_id:
                bonus = _exact(share.bonus) if share.bonus else None
                penalty = propose_penalty(amount, share.measure, least, bonus)
                cap = 100 if share.measure == "major" else policy.penalty_cap_percent
                (taken,), carried = carry(penalty, [bonus or Decimal(0)], _exact(cap))
                vals |= {"penalty": float(penalty), "taken": float(taken), "carried": float(carried)}
            share.sudo().write(vals)  # sudo: guarded fields, the right was checked

    def _get_penalties(self):
        """Return the penalties proposed, as an adjustment sheet takes them (S24).

        :return: list of dicts: key (unique for the case and person), employee, month (its first day),
            amount, measure, cap_percent (of the month's bonus; what is above goes to the months after),
            bonus (None: not known), taken and carried where the bonus is known
        """
        self.ensure_one()
        month = self.company_id._get_aftersales_today().replace(day=1)
        cap = self.policy_id.sudo().penalty_cap_percent  # sudo: policy, no secret
        return [
            {
                "key": f"complaint-{self.id}-{share.id}",
                "employee": share.employee_id,
                "month": month,
                "amount": share.penalty,
                "measure": share.measure,
                "cap_percent": 100 if share.measure == "major" else cap,
                "bonus": share.bonus or None,
                "taken": share.taken,
                "carried": share.carried,
            }
            for share in self.share_ids
            if share.penalty
        ]

    def _deliver_penalties(self, penalties):
        """Hand penalties over, for instance to an adjustment sheet; to be extended (`_get_penalties`)."""


def _exact(amount):
    return Decimal(str(amount))
