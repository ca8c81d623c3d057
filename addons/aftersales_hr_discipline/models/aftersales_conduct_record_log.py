from odoo import fields, models

from ..const import READERS


class AftersalesConductRecord(models.Model):
    """The log of a record can be verified: every entry, its order, and the present state with its appeal."""

    _inherit = "aftersales.conduct.record"

    _log_link = "record_id"
    _logged = (
        "state", "measure", "amount", "effective_date", "year", "points", "facts", "event_date",
        "employee_id", "article_id", "department_id", "job_id", "superior_id", "proposer_id",
        "statement_deadline", "statement", "statement_refused", "decision_note", "end_reason",
        "first_signer_id", "decider_id", "union_notice_on", "notified_on", "acknowledged_on",
        "delivery_note", "appeal_deadline", "replaces_id", "joint_of_id", "evidence_ids",
    )  # fmt: skip

    log_ids = fields.One2many("aftersales.conduct.log", "record_id", groups=READERS)

    def _get_logged(self):
        appeals = [
            [
                row.grounds,
                sorted(row.member_ids.ids),
                row.outcome,
                row.measure,
                row.decision_note,
                row.decider_id.id,
            ]
            for row in self.appeal_ids.sorted("id")
        ]
        return {**super()._get_logged(), "appeals": appeals}
