import json

from odoo import fields, models

from ..const import READERS


class AftersalesConductLogMixin(models.AbstractModel):
    """A document whose every step is an entry of a sealed log, and that can be held against it.

    A model names the fields that each entry keeps in `_logged`, and its own link of the log in `_log_link`.
    """

    _name = "aftersales.conduct.log.mixin"
    _inherit = ["aftersales.conduct.role.mixin"]
    _description = "Document with a Sealed Log"

    _logged = ()
    _log_link = None

    log_head = fields.Char(readonly=True, copy=False, groups=READERS)

    def _log(self, event):
        """Add an entry with the present state of these documents."""
        documents = self.sudo()
        entries = self.env["aftersales.conduct.log"].sudo()._append(documents, event)
        for document, entry in zip(documents, entries, strict=True):
            document.log_head = entry.digest

    def _get_logged(self):
        """Return what an entry keeps of this document: a dict that can be written as JSON."""
        self.ensure_one()
        kept = {}
        for name in self._logged:
            value, field = self[name], self._fields[name]
            if field.comodel_name == "ir.attachment":
                value = [[file.id, file.checksum] for file in value.sorted("id")]
            elif field.relational:
                value = value.id
            elif field.type in ("date", "datetime"):
                value = field.to_string(value)
            kept[name] = value or None
        return kept

    def _find_broken_entry(self):
        """Return the number of the first log entry that does not hold, 0 if all do."""
        self.ensure_one()
        document, previous = self.sudo(), ""
        entries = document.log_ids.sorted("number")
        for count, entry in enumerate(entries, 1):
            if entry.number != count or entry.digest != entry._seal(previous):
                return count
            previous = entry.digest
        # an entry of an older version keeps less
        last, present = json.loads(entries[-1:].payload or "{}"), document._get_logged()
        whole = last and previous == document.log_head
        if not whole or any(last[name] != present.get(name) for name in last):
            return len(entries) + 1
        return 0

    def action_verify_log(self):
        """Say whether the log is whole and the document is what it says."""
        self._ensure_role("officer", "general_manager", "auditor")
        broken = self.filtered(lambda document: document._find_broken_entry())
        message = self.env._("The log is whole: %(count)s entries checked.", count=len(self.sudo().log_ids))
        if broken:
            message = self.env._(
                "The log of %(name)s does not hold from entry %(number)s on.",
                name=broken[0].display_name,
                number=broken[0]._find_broken_entry(),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "danger" if broken else "success", "message": message, "sticky": bool(broken)},
        }
