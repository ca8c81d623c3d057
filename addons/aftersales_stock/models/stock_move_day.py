from odoo import fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Nothing is posted into a day that is closed (N18)."""

    _inherit = "stock.move"

    def write(self, vals):
        if vals.get("state") == "done":
            self._check_aftersales_day(vals.get("date"))
        elif "date" in vals:
            done = self.filtered(lambda move: move.state == "done")
            done._check_aftersales_day(vals["date"])
            for moves in done.grouped("date").values():
                moves._check_aftersales_day(moves[0].date)
        return super().write(vals)

    def _check_aftersales_day(self, moment=None):
        """Refuse to post these moves at `moment` (now) into a closed day of their warehouses."""
        moment = fields.Datetime.to_datetime(moment) or fields.Datetime.now()
        for company, moves in self.grouped("company_id").items():
            if not company.sudo().aftersales_warehouse_rules:  # sudo: a setting
                continue
            warehouses = moves.location_id.warehouse_id | moves.location_dest_id.warehouse_id
            warehouses._share_aftersales_day()
            # sudo: whoever posts need not see the close
            closed = self.env["aftersales.day.close"].sudo()
            closed = closed.search(
                [
                    ("warehouse_id", "in", warehouses.ids),
                    ("state", "=", "closed"),
                    ("date", ">=", company._get_aftersales_date(moment)),
                ],
                limit=1,
            )
            if closed:
                raise UserError(
                    self.env._(
                        "%(day)s is closed: nothing is posted into it or before it. A leader reopens the "
                        "day with a reason.",
                        day=closed.display_name,
                    )
                )
