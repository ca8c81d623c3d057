from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import PAYERS, SETTLED_STATES
from ..tools import entitlement
from .aftersales_order_line import SUBJECT


class AftersalesOrderLine(models.Model):
    """Who bears each line and why (S1, S12): the engine decides, a person with the right grants more.

    `payer` takes `covered_share` percent of the value off the customer. Decided anew whenever a
    fact changes, until the quotation is accepted or the repair has begun; a line added after that is
    decided when it is added.
    """

    _inherit = "aftersales.order.line"

    payer = fields.Selection(PAYERS, compute="_compute_payer", store=True, index=True)
    covered_share = fields.Float(
        string="Covered (%)",
        digits="Discount",
        compute="_compute_payer",
        store=True,
        aggregator=None,
        help="Percent of the value that the payer takes off the customer.",
    )
    payer_code = fields.Char(compute="_compute_payer", store=True)
    payer_values = fields.Json(compute="_compute_payer", store=True)
    payer_reason = fields.Char(string="Why", compute="_compute_payer_reason")
    coverage_id = fields.Many2one(
        "aftersales.warranty.coverage",
        compute="_compute_payer",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The row of the warranty term by which this line was decided.",
    )
    part_warranty_id = fields.Many2one(
        "aftersales.part.warranty",
        compute="_compute_part_warranty_id",
        store=True,
        index="btree_not_null",
        help="The part that this one replaces is under a warranty of its own.",
    )
    chargeable = fields.Boolean(
        compute="_compute_chargeable", store=True, help="The customer pays this line, or a share of it."
    )
    customer_amount = fields.Monetary(
        compute="_compute_customer_amount", store=True, help="What the customer pays, before tax."
    )
    covered_amount = fields.Monetary(
        compute="_compute_covered_amount", store=True, help="What the payer takes off the customer."
    )
    finished = fields.Boolean(readonly=True, copy=False, help="The work of this line was done.")
    granted_payer = fields.Selection(PAYERS, readonly=True, copy=False)
    granted_share = fields.Float(digits="Discount", readonly=True, copy=False, aggregator=None)
    granted_reason = fields.Char(readonly=True, copy=False)
    unit_product_id = fields.Many2one(
        related="order_id.product_id", string="Product", store=True, index="btree_not_null"
    )
    fault_id = fields.Many2one(
        related="order_id.fault_id", string="Fault Code", store=True, index="btree_not_null"
    )
    request_date = fields.Datetime(related="order_id.request_date", store=True)

    _granted_share_percent = models.Constraint(
        "CHECK (granted_share IS NULL OR (granted_share >= 0 AND granted_share <= 100))",
        "Between 0 and 100 % of a line can be granted: check the share.",
    )

    # ------------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------------

    @api.depends(
        "kind", "product_id", "quantity", "unit_id.lot_id", "order_id.lot_id", "order_id.request_date"
    )
    def _compute_part_warranty_id(self):
        kept = self.filtered(lambda line: line._is_kept())
        for line in kept:
            line.part_warranty_id = line._origin.part_warranty_id
        found = self.env["aftersales.part.warranty"]._find_for(self - kept)
        for line in self - kept:
            line.part_warranty_id = found.get(line)

    @api.depends(
        "kind",
        "product_id",
        "extra_service",
        "unit_id.lot_id",
        "granted_payer",
        "granted_share",
        "granted_reason",
        "order_id.service_type",
        "order_id.override_type",
        "order_id.override_reason",
        "order_id.proposal_code",
        "order_id.proposal_values",
        "order_id.fault_id",
        "order_id.contract_id",
        "order_id.warranty_term_id",
        "order_id.warranty_start",
        "order_id.line_ids.part_warranty_id",
    )
    def _compute_payer(self):
        for line in self:
            line.update(line._get_kept_vals() if line._is_kept() else line._prepare_payer_vals())

    def _is_kept(self):
        """Tell whether the decision stands: it was made, and the order is decided since."""
        self.ensure_one()
        stored = self._origin
        return bool(
            stored.payer
            and (stored.finished or self.order_id._is_decided())
            and all(getattr(self[name], "_origin", self[name]) == stored[name] for name in SUBJECT)
        )

    def _get_kept_vals(self):
        names = ("payer", "covered_share", "payer_code", "payer_values", "coverage_id")
        return {name: self._origin[name] for name in names}

    def _prepare_payer_vals(self):
        """Ask the engine who bears this line; return the values that keep its answer."""
        self.ensure_one()
        coverage = self._get_warranty()[0]._get_coverage(self.kind, self.product_id)
        decision = entitlement.decide(self._prepare_line_facts(coverage))
        by_term = decision.reason in (entitlement.WARRANTY, entitlement.EXPIRED, entitlement.NOT_IN_TERM)
        return {
            "payer": decision.payer,
            "covered_share": float(decision.share),
            "payer_code": decision.reason,
            "payer_values": decision.values,
            "coverage_id": coverage if by_term else coverage.browse(),
        }

    def _prepare_line_facts(self, coverage):
        """Map this line to the facts the engine wants; extension seam.

        :param coverage: the row of the warranty term for this line, or an empty one
        """
        self.ensure_one()
        order, own = self.order_id, self.part_warranty_id
        term, start = self._get_warranty()
        proposal = self._get_proposal()
        granted = (self.granted_payer, Decimal(str(self.granted_share)), self.granted_reason)
        contract = self._get_paying_contract()
        return entitlement.LineFacts(
            on=order._get_request_day(),
            service_type=order.override_type or proposal.service_type,
            proposal=(proposal.reason, proposal.values),
            type_reason=(order.override_reason or "") if order.override_type else None,
            granted=granted if self.granted_payer else None,
            extra=self.extra_service,
            repeat_payer=order._get_repeat_payer(),
            own_warranty=entitlement.Cover(until=own.date_to) if own else None,
            part_labour=self._get_labour_of_part(),
            wearing_part=self.kind == "part" and term._is_wearing_part(self.product_id),
            excluded_fault=bool(term._get_excluded_name(order.fault_id)),
            warranty=self._get_unit_cover(proposal, coverage, start),
            contract=contract.name or proposal.values.get("contract", ""),
            contract_cover=self._get_contract_cover(contract),
        )

    def _get_lot(self):
        """Return the unit that this line is for: the one of its repair card, else the order's."""
        self.ensure_one()
        return self.sudo().unit_id.lot_id or self.order_id.lot_id  # sudo: which unit it is, no content

    def _is_for_other_unit(self):
        """Tell whether this line is for one unit of a batch, not for the unit of the order."""
        return self._get_lot()._origin != self.order_id.lot_id._origin

    def _get_warranty(self):
        """Return the warranty term of this line's unit and the day from which it counts."""
        if self._is_for_other_unit():
            lot = self._get_lot()
            return lot.aftersales_warranty_term_id, lot.aftersales_warranty_start
        return self.order_id.warranty_term_id, self.order_id.warranty_start

    def _get_proposal(self):
        """Return the proposal of the order; a unit of a batch is judged by its own sale and warranty."""
        order, lot = self.order_id, self._get_lot()
        stored = entitlement.Proposal(order.proposed_type, order.proposal_code, order.proposal_values or {})
        if not self._is_for_other_unit() or order.proposed_type == "D" or order.repeat_of_id:
            return stored
        facts = replace(
            order._prepare_facts(order._get_request_day(), order.contract_id),
            has_unit=True,
            sale_date=lot.aftersales_sale_date or None,
            has_term=bool(lot.aftersales_warranty_term_id),
            warranty_end=lot.aftersales_warranty_end or None,
            excluded_fault=lot.aftersales_warranty_term_id._get_excluded_name(order.fault_id),
        )
        proposal = entitlement.propose(facts)
        # Whether the contract still has calls left was decided for the whole job.
        return stored if order.contract_id and proposal.service_type != "C" else proposal

    def _get_unit_cover(self, proposal, coverage, start):
        """Return what the unit's warranty says about this line: the row's figures, else the term's."""
        if proposal.reason == entitlement.BEFORE_SALE:
            return None
        if coverage and start:
            return coverage._to_engine(start)
        if proposal.reason == entitlement.WARRANTY:
            return entitlement.Cover(until=fields.Date.to_date(proposal.values["date"]))
        return None

    def _get_labour_of_part(self):
        """Return what the warranty of a part replaced on the same job says about this labour."""
        if self.kind != "labour":
            return None
        lot = self._get_lot()
        lines = self.order_id.line_ids.filtered(lambda line: line._get_lot() == lot)
        warranties = lines.part_warranty_id.filtered("labour_share")
        best = max(warranties, key=lambda each: each.labour_share, default=None)
        return best and entitlement.Cover(Decimal(str(best.labour_share)), best.date_to)

    def _get_paying_contract(self):
        """Return the contract that pays what it covers of this job, or an empty one (S15).

        Besides warranty work only one that neither asks for the price of a call nor counts its calls.
        """
        order, contract = self.order_id, self.order_id.contract_id
        besides = order.service_type == "C" and contract.kind != "per_call" and not contract.visits_included
        return contract if order.service_type == "B" or besides else contract.browse()

    def _get_contract_cover(self, contract):
        """Return what `contract` takes over of this line; without rows of its own, everything."""
        if contract and contract.sudo().coverage_ids:  # sudo: what is covered is no secret
            share, _code = contract._get_coverage(self.kind, self.product_id)
            return entitlement.Cover(share, contract.date_end)
        # A job decided before contracts were kept with it has only the reason for its type.
        if contract or self.order_id.proposal_code == entitlement.CONTRACT:
            return entitlement.Cover(until=contract.date_end or None)
        return None

    @api.depends("covered_share")
    def _compute_chargeable(self):
        for line in self:
            line.chargeable = line.covered_share < 100

    @api.depends("charged_quantity", "price_unit", "covered_share")
    def _compute_customer_amount(self):
        for line in self:
            customer, _covered = entitlement.split(
                Decimal(str(line.charged_quantity)) * Decimal(str(line.price_unit)),
                Decimal(str(line.covered_share)),
                Decimal(str(line.currency_id.rounding)),
            )
            line.customer_amount = float(customer)

    @api.depends("value", "customer_amount")
    def _compute_covered_amount(self):
        for line in self:
            line.covered_amount = line.currency_id.round(line.value - line.customer_amount)

    @api.depends("payer_code", "payer_values", "covered_share")
    @api.depends_context("lang")
    def _compute_payer_reason(self):
        for line in self:
            line.payer_reason = line.order_id._render_reason(line.payer_code, line.payer_values or {})

    def _get_printed_reason(self):
        """Return why this line is paid so, where the reason printed for the whole job does not say it."""
        self.ensure_one()
        said = (self.order_id.proposal_code, entitlement.TYPE_SET)
        return "" if self.payer_code in said else self.payer_reason

    def _get_unaccepted(self):
        """Return the lines of `self` that the customer pays and has not accepted on a quotation (S12)."""
        return self.filtered(lambda line: line.chargeable and line.sale_line_id.order_id.state != "sale")

    def _prepare_sale_line_vals(self):
        """Values of this line on a quotation: the customer's share only; extension seam."""
        self.ensure_one()
        reason = f"\n{self.payer_reason}" if self.covered_share else ""
        return {
            "product_id": self.product_id.id,
            "name": f"{self.name}{reason}",
            "product_uom_qty": self.charged_quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": self.covered_share,
        }

    def _get_free_note(self):
        """Return the sentence that says on a quotation why this line costs the customer nothing."""
        self.ensure_one()
        return self.env._(
            "%(line)s × %(quantity)s: %(amount)s. %(reason)s",
            line=self.name,
            quantity=f"{self.charged_quantity:g}",
            amount=format_amount(self.env, self.customer_amount, self.currency_id),
            reason=self.payer_reason,
        )

    # ------------------------------------------------------------------------
    # Warranty of replaced parts
    # ------------------------------------------------------------------------

    def _store_costs(self):
        """With the work of these lines done, their parts get a warranty of their own."""
        result = super()._store_costs()
        self.sudo().finished = True  # sudo: guarded field, the caller ends the work
        self.env["aftersales.part.warranty"]._grant_for(self)
        return result

    def _prepare_part_warranty_vals(self, term, day):
        """Values of the warranty that this part carries from `day` on by `term`; extension seam."""
        self.ensure_one()
        serials = self.move_id.lot_ids
        return {
            "company_id": self.company_id.id,
            "lot_id": self._get_lot().id,
            "product_id": self.product_id.id,
            "part_lot_id": serials.id if len(serials) == 1 else False,
            "quantity": self.quantity,
            "date_from": day,
            "date_to": term._get_end(day),
            "labour_share": term.labour_share,
            "line_id": self.id,
        }

    # ------------------------------------------------------------------------
    # Grants
    # ------------------------------------------------------------------------

    def action_open_grant(self):
        """Open the dialog that asks who bears these lines, and why."""
        self._ensure_grantable()
        first = self[:1]
        return open_dialog(
            self.env._("Change who pays"),
            "aftersales.grant",
            line_ids=self.ids,
            payer=first.granted_payer or "goodwill",
            share=first.granted_share or 100.0,
            reason=first.granted_reason,
        )

    def _grant(self, payer, share, reason):
        """Let `payer` bear `share` percent of these lines, whatever the engine decided (S1, S12).

        :param payer: one of `const.PAYERS`; empty takes the grant back
        :param share: percent, above 0 to 100; without meaning where the customer pays
        :param reason: why, shown with the line, on voucher and quotation
        """
        self._ensure_grantable()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why somebody else pays."))
        if payer and payer not in dict(PAYERS):
            raise UserError(self.env._("Choose who pays."))
        if payer and payer != "customer" and not 0 < share <= 100:
            raise UserError(
                self.env._("Above 0 and up to 100 % of a line can be taken over: check the share.")
            )
        vals = {
            "granted_payer": payer or False,
            "granted_share": share if payer and payer != "customer" else 0.0,
            "granted_reason": reason.strip() if payer else False,
        }
        self.sudo().write(vals)  # sudo: guarded fields, right and state checked above
        self._redecide()
        payers = dict(self._fields["payer"]._description_selection(self.env))
        for order, lines in self.grouped("order_id").items():
            for line in lines:
                body = self.env._(
                    "“%(line)s”: %(payer)s, the customer pays %(amount)s. Reason: %(reason)s",
                    line=line.name,
                    payer=payers[line.payer],
                    amount=format_amount(self.env, line.customer_amount, line.currency_id),
                    reason=reason.strip(),
                )
                order._message_log(body=body)

    def _redecide(self):
        """Ask the engine again about these lines, also where their order is decided."""
        found = self.env["aftersales.part.warranty"]._find_for(self)
        for line in self.sudo():  # sudo: guarded fields, computed from facts only
            line.part_warranty_id = found.get(line)
            line.write(line._prepare_payer_vals())

    def _ensure_grantable(self):
        """Refuse who has not the right, and lines that are accepted, quoted or done (S12)."""
        self.order_id._ensure_role("dispatcher")
        self.order_id._lock()
        self._ensure_unquoted()
        done = self.filtered(lambda line: line.order_id.state in SETTLED_STATES)[:1]
        if done:
            raise UserError(
                self.env._(
                    "The work of order %(name)s is finished: who pays “%(line)s” can no longer change.",
                    name=done.order_id.name,
                    line=done.name,
                )
            )
