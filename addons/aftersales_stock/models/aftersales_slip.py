from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.i18n import format_list

from ..const import LEADER_GROUPS, SLIP_KINDS, SLIP_STATES, SLIP_TRANSITIONS, SLIP_WAYS
from ..tools.slip import find_differences


class AftersalesSlip(models.Model):
    """The slip of a receipt or delivery: counted by two people, then free to go (N14, N15).

    One for each transfer of a controlled operation. The transfer is done only with what the second
    person counted; see `stock.picking._check_aftersales_slips`.
    """

    _name = "aftersales.slip"
    _description = "Slip"
    _inherit = ["aftersales.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = SLIP_TRANSITIONS

    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(related="picking_id.name", string="Number", store=True, index="trigram")
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="picking_id.partner_id")
    picking_state = fields.Selection(related="picking_id.state", string="State of the Transfer")
    kind = fields.Selection(SLIP_KINDS, required=True, readonly=True)
    state = fields.Selection(
        SLIP_STATES,
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    line_ids = fields.One2many("aftersales.slip.line", "slip_id", string="Products", readonly=True)
    first_user_id = fields.Many2one("res.users", string="Counted by", readonly=True, tracking=True)
    first_on = fields.Datetime(string="Counted On", readonly=True)
    second_user_id = fields.Many2one("res.users", string="Checked by", readonly=True, tracking=True)
    second_on = fields.Datetime(string="Checked On", readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision = fields.Char(readonly=True, help="Why what was counted is taken over in spite of a difference.")
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, tracking=True)
    approved_on = fields.Datetime(readonly=True)
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    way = fields.Selection(SLIP_WAYS, string="Collected or Shipped", tracking=True)
    receiver = fields.Char(tracking=True)
    phone = fields.Char()
    address = fields.Char()
    sales_slip = fields.Char(
        string="Signed Sales Slip",
        help="Number of the slip that the customer signed on paper, unless he signs on the screen.",
    )

    _picking_unique = models.UniqueIndex("(picking_id)", "A transfer has one slip.")
    _two_people = models.Constraint(
        "CHECK (second_user_id IS NULL OR first_user_id <> second_user_id)",
        "Two different people count and check.",
    )
    _decider_not_counter = models.Constraint(
        "CHECK (decided_by_id IS NULL OR decided_by_id NOT IN (first_user_id, second_user_id))",
        "A difference is decided by somebody who did not count.",
    )

    @api.depends(
        "picking_id.move_ids.product_id", "picking_id.move_ids.quantity", "line_ids.approved_quantity"
    )
    def _compute_needs_approval(self):
        for slip in self:
            slip.needs_approval = slip.kind == "out" and bool(slip._get_unapproved())

    def write(self, vals):
        """Where the goods went stands once they have left."""
        self._refuse_guarded(vals)
        done = self.filtered(lambda slip: slip.picking_state == "done")[:1]
        if done and not self.env.su:
            raise UserError(
                self.env._("%(name)s is done: its slip is a document and no longer changes.", name=done.name)
            )
        return super().write(vals)

    @api.model
    def _open_for(self, picking):
        """Return the slip of `picking`, opened where there is none."""
        picking.check_access("write")
        slip = self.sudo().search([("picking_id", "=", picking.id)])  # sudo: right on the transfer checked
        if not slip:
            if not picking.picking_type_id._is_aftersales_controlled() or picking.state in ("done", "cancel"):
                raise UserError(
                    self.env._("%(name)s is not counted by two people.", name=picking.display_name)
                )
            # sudo: guarded document; who may write the transfer may open its slip
            slip = self.sudo().create(self._prepare_slip_vals(picking))
        return slip.with_env(self.env)

    @api.model
    def _prepare_slip_vals(self, picking):
        partner = picking.partner_id
        return {
            "picking_id": picking.id,
            "kind": "in" if picking.picking_type_id.code == "incoming" else "out",
            "receiver": partner.name,
            "phone": partner.phone,
            "address": partner._display_address(without_company=True).replace("\n", " ").strip(),
        }

    def _ensure_keeper(self):
        """Refuse who does not work in the warehouse."""
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Goods are counted and checked by people of the warehouse."))
        self.check_access("write")

    def _ensure_leader(self):
        """Refuse who is no leader."""
        if not any(self.env.user.has_group(group) for group in LEADER_GROUPS):
            raise AccessError(self.env._("A leader decides this: a service-centre or stock manager."))
        self.check_access("write")

    def _ensure_moving(self):
        ended = self.filtered(lambda slip: slip.picking_state in ("done", "cancel"))[:1]
        if ended:
            raise UserError(self.env._("%(name)s is ended: nothing is counted any more.", name=ended.name))

    # ------------------------------------------------------------------------
    # Count
    # ------------------------------------------------------------------------

    def action_count(self):
        """Open the counting screen for whoever counts now: the first person, or the second."""
        self.ensure_one()
        self._ensure_keeper()
        self._ensure_moving()
        self._ensure_next_counter()
        return self.env["aftersales.slip.count"]._open_for(self)

    def _ensure_next_counter(self):
        """The second person is another than the first."""
        self.ensure_one()
        if self.state not in ("open", "counted"):
            raise UserError(
                self.env._(
                    "%(name)s is counted and checked. To count anew, a leader asks for it.", name=self.name
                )
            )
        if self.state == "counted" and self.first_user_id == self.env.user:
            raise UserError(
                self.env._(
                    "You counted %(name)s yourself: a second person checks it.",
                    name=self.name,
                )
            )

    def _sign(self, quantities, on_slip=None):
        """Sign what the current user counted: the first count, or the check of it (N14, N15).

        :param quantities: {product: quantity in the product's own unit}
        :param on_slip: the same for the supplier's slip, by the first person; nothing: as ordered
        :raises UserError: when the same person counts twice
        """
        self.ensure_one()
        self._ensure_keeper()
        self._lock()
        self._ensure_moving()
        self._ensure_next_counter()
        if any(quantity < 0 for quantity in (*quantities.values(), *(on_slip or {}).values())):
            raise UserError(self.env._("Nothing is counted below zero."))
        if self.state == "open":
            self._sign_first(quantities, on_slip)
        else:
            self._sign_second(quantities)

    def _sign_first(self, quantities, on_slip):
        expected = self.picking_id._get_aftersales_demand()
        written = (on_slip or expected) if self.kind == "in" else {}
        lines = self._get_lines(set(quantities) | set(expected) | set(written))
        for line in self.sudo().line_ids - lines:  # sudo: guarded lines, the signature was checked
            line.write({"on_slip": 0.0, "first_quantity": 0.0, "second_quantity": 0.0})
        for line in lines:
            line.write(
                {
                    "on_slip": written.get(line.product_id, 0.0),
                    "first_quantity": quantities.get(line.product_id, 0.0),
                    "second_quantity": 0.0,
                }
            )
        self._update_state("counted", first_user_id=self.env.uid, first_on=fields.Datetime.now())

    def _get_lines(self, products):
        """Return the lines of `products` as superuser, made where there are none."""
        lines = self.sudo().line_ids.filtered(lambda line: line.product_id in products)
        known = lines.product_id
        return lines | lines.create(
            [
                {"slip_id": self.id, "product_id": product.id}
                for product in sorted(products, key=lambda product: product.id)
                if product not in known
            ]
        )

    def _sign_second(self, quantities):
        self._get_lines(quantities)
        for line in self.sudo().line_ids:  # sudo: guarded lines, the signature was checked
            line.second_quantity = quantities.get(line.product_id, 0.0)
        different = find_differences([line._get_count() for line in self.sudo().line_ids])
        self._update_state(
            "different" if different else "checked",
            second_user_id=self.env.uid,
            second_on=fields.Datetime.now(),
        )
        if different:
            self._report(different)
        else:
            self._fill_transfer()

    def _report(self, different):
        """Tell the leader where the figures do not agree (N14)."""
        kinds = {
            "counters": self.env._("the two counts differ"),
            "slip": self.env._("the supplier's slip says otherwise"),
        }
        summary = format_list(
            self.env,
            [
                self.env._(
                    "%(product)s: %(expected)s, counted %(counted)s (%(kind)s)",
                    product=each.product,
                    expected=f"{each.expected.normalize():f}",
                    counted=f"{each.counted.normalize():f}",
                    kind=kinds[each.kind],
                )
                for each in different
            ],
        )
        self.message_post(body=self.env._("Difference: %(summary)s", summary=summary))
        leader = self.company_id.sudo().aftersales_warehouse_user_id  # sudo: whom a setting names
        if leader:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=leader.id,
                summary=self.env._("Decide the difference of %(name)s", name=self.name),
                note=summary,
                automated=True,
            )

    def _fill_transfer(self):
        """Enter on the transfer what was counted, but for serial numbers, which are typed there."""
        for line in self.line_ids.filtered(lambda line: line.product_id.tracking == "none"):
            moves = self.picking_id.move_ids.filtered(
                lambda move, line=line: (
                    move.product_id == line.product_id and move.state not in ("done", "cancel")
                )
            )
            left = line.second_quantity
            for move in moves:
                share = left if move == moves[-1] else min(left, move.product_qty)
                move.quantity = move.product_id.uom_id._compute_quantity(share, move.product_uom)
                move.picked = share > 0
                left -= share

    # ------------------------------------------------------------------------
    # Differences and approvals
    # ------------------------------------------------------------------------

    def action_decide(self):
        """Open the dialog in which a leader decides the difference."""
        self.ensure_one()
        self._ensure_leader()
        return self.env["aftersales.slip.decide"]._open_for(self)

    def _accept(self, reason):
        """Take over what the second person counted, in spite of the difference (N14)."""
        self.ensure_one()
        self._ensure_decision(reason)
        self._update_state(
            "decided",
            decided_by_id=self.env.uid,
            decided_on=fields.Datetime.now(),
            decision=reason.strip(),
        )
        # sudo: the leader may have no right on transfers; his decision enters what was counted
        self.sudo()._fill_transfer()
        self._finish_report(reason)

    def _recount(self, reason):
        """Have it counted anew by two people; the figures so far stay in the messages."""
        self.ensure_one()
        self._ensure_decision(reason)
        self._update_state("open", first_user_id=False, first_on=False, second_user_id=False, second_on=False)
        self._finish_report(reason)

    def _ensure_decision(self, reason):
        self._ensure_leader()
        self._lock()
        self._ensure_moving()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it is kept with the decision."))
        if self.env.user in self.first_user_id | self.second_user_id:
            raise UserError(
                self.env._("You counted %(name)s: somebody else decides its difference.", name=self.name)
            )

    def _finish_report(self, reason):
        self.message_post(body=reason.strip())
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _get_unapproved(self):
        """Return {special product: quantity} of what would leave without a leader's approval (N15)."""
        self.ensure_one()
        approved = {line.product_id: line.approved_quantity for line in self.line_ids}
        return {
            product: quantity
            for product, quantity in self.picking_id._get_aftersales_quantities().items()
            if product.aftersales_special and product.uom_id.compare(quantity, approved.get(product, 0.0)) > 0
        }

    def action_approve(self):
        """Let the special products of these slips go, as many as are entered now (N15)."""
        self._ensure_leader()
        self._lock()
        self._ensure_moving()
        for slip in self.sudo():  # sudo: guarded lines; the leader was checked
            unapproved = slip._get_unapproved()
            if not unapproved:
                raise UserError(self.env._("%(name)s has no special product to be approved.", name=slip.name))
            for line in slip._get_lines(unapproved):
                line.approved_quantity = unapproved[line.product_id]
            slip.write({"approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        signed = self.filtered(lambda slip: slip.state != "open")[:1]
        if signed:
            raise UserError(self.env._("The slip of %(name)s is signed: it stays.", name=signed.name))

    def action_view_picking(self):
        """Open the transfer of this slip."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "views": [(False, "form")],
        }
