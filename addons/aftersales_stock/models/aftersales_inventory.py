from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ..const import INVENTORY_KINDS, INVENTORY_STATES, INVENTORY_TRANSITIONS, LEADER_GROUPS


class AftersalesInventory(models.Model):
    """A count of a location: who counted, why it differs, who approved it (盘点, N18).

    Approved differences are posted by the host's inventory. Under the warehouse's rules the stock is
    corrected in no other way; see `stock.move._check_aftersales_inventory`.
    """

    _name = "aftersales.inventory"
    _description = "Count of Stock"
    _inherit = ["aftersales.step.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _transitions = INVENTORY_TRANSITIONS
    _numbered = True

    name = fields.Char(string="Number", readonly=True, default="/", copy=False, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    location_id = fields.Many2one(
        "stock.location",
        required=True,
        index=True,
        check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        ondelete="restrict",
    )
    kind = fields.Selection(INVENTORY_KINDS, required=True, default="cycle")
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    state = fields.Selection(
        INVENTORY_STATES, required=True, readonly=True, default="open", index=True, tracking=True, copy=False
    )
    barcode = fields.Char(string="Scan", store=False, help="Barcode, reference or serial number, then Enter.")
    line_ids = fields.One2many("aftersales.inventory.line", "inventory_id", string="Products")
    counted_by_id = fields.Many2one("res.users", string="Counted by", readonly=True, copy=False)
    counted_on = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    _name_unique = models.UniqueIndex("(company_id, name)", "Two counts cannot have the same number.")
    _two_people = models.Constraint(
        "CHECK (approved_by_id IS NULL OR approved_by_id <> counted_by_id)",
        "A count is approved by another person than the one who counted.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        inventories = super().create(vals_list)
        inventories._check_location()
        return inventories

    def write(self, vals):
        if not self.env.su:
            if "company_id" in vals:
                self._refuse_guarded({"name"})
            self.filtered(lambda inventory: inventory.state != "open").line_ids._ensure_open()
        result = super().write(vals)
        if "location_id" in vals:
            self._check_location()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expired(self):
        """Documents are kept for years (N18)."""
        self.env["aftersales.warehouse.policy"]._ensure_expired(self, lambda inventory: inventory.date)

    def _check_location(self):
        wrong = self.filtered(lambda inventory: inventory.location_id.usage != "internal")[:1]
        if wrong:
            raise UserError(
                self.env._("%(location)s holds no stock of ours.", location=wrong.location_id.display_name)
            )

    # ------------------------------------------------------------------------
    # Count
    # ------------------------------------------------------------------------

    @api.onchange("barcode")
    def _onchange_barcode(self):
        """Count one piece of what was scanned."""
        code = (self.barcode or "").strip()
        self.barcode = False
        if not code:
            return
        product, lot = self._find(code)
        line = self.line_ids.filtered(lambda line: line.product_id == product and line.lot_id == lot)[:1]
        if line:
            line.counted += 1
        elif product:
            self.line_ids = [Command.create({"product_id": product.id, "lot_id": lot.id, "counted": 1})]

    def _find(self, code):
        """Return (product, lot) whose barcode, reference or serial number is `code`, or empty ones."""
        own = [("company_id", "in", (self.company_id.id, False))]
        lot = self.env["stock.lot"].search([("name", "=", code), *own], limit=1)
        products = self.env["product.product"]
        product = (
            lot.product_id
            or products.search([("barcode", "=", code), *own], limit=1)
            or products.search([("default_code", "=", code), *own], limit=1)
        )
        return product, lot

    def action_fill(self):
        """Write down what should lie here, uncounted: the figures of the books stay hidden."""
        self.check_access("write")
        for inventory in self:
            known = {(line.product_id, line.lot_id) for line in inventory.line_ids}
            inventory.line_ids = [
                Command.create({"product_id": product.id, "lot_id": lot.id})
                for product, lot in inventory._get_books()
                if (product, lot) not in known
            ]

    def _get_books(self):
        """Return {(product, lot): quantity in the books} of our own goods here, not packed."""
        self.ensure_one()
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("location_id", "=", self.location_id.id)
                & Domain("owner_id", "=", False)
                & Domain("package_id", "=", False),
                ["product_id", "lot_id"],
                ["quantity:sum"],
            )
        )
        return {
            (product.with_env(self.env), lot.with_env(self.env)): quantity
            for product, lot, quantity in groups
        }

    def action_sign(self):
        """Sign the count: each difference has its reason (N18)."""
        self.check_access("write")
        self._lock()
        for inventory in self:
            if not inventory.line_ids:
                raise UserError(self.env._("Count %(name)s is empty.", name=inventory.name))
            books = inventory._get_books()
            for line in inventory.line_ids:
                expected = books.get((line.product_id, line.lot_id), 0.0)
                difference = line.uom_id.round(line.counted - expected)
                if difference and not (line.reason or "").strip():
                    raise UserError(
                        self.env._(
                            "%(product)s: %(expected)g in the books, %(counted)g counted. Say why.",
                            product=line.product_id.display_name,
                            expected=expected,
                            counted=line.counted,
                        )
                    )
                if line.tracking != "none" and not line.lot_id:
                    raise UserError(
                        self.env._(
                            "%(product)s is counted by serial or lot number.",
                            product=line.product_id.display_name,
                        )
                    )
                # sudo: guarded figures
                line.sudo().write({"expected": expected, "difference": difference})
            inventory._update_state("counted", counted_by_id=self.env.uid, counted_on=fields.Datetime.now())
            inventory._tell_leader()

    def _tell_leader(self):
        leader = self.company_id.sudo().aftersales_warehouse_user_id  # sudo: whom a setting names
        if leader:
            # sudo: follows from the signature
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=leader.id,
                summary=self.env._("Approve count %(name)s", name=self.name),
                automated=True,
            )

    def action_reject(self):
        """Have it counted anew."""
        self._ensure_leader()
        self._update_state("open", counted_by_id=False, counted_on=False)
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_approve(self):
        """Approve the counts and post their differences (N18): another person than who counted."""
        self._ensure_leader()
        for inventory in self:
            if inventory.counted_by_id == self.env.user:
                raise UserError(
                    self.env._("You counted %(name)s: another person approves it.", name=inventory.name)
                )
            inventory._update_state(
                "approved", approved_by_id=self.env.uid, approved_on=fields.Datetime.now()
            )
            inventory._post()
            inventory._update_state("done")
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _ensure_leader(self):
        if not any(self.env.user.has_group(group) for group in LEADER_GROUPS):
            raise AccessError(self.env._("A leader approves counts: a service-centre or stock manager."))
        self.check_access("write")
        self._lock()

    def _post(self):
        """Post the differences through the host's inventory."""
        self.ensure_one()
        # sudo: the leader may have no right on stock; the approved differences are posted, nothing else
        quants = self.env["stock.quant"].sudo().with_company(self.company_id)
        for line in self.line_ids.filtered("difference"):
            quant = quants.search(
                [
                    ("product_id", "=", line.product_id.id),
                    ("location_id", "=", self.location_id.id),
                    ("lot_id", "=", line.lot_id.id),
                    ("owner_id", "=", False),
                    ("package_id", "=", False),
                ],
                limit=1,
            ) or quants.create(
                {
                    "product_id": line.product_id.id,
                    "location_id": self.location_id.id,
                    "lot_id": line.lot_id.id,
                }
            )
            quant.inventory_quantity = quant.quantity + line.difference
            quant.with_context(inventory_name=f"{self.name} {line.reason}")._apply_inventory()
