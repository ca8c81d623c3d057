from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.aftersales_base.tools.dialog import open_record

from ..tools import intake

#: How many units one receipt can list.
LIMIT = 200

#: Steps of an order in which units can still be taken in for it.
OPEN_STATES = ("registered", "assessment", "parts", "repair")


class AftersalesIntake(models.TransientModel):
    """Takes a batch of units into the workshop: one order, one receipt, a repair card each (S5, S8).

    Serial numbers are pasted, or scanned one after the other; each is shown with what we know of it
    before anything is written. Called from an order, or by itself, then it opens the order too.
    """

    _name = "aftersales.intake"
    _description = "Workshop Intake"

    step = fields.Selection(
        [("list", "List"), ("review", "Review")], default="list", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    order_id = fields.Many2one("aftersales.order", string="Service Order", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        compute="_compute_from_order",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_id = fields.Many2one(
        "product.product",
        domain=[("type", "=", "consu")],
        compute="_compute_from_order",
        store=True,
        readonly=False,
        precompute=True,
        help="Of units whose serial number is not known, or stands on several products.",
    )
    fault = fields.Text(
        required=True, compute="_compute_from_order", store=True, readonly=False, precompute=True
    )
    serials = fields.Text(string="Serial Numbers", help="One per line: paste a column, or scan one by one.")
    bare_count = fields.Integer(string="Units Without Number", help="Each of them gets a card too.")
    unknown = fields.Selection(
        [("record", "Record as installed units of the customer"), ("text", "Only write the number down")],
        string="Unknown Numbers",
        default="record",
        required=True,
    )
    accessories = fields.Char()
    condition = fields.Text(string="Condition on Arrival")
    storage_place = fields.Char()
    bench_id = fields.Many2one("aftersales.bench", check_company=True)
    line_ids = fields.One2many("aftersales.intake.line", "intake_id", string="Units")
    taken_count = fields.Integer(string="To Take In", compute="_compute_counts")
    open_count = fields.Integer(string="Left Out", compute="_compute_counts")

    _bare_positive = models.Constraint("CHECK (bare_count >= 0)", "The number of units cannot be negative.")

    @api.depends("order_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.order_id.company_id or self.env.company

    @api.depends("order_id")
    def _compute_from_order(self):
        for wizard in self:
            order = wizard.order_id
            wizard.partner_id = order.partner_id or wizard.partner_id
            wizard.product_id = order.product_id or wizard.product_id
            wizard.fault = order.fault or wizard.fault

    @api.depends("line_ids.is_taken")
    def _compute_counts(self):
        for wizard in self:
            wizard.taken_count = len(wizard.line_ids.filtered("is_taken"))
            wizard.open_count = len(wizard.line_ids) - wizard.taken_count

    # ------------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------------

    def action_check(self):
        """Show each serial number with what we know of it."""
        self._ensure_allowed()
        serials = intake.parse_serials(self.serials) + [""] * self.bare_count
        if not serials:
            raise UserError(self.env._("Scan or paste the serial numbers, or say how many units have none."))
        if len(serials) > LIMIT:
            raise UserError(
                self.env._(
                    "%(count)s units are too many for one receipt: take in at most %(limit)s at once.",
                    count=len(serials),
                    limit=LIMIT,
                )
            )
        self.line_ids.unlink()
        lines = self.env["aftersales.intake.line"].create(
            [
                {"intake_id": self.id, "sequence": index, "serial": serial, "product_id": self.product_id.id}
                for index, serial in enumerate(serials, 1)
            ]
        )
        for line, verdict in zip(lines, lines._judge(), strict=True):
            line.write(
                {
                    "verdict": verdict.code,
                    "is_taken": verdict.code in intake.CLEAR,
                    **({"lot_id": verdict.candidate} if verdict.candidate else {}),
                }
            )
        self.step = "review"
        return self._reopen()

    def action_back(self):
        """Back to the list."""
        self._ensure_allowed()
        self.step = "list"
        return self._reopen()

    def action_take_in(self):
        """Take in the ticked units: all of them, or none (S8)."""
        self._ensure_allowed()
        lines = self.line_ids.filtered("is_taken")
        if not lines:
            raise UserError(self.env._("Tick the units to take in."))
        if self.order_id:
            self.order_id._lock()
        verdicts = lines._judge()
        for line, verdict in zip(lines, verdicts, strict=True):
            if verdict.code in intake.BLOCKED:
                raise UserError(line._get_refusal(verdict.code))
        lines._record_units(verdicts)
        order = self.order_id or self._create_order(lines)
        receipt = self._create_receipt(order, lines)
        order._message_log_batch(
            bodies={
                order.id: self.env._(
                    "%(count)s units taken in, receipt %(receipt)s.", count=len(lines), receipt=receipt.name
                )
            }
        )
        return open_record(order)

    # ------------------------------------------------------------------------

    def _ensure_allowed(self):
        """Refuse the caller without the role, or an order that takes in nothing more."""
        self.ensure_one()
        order = self.order_id
        order._ensure_role("clerk", "dispatcher")
        if order and order.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "Order %(name)s is not in a step where units are taken in: register it first, or open "
                    "another order.",
                    name=order.name,
                )
            )
        if order and order.partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "Order %(name)s is the one of %(customer)s: units of somebody else need their own order.",
                    name=order.name,
                    customer=order.partner_id.display_name,
                )
            )

    def _reopen(self):
        return {
            "name": self.env._("Workshop Intake"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _create_order(self, lines):
        """Return a registered order for these lines, as brought to the counter (S2)."""
        order = self.env["aftersales.order"].create(
            {
                "partner_id": self.partner_id.id,
                "lot_id": lines.lot_id.id if len(lines) == 1 else False,
                "product_id": lines._get_common_product().id,
                "fault": self.fault,
                "channel": "counter",
            }
        )
        order.action_register()
        return order

    def _create_receipt(self, order, lines):
        """Return the receipt for these lines, with a card for each."""
        vals = {
            "order_id": order.id,
            "product_id": lines._get_common_product().id,
            "lot_id": lines.lot_id.id if len(lines) == 1 else False,
            "quantity": len(lines),
            "accessories": self.accessories,
            "condition": self.condition,
            "storage_place": self.storage_place,
            "unit_ids": [
                Command.create(line._prepare_unit_vals(order, index)) for index, line in enumerate(lines, 1)
            ],
        }
        # sudo: cards are made by the server only; role and state were checked above
        receipt = self.env["aftersales.goods.receipt"].sudo().create(vals)
        return receipt.with_env(self.env)
