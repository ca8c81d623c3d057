from odoo import fields, models

#: D47: the person concerned sees the record, not who changed what in it.
READERS = ",".join(
    f"aftersales_hr_discipline.group_{role}" for role in ("officer", "general_manager", "auditor")
)


class AftersalesConductRecord(models.Model):
    """The log of a record can be verified: every entry, its order, and the present state."""

    _inherit = "aftersales.conduct.record"

    log_ids = fields.One2many("aftersales.conduct.log", "record_id", groups=READERS)
    log_head = fields.Char(readonly=True, copy=False, groups=READERS)

    def _log(self, event):
        """Add an entry with the present state of these records."""
        records = self.sudo()
        entries = self.env["aftersales.conduct.log"].sudo()._append(records, event)
        for record, entry in zip(records, entries, strict=True):
            record.log_head = entry.digest

    def _find_broken_entry(self):
        """Return the number of the first log entry that does not hold, 0 if all do."""
        self.ensure_one()
        previous = ""
        entries = self.sudo().log_ids.sorted("number")
        for count, entry in enumerate(entries, 1):
            if entry.number != count or entry.digest != entry._seal(previous):
                return count
            previous = entry.digest
        last = entries[-1:]
        logs = self.env["aftersales.conduct.log"].sudo()
        if previous != self.sudo().log_head or not last or last.payload != logs._get_payload(self.sudo()):
            return len(entries) + 1
        return 0

    def action_verify_log(self):
        """Say whether the log is whole and the record is what it says."""
        self._ensure_role("officer", "general_manager", "auditor")
        broken = self.filtered(lambda record: record._find_broken_entry())
        message = self.env._("The log is whole: %(count)s entries checked.", count=len(self.sudo().log_ids))
        if broken:
            message = self.env._(
                "The log of %(name)s does not hold from entry %(number)s on.",
                name=broken[0].name,
                number=broken[0]._find_broken_entry(),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "danger" if broken else "success", "message": message, "sticky": bool(broken)},
        }
