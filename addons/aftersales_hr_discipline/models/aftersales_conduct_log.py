import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LOG_EVENTS


class AftersalesConductLog(models.Model):
    """What happened to a record or a proposal of dismissal: only ever added.

    Each entry is sealed with the hash of the one before.
    """

    _name = "aftersales.conduct.log"
    _description = "Conduct Log"
    _order = "record_id, dismissal_id, number"
    _rec_name = "event"

    record_id = fields.Many2one(
        "aftersales.conduct.record", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    dismissal_id = fields.Many2one(
        "aftersales.conduct.dismissal", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True, precompute=True
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    event = fields.Selection(LOG_EVENTS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    moment = fields.Datetime(required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)

    _order_unique = models.UniqueIndex("(record_id, number)", "The log has an entry with that number.")
    _dismissal_order_unique = models.UniqueIndex(
        "(dismissal_id, number)", "The log has an entry with that number."
    )
    _one_document = models.Constraint(
        "CHECK (num_nonnulls(record_id, dismissal_id) = 1)", "An entry is about one document."
    )

    @api.depends("record_id.company_id", "dismissal_id.company_id")
    def _compute_company_id(self):
        for entry in self:
            entry.company_id = (entry.record_id or entry.dismissal_id).company_id

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
    def _append(self, documents, event):
        """Add one entry for each of `documents`, of one model; a constant number of queries."""
        link, heads = documents._log_link, {}
        for entry in self.search([(link, "in", documents.ids)], order="number"):
            heads[entry[link].id] = entry
        vals_list = []
        for document in documents:
            head = heads.get(document.id)
            vals_list.append(
                {
                    link: document.id,
                    "number": head.number + 1 if head else 1,
                    "event": event,
                    "user_id": self.env.uid,
                    "moment": fields.Datetime.now(),
                    "payload": json.dumps(document._get_logged(), sort_keys=True, ensure_ascii=False),
                }
            )
            draft = self.new(vals_list[-1])
            vals_list[-1]["digest"] = draft._seal(head.digest if head else "")
        return self.create(vals_list)
