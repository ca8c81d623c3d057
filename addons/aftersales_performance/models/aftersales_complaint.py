from odoo import models


class AftersalesComplaint(models.Model):
    """Penalties of a confirmed loss: a measure is proposed, mere money goes to the adjustment sheet (S24)."""

    _inherit = "aftersales.complaint"

    def _deliver_penalties(self, penalties):
        """The share of the month's bonus holds for each; what is above goes to the months after."""
        result = super()._deliver_penalties(penalties)
        self.ensure_one()
        # sudo: whoever confirms a loss has no right on records and sheets
        complaint = self.sudo()
        complaint._hold_persons({penalty["key"]: penalty for penalty in penalties})
        complaint.env["aftersales.adjustment"]._add_adjustment(
            [
                {
                    "employee_id": penalty["employee"].id,
                    "company_id": complaint.company_id.id,
                    "kind": "fine",
                    "day": complaint.company_id._get_aftersales_today(),
                    "amount": -penalty["amount"],
                    "bonus_share": penalty["cap_percent"],
                    "reason": complaint.env._("Loss of complaint %(name)s", name=complaint.name),
                    "source_key": penalty["key"],
                }
                for penalty in penalties
                if penalty["measure"] == "none"
            ]
        )
        return result

    def _hold_persons(self, penalties):
        """Propose the measure of each person's share; without one, what a founded complaint leads to."""
        founded = self.share_ids._filter_founded()
        day = self.company_id._get_aftersales_today()
        rows = []
        for share in founded:
            penalty = penalties.get(f"complaint-{self.id}-{share.id}")
            row = {
                "employee": share.employee_id,
                "company": self.company_id,
                "day": day,
                "source": self,
                "facts": share._describe_fault(),
            }
            if share.measure != "none":
                vals = {"cause": "loss", "article": share.measure}
                if penalty:
                    vals |= {"amount": penalty["amount"], "bonus_share": penalty["cap_percent"]}
                rows.append({**row, **vals})
            elif self.kind == "service":
                agent = share.employee_id.aftersales_agent
                rows.append(
                    {**row, "cause": "complaint", "article": "agent_complaint" if agent else "complaint"}
                )
        self.env["aftersales.ticket.breach"]._hold(rows)
