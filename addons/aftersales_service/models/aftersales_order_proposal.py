from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..const import DECIDED_STATES, SERVICE_TYPES
from ..tools import entitlement


class AftersalesOrder(models.Model):
    """Who pays (S1): the engine proposes the type, a person with the right overrides it."""

    _inherit = "aftersales.order"

    proposed_type = fields.Selection(SERVICE_TYPES, compute="_compute_proposal", store=True, precompute=True)
    proposal_code = fields.Char(compute="_compute_proposal", store=True, precompute=True)
    proposal_values = fields.Json(compute="_compute_proposal", store=True, precompute=True)
    proposal_reason = fields.Char(string="Why", compute="_compute_proposal_reason")
    override_type = fields.Selection(SERVICE_TYPES, readonly=True, copy=False)
    override_reason = fields.Char(readonly=True, copy=False, tracking=True)
    service_type = fields.Selection(
        SERVICE_TYPES,
        compute="_compute_service_type",
        store=True,
        precompute=True,
        index=True,
        tracking=True,
    )

    @api.depends(
        "partner_id",
        "lot_id",
        "request_date",
        "company_id",
        "repeat_of_id",
        "fault_id",
        "lot_id.aftersales_sale_date",
        "lot_id.aftersales_warranty_end",
        "contract_visit_id",
        "defect_notice_id",
    )
    def _compute_proposal(self):
        """Propose the type of open orders in one go; decided ones keep what was proposed."""
        decided = self.filtered(lambda order: order._is_decided())
        for order in decided:
            order.proposed_type = order.proposed_type
            order.proposal_code = order.proposal_code
            order.proposal_values = order.proposal_values
            order.contract_id = order.contract_id
            order.contract_day = order.contract_day
        open_orders = self - decided
        days = [order.contract_visit_id.date or order._get_request_day() for order in open_orders]
        contracts = self.env["aftersales.contract"]._find_for(
            [
                (order.partner_id, order.lot_id._origin, day, order.company_id)
                for order, day in zip(open_orders, days, strict=True)
            ]
        )
        contracts = [
            order.contract_visit_id.sudo().contract_id or contract  # sudo: the contract of its own visit
            for order, contract in zip(open_orders, contracts, strict=True)
        ]
        tally = self.env["aftersales.contract"].union(*contracts)._tally_visits(leave_out=open_orders)
        for order, day, contract in zip(open_orders, days, contracts, strict=True):
            left = contract._count_left(day, tally) if contract else 0
            proposal = entitlement.propose(replace(order._prepare_facts(day, contract), calls_left=left))
            order.contract_id = contract
            order.contract_day = day
            if contract and (order.override_type or proposal.service_type) == "B":
                contract._take_visit(day, tally)
            order.proposed_type = proposal.service_type
            order.proposal_code = proposal.reason
            order.proposal_values = proposal.values

    def _is_decided(self):
        """Tell whether who pays is settled: the quotation is accepted or the repair has begun."""
        self.ensure_one()
        return self.state in DECIDED_STATES or self._is_accepted()

    def _prepare_facts(self, day, contract):
        """Map this order to the facts the engine wants; extension seam."""
        self.ensure_one()
        lot = self.lot_id
        return entitlement.Facts(
            on=day,
            internal=self.partner_id.commercial_partner_id == self.company_id.partner_id,
            has_unit=bool(lot),
            sale_date=lot.aftersales_sale_date or None,
            has_term=bool(lot.aftersales_warranty_term_id),
            excluded_fault=lot.aftersales_warranty_term_id._get_excluded_name(self.fault_id),
            warranty_end=lot.aftersales_warranty_end or None,
            contract=contract.name or "",
            contract_end=contract.date_end or None,
            per_call=contract.kind == "per_call",
            calls=contract.visits_included,
            excluded=tuple(contract._get_excluded()) if contract else (),
            scheduled=bool(self.contract_visit_id),
            repeat_of=self.repeat_of_id.name or "",
        )

    @api.depends("override_type", "proposed_type")
    def _compute_service_type(self):
        for order in self:
            order.service_type = order.override_type or order.proposed_type

    @api.depends("proposal_code", "proposal_values", "override_type", "override_reason")
    @api.depends_context("lang")
    def _compute_proposal_reason(self):
        types = dict(self._fields["service_type"]._description_selection(self.env))
        for order in self:
            reason = self._render_reason(order.proposal_code, order.proposal_values or {})
            if order.override_type:
                reason = self.env._(
                    "%(reason)s (proposed: %(proposed)s)",
                    reason=order.override_reason,
                    proposed=types.get(order.proposed_type),
                )
            order.proposal_reason = reason

    @api.model
    def _render_reason(self, code, values):
        """Return the sentence for a reason code of the entitlement engine, in the user's language."""
        date = values.get("date") and fields.Date.to_date(values["date"])
        date = date and self.env["ir.qweb.field.date"].value_to_html(date, {})
        sentences = {
            entitlement.INTERNAL: lambda: self.env._("The customer is our own company."),
            entitlement.REPEAT: lambda: self.env._("Repeat repair of %(order)s.", order=values.get("order")),
            entitlement.WARRANTY: lambda: self.env._("In warranty until %(date)s.", date=date),
            entitlement.CONTRACT: lambda: self._render_covered(values, date),
            entitlement.PER_CALL: lambda: self.env._(
                "Contract %(contract)s is per call: the customer pays this call at its time band.",
                contract=values.get("contract"),
            ),
            entitlement.USED_UP: lambda: self.env._(
                "The %(calls)s calls included in contract %(contract)s are used up: offered as paid work.",
                calls=values.get("calls"),
                contract=values.get("contract"),
            ),
            entitlement.SCHEDULED: lambda: self.env._(
                "Scheduled visit of contract %(contract)s.", contract=values.get("contract")
            ),
            entitlement.DEFECT: lambda: self.env._(
                "Free of charge: defect notice %(notice)s.", notice=values.get("notice")
            ),
            entitlement.NO_UNIT: lambda: self.env._("No serial number was given."),
            entitlement.NO_SALE_DATE: lambda: self.env._("The unit's sale date is not known."),
            entitlement.BEFORE_SALE: lambda: self.env._(
                "The request is older than the unit's sale on %(date)s.", date=date
            ),
            entitlement.NO_TERM: lambda: self.env._("No warranty term holds for this product."),
            entitlement.EXPIRED: lambda: self.env._("The warranty ended on %(date)s.", date=date),
            entitlement.EXCLUDED_FAULT: lambda: self.env._(
                "The warranty leaves this fault out: %(fault)s.", fault=values.get("fault")
            ),
            entitlement.TYPE_SET: lambda: self.env._(
                "Service type changed: %(reason)s", reason=values.get("reason")
            ),
            entitlement.GRANTED: lambda: values.get("reason"),
            entitlement.EXTRA: lambda: self.env._("Extra service, sold besides the repair."),
            entitlement.PART_WARRANTY: lambda: self.env._(
                "The replaced part is in its own warranty until %(date)s.", date=date
            ),
            entitlement.LABOUR_OF_PART: lambda: self.env._(
                "Labour for a part in its own warranty until %(date)s.", date=date
            ),
            entitlement.WEARING_PART: lambda: self.env._("A wearing part: the warranty leaves it out."),
            entitlement.NOT_IN_TERM: lambda: self.env._("The warranty does not cover this."),
            entitlement.NOT_IN_CONTRACT: lambda: self.env._(
                "Contract %(contract)s does not cover this.", contract=values.get("contract")
            ),
        }
        return sentences[code]() if code in sentences else ""

    @api.model
    def _render_covered(self, values, date):
        """Return what a contract covers and what it leaves to the customer (S15)."""
        contract = values.get("contract")
        if not values.get("excluded"):
            return self.env._(
                "Covered by contract %(contract)s until %(date)s.", contract=contract, date=date
            )
        kinds = dict(self.env["aftersales.order.line"]._fields["kind"]._description_selection(self.env))
        return self.env._(
            "Covered by contract %(contract)s until %(date)s, except: %(excluded)s. That is offered as paid "
            "work.",
            contract=contract,
            date=date,
            excluded=format_list(self.env, [kinds[kind] for kind in values["excluded"]]),
        )

    def action_propose(self):
        """Ask the engine again, e.g. after a contract was put in force; decided orders stay."""
        self._ensure_role("clerk", "dispatcher")
        orders = self.sudo()  # sudo: guarded fields, computed from facts only
        orders._compute_repeat_of_id()
        orders._compute_proposal()
        orders.line_ids._compute_part_warranty_id()
        orders.line_ids._compute_payer()

    def _override_type(self, service_type, reason):
        """Set another type than the proposed one (S1).

        :param service_type: one of "A" to "D"; the proposed type takes the override back
        :param reason: why, shown on the order and on the voucher
        """
        self._ensure_role("dispatcher")
        self._lock()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the service type is changed."))
        if service_type not in dict(SERVICE_TYPES):
            raise UserError(self.env._("Choose the service type."))
        self._ensure_no_open_quotation()
        for order in self:
            if order._is_decided():
                raise UserError(
                    self.env._(
                        "Who pays for order %(name)s is decided: the customer has accepted the "
                        "quotation or the repair has begun.",
                        name=order.name,
                    )
                )
            kept = service_type == order.proposed_type
            order.sudo().write(  # sudo: guarded fields, right and state checked above
                {
                    "override_type": False if kept else service_type,
                    "override_reason": False if kept else reason.strip(),
                }
            )
