from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesOrder(models.Model):
    """The stock side of a job: repair cards of the host, filled from the order's lines (S8)."""

    _inherit = "aftersales.order"

    repair_ids = fields.One2many("repair.order", "aftersales_order_id", string="Repair Cards")
    repair_count = fields.Integer(compute="_compute_repair_count")

    @api.depends("repair_ids")
    def _compute_repair_count(self):
        for order in self.sudo():  # sudo: a count, no content of the host's documents
            order.repair_count = len(order.repair_ids)

    def _get_open_cards(self):
        """Return the repair cards of these orders that are not ended yet, as superuser."""
        return self.sudo().repair_ids.filtered(lambda card: card.state not in ("done", "cancel"))

    def _sync_cards(self):
        """Give every part line its stock move on an open repair card of its unit, or of the order."""
        waiting = self.line_ids.filtered(lambda line: line.kind == "part" and not line.move_id)
        if not waiting:
            return
        cards = {(card.aftersales_order_id, card.aftersales_unit_id): card for card in self._get_open_cards()}
        subjects = {(line.order_id, line.unit_id): line for line in waiting}
        lacking = [subject for subject in subjects if subject not in cards]
        # sudo: engineers hold no right on the host's stock documents; the roles and states of the
        # orders were checked by the caller, and the card carries nothing but the order's own lines
        host = self.sudo().env
        operations = waiting.order_id._get_repair_operations()
        created = host["repair.order"].create(
            [
                {**order._prepare_card_vals(operations[order.company_id]), **unit.sudo()._prepare_card_vals()}
                for order, unit in lacking
            ]
        )
        cards.update(zip(lacking, created, strict=True))
        moves = host["stock.move"].create(
            [line._prepare_move_vals(cards[line.order_id, line.unit_id]) for line in waiting]
        )
        for line, move in zip(waiting.sudo(), moves, strict=True):
            line.move_id = move
            move.sale_line_id = line.sale_line_id

    def _get_repair_operations(self):
        """Return company → operation type for repairs of its first warehouse; one search."""
        # sudo: set-up, no content
        warehouses = self.env["stock.warehouse"].sudo().search([("company_id", "in", self.company_id.ids)])
        return {
            company: warehouses.filtered(lambda each, company=company: each.company_id == company)[
                :1
            ].repair_type_id
            for company in self.company_id
        }

    def _prepare_card_vals(self, operation):
        """Values of the repair card of this order; extension seam.

        :param operation: the operation type (`stock.picking.type`) of the company's repairs

        The unit stays where it is: source and destination are the customer's location, so that
        the host neither asks for a serial that is not on our stock nor moves it there.
        """
        self.ensure_one()
        customer_location = self.partner_id.with_company(self.company_id).property_stock_customer
        return {
            "aftersales_order_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "product_id": self.lot_id.product_id.id,
            "lot_id": self.lot_id.id,
            "picking_type_id": operation.id,
            "product_location_src_id": customer_location.id,
            "product_location_dest_id": customer_location.id,
            "schedule_date": self.planned_start or fields.Datetime.now(),
            "user_id": self.user_id.id,
            "under_warranty": self.service_type != "A",
        }

    def _check_parts_on_hand(self):
        """Refuse to go on while a part of an open repair card is not reserved in full."""
        move = self._get_open_cards()._get_short_moves()[:1]
        if move:
            raise UserError(
                self.env._(
                    "Order %(name)s: %(needed)s × %(product)s needed, %(available)s in stock at "
                    "%(location)s. Put the order in parts preparation.",
                    name=move.repair_id.aftersales_order_id.name,
                    needed=f"{move.product_uom_qty:g}",
                    product=move.product_id.display_name,
                    available=f"{move.quantity:g}",
                    location=move.location_id.display_name,
                )
            )

    def _cancel_cards(self):
        cards = self.sudo().repair_ids  # sudo: as in _sync_cards
        done = cards.filtered(lambda card: card.state == "done")[:1]
        if done:
            raise UserError(
                self.env._(
                    "Order %(name)s cannot be cancelled: repair card %(card)s is done and its parts are "
                    "used.",
                    name=done.aftersales_order_id.name,
                    card=done.name,
                )
            )
        cards.filtered(lambda card: card.state != "cancel").action_repair_cancel()
