from datetime import timezone
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import CONTRACT_COVERING, CONTRACT_KINDS, CONTRACT_STATES, CONTRACT_TRANSITIONS
from ..tools import contract as engine

#: What was agreed: frozen once the contract is in force.
AGREED_FIELDS = frozenset(
    {
        "company_id",
        "partner_id",
        "kind",
        "date_start",
        "date_end",
        "price",
        "billing_period",
        "billing_aligned",
        "billing_timing",
        "visits_included",
        "visit_basis",
        "coverage_ids",
        "band_ids",
    }
)


class AftersalesContract(models.Model):
    """A maintenance contract of a customer (S15): what it covers, for whom, for how long."""

    _name = "aftersales.contract"
    _inherit = [
        "aftersales.guard.mixin",
        "aftersales.slice.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Maintenance Contract"
    _order = "date_end desc, id desc"
    _check_company_auto = True

    # Parties and term
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
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True, tracking=True
    )
    site_address = fields.Char(
        compute="_compute_site_address",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the units stand and scheduled visits go.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain=[("share", "=", False)],
        help="Owns the scheduled visits and is reminded of the renewal.",
    )
    kind = fields.Selection(CONTRACT_KINDS, required=True, default="full", tracking=True)
    date_start = fields.Date(
        string="Start Date", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(string="End Date", required=True, tracking=True, index=True)
    state = fields.Selection(
        CONTRACT_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    ended_on = fields.Date(readonly=True, copy=False, help="The day it was terminated, before its end date.")
    termination_reason = fields.Char(readonly=True, copy=False, tracking=True)
    lot_ids = fields.Many2many(
        "stock.lot",
        "aftersales_contract_lot_rel",
        string="Covered Units",
        check_company=True,
        help="Leave empty when the contract covers every unit of the customer.",
    )
    unit_count = fields.Integer(string="Units", compute="_compute_unit_count")
    note = fields.Html(string="Terms")
    response_note = fields.Char(
        string="Response Time", help="How soon somebody is there, as agreed with the customer."
    )

    # What is covered
    policy_id = fields.Many2one(
        "aftersales.contract.policy",
        compute="_compute_policy_id",
        store=True,
        precompute=True,
        help="Where the usual terms of this kind of contract came from.",
    )
    coverage_ids = fields.One2many("aftersales.contract.coverage", "contract_id", copy=True)
    band_ids = fields.One2many("aftersales.time.band", "contract_id", string="Time Bands", copy=True)
    visits_included = fields.Integer(
        string="Included Calls",
        compute="_compute_visits_included",
        store=True,
        readonly=False,
        precompute=True,
        help="Calls that the price includes, scheduled visits among them; 0: as many as are needed.",
    )
    visit_basis = fields.Selection(
        [("year", "Per contract year"), ("term", "For the whole term")], required=True, default="year"
    )
    order_ids = fields.One2many("aftersales.order", "contract_id", string="Service Orders")
    order_count = fields.Integer(compute="_compute_order_count")
    visits_used = fields.Integer(
        string="Calls Used",
        compute="_compute_visits_used",
        store=True,
        help="Jobs done or under way under this contract, in its whole term.",
    )
    visits_left = fields.Integer(
        string="Calls Left", compute="_compute_visits_left", help="In the present contract year."
    )
    used_up = fields.Boolean(compute="_compute_visits_left", search="_search_used_up")

    _date_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A contract cannot end before it starts: check its dates."
    )
    _visits_positive = models.Constraint(
        "CHECK (visits_included >= 0)", "The number of included calls cannot be negative."
    )

    # ------------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_site_address(self):
        for contract in self:
            contract.site_address = contract.site_address or (
                contract.partner_id._get_aftersales_address() if contract.partner_id else False
            )

    @api.depends("lot_ids")
    def _compute_unit_count(self):
        for contract in self:
            contract.unit_count = len(contract.lot_ids)

    @api.depends("kind", "date_start", "company_id")
    def _compute_policy_id(self):
        """Take the policy in force on the first day; a contract in force keeps its own."""
        drafts = self.filtered(lambda contract: contract.state == "draft" and contract.date_start)
        for contract in self - drafts:
            contract.policy_id = contract.policy_id
        policies = self.env["aftersales.contract.policy"]._get_for_subjects(
            [(contract.kind, contract.date_start, contract.company_id) for contract in drafts]
        )
        for contract, policy in zip(drafts, policies, strict=True):
            contract.policy_id = policy

    @api.depends("policy_id")
    def _compute_visits_included(self):
        for contract in self:
            contract.visits_included = contract.policy_id.visits_included

    def _compute_order_count(self):
        orders = self.env["aftersales.order"]
        counts = {}
        if orders.has_access("read"):
            counts = dict(orders._read_group([("contract_id", "in", self.ids)], ["contract_id"], ["__count"]))
        for contract in self:
            contract.order_count = counts.get(contract, 0)

    @api.depends("order_ids.contract_id", "order_ids.service_type", "order_ids.state")
    def _compute_visits_used(self):
        """Stored, so that two orders that take the last call at once write the same row."""
        counts = dict(
            self.env["aftersales.order"]._read_group(self._get_used_domain(), ["contract_id"], ["__count"])
        )
        for contract in self:
            contract.visits_used = counts.get(contract, 0)

    def _get_used_domain(self):
        """Orders that use up an included call of these contracts."""
        return (
            Domain("contract_id", "in", self.ids)
            & Domain("service_type", "=", "B")
            & Domain("state", "!=", "cancelled")
        )

    @api.depends("visits_used", "visits_included", "visit_basis", "date_start", "date_end")
    def _compute_visits_left(self):
        written = self.filtered(lambda contract: contract.date_start and contract.date_end)
        (self - written).visits_left = 0
        (self - written).used_up = False
        tally = written._tally_visits()
        for contract in written:
            day = min(
                max(contract.company_id._get_aftersales_today(), contract.date_start), contract.date_end
            )
            contract.visits_left = contract._count_left(day, tally)
            contract.used_up = bool(contract.visits_included) and not contract.visits_left

    def _search_used_up(self, operator, value):
        if operator != "in":
            return NotImplemented
        limited = self.search([("visits_included", ">", 0), ("visits_used", ">", 0)])
        found = limited.filtered("used_up").ids
        return Domain("id", "in" if True in value else "not in", found)

    # ------------------------------------------------------------------------
    # Constraints, hints
    # ------------------------------------------------------------------------

    @api.constrains("lot_ids", "partner_id")
    def _check_lot_ids(self):
        """A contract names units of its customer only (or without a known owner)."""
        for contract in self:
            customer = contract.partner_id.commercial_partner_id
            foreign = contract.lot_ids.filtered(
                lambda lot, customer=customer: (
                    lot.aftersales_partner_id and lot.aftersales_partner_id.commercial_partner_id != customer
                )
            )[:1]
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Unit %(serial)s belongs to %(owner)s, not to the customer of contract %(name)s.",
                        serial=foreign.name,
                        owner=foreign.aftersales_partner_id.display_name,
                        name=contract.name,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        """Show the usual terms of the kind before the contract is saved."""
        if self.state == "draft" and self.policy_id:
            self.update({name: [Command.clear(), *rows] for name, rows in self._get_usual_terms().items()})

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the contracts in one go; those without terms of their own get the usual ones."""
        for vals in vals_list:
            self._refuse_guarded(vals, allowed=("name",))
        self = self._drop_guarded_defaults()
        contracts = super().create(self.env["ir.sequence"]._number(self._name, vals_list))
        for contract, vals in zip(contracts, vals_list, strict=True):
            if not {"coverage_ids", "band_ids"} & vals.keys():
                contract._write_usual_terms()
        return contracts

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if AGREED_FIELDS & vals.keys():
                self._ensure_draft()
        result = super().write(vals)
        if "kind" in vals and not {"coverage_ids", "band_ids"} & vals.keys():
            for contract in self:
                contract._write_usual_terms()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        kept = self.filtered(lambda contract: contract.state not in ("draft", "cancelled"))[:1]
        if kept:
            raise UserError(
                self.env._("Contract %(name)s was in force and cannot be deleted.", name=kept.name)
            )

    def _get_usual_terms(self):
        """Return the terms of the policy as commands, one list per field, in the customer's language."""
        self.ensure_one()
        policy = self.policy_id.sudo().with_context(lang=self.partner_id.lang or self.env.lang)
        return {
            name: [Command.create(vals) for vals in policy[name]._copy_terms()]
            for name in ("coverage_ids", "band_ids")
        }

    def _write_usual_terms(self):
        for name, rows in self._get_usual_terms().items():
            if rows or self[name]:
                self[name] = [Command.clear(), *rows]

    def _ensure_draft(self):
        agreed = self.filtered(lambda contract: contract.state != "draft")[:1]
        if agreed:
            raise UserError(
                self.env._(
                    "The terms of contract %(name)s are agreed and can no longer change. Renew the "
                    "contract to agree on others.",
                    name=agreed.name,
                )
            )

    # ------------------------------------------------------------------------
    # The door
    # ------------------------------------------------------------------------

    def _update_state(self, target, message=None):
        """Move these contracts to `target`: the only place where a state is written.

        :raises UserError: if the pair is not in `const.CONTRACT_TRANSITIONS`
        """
        self._lock()
        self._ensure_transition(target, CONTRACT_TRANSITIONS)
        self.sudo().write({"state": target})  # sudo: guarded field, transition checked above
        if message:
            self._message_log_batch(bodies=dict.fromkeys(self.ids, message))

    def action_run(self):
        """Put draft contracts in force: from then on their terms stand."""
        self.check_access("write")
        self._update_state("running")

    def action_cancel(self):
        """Drop draft contracts; one in force is terminated, with a reason."""
        self.check_access("write")
        running = self.filtered(lambda contract: contract.state == "running")[:1]
        if running:
            raise UserError(
                self.env._("Contract %(name)s is in force: terminate it with a reason.", name=running.name)
            )
        self._update_state("cancelled")

    def action_open_terminate(self):
        """Open the dialog that asks why running contracts end before their time."""
        self.check_access("write")
        return open_dialog(
            self.env._("Terminate"), "aftersales.reason", contract_ids=self.ids, purpose="terminate"
        )

    def _terminate(self, reason):
        """End running contracts today: planned visits are dropped, the running period is cut by days.

        :raises UserError: without a reason, or for a contract that is not in force
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the contract is terminated."))
        self._lock()
        self._ensure_step("cancelled", "running")
        for company, contracts in self.grouped("company_id").items():
            # sudo: guarded fields, right and state checked
            contracts.sudo().write(
                {"termination_reason": reason.strip(), "ended_on": company._get_aftersales_today()}
            )
        self._update_state("cancelled")

    def action_view_orders(self):
        """Open the service orders under this contract."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_order_action_all"
        )
        return {
            **action,
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    # ------------------------------------------------------------------------
    # What is covered
    # ------------------------------------------------------------------------

    @api.model
    def _find_for(self, subjects):
        """Find the contract in force for each (customer, unit, day, company) of `subjects`.

        A contract that names its units covers those only; one without units covers every unit of
        the customer's commercial entity. Contracts naming the unit go first, then stand-by before
        per call, then the one that ends last. One that has expired since still covers its days.

        :return: list of contracts (0 or 1 record each) in the order of `subjects`; one search
        """
        if not subjects:
            return []
        customers = self.env["res.partner"].union(
            *(partner.commercial_partner_id for partner, _l, _d, _c in subjects)
        )
        days = [day for _p, _l, day, _c in subjects]
        contracts = self.sudo().search(  # sudo: whether a job is covered is no secret to its clerk
            Domain("state", "in", CONTRACT_COVERING)
            & Domain("date_start", "<=", max(days))
            & Domain("date_end", ">=", min(days))
            & Domain("partner_id.commercial_partner_id", "in", customers.ids)
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
            result.append(
                max(
                    fitting,
                    key=lambda c: (bool(c.lot_ids), c.kind != "per_call", c.date_end, c.id),
                    default=fitting,
                )
            )
        return result

    def _get_coverage(self, kind, product):
        """Return how much of a line this contract pays (S15).

        :param kind: "part", "labour" or "callout"
        :param product: the part, or the item charged; its nearest category decides
        :return: (share 0–100 as Decimal, code "covered", "partly" or "excluded")
        """
        self.ensure_one()
        ranks = {
            row: row.product_categ_id._get_aftersales_rank(product)
            for row in self.sudo().coverage_ids  # sudo: what is covered is no secret
            if row.kind == kind
        }
        fitting = [row for row, rank in ranks.items() if rank >= 0]
        row = max(fitting, key=ranks.get, default=None)
        share = Decimal(str(row.share)) if row else Decimal(0)
        return share, "covered" if share == 100 else "partly" if share else "excluded"

    def _get_excluded(self):
        """Return the kinds of lines that this contract never pays, e.g. the parts of half duty.

        One without any row is from before there were rows: it pays everything.
        """
        self.ensure_one()
        rows = self.sudo().coverage_ids  # sudo: as above
        if not rows:
            return []
        covered = rows.filtered("share")
        kinds = dict(self.env["aftersales.contract.coverage"]._fields["kind"].selection)
        return [kind for kind in kinds if kind not in covered.mapped("kind")]

    # ------------------------------------------------------------------------
    # Included calls
    # ------------------------------------------------------------------------

    def _tally_visits(self, leave_out=()):
        """Count the included calls that were used (S15); one query.

        :param leave_out: orders that are being decided
        :return: dict of (contract, first day of the counting period) → number
        """
        limited = self.filtered("visits_included")
        tally = {}
        if limited:
            # sudo: how many calls are left is no secret to a clerk
            groups = (
                self.env["aftersales.order"]
                .sudo()
                ._read_group(
                    limited._get_used_domain() & Domain("id", "not in", leave_out and leave_out.ids),
                    ["contract_id", "contract_day:day"],
                    ["__count"],
                )
            )
            for contract, day, count in groups:
                key = contract._get_tally_key(day)
                tally[key] = tally.get(key, 0) + count
        return tally

    def _get_tally_key(self, day):
        """Return the key of `_tally_visits` for a call on `day`."""
        self.ensure_one()
        yearly = self.visit_basis == "year"
        return self.id, engine.contract_year(self.date_start, day)[0] if yearly else self.date_start

    def _count_left(self, day, tally):
        """Return how many calls are left on `day`; 0 as well for a contract without a limit."""
        self.ensure_one()
        return max(self.visits_included - tally.get(self._get_tally_key(day), 0), 0)

    def _take_visit(self, day, tally):
        """Note in `tally` that one more call of this contract is used on `day`."""
        self.ensure_one()
        key = self._get_tally_key(day)
        tally[key] = tally.get(key, 0) + 1

    # ------------------------------------------------------------------------
    # Time bands
    # ------------------------------------------------------------------------

    def _get_band(self, moment):
        """Return the time band of a call at `moment` (naive UTC), or none (S15)."""
        self.ensure_one()
        bands = self.sudo().band_ids  # sudo: the agreed price of the customer's own call
        hours = self.company_id.resource_calendar_id
        calendar = hours._get_aftersales_calendars().get(hours) if bands else None
        if not calendar:
            return bands.browse()
        return bands.browse(
            engine.pick_band(bands._to_engine(), calendar, moment.replace(tzinfo=timezone.utc))
        )
