from odoo import api, fields, models
from odoo.exceptions import AccessError


class AftersalesContractTermMixin(models.AbstractModel):
    """A row of terms: of a policy, or of one contract, as long as that is a draft (S15)."""

    _name = "aftersales.contract.term.mixin"
    _description = "Terms of a Contract"

    policy_id = fields.Many2one("aftersales.contract.policy", index="btree_not_null", ondelete="cascade")
    contract_id = fields.Many2one("aftersales.contract", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    _one_owner = models.Constraint(
        "CHECK ((policy_id IS NULL) != (contract_id IS NULL))",
        "Terms belong to a policy or to a contract, to one of them only.",
    )

    @api.depends("policy_id.company_id", "contract_id.company_id")
    def _compute_company_id(self):
        for term in self:
            term.company_id = term.contract_id.company_id or term.policy_id.company_id

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for term in self:
            term.currency_id = (term.company_id or self.env.company).currency_id

    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        terms._ensure_open()
        return terms

    def write(self, vals):
        self._ensure_open()
        result = super().write(vals)
        if {"policy_id", "contract_id"} & vals.keys():
            self._ensure_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._ensure_open()

    def _ensure_open(self):
        """Refuse to touch what was agreed, or a policy without the right to keep policies."""
        if self.env.su:
            return
        if self.policy_id and not self.env.user.has_group("aftersales_service.group_manager"):
            raise AccessError(self.env._("Policies are kept by the service-centre manager."))
        self.contract_id._ensure_draft()

    def _copy_terms(self):
        """Return the values of these rows for a contract."""
        names = [
            name
            for name, field in self._fields.items()
            if field.store and not field.compute and name not in models.MAGIC_COLUMNS
        ]
        names = [name for name in names if name not in ("policy_id", "contract_id")]
        return [
            {name: term[name].id if self._fields[name].type == "many2one" else term[name] for name in names}
            for term in self
        ]
