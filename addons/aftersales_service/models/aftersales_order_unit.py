from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from ..const import UNIT_GONE_STATES, UNIT_RESULTS, UNIT_STATES

#: What the people at the bench write on the card.
CARD_FIELDS = frozenset({"fault", "handling", "time_spent", "bench_id", "storage_place"})


class AftersalesOrderUnit(models.Model):
    """A unit taken in, and its repair card (修护卡): a line of the goods in/out register (S8).

    It comes into the world with a goods receipt and is written by the server, but for what the people
    at the bench note on it. It is the customer's: nothing of it enters our stock. Its parts leave the
    stock through `repair_ids`, repair orders of the host that are made once there is a part.
    """

    _name = "aftersales.order.unit"
    _inherit = ["aftersales.guard.mixin", "aftersales.slice.mixin", "mail.thread"]
    _description = "Repair Card"
    _order = "receipt_id desc, sequence, id"
    _check_company_auto = True

    name = fields.Char(string="Number", compute="_compute_name", store=True, precompute=True, index="trigram")
    sequence = fields.Integer(required=True, readonly=True, default=1)
    receipt_id = fields.Many2one(
        "aftersales.goods.receipt", required=True, readonly=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "aftersales.order",
        string="Service Order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, index=True, precompute=True)
    partner_id = fields.Many2one(related="receipt_id.partner_id", store=True, index=True, precompute=True)
    state = fields.Selection(
        UNIT_STATES, default="waiting", required=True, readonly=True, copy=False, index=True
    )
    result = fields.Selection(UNIT_RESULTS, readonly=True, copy=False)

    # What it is
    product_id = fields.Many2one("product.product", readonly=True, index=True, check_company=True)
    tracking = fields.Selection(related="product_id.tracking", store=True, precompute=True)
    lot_id = fields.Many2one(
        "stock.lot",
        string="Installed Unit",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    serial = fields.Char(string="Serial Number", readonly=True, index="trigram")
    quantity = fields.Integer(required=True, readonly=True, default=1)
    fault = fields.Text()

    # Work
    bench_id = fields.Many2one(
        "aftersales.bench",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        group_expand="_group_expand_bench_id",
    )
    storage_place = fields.Char(index="btree_not_null", tracking=True)
    engineer_id = fields.Many2one(
        "hr.employee", string="Repaired By", readonly=True, copy=False, index="btree_not_null"
    )
    repaired_by_id = fields.Many2one("res.users", string="Finished By", readonly=True, copy=False)
    started_on = fields.Datetime(readonly=True, copy=False)
    finished_on = fields.Datetime(readonly=True, copy=False)
    handling = fields.Text(copy=False, help="What was done.")
    time_spent = fields.Float(string="Hours Spent", copy=False, aggregator="sum")
    line_ids = fields.One2many("aftersales.order.line", "unit_id", string="Parts and Fees")
    repair_ids = fields.One2many("repair.order", "aftersales_unit_id", string="Repair Orders")

    # Inspection
    inspected_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    inspected_on = fields.Datetime(readonly=True, copy=False)
    remark = fields.Char(readonly=True, copy=False, help="Why it failed, or was not repaired.")
    failed_count = fields.Integer(string="Failed Inspections", readonly=True, copy=False, aggregator="sum")

    # In and out
    received_on = fields.Datetime(related="receipt_id.received_on", store=True, index=True, precompute=True)
    ready_on = fields.Datetime(readonly=True, copy=False)
    returned_on = fields.Datetime(string="Out On", readonly=True, copy=False)
    return_id = fields.Many2one(
        "aftersales.goods.return", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    collected_by = fields.Char(related="return_id.signed_by")
    custody_days = fields.Integer(string="Days Here", compute="_compute_custody_days")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A card is for at least one piece: check the quantity."
    )
    _time_positive = models.Constraint(
        "CHECK (time_spent IS NULL OR time_spent >= 0)", "The hours spent cannot be negative."
    )
    _out_after_in = models.Constraint(
        "CHECK (returned_on IS NULL OR returned_on >= received_on)",
        "Goods cannot be handed back before they came in: check the dates.",
    )
    _here_once = models.UniqueIndex(
        "(lot_id) WHERE tracking = 'serial' AND state NOT IN ('returned', 'disposed')",
        "This unit is in our custody already: look at the goods in/out register.",
    )
    _receipt_sequence = models.UniqueIndex("(receipt_id, sequence)")
    _board_index = models.Index("(company_id, state, bench_id)")

    @api.depends("receipt_id.name", "sequence")
    def _compute_name(self):
        for unit in self:
            unit.name = f"{unit.receipt_id.name}-{unit.sequence}"

    @api.depends("received_on", "returned_on")
    def _compute_custody_days(self):
        now = fields.Datetime.now()
        for unit in self:
            unit.custody_days = ((unit.returned_on or now) - (unit.received_on or now)).days

    @api.model
    def _group_expand_bench_id(self, benches, _domain):
        """Show every bench as a column, in the order of the workshop, so that an idle one is seen."""
        return benches.search(["|", ("id", "in", benches.ids), ("company_id", "in", self.env.companies.ids)])

    @api.model_create_multi
    def create(self, vals_list):
        """Make cards; a unit that is with us already cannot be taken in once more (S8)."""
        lots = self.env["stock.lot"].browse([vals["lot_id"] for vals in vals_list if vals.get("lot_id")])
        domain = [
            ("lot_id", "in", lots.ids),
            ("tracking", "=", "serial"),
            ("state", "not in", UNIT_GONE_STATES),
        ]
        here = self.sudo().search(domain, limit=1)  # sudo: custody counts, whoever sees it
        if here:
            raise UserError(
                self.env._(
                    "Unit %(serial)s is in our custody already: receipt %(receipt)s of order %(order)s.",
                    serial=here.serial,
                    receipt=here.receipt_id.name,
                    order=here.order_id.name,
                )
            )
        return super(AftersalesOrderUnit, self.with_context(mail_create_nolog=True)).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_guarded(vals)
            if CARD_FIELDS & vals.keys():
                self._ensure_here()
            if {"fault", "handling", "time_spent"} & vals.keys():
                self._ensure_in_work()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A repair card is a numbered document: it cannot be deleted."))

    def _ensure_here(self):
        gone = self.filtered(lambda unit: unit.state in UNIT_GONE_STATES)[:1]
        if gone:
            raise UserError(self.env._("The unit of card %(card)s is no longer with us.", card=gone.name))

    def _ensure_in_work(self):
        inspected = self.filtered(lambda unit: unit.state == "ready")[:1]
        if inspected:
            raise UserError(
                self.env._(
                    "Card %(card)s is inspected and can no longer change: send the unit back first.",
                    card=inspected.name,
                )
            )

    def _ensure_role(self, *roles):
        """Refuse the caller unless he has one of `roles` and may write these cards."""
        self.env["aftersales.order"]._ensure_role(*roles)
        self.check_access("write")

    def _lock(self):
        """Take the orders of these cards: whatever happens to a card may end its order's work."""
        self.sudo().order_id.with_env(self.env)._lock()

    def _prepare_card_vals(self):
        """Values of the host's repair order of this unit; nothing for no unit."""
        if not self:
            return {}
        # the host wants a serial number for a product that has them
        return {
            "aftersales_unit_id": self.id,
            "product_id": self.lot_id.product_id.id,
            "lot_id": self.lot_id.id,
            "product_qty": self.quantity,
        }

    def _get_parts(self):
        """Return the lines that stand on this card; an only card has those of its order."""
        self.ensure_one()
        order = self.order_id
        lines = order.line_ids if order.unit_ids == self else self.line_ids
        return lines.filtered(lambda line: line.kind == "part")

    def _get_quotation_title(self):
        """Return what tells this unit from the others on a quotation: serial number, product, card."""
        self.ensure_one()
        return " · ".join(filter(None, (self.serial, self.product_id.display_name, self.name)))

    def _get_names(self):
        return format_list(self.env, self.mapped("name"))

    def _get_url(self):
        """Return the address of the card: what the QR code of its label says."""
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/workshop/{self.id}"

    def _get_qr_code(self):
        """Return the QR code of the card's address: SVG, base64."""
        return self.env["ir.actions.report"]._draw_qr_code(self._get_url())

    def action_print_labels(self):
        """Print the labels of these units, one per page."""
        self.check_access("read")
        return self.env.ref("aftersales_service.aftersales_order_unit_report_label").report_action(self)
