from datetime import timedelta

from odoo import models


class AftersalesGoodsReceipt(models.Model):
    """The notice to the owner of goods that are ready and not collected (S8)."""

    _inherit = "aftersales.goods.receipt"

    def _get_uncollected(self):
        """Return the units of this receipt that wait for their owner."""
        self.ensure_one()
        return self.sudo().unit_ids.filtered(lambda unit: unit.state == "ready")  # sudo: as the receipt shows

    def _get_ready_date(self):
        """Return since when all uncollected units can be collected."""
        moments = [unit.ready_on for unit in self._get_uncollected() if unit.ready_on]
        return self.order_id._get_local_date(max(moments)) if moments else False

    def _get_abandon_date(self):
        """Return the first day on which uncollected units count as abandoned."""
        days = [
            self.order_id._get_local_date(unit.ready_on) + timedelta(days=unit.custody_policy_id.abandon_days)
            for unit in self._get_uncollected()
            if unit.ready_on and unit.custody_policy_id
        ]
        return min(days, default=False)

    def _send_notice(self):
        """Queue the notice to each owner with an e-mail address; the others get the letter."""
        template = self.env.ref("aftersales_service.mail_template_uncollected", raise_if_not_found=False)
        receipts = self.filtered("partner_id.email")
        if template and receipts:
            # sudo: the scheduled action writes in the company's name
            template.sudo().send_mail_batch(receipts.ids)
