from lxml import etree

from odoo.tests import tagged

from .common import PerformanceCase


@tagged("post_install", "-at_install")
class TestScreens(PerformanceCase):
    """G1: everybody opens every screen of the own menu, with what the web client reads there."""

    def _make_samples(self):
        self._call(2)
        checks = self._draw()
        self._score(checks[0], ["greeting"])
        checks.month_id._update_state("approved")

    def test_g1_every_menu_opens_for_everybody_who_has_it(self):
        self._make_samples()
        root = self.env.ref("aftersales_performance.aftersales_performance_menu")
        for person in (self.agent, self.head, self.checker, self.leader):
            user = person.user_id
            visible = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            todo = [root.id]
            while todo:
                menu = visible[todo.pop()]
                todo += menu["children"]
                is_window = menu["action_model"] == "ir.actions.act_window"
                action = self.env["ir.actions.act_window"].browse(menu["action_id"] if is_window else ())
                for mode in (action.view_mode or "").split(",") if action else ():
                    with self.subTest(f"{person.name}: {action.name} {mode}"):
                        self._open(self.env[action.res_model].with_user(user), mode)

    def _open(self, records, mode):
        view = records.get_views([(False, mode), (False, "search")], {"toolbar": True})["views"][mode]
        arch = etree.fromstring(view["arch"])
        names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
        names = [name for name in names if name in records._fields]
        if mode in ("pivot", "graph"):
            groups = [
                f"{name}:month" if records._fields[name].type == "date" else name
                for name in names
                if not records._fields[name].aggregator
            ]
            records.formatted_read_group([], groups, ["__count"])
        else:
            self.env.invalidate_all()
            records.web_search_read([], {name: {} for name in names})
