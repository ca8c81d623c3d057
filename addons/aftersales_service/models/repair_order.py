from odoo import api, fields, models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    """The repair card (修护卡) of a service order; what the host's model needs care with stands here."""

    _inherit = "repair.order"

    aftersales_order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        index="btree_not_null",
        check_company=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    aftersales_unit_id = fields.Many2one(
        "aftersales.order.unit",
        string="Unit Taken In",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.depends("aftersales_order_id")
    def _compute_allowed_lot_ids(self):
        """The host reads every serial of the product into the form; the card knows its unit."""
        cards = self.filtered("aftersales_order_id")
        for card in cards:
            card.allowed_lot_ids = card.lot_id
        return super(RepairOrder, self - cards)._compute_allowed_lot_ids()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_aftersales(self):
        """The host lets any stock user delete a card under repair; ours is a document."""
        card = self.filtered("aftersales_order_id")[:1]
        if card:
            raise UserError(
                self.env._(
                    "Repair card %(card)s belongs to service order %(order)s and cannot be deleted.",
                    card=card.name,
                    order=card.aftersales_order_id.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        if not self.env.su and cards.aftersales_order_id:
            raise UserError(self.env._("A repair card of a service order is opened by the order."))
        return cards

    def write(self, vals):
        if {"aftersales_order_id", "aftersales_unit_id"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("A repair card stays with the service order it was made for."))
        return super().write(vals)

    def action_repair_cancel(self):
        """Refuse to cancel a card under the service order: its parts would count as used."""
        card = self.filtered("aftersales_order_id")[:1]
        if card and not self.env.su:
            raise UserError(
                self.env._(
                    "Repair card %(card)s belongs to a service order: cancel the order, or remove the "
                    "part there.",
                    card=card.name,
                )
            )
        return super().action_repair_cancel()

    def action_repair_done(self):
        """Refuse to end a card with parts missing: the host would cancel them without a question."""
        short = self.filtered("aftersales_order_id")._get_short_moves()[:1]
        if short:
            raise UserError(
                self.env._(
                    "Repair card %(card)s lacks %(product)s: take it from stock or remove it.",
                    card=short.repair_id.name,
                    product=short.product_id.display_name,
                )
            )
        return super().action_repair_done()

    def _update_sale_order_line_price(self):
        """The host prices a confirmed quotation anew when the box “under warranty” is ticked; ours stands."""
        return super(
            RepairOrder, self.filtered(lambda card: not card.aftersales_order_id)
        )._update_sale_order_line_price()

    def _get_short_moves(self):
        """Return the parts of these cards that are still to be taken and not reserved in full."""
        return self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
            )
        )

    def _aftersales_start(self):
        """Open these cards and reserve their parts."""
        self.filtered(lambda card: card.state in ("draft", "confirmed")).action_repair_start()
        self.move_ids.filtered(lambda move: move.state == "draft")._action_confirm()
        self.action_assign()

    def _aftersales_end(self):
        """End these cards: parts leave the stock."""
        self.filtered(lambda card: card.state == "under_repair").action_repair_end()
