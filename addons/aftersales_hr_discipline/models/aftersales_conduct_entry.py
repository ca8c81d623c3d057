from odoo import api, fields, models

from ..const import GRADE_KEYS, GRADE_LABELS, STEP_KINDS


class AftersalesConductEntry(models.Model):
    """One sentence of the ledger's explanation: offset, carried, or still open (D4)."""

    _name = "aftersales.conduct.entry"
    _description = "Explanation of the Conduct Ledger"
    _order = "ledger_id, sequence, id"

    ledger_id = fields.Many2one(
        "aftersales.conduct.ledger", required=True, readonly=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(STEP_KINDS, required=True, readonly=True)
    grade = fields.Selection(GRADE_LABELS, required=True, readonly=True)
    record_ids = fields.Many2many("aftersales.conduct.record", string="Records", readonly=True)
    text = fields.Char(string="What Became of Them", compute="_compute_text")

    _key_unique = models.UniqueIndex("(ledger_id, key)", "The explanation has that sentence already.")

    @api.depends("kind", "grade", "record_ids")
    @api.depends_context("lang")
    def _compute_text(self):
        for entry in self:
            entry.text = self._describe_step(entry.kind, entry.sudo().record_ids.sorted("id"))

    @api.model
    def _describe_step(self, kind, records):
        names = " + ".join(records.mapped("name"))
        return {
            "offset": self.env._("%(names)s: offset against each other", names=names),
            "carried": self.env._("%(names)s: make one of the next grade", names=names),
            "open": self.env._("%(names)s: open", names=names),
        }[kind]

    @api.model
    def _prepare_entry_vals(self, ledger_id, number, step):
        return {
            "ledger_id": ledger_id,
            "key": step.key,
            "sequence": number,
            "kind": step.kind,
            "grade": GRADE_KEYS[step.grade],
            "record_ids": [fields.Command.set(step.records)],
        }
