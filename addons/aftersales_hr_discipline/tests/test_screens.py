from lxml import etree

from odoo.tests import tagged

from .common_record import RecordCase


@tagged("post_install", "-at_install")
class TestScreens(RecordCase):
    """Everybody opens every screen of the own menu, with what the web client reads there (D47)."""

    def test_d47_every_menu_opens_for_everybody_who_has_it(self):
        record = self._play("notified")
        record.with_user(self.engineer.user_id)._appeal("No")
        self._call_committee(record)
        self._play_story("-M -M -M", self.colleague)
        root = self.env.ref("aftersales_hr_discipline.aftersales_hr_discipline_menu")
        people = [self.engineer, self.head, self.officer, self.manager, self.boss, self.auditor]
        people.append(self.env["hr.employee"].search([("user_id", "=", self.members[0].id)]))
        for person in people:
            user = person.user_id
            visible = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            todo = [root.id]
            while todo:
                menu = visible[todo.pop()]
                todo += menu["children"]
                action = self.env["ir.actions.act_window"].browse(menu["action_id"] or ())
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
