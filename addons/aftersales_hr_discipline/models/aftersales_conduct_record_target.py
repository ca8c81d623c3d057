from odoo import api, fields, models
from odoo.fields import Command


class AftersalesConductRecord(models.Model):
    """Records that the system proposes by itself: once for each rule, person and period, with evidence."""

    _inherit = "aftersales.conduct.record"

    target_id = fields.Many2one(
        "aftersales.target", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    proposal_key = fields.Char(
        readonly=True, copy=False, help="Rule, person and period: proposed by the system, once."
    )
    doubtful = fields.Boolean(
        string="Facts No Longer Hold",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The figures behind the proposal have changed since. Whoever decides looks at them again.",
    )

    _proposal_unique = models.UniqueIndex(
        "(company_id, proposal_key) WHERE proposal_key IS NOT NULL", "That was proposed already."
    )

    @api.model
    def _propose_by_itself(self, rows):
        """Propose records of `rows`: values of a record with `proposal_key`; what is there already stays.

        The seam for other addons, called as superuser. The facts are attached as evidence, as they are now.
        """
        known = self.search([("proposal_key", "in", [row["proposal_key"] for row in rows])])
        known = {(record.company_id.id, record.proposal_key) for record in known}
        fresh = [row for row in rows if (row["company_id"], row["proposal_key"]) not in known]
        files = self.env["ir.attachment"].create([self._prepare_own_evidence(row) for row in fresh])
        records = self.create(
            [{**row, "evidence_ids": [Command.link(file.id)]} for row, file in zip(fresh, files, strict=True)]
        )
        records.action_propose()
        return records

    @api.model
    def _prepare_own_evidence(self, row):
        number = self.env["aftersales.conduct.article"].browse(row["article_id"]).number
        return {"name": f"{number}.txt", "raw": row["facts"].encode(), "mimetype": "text/plain"}

    def _mark_doubt(self, doubtful):
        """Say on the record whether its facts still hold; it is never withdrawn silently."""
        self.ensure_one()
        if self.doubtful == doubtful or self.state in ("rejected", "revoked", "changed"):
            return
        self.doubtful = doubtful
        self._message_log(
            body=self.env._("The facts no longer hold: look at the figures again.")
            if doubtful
            else self.env._("The facts hold again.")
        )
