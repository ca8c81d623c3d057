from odoo import fields, models

#: What a cause of training is called among the triggers of articles (T1: a report that is due, D28).
TRIGGERS = {
    "plan": "report",
    "report": "report",
    "breach": "training_breach",
    "fail": "training_fail",
    "streak": "training_streak",
}


class AftersalesTrainingProposal(models.Model):
    """Proposals of training become records of discipline, with statement, decision and appeal (T5, T6)."""

    _inherit = "aftersales.training.proposal"

    record_id = fields.Many2one(
        "aftersales.conduct.record",
        string="Conduct Record",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _hand_over(self):
        """Propose each by the article in force on its day; what no article provides for stays here."""
        result = super()._hand_over()
        books, rows, handed = {}, [], []
        # sudo: the system proposes, whoever made it look
        for proposal in self.sudo():
            place = proposal.date, proposal.company_id
            if place not in books:
                books[place] = proposal.env["aftersales.conduct.rulebook"]._get_in_force(*place).article_ids
            trigger = TRIGGERS[proposal.cause]
            article = books[place].filtered(lambda row, name=trigger: row.trigger == name)[:1]
            if article:
                handed.append(proposal)
                rows.append(
                    {
                        "employee_id": proposal.employee_id.id,
                        "company_id": proposal.company_id.id,
                        "article_id": article.id,
                        "event_date": proposal.date,
                        "facts": proposal.facts,
                        "proposal_key": f"training,{proposal.source_key}",
                    }
                )
        if not rows:
            return result
        # sudo: the seam of the record is called as superuser
        records = self.env["aftersales.conduct.record"].sudo()
        records._propose_by_itself(rows)
        found = records.search([("proposal_key", "in", [row["proposal_key"] for row in rows])])
        by_key = {(record.company_id.id, record.proposal_key): record for record in found}
        for proposal, row in zip(handed, rows, strict=True):
            record = by_key[row["company_id"], row["proposal_key"]]
            proposal.write({"state": "taken", "record_id": record.id, "reason": record.name})
        return result
