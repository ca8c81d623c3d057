"""Statements of the demo's stations: one is billed, one is objected to, played by the people of each role."""

from base64 import b64decode

from .evidence import draw_photo
from .play import Play


class Statements(Play):
    """Settles what the stations did in the story, on the statements of this month."""

    def play(self):
        """Play the statements, once per database."""
        station, other = self.ref("station1"), self.ref("station2")
        # sudo: the demo dates the fees as the story dates its jobs; portal users hold no right
        lines = self.env["aftersales.station.fee"].sudo()
        if station.sudo().statement_ids or not lines.search_count([], limit=1):
            return
        for line in lines.search([("order_id.signed_on", "!=", False)]):
            line.date = line.order_id._get_local_date(line.order_id.signed_on)
        self.as_user("accountant", lines.sudo(False))._deduct(station, 30, "遗失借用压力表一只")
        month = self.company._get_aftersales_today().replace(day=1)
        statements = (station | other)._make_statements(month).with_env(self.env)
        self.as_user("accountant", statements).action_send()
        mine = statements.filtered(lambda each: each.station_id == station)
        docked = mine.sudo().fee_ids.filtered(lambda line: line.kind == "deduction")
        photo = ("压力表.png", b64decode(draw_photo("压力表", (90, 90, 90))))
        self.as_user("station1", mine).sudo()._station_dispute(
            str(docked.id), "压力表已于上周归还，见照片", [photo]
        )
        agreed = statements - mine
        self.as_user("station2", agreed).sudo()._station_confirm()
        if self.has_accounting and agreed.amount_total:
            self.as_user("accountant", agreed).action_bill()
            self.as_user("accountant", agreed.sudo().move_id).action_post()
        self.give_xml_id("statement_demo_1", mine)
        self.give_xml_id("statement_demo_2", agreed)
