from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const_bonus import BASE_KINDS, BASE_SOURCES


class AftersalesBonusBase(models.Model):
    """A part of the profit of a quarter, and the department's percentage of it (B1).

    Rows of documents and corrections are the system's; a row by hand is for what no document shows, with its
    evidence, while the pool is a draft.
    """

    _name = "aftersales.bonus.base"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Profit of a Bonus Pool"
    _order = "pool_id, kind, source, id"

    pool_id = fields.Many2one("aftersales.bonus.pool", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pool_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    pool_state = fields.Selection(related="pool_id.state")
    kind = fields.Selection(BASE_KINDS, required=True)
    source = fields.Selection(BASE_SOURCES, required=True, readonly=True, default="manual")
    origin_id = fields.Many2one(
        "aftersales.bonus.pool", string="Earlier Quarter", readonly=True, index=True, ondelete="restrict"
    )
    revenue = fields.Monetary(string="Income", readonly=True)
    cost = fields.Monetary(string="Stock Value", readonly=True)
    profit = fields.Monetary(string="Net Profit")
    percent = fields.Float(string="Department (%)", digits=(5, 2), readonly=True, aggregator=None)
    amount = fields.Monetary(
        string="To the Department", readonly=True, help="A loss of one kind gives no pool of that kind."
    )
    note = fields.Char(string="Evidence", help="What a row by hand rests on.")

    _evidence = models.Constraint(
        "CHECK (source <> 'manual' OR trim(coalesce(note, '')) <> '')",
        "A profit by hand needs its evidence: say what it rests on.",
    )

    @api.depends("pool_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for base in self:
            base.display_name = f"{base.pool_id.display_name} · {kinds.get(base.kind)}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        bases = super(AftersalesBonusBase, self._drop_guarded_defaults()).create(vals_list)
        bases._ensure_by_hand()
        bases._recompute_pools()
        return bases

    def write(self, vals):
        self._refuse_guarded(vals)
        self._ensure_by_hand()
        result = super().write(vals)
        self._ensure_by_hand()
        self._recompute_pools()
        return result

    def unlink(self):
        self._ensure_by_hand()
        pools = self.pool_id if not self.env.su else self.pool_id.browse()
        result = super().unlink()
        # sudo: figures are the system's, right and state checked above
        pools.sudo()._compute_result()
        return result

    def _ensure_by_hand(self):
        if self.env.su:
            return
        self.pool_id._ensure_role("bonus")
        fixed = self.filtered(lambda base: base.source != "manual" or base.pool_state != "draft")[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "%(name)s: only rows by hand change, while the pool is a draft.", name=fixed.display_name
                )
            )

    def _recompute_pools(self):
        if not self.env.su:
            self.pool_id.sudo()._compute_result()  # sudo: figures are the system's, checked above

    def action_view_documents(self):
        """List exactly the documents of this row."""
        self.ensure_one()
        self.check_access("read")
        if self.source not in ("documents", "correction"):
            raise UserError(self.env._("This row rests on its evidence: there are no documents to list."))
        pool = self.origin_id or self.pool_id
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "aftersales.bonus.document",
            "views": [[False, "list"]],
            "domain": [*pool._get_documents_domain(), ("kind", "=", self.kind)],
            "context": {"create": False},
            "help": self.env["ir.ui.view"]._render_template("aftersales_performance.bonus_document_help"),
        }
