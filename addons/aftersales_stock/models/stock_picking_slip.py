from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import SLIP_STATES
from ..tools.slip import find_gaps


class StockPicking(models.Model):
    """Receipts and deliveries that two people count, and what must hold before goods leave (N14, N15)."""

    _inherit = "stock.picking"

    aftersales_slip_ids = fields.One2many("aftersales.slip", "picking_id", string="Slip", copy=False)
    aftersales_slip_state = fields.Selection(
        SLIP_STATES, string="Count", compute="_compute_aftersales_slip_state", search="_search_slip_state"
    )
    aftersales_controlled = fields.Boolean(
        string="Counted by Two", compute="_compute_aftersales_controlled", compute_sudo=True
    )

    @api.depends("aftersales_slip_ids.state")
    def _compute_aftersales_slip_state(self):
        for picking in self:
            # sudo: that a transfer was counted is no secret to who sees the transfer
            picking.aftersales_slip_state = picking.sudo().aftersales_slip_ids.state

    def _search_slip_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("aftersales_slip_ids.state", "in", value)]

    @api.depends("picking_type_id.aftersales_controlled", "company_id.aftersales_warehouse_rules")
    def _compute_aftersales_controlled(self):
        for picking in self:
            picking.aftersales_controlled = bool(
                picking.picking_type_id and picking.picking_type_id._is_aftersales_controlled()
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_slip(self):
        self.sudo().aftersales_slip_ids._unlink_except_signed()

    def action_aftersales_slip(self):
        """Open the slip of this transfer."""
        self.ensure_one()
        slip = self.env["aftersales.slip"]._open_for(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.slip",
            "res_id": slip.id,
            "views": [(False, "form")],
        }

    def _get_aftersales_demand(self):
        """Return {product: quantity} of what these transfers ask for, in the products' own units."""
        demand = {}
        for move in self.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            demand[move.product_id] = demand.get(move.product_id, 0.0) + move.product_qty
        return demand

    def _get_aftersales_quantities(self, moves=None):
        """Return {product: quantity} of what is entered, in the products' own units."""
        entered = {}
        for move in self.move_ids if moves is None else moves:
            if move.state != "cancel":
                quantity = move._get_aftersales_quantity()
                entered[move.product_id] = entered.get(move.product_id, 0.0) + quantity
        return entered

    def _check_aftersales_slip(self, moves):
        """Refuse `moves` of this transfer unless two people counted exactly them."""
        self.ensure_one()
        slip = self.sudo().aftersales_slip_ids  # sudo: part of the transfer
        if slip.state not in ("checked", "decided"):
            self._refuse_uncounted(slip)
        entered = self._get_aftersales_quantities(moves)
        counted = {line.product_id: line.second_quantity for line in slip.line_ids}
        for product in entered.keys() | counted.keys():
            if product.uom_id.compare(entered.get(product, 0.0), counted.get(product, 0.0)):
                raise UserError(
                    self.env._(
                        "%(picking)s: %(counted)g × %(product)s was counted, %(entered)g is entered. Enter "
                        "what was counted, or have it counted anew.",
                        picking=self.name,
                        product=product.display_name,
                        counted=counted.get(product, 0.0),
                        entered=entered.get(product, 0.0),
                    )
                )
        if slip.kind == "out":
            self._check_leaving(slip, moves)

    def _refuse_uncounted(self, slip):
        sentences = {
            "counted": self.env._(
                "%(picking)s: a second person checks it before it is done.", picking=self.name
            ),
            "different": self.env._(
                "%(picking)s: the count shows a difference. A leader decides it first.", picking=self.name
            ),
        }
        raise UserError(
            sentences.get(slip.state)
            or self.env._("%(picking)s: two people count the goods first.", picking=self.name)
        )

    def _check_leaving(self, slip, moves):
        """Check the papers, approvals and sets of goods that leave to a customer (N15)."""
        if slip.way == "shipped":
            self._check_list(slip)
        if not any(move.location_dest_id.usage == "customer" for move in moves):
            return
        if not slip.way:
            raise UserError(
                self.env._("%(picking)s: say whether the goods are collected or shipped.", picking=self.name)
            )
        getattr(self, f"_check_{slip.way}")(slip, moves)
        for product, quantity in slip._get_unapproved().items():
            raise UserError(
                self.env._(
                    "%(picking)s: a leader approves %(quantity)g × %(product)s before it leaves.",
                    picking=self.name,
                    quantity=quantity,
                    product=product.display_name,
                )
            )
        self._check_sets(moves)

    def _check_collected(self, slip, _moves):
        if not (self.signature or (slip.sales_slip or "").strip()):
            raise UserError(
                self.env._(
                    "%(picking)s is collected: the customer signs, on the screen or on the sales slip, "
                    "whose number is kept.",
                    picking=self.name,
                )
            )

    def _check_list(self, slip):
        """Whoever it goes to, the carrier needs a complete list of goods (N15)."""
        missing = [
            slip._fields[name]._description_string(self.env)
            for name in ("receiver", "phone", "address")
            if not (slip[name] or "").strip()
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(picking)s is shipped: its list of goods needs “%(field)s”.",
                    picking=self.name,
                    field=missing[0],
                )
            )

    def _check_shipped(self, _slip, moves):
        kit = moves.product_id.filtered("aftersales_test_kit")[:1]
        if kit:
            raise UserError(
                self.env._(
                    "%(picking)s: %(product)s is a test kit. Test kits are collected, never shipped.",
                    picking=self.name,
                    product=kit.display_name,
                )
            )

    def _check_sets(self, moves):
        """Sets sold as sets leave complete; nothing is picked out of them (N15)."""
        alone = moves.filtered(
            lambda move: move.product_id.aftersales_set_only and not move.sale_line_id.combo_item_id
        )[:1]
        if alone:
            raise UserError(
                self.env._(
                    "%(picking)s: %(product)s leaves as a piece of a set that was sold, never alone.",
                    picking=self.name,
                    product=alone.product_id.display_name,
                )
            )
        # sudo: whoever ships may have no right on sales
        for combo in moves.sudo().sale_line_id.filtered("combo_item_id").linked_line_id:
            pieces = {
                line: tuple(
                    Decimal(f"{each:.5f}")
                    for each in (
                        line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id),
                        sum(
                            move._get_aftersales_quantity()
                            for move in moves.sudo()
                            if move.sale_line_id == line
                        ),
                    )
                )
                for line in combo.linked_line_ids
                if line.combo_item_id and line.product_id.type == "consu"
            }
            for line, gap in find_gaps(Decimal(f"{combo.product_uom_qty:.5f}"), pieces).items():
                raise UserError(
                    self.env._(
                        "%(picking)s: set %(set)s is not complete, %(quantity)s × %(product)s is missing.",
                        picking=self.name,
                        set=combo.product_id.display_name,
                        quantity=f"{gap.normalize():f}",
                        product=line.product_id.display_name,
                    )
                )
