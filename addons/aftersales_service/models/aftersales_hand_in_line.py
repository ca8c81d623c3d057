from odoo import fields, models


class AftersalesHandInLine(models.Model):
    """A collection on a hand-in slip: what was to be handed in of it, and what was (S13)."""

    _name = "aftersales.hand.in.line"
    _inherit = ["aftersales.guard.mixin"]
    _description = "Collection on a Hand-in Slip"
    _order = "slip_id, id"
    _check_company_auto = True

    slip_id = fields.Many2one(
        "aftersales.hand.in", required=True, readonly=True, index=True, ondelete="restrict"
    )
    collection_id = fields.Many2one(
        "aftersales.collection",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="slip_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(related="slip_id.employee_id", store=True)
    order_id = fields.Many2one(related="collection_id.order_id")
    partner_id = fields.Many2one(related="collection_id.partner_id")
    date = fields.Date(related="collection_id.date")
    method = fields.Selection(related="collection_id.method", store=True)
    reference = fields.Char(related="collection_id.reference")
    amount = fields.Monetary(string="To Hand In", required=True, readonly=True)
    settled = fields.Monetary(string="Handed In", readonly=True)
    pending = fields.Boolean(default=True, readonly=True, help="The slip is not counted yet.")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A slip lists only what is still to be handed in."
    )
    _settled_range = models.Constraint(
        "CHECK (settled IS NULL OR (settled >= 0 AND settled <= amount))",
        "No more is handed in of a collection than is open.",
    )
    _pending_unique = models.UniqueIndex(
        "(collection_id) WHERE pending", "This collection is on another hand-in slip already."
    )

    def _prepare_item_vals(self):
        """Values of the journal item that takes this line out of the engineer's account."""
        self.ensure_one()
        return {
            "account_id": self.collection_id._get_cash_item().account_id.id,
            "name": f"{self.slip_id.name} {self.collection_id.name} {self.order_id.name}",
            "balance": -self.settled,
            **self.employee_id._prepare_aftersales_item_vals(),
        }

    def _settle(self):
        """Take what was handed in off the collections; a rest stays with the engineer."""
        for line in self:
            collection = line.collection_id
            rest = line.currency_id.round(collection.amount_open - line.settled)
            if line.currency_id.is_zero(rest):
                day = line.slip_id.date
                late = max((day - collection.due_on).days, 0)
                collection._update_state("handed_in", amount_open=0.0, handed_in_on=day, days_late=late)
            else:
                collection._update_state("with_engineer", amount_open=rest)
        self._end()

    def _release(self):
        """Give the collections of these lines back to their engineers."""
        self.collection_id._update_state("with_engineer")
        self._end()

    def _end(self):
        """The slip is done with; written at once, so that the collections are free for the next one."""
        self.sudo().pending = False  # sudo: guarded field, the slip's step was checked
        self.flush_recordset(["pending"])

    def _unsettle(self):
        """Undo `_settle` after the slip was reversed."""
        for line in self.filtered("settled"):
            collection = line.collection_id
            vals = {
                "amount_open": line.currency_id.round(collection.amount_open + line.settled),
                "handed_in_on": False,
                "days_late": 0,
            }
            if collection.state == "handed_in":
                collection._update_state("with_engineer", **vals)
            else:
                collection.sudo().write(vals)  # sudo: guarded fields, the slip's step was checked

    def action_take_off(self):
        """Take a collection off the slip: it is not there, and stays with the engineer."""
        slips = self.slip_id
        slips._ensure_cashier()
        slips._lock()
        slips._ensure_countable()
        lines = self.sudo()  # sudo: nobody deletes lines by hand; right and step were checked
        lines.collection_id._update_state("with_engineer")
        names = ", ".join(lines.collection_id.mapped("name"))
        lines.unlink()
        for slip in slips:
            slip._message_log(body=self.env._("Taken off: %(names)s.", names=names))
            if not slip.line_ids:
                slip._update_state("returned")
