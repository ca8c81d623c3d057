from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from .common import SIGNATURE, ServiceCase


class EntitlementCase(ServiceCase):
    """Terms with rows, parts with a warranty of their own, and jobs in the past."""

    def _cover(self, kind, months, share=100.0, term=None, **vals):
        return self.env["aftersales.warranty.coverage"].create(
            {"term_id": (term or self.term).id, "kind": kind, "months": months, "share": share, **vals}
        )

    def _create_part_term(self, months=6, **vals):
        return self.env["aftersales.part.term"].create(
            {
                "name": f"{months} months",
                "months": months,
                "product_tmpl_id": self.part.product_tmpl_id.id,
                **vals,
            }
        )

    def _create_part_warranty(self, unit, date_to, **vals):
        return self.env["aftersales.part.warranty"].create(
            {
                "lot_id": unit.id,
                "product_id": self.part.id,
                "date_from": date_to - relativedelta(months=6),
                "date_to": date_to,
                **vals,
            }
        )

    def _create_product(self, name, like):
        """Another part, or appliance, of the kind of `like`."""
        return self.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "tracking": like.tracking,
                "categ_id": like.categ_id.id,
                "list_price": like.list_price,
            }
        )

    def _noon(self, day):
        """04:00 UTC: the same day everywhere from Greenwich to Shanghai."""
        return datetime.combine(day, time(4))

    def _grant(self, line, payer="goodwill", share=100.0, reason="Regular customer"):
        line.with_user(self.dispatcher)._grant(payer, share, reason)

    def _accept(self, order):
        order.with_user(self.engineer_user).action_prepare_quotation()
        order.with_user(self.clerk).action_accept_quotation()

    def _finish(self, order, ended_on=None):
        """Let the engineer do a job that is assessed, and the customer sign it."""
        order.with_user(self.engineer_user).action_start()
        self._play_finish(order)
        order.with_user(self.engineer_user)._sign("Zhang Wei", SIGNATURE)
        if ended_on:
            order.sudo().repair_end = ended_on

    def _decision(self, line):
        return line.payer, line.covered_share, line.payer_code
