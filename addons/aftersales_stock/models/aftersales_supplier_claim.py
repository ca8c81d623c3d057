from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.aftersales_base.tools.dialog import open_record
from odoo.addons.aftersales_service.const import STATEMENT_BILL_STATES

from ..const import SUPPLIER_CLAIM_STATES, SUPPLIER_CLAIM_TRANSITIONS
from .aftersales_part_return import STORE

#: Who makes up accounts with suppliers.
SETTLERS = ("aftersales_service.group_accountant", "aftersales_service.group_manager")


class AftersalesSupplierClaim(models.Model):
    """Old parts with a confirmed fault go back to who supplied them, who is asked to make good (索赔, N12).

    The pieces leave by a transfer of the host; what the supplier grants becomes a vendor credit note, what
    he refuses comes back or is scrapped with him.
    """

    _name = "aftersales.supplier.claim"
    _inherit = ["aftersales.step.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Claim on a Supplier"
    _order = "id desc"
    _check_company_auto = True
    _transitions = SUPPLIER_CLAIM_TRANSITIONS
    _numbered = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    partner_id = fields.Many2one("res.partner", string="Supplier", required=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        SUPPLIER_CLAIM_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    supplier_ref = fields.Char(string="Supplier's Reference", copy=False)
    note = fields.Text()
    line_ids = fields.One2many("aftersales.supplier.claim.line", "claim_id", string="Pieces")
    line_count = fields.Integer(string="Pieces Claimed", compute="_compute_sums", store=True)
    open_count = fields.Integer(string="Without Answer", compute="_compute_sums", store=True)
    expected = fields.Monetary(string="Expected Recovery", compute="_compute_sums", store=True, tracking=True)
    recovered = fields.Monetary(compute="_compute_sums", store=True, tracking=True)
    sent_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    settled_on = fields.Date(readonly=True, copy=False)
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer to the Supplier", readonly=True, copy=False, index="btree_not_null"
    )
    back_id = fields.Many2one(
        "stock.picking", string="Transfer Back", readonly=True, copy=False, index="btree_not_null"
    )
    move_id = fields.Many2one(
        "account.move",
        string="Vendor Credit Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="aftersales_service.group_accountant",
    )
    refund_state = fields.Selection(
        STATEMENT_BILL_STATES,
        string="Credit Note",
        compute="_compute_refund_state",
        compute_sudo=True,
        store=True,
    )

    @api.depends("line_ids.expected", "line_ids.recovered", "line_ids.answer")
    def _compute_sums(self):
        for claim in self:
            lines = claim.line_ids
            claim.line_count = len(lines)
            claim.open_count = len(lines.filtered(lambda line: not line.answer))
            claim.expected = sum(lines.mapped("expected"))
            claim.recovered = sum(lines.mapped("recovered"))

    @api.depends("move_id.state", "move_id.payment_state")
    def _compute_refund_state(self):
        """A credit note that was deleted, cancelled or reversed leaves the claim without one."""
        for claim in self:
            claim.refund_state = claim.move_id._get_aftersales_bill_state()

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su and {"partner_id", "company_id"} & vals.keys():
            self._ensure_step("sent", "draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_step("sent", "draft")

    # ------------------------------------------------------------------------
    # Collecting
    # ------------------------------------------------------------------------

    def action_collect(self):
        """Add the old parts with a confirmed fault that this supplier sells us and nobody has claimed yet."""
        self._ensure_office(*STORE)
        for claim in self:
            claim._lock()
            claim._ensure_step("sent", "draft")
            pieces = self.env["aftersales.part.return.line"].search(
                Domain("company_id", "=", claim.company_id.id) & self._get_claimable_domain()
            )
            suppliers = pieces._get_suppliers()
            pieces = pieces.filtered(
                lambda piece, partner=claim.partner_id, suppliers=suppliers: suppliers[piece] == partner
            )
            if not pieces:
                raise UserError(
                    self.env._(
                        "No old part of %(supplier)s waits for a claim.", supplier=claim.partner_id.name
                    )
                )
            claim._add(pieces)

    @api.model
    def _get_claimable_domain(self):
        """Old parts that were inspected, whose fault is confirmed, and which nobody has claimed yet."""
        return (
            Domain("result", "=", "confirmed")
            & Domain("return_id.state", "=", "inspected")
            & Domain("claim_line_ids", "=", False)
        )

    def _add(self, pieces):
        self.ensure_one()
        self.env["aftersales.supplier.claim.line"].create(
            [{"claim_id": self.id, "return_line_id": piece.id} for piece in pieces]
        )

    # ------------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------------

    def action_send(self):
        """Draft → with the supplier: the pieces are set aside, and the transfer to him is made."""
        self._ensure_office(*STORE)
        for claim in self:
            claim._lock()
            claim._ensure_step("sent", "draft")
            if not claim.line_ids:
                raise UserError(self.env._("Claim %(name)s is empty: collect old parts.", name=claim.name))
            server = claim.sudo()  # sudo: stock of the old parts, role and state were checked
            server.line_ids._check_pieces()
            warehouse, home, away = server._get_places()
            picking = server._make_transfer(warehouse.out_type_id, home, away, server.line_ids)
            claim._update_state(
                "sent", sent_on=claim.company_id._get_aftersales_today(), picking_id=picking.id
            )

    def _get_places(self):
        """Return the warehouse whose people ship, the old parts' location, and the suppliers'."""
        company = self.company_id
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        supplier = self.partner_id.with_company(company).property_stock_supplier
        return warehouse, company._get_aftersales_old_part_location(), supplier

    def _make_transfer(self, operation, source, target, lines):
        """Return the transfer of the pieces of `lines`, with their serial numbers, ready to be done."""
        self.ensure_one()
        places = {"location_id": source.id, "location_dest_id": target.id}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": operation.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "origin": self.name,
                "move_ids": [
                    Command.create(
                        {
                            **places,
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": sum(mine.mapped("quantity")),
                            "company_id": self.company_id.id,
                            "move_line_ids": [
                                Command.create(
                                    {
                                        **places,
                                        "product_id": product.id,
                                        "product_uom_id": product.uom_id.id,
                                        "lot_id": lot.id,
                                        "quantity": sum(same.mapped("quantity")),
                                    }
                                )
                                for lot, same in mine.grouped(lambda line: line._get_lot()).items()
                            ],
                        }
                    )
                    for product, mine in lines.grouped("product_id").items()
                ],
            }
        )
        picking.move_ids.move_line_ids.picking_id = picking
        picking.action_confirm()
        picking.action_assign()
        return picking

    def action_recall(self):
        """With the supplier → draft, as long as the pieces are still here."""
        self._ensure_office(*STORE)
        for claim in self:
            claim._lock()
            claim._ensure_step("draft", "sent")
            picking = claim.sudo().picking_id  # sudo: role and state were checked
            if picking.state == "done":
                raise UserError(
                    self.env._(
                        "%(picking)s is done: the pieces of claim %(name)s have left.",
                        picking=picking.name,
                        name=claim.name,
                    )
                )
            picking.action_cancel()
            claim.sudo().line_ids.answer = False  # sudo: as above
            claim._update_state("draft", sent_on=False, picking_id=False)

    # ------------------------------------------------------------------------
    # The supplier's answer
    # ------------------------------------------------------------------------

    def action_grant(self):
        """Note for every piece without an answer that the supplier makes it good as expected."""
        self._answer("granted")

    def action_refuse(self):
        """Note for every piece without an answer that the supplier refuses it and sends it back."""
        self._answer("back")

    def _answer(self, answer):
        self._ensure_office(*STORE, *SETTLERS)
        self._lock()
        self._ensure_step("settled", "sent")
        # sudo: the accountant notes answers, too; role and state were checked
        self.sudo().line_ids.filtered(lambda line: not line.answer).answer = answer

    def action_settle(self):
        """With the supplier → settled or refused: what is granted is credited, the rest comes back (N12)."""
        self._ensure_office(*SETTLERS)
        for claim in self:
            claim._lock()
            claim._ensure_step("settled", "sent")
            server = claim.sudo()  # sudo: stock and credit note follow; role and state were checked
            server._check_answers()
            vals = {"settled_on": claim.company_id._get_aftersales_today()}
            warehouse, home, away = server._get_places()
            back = server.line_ids.filtered(lambda line: line.answer == "back")
            if back:
                vals["back_id"] = server._make_transfer(warehouse.in_type_id, away, home, back).id
            server.line_ids.filtered(lambda line: line.answer == "scrap")._scrap(away)
            claim._update_state("settled" if claim.recovered else "refused", **vals)
        self.filtered("recovered").sudo()._create_refunds()  # sudo: as above

    def _check_answers(self):
        if self.picking_id.state != "done":
            raise UserError(
                self.env._(
                    "%(picking)s is not done: the pieces of claim %(name)s have not left yet.",
                    picking=self.picking_id.name,
                    name=self.name,
                )
            )
        if self.open_count:
            raise UserError(
                self.env._(
                    "Claim %(name)s has pieces without an answer: enter what the supplier says.",
                    name=self.name,
                )
            )

    def action_refund(self):
        """Make the vendor credit note anew, where the first one was dropped."""
        self._ensure_office(*SETTLERS)
        self._lock()
        self._ensure_step("settled", "settled")
        standing = self.filtered(lambda claim: claim.refund_state != "none")[:1]
        if standing:
            raise UserError(self.env._("The credit note of claim %(name)s stands.", name=standing.name))
        self.sudo()._create_refunds()  # sudo: role and state were checked

    def _create_refunds(self):
        """Create the draft credit notes of these claims, one batch per company."""
        for company, claims in self.grouped("company_id").items():
            moves = self.env["account.move"].with_company(company)
            moves = moves.create([claim._prepare_refund_vals() for claim in claims])
            for claim, move in zip(claims, moves, strict=True):
                claim.move_id = move

    def _prepare_refund_vals(self):
        """Values of the vendor credit note; extension seam."""
        self.ensure_one()
        local = self.with_context(lang=self.partner_id.lang or self.env.lang)
        service = self.env.ref("aftersales_stock.product_supplier_recovery")
        granted = local.line_ids.filtered("recovered")
        return {
            "move_type": "in_refund",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "invoice_date": self.company_id._get_aftersales_today(),
            "ref": " ".join(filter(None, (self.name, self.supplier_ref))),
            "invoice_origin": self.name,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": service.id,
                        "name": local.env._(
                            "Claim %(name)s: %(quantity)s × %(part)s",
                            name=self.name,
                            quantity=f"{sum(lines.mapped('quantity')):g}",
                            part=product.display_name,
                        ),
                        "quantity": 1,
                        "price_unit": sum(lines.mapped("recovered")),
                    }
                )
                for product, lines in granted.grouped("product_id").items()
            ],
        }

    # ------------------------------------------------------------------------
    # Buttons that open
    # ------------------------------------------------------------------------

    def action_view_transfers(self):
        """Open the transfers to the supplier and back."""
        self.check_access("read")
        pickings = self.picking_id | self.back_id
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        return {**action, "domain": [("id", "in", pickings.ids)], "context": {}}

    def action_view_refund(self):
        """Open the vendor credit note."""
        self._ensure_office(*SETTLERS)
        return open_record(self.sudo().move_id)  # sudo: opened with the caller's own rights
