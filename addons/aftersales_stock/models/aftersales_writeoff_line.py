from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.aftersales_base.tools.dialog import open_dialog

from ..const import INSPECTION_RESULTS, MEETS_USE, WRITEOFF_RESULTS
from ..tools import writeoff


class AftersalesWriteoffLine(models.Model):
    """One old part: what was found, what is credited, what is charged, and why (N11, N12)."""

    _name = "aftersales.writeoff.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Line of a Write-off"
    _order = "writeoff_id, differs desc, id"
    _check_company_auto = True

    writeoff_id = fields.Many2one(
        "aftersales.writeoff",
        string="Write-off",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="writeoff_id.company_id", store=True, index=True)
    station_id = fields.Many2one(related="writeoff_id.station_id", store=True, index=True)
    month = fields.Date(related="writeoff_id.month", store=True)
    state = fields.Selection(related="writeoff_id.state")
    currency_id = fields.Many2one(related="company_id.currency_id")
    use_id = fields.Many2one(
        "aftersales.part.use", string="Used On", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    order_id = fields.Many2one(related="use_id.order_id", store=True, string="Service Order")
    return_line_id = fields.Many2one(
        "aftersales.part.return.line",
        string="Piece",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    return_id = fields.Many2one(
        "aftersales.part.return",
        string="Return of Old Parts",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_id = fields.Many2one("product.product", string="Part", readonly=True, index=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    serial = fields.Char(related="return_line_id.serial")
    result = fields.Selection(WRITEOFF_RESULTS, required=True, readonly=True, index=True)
    value = fields.Monetary(readonly=True, help="What the part used counts at supply price.")
    share = fields.Float(string="Credited (%)", readonly=True, digits="Discount", aggregator=None)
    credit = fields.Monetary(string="Credited", readonly=True)
    shortfall = fields.Monetary(string="Not Credited", readonly=True)
    fee = fields.Monetary(readonly=True, help="Pieces without a fault, and freight.")
    penalty = fields.Monetary(readonly=True, help="Pieces that were passed off.")
    charge = fields.Monetary(string="Station Owes", readonly=True)
    differs = fields.Boolean(string="Difference", readonly=True, index=True)
    reason_code = fields.Char(required=True, readonly=True)
    reason_values = fields.Json(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    objection = fields.Text(readonly=True)
    objected_on = fields.Date(readonly=True)
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True)

    _use_unique = models.UniqueIndex("(use_id) WHERE use_id IS NOT NULL", "This part is written off once.")
    _piece_unique = models.UniqueIndex(
        "(return_line_id) WHERE return_line_id IS NOT NULL", "This piece is on a write-off already."
    )
    _freight_unique = models.UniqueIndex(
        "(return_id) WHERE result = 'freight'", "The freight of this return is charged already."
    )
    _sums_sound = models.Constraint(
        """CHECK (credit >= 0 AND shortfall >= 0 AND fee >= 0 AND penalty >= 0
              AND round(credit + shortfall - value, 2) = 0
              AND round(shortfall + fee + penalty - charge, 2) = 0)""",
        "Every cent of the value is credited or not, and what is charged is the sum of its parts.",
    )

    @api.depends("product_id", "use_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(
                filter(None, (line.use_id.order_id.name, line.product_id.display_name))
            )

    @api.depends("reason_code", "reason_values")
    @api.depends_context("lang")
    def _compute_reason(self):
        for line in self:
            line.reason = getattr(line, f"_say_{line.reason_code}")(**(line.reason_values or {}))

    # ------------------------------------------------------------------------
    # Reasons: code and values are kept, the sentence is written in the reader's language
    # ------------------------------------------------------------------------

    def _say_full(self, shipped_on):
        return self.env._("Fault confirmed, sent on %(day)s: credited in full", day=self._day(shipped_on))

    def _say_share(self, shipped_on, share):
        return self.env._(
            "Fault confirmed, sent on %(day)s: %(share)s%% credited", day=self._day(shipped_on), share=share
        )

    def _say_late(self, shipped_on, due_on, share):
        return self.env._(
            "Sent on %(day)s, after %(due)s: %(share)s%% credited",
            day=self._day(shipped_on),
            due=self._day(due_on),
            share=share,
        )

    def _say_after(self, shipped_on, last_on, share):
        return self.env._(
            "Sent on %(day)s, after the last day %(last)s: %(share)s%% credited",
            day=self._day(shipped_on),
            last=self._day(last_on),
            share=share,
        )

    def _say_missing(self, last_on, share):
        return self.env._("Not sent by %(last)s: %(share)s%% credited", last=self._day(last_on), share=share)

    def _say_no_fault(self, fee):
        return self.env._(
            "No fault found: not credited, %(fee)s a piece, sent back at the station's cost",
            fee=self._money(fee),
        )

    def _say_passed_off(self, factor, price):
        return self.env._(
            "Passed off as a part of this month's warranty jobs: not credited, %(factor)s × %(price)s",
            factor=factor,
            price=self._money(price),
        )

    def _say_wrong(self):
        return self.env._("Not the part that was used: kept without credit, the part used is still owed")

    def _say_surplus(self):
        return self.env._("Above the report: kept without credit")

    def _say_freight(self, name):
        return self.env._("Freight for pieces sent back, return %(name)s", name=name)

    def _day(self, day):
        return format_date(self.env, day)

    def _money(self, amount):
        return format_amount(self.env, float(amount), self.currency_id)

    # ------------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super(AftersalesWriteoffLine, self._drop_guarded_defaults()).create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    # ------------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------------

    @api.model
    def _prepare_use_vals(self, use, figures):
        """Values of the line of a part that was used: the engine's verdict, kept (N11, N12)."""
        piece = use._to_engine()
        line = use.return_line_id
        return {
            "use_id": use.id,
            "return_line_id": line.id,
            "product_id": use.product_id.id,
            "quantity": use.quantity,
            "result": piece.result,
            **self._to_vals(piece, writeoff.decide(piece, figures)),
        }

    @api.model
    def _prepare_extra_vals(self, line, figures):
        """Values of the line of a piece that no job asked for."""
        price = Decimal(str(line.price)) * Decimal(str(line.quantity))
        piece = writeoff.Piece(line.result, Decimal(0), owed=False, price=price)
        return {
            "return_line_id": line.id,
            "product_id": line.product_id.id,
            "quantity": line.quantity,
            "result": line.result,
            **self._to_vals(piece, writeoff.decide(piece, figures)),
        }

    @api.model
    def _prepare_freight_vals(self, shipment):
        """Values of the line of what sending pieces back has cost."""
        return {
            "return_id": shipment.id,
            "result": "freight",
            "value": 0.0,
            "credit": 0.0,
            "shortfall": 0.0,
            "fee": shipment.freight,
            "penalty": 0.0,
            "charge": shipment.freight,
            "differs": True,
            "reason_code": "freight",
            "reason_values": {"name": shipment.name},
        }

    @api.model
    def _to_vals(self, piece, verdict):
        values = {name: f"{float(value):g}" for name, value in verdict.values.items()}
        if verdict.reason in ("full", "share", "late", "after"):
            values["shipped_on"] = f"{piece.shipped_on}"
        if verdict.reason in ("share", "late", "after", "missing"):
            values["share"] = f"{float(verdict.share):g}"
        if verdict.reason == "late":
            values["due_on"] = f"{piece.deadlines.full}"
        if verdict.reason in ("after", "missing"):
            values["last_on"] = f"{piece.deadlines.late}"
        return {
            "value": float(verdict.credit + verdict.shortfall),
            "share": float(verdict.share),
            "credit": float(verdict.credit),
            "shortfall": float(verdict.shortfall),
            "fee": float(verdict.fee),
            "penalty": float(verdict.penalty),
            "charge": float(verdict.charge),
            "differs": verdict.differs,
            "reason_code": verdict.reason,
            "reason_values": values,
        }

    # ------------------------------------------------------------------------
    # Answering objections
    # ------------------------------------------------------------------------

    def action_open_answer(self):
        """Open the dialog that answers the station's objection to this line."""
        self.ensure_one()
        self.writeoff_id._ensure_office("aftersales_service.group_manager")
        return open_dialog(
            self.env._("Answer the objection"),
            "aftersales.writeoff.answer",
            line_id=self.id,
            result=self.result,
        )

    def _answer(self, result, text):
        """Answer an objection, with the same result or another one; the line is decided anew (N13).

        :param result: key of `const.INSPECTION_RESULTS`
        :raises UserError: without words, or with a result that this piece cannot have
        """
        self.ensure_one()
        record = self.writeoff_id
        record._ensure_office("aftersales_service.group_manager")
        record._lock()
        if record.state != "disputed" or not self.objection or self.answer:
            raise UserError(self.env._("%(line)s does not wait for an answer.", line=self.display_name))
        if not (text or "").strip():
            raise UserError(self.env._("Say why: the station reads it."))
        line = self.sudo()  # sudo: guarded fields, role and state checked
        if result != line.result:
            line._decide_anew(result)
        line.write({"answer": text.strip(), "answered_by_id": self.env.user.id})

    def _decide_anew(self, result):
        """Decide this line with another result of its inspection."""
        piece = self.return_line_id
        fits = MEETS_USE if self.use_id else ("passed_off", "surplus", "wrong")
        if not piece or result not in dict(INSPECTION_RESULTS) or result not in fits:
            raise UserError(self.env._("%(line)s cannot have this result.", line=self.display_name))
        piece.result = result
        if result != "no_fault" and not piece.move_id:
            piece._keep()
        figures = self.writeoff_id.policy_id._get_figures(self.currency_id)
        vals = (
            self._prepare_use_vals(self.use_id, figures)
            if self.use_id
            else self._prepare_extra_vals(piece, figures)
        )
        self.write(vals)
