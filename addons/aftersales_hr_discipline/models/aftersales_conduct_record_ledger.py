from odoo import models

from ..const import GRADED
from ..tools.ledger import Event


class AftersalesConductRecord(models.Model):
    """Records as the ledger's engine wants them."""

    _inherit = "aftersales.conduct.record"

    def _get_ledger_events(self):
        """Return the events of these records; outcomes and money alone are no units (D1)."""
        return [
            Event(record.id, record.effective_date, *GRADED[record.measure], record.protected)
            for record in self
            if record.measure in GRADED
        ]
