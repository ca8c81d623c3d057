import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What of a record each entry keeps.
KEPT = (
    "state", "measure", "amount", "effective_date", "year", "points", "facts", "event_date",
    "employee_id", "article_id", "statement", "statement_refused", "decision_note", "end_reason",
    "first_signer_id", "decider_id", "evidence_ids",
)  # fmt: skip


class AftersalesConductLog(models.Model):
    """What happened to a record: only ever added, each entry sealed with the hash of the one before."""

    _name = "aftersales.conduct.log"
    _description = "Conduct Log"
    _order = "record_id, number"
    _rec_name = "event"

    record_id = fields.Many2one(
        "aftersales.conduct.record", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    event = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    moment = fields.Datetime(required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)

    _order_unique = models.UniqueIndex("(record_id, number)", "The log has an entry with that number.")

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused, for the system too."""
        raise UserError(self.env._("The log is only ever added to."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log is only ever added to."))

    def _seal(self, previous):
        """Return the hash of this entry after the one before."""
        self.ensure_one()
        moment = fields.Datetime.to_string(self.moment)
        text = "\n".join((previous, str(self.number), self.event, str(self.user_id.id), moment, self.payload))
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _append(self, records, event):
        """Add one entry for each of `records`; a constant number of queries."""
        heads = {}
        for entry in self.search([("record_id", "in", records.ids)], order="number"):
            heads[entry.record_id.id] = entry
        vals_list = []
        for record in records:
            head = heads.get(record.id)
            vals_list.append(
                {
                    "record_id": record.id,
                    "number": head.number + 1 if head else 1,
                    "event": event,
                    "user_id": self.env.uid,
                    "moment": fields.Datetime.now(),
                    "payload": self._get_payload(record),
                }
            )
            draft = self.new(vals_list[-1])
            vals_list[-1]["digest"] = draft._seal(head.digest if head else "")
        return self.create(vals_list)

    @api.model
    def _get_payload(self, record):
        kept = {}
        for name in KEPT:
            value = record[name]
            field = record._fields[name]
            if field.type == "many2many":
                value = [[item.id, item.checksum] for item in value.sorted("id")]
            elif field.relational:
                value = value.id
            elif field.type == "date":
                value = fields.Date.to_string(value)
            kept[name] = value or None
        return json.dumps(kept, sort_keys=True, ensure_ascii=False)
