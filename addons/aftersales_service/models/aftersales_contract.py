from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import CONTRACT_KINDS


class AftersalesContract(models.Model):
    """A maintenance contract of a customer (S15), as far as the proposal of the type needs it."""

    _name = "aftersales.contract"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Maintenance Contract"
    _order = "date_end desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        copy=False,
        index="trigram",
        readonly=True,
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True, tracking=True
    )
    kind = fields.Selection(CONTRACT_KINDS, required=True, default="full", tracking=True)
    date_start = fields.Date(
        string="Start Date", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(string="End Date", required=True, tracking=True, index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "aftersales_contract_lot_rel",
        string="Covered Units",
        check_company=True,
        help="Leave empty when the contract covers every unit of the customer.",
    )
    note = fields.Html(string="Terms")

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A contract cannot end before it starts: check its dates."
    )

    @api.model_create_multi
    def create(self, vals_list):
        numbers = iter(self.env["ir.sequence"]._next_batch("aftersales.contract", vals_list))
        vals_list = [{**vals, "name": next(numbers), "state": "draft"} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def action_run(self):
        """Put draft contracts in force; refused for others."""
        self._move_from(("draft",), "running")

    def action_cancel(self):
        """End draft or running contracts before their time."""
        self._move_from(("draft", "running"), "cancelled")

    def _move_from(self, allowed, target):
        self.check_access("write")
        wrong = self.filtered(lambda contract: contract.state not in allowed)
        if wrong:
            raise UserError(
                self.env._(
                    "Contract %(name)s is %(state)s: this step is not open to it.",
                    name=wrong[0].name,
                    state=dict(self._fields["state"]._description_selection(self.env))[wrong[0].state],
                )
            )
        self.sudo().write({"state": target})  # sudo: guarded field, right and state checked above

    @api.model
    def _find_for(self, subjects):
        """Find the running contract for each (customer, unit, day, company) of `subjects`.

        A contract that names its units covers those only; one without units covers every unit of
        the customer's commercial entity. Contracts naming the unit go first, then the one that
        ends last.

        :return: list of contracts (0 or 1 record each) in the order of `subjects`; one search
        """
        customers = self.env["res.partner"].union(
            *(partner.commercial_partner_id for partner, _l, _d, _c in subjects)
        )
        contracts = self.sudo().search(  # sudo: whether a job is covered is no secret to its clerk
            Domain("state", "=", "running") & Domain("partner_id.commercial_partner_id", "in", customers.ids)
        )
        by_customer = contracts.grouped(lambda contract: contract.partner_id.commercial_partner_id)
        result = []
        for partner, lot, day, company in subjects:
            fitting = by_customer.get(partner.commercial_partner_id, self.browse()).filtered(
                lambda contract, lot=lot, day=day, company=company: (
                    contract.company_id == company
                    and contract.date_start <= day <= contract.date_end
                    and (not contract.lot_ids or lot in contract.lot_ids)
                )
            )
            result.append(max(fitting, key=lambda c: (bool(c.lot_ids), c.date_end, c.id), default=fitting))
        return result
