from odoo import models


class AftersalesOrder(models.Model):
    """Parts of the engineer's own stock, and the old parts he takes out."""

    _inherit = "aftersales.order"

    def write(self, vals):
        """The parts on one engineer's van are not on the other's."""
        result = super().write(vals)
        if "engineer_id" in vals:
            lines = self.sudo().line_ids.filtered(  # sudo: the orders' own lines, their write was checked
                lambda line: line.source == "own" and line.move_id.state not in ("done", "cancel")
            )
            lines.filtered("move_id").write({"source": "warehouse"})
        return result

    def _get_missing_work(self):
        missing = super()._get_missing_work()
        if not self.company_id.aftersales_require_old_part:
            return missing
        lines = self.line_ids.filtered(
            lambda line: line.kind == "part" and line.payer == "maker" and not line.old_part
        )
        return missing + [self.env._("old part: %(part)s", part=line.name) for line in lines]
