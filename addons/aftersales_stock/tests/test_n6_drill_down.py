from odoo.tests import tagged

from .common_old_part import OldPartCase


@tagged("post_install", "-at_install")
class TestDrillDown(OldPartCase):
    """N6, N13: whoever reads a figure gets to the records behind it, and from there to the job and back."""

    def _open(self, action, user):
        """The records that an action leads to, as `user` may read them."""
        found = self.env[action["res_model"]].with_user(user)
        if action.get("res_id"):
            found = found.browse(action["res_id"])
        else:
            found = found.search(action["domain"])
        found.read(["display_name"])
        return found

    def test_n6_each_part_of_the_meter_leads_to_its_records(self):
        self._supply(self.north, 10)
        self._use(2)
        self._ship(self._approve(3))
        self._approve(4)
        north = self.north.with_user(self.keeper)
        self.assertEqual(
            (north.parts_held, north.parts_transit, north.parts_reserved, north.parts_owed),
            (800, 300, 400, 200),
        )
        quants = self._open(north.action_view_parts(), self.manager)
        self.assertEqual(sum(quants.mapped("quantity")), 11, "what is on the way stands there already")
        shipments = self._open(north.action_view_transit(), self.manager)
        self.assertEqual(sum(shipments.line_ids.mapped("quantity")), 3)
        moves = self._open(north.action_view_reserved(), self.keeper)
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 4)
        uses = self._open(north.action_view_owed(), self.manager)
        self.assertEqual(sum(uses.mapped("value")), 200)

    def test_n13_from_the_statement_to_the_job_and_back(self):
        self._supply(self.north)
        record = self._accepted("no_fault")
        use = record.line_ids.use_id
        order = use.order_id
        record.with_user(self.accountant).action_post()
        fees = self._open(record.with_user(self.accountant).action_view_fees(), self.accountant)
        self.assertEqual(fees, record.fee_ids.with_user(self.accountant), "no statement yet")
        statement = self.north._make_statements(self.today.replace(day=1))
        found = self._open(record.with_user(self.accountant).action_view_fees(), self.accountant)
        self.assertEqual(found, statement.with_user(self.accountant))
        self.assertEqual(self._open(found.action_view_writeoffs(), self.accountant).ids, record.ids)
        self.assertEqual(
            self._open(self.north.with_user(self.keeper).action_view_writeoffs(), self.keeper).ids, record.ids
        )
        lines = self._open(record.with_user(self.keeper).action_view_lines(), self.keeper)
        self.assertEqual(lines.order_id.ids, order.ids)
        self.assertEqual(order.part_use_count, 1)
        uses = self._open(order.with_user(self.dispatcher).action_view_part_uses(), self.dispatcher)
        self.assertEqual((uses.ids, uses.writeoff_id.ids), (use.ids, record.ids))
        piece = use.return_line_id.with_user(self.keeper)
        self.assertEqual(self._open(piece.action_view_return(), self.keeper).ids, use.return_id.ids)
        row = self.env["aftersales.old.part.analysis"].with_user(self.manager).browse(use.id)
        self.assertEqual(self._open(row.action_view_use(), self.manager).ids, use.ids)

    def test_n6_rows_of_the_reports_lead_on(self):
        exposures = self.env["aftersales.station.exposure"].with_user(self.manager)
        row = exposures._reckon(self.company, self.today, self.today).filtered(
            lambda each: each.station_id == self.north
        )
        self.assertEqual(self._open(row.action_view_station(), self.manager).ids, self.north.ids)
        self._ship(self._approve(3))
        turns = self.env["aftersales.stock.turn"].sudo().create({"product_id": self.part.id})
        row = turns.with_user(self.manager)
        moved = self._open(row.action_view_moves(), self.keeper)
        self.assertEqual(moved.product_id.ids, self.part.ids)
