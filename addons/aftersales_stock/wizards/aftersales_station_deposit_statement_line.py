from odoo import api, fields, models


class AftersalesStationDepositStatementLine(models.TransientModel):
    """One movement, or its reversal, on the statement of a station's deposit (N5)."""

    _name = "aftersales.station.deposit.statement.line"
    _description = "Line of a Deposit Statement"
    _order = "id"

    statement_id = fields.Many2one("aftersales.station.deposit.statement", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    entry_id = fields.Many2one("aftersales.station.deposit.entry", required=True, ondelete="cascade")
    date = fields.Date()
    is_reversal = fields.Boolean()
    name = fields.Char(string="Movement", compute="_compute_name")
    text = fields.Char(string="Reason")
    amount = fields.Monetary()
    balance = fields.Monetary()

    @api.depends("entry_id", "is_reversal")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = dict(
            self.env["aftersales.station.deposit.entry"]._fields["kind"]._description_selection(self.env)
        )
        for line in self:
            kind = kinds[line.entry_id.kind]
            line.name = self.env._("Reversal: %(movement)s", movement=kind) if line.is_reversal else kind

    def action_view_move(self):
        """Open the journal entry behind this line."""
        self.ensure_one()
        return self.entry_id.action_view_move()
