from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const_bonus import BASE_KINDS, SHARE_KINDS


class AftersalesBonusShare(models.Model):
    """What one person gets of a quarter, and why (B1–B3). Nobody sees a colleague's.

    The words say what the person's own share rests on, and nothing from which another's could be reckoned.
    """

    _name = "aftersales.bonus.share"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Bonus Share"
    _order = "quarter desc, employee_id, kind, id"

    pool_id = fields.Many2one(
        "aftersales.bonus.pool", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pool_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    quarter = fields.Date(related="pool_id.quarter", store=True, precompute=True, index=True)
    state = fields.Selection(related="pool_id.state", store=True, precompute=True, index=True)
    review_until = fields.Date(related="pool_id.review_until", string="Object Until")
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(SHARE_KINDS, string="Kind of Share", required=True, readonly=True)
    base_kind = fields.Selection(BASE_KINDS, string="Profit Of", readonly=True)
    origin_id = fields.Many2one(
        "aftersales.bonus.pool", string="Earlier Quarter", readonly=True, index=True, ondelete="restrict"
    )
    tickets = fields.Integer(string="Valid Tickets", readonly=True, aggregator=None)
    claimed = fields.Integer(string="Claimed Tickets", readonly=True, help="Held back until decided.")
    rate = fields.Float(digits=(16, 4), readonly=True, aggregator=None)
    base = fields.Monetary(readonly=True, aggregator=None)
    amount = fields.Monetary(required=True, readonly=True)
    explanation = fields.Char(string="How It Comes About", compute="_compute_explanation")

    _once = models.UniqueIndex(
        "(pool_id, employee_id, kind, (coalesce(base_kind, '')), (coalesce(origin_id, 0)))",
        "A person has one share of each kind.",
    )
    _not_negative = models.Constraint(
        "CHECK (kind = 'correction' OR amount >= 0)", "A share is not below zero."
    )
    _figures = models.Constraint(
        "CHECK (coalesce(tickets, 0) >= 0 AND coalesce(claimed, 0) >= 0)", "Tickets are not negative."
    )

    @api.depends("pool_id", "kind")
    def _compute_display_name(self):
        """Without the person: the host gives this name to everybody."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for share in self:
            share.display_name = f"{share.sudo().pool_id.display_name} · {kinds.get(share.kind)}"

    @api.depends_context("lang")
    @api.depends("kind", "tickets", "claimed", "rate", "base", "origin_id")
    def _compute_explanation(self):
        for share in self:
            share.explanation = getattr(share, f"_explain_{share.kind}")()

    def _format(self, amount, digits=2):
        return formatLang(self.env, amount, digits=digits)

    def _explain_manager(self):
        return self.env._(
            "%(rate)s %% of the pool of %(base)s.", rate=f"{self.rate:g}", base=self._format(self.base)
        )

    def _explain_deputy(self):
        return self._explain_manager()

    def _explain_tickets(self):
        text = self.env._(
            "%(tickets)s valid tickets, %(rate)s for each, rounded so that all shares add up to the cent.",
            tickets=self.tickets,
            rate=self._format(self.rate, 4),
        )
        if self.claimed:
            text += " " + self.env._(
                "%(claimed)s more are claimed: what they come to waits for the decision.",
                claimed=self.claimed,
            )
        return text

    def _explain_seller(self):
        return self.env._(
            "%(rate)s %% of the net profit of %(base)s of the contracts sold.",
            rate=f"{self.rate:g}",
            base=self._format(self.base),
        )

    def _explain_allowance(self):
        return self.env._(
            "%(tickets)s valid tickets at %(rate)s.", tickets=self.tickets, rate=self._format(self.rate)
        )

    def _explain_correction(self):
        return self.env._(
            "%(quarter)s comes to %(due)s for you, %(paid)s was given.",
            quarter=self.sudo().origin_id.display_name,  # sudo: the name of a quarter
            due=self._format(self.base),
            paid=self._format(self.base - self.amount),
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesBonusShare, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def action_view_tickets(self):
        """List the tickets that were counted."""
        self.ensure_one()
        self.check_access("read")
        pool = self.sudo().pool_id  # sudo: its days
        return self.env.ref("aftersales_performance.indicator_tickets")._open_rows(
            self.company_id, "engineer", self.employee_id.id, pool.quarter, pool.date_to
        )

    def action_open_appeal(self):
        """Open the dialog in which a person claims tickets that were not counted."""
        self.ensure_one()
        self.check_access("read")
        vals = {"pool_id": self.pool_id.id, "employee_id": self.employee_id.id}
        if not self.env["aftersales.bonus.appeal"].new(vals).claimable_ids:
            raise UserError(
                self.env._("There is nothing to object to: every job of yours counts, or was claimed before.")
            )
        return open_dialog(self.env._("Object"), "aftersales.bonus.appeal", **vals)
