from lxml import etree

from odoo.tests import Form, tagged

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestScreens(TrainingCase):
    """G1: everybody opens every screen of the own menu, with what the web client reads there."""

    def _make_samples(self):
        plan = self._play(self._create_plan(items=[{}]), "issued")
        self.env["aftersales.training.session"].search(
            [("plan_item_id", "in", plan.item_ids.ids)]
        ).action_fill()

    def test_g1_every_menu_opens_for_everybody_who_has_it(self):
        self._make_samples()
        root = self.env.ref("aftersales_training.aftersales_training_menu")
        for person in (self.engineer, self.head, self.officer, self.manager, self.boss):
            user = person.user_id
            visible = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            todo = [root.id]
            while todo:
                menu = visible[todo.pop()]
                todo += menu["children"]
                windows = self.env["ir.actions.act_window"]
                opens = menu["action_id"] if menu["action_model"] == windows._name else ()
                action = windows.browse(opens)
                for mode in (action.view_mode or "").split(",") if action else ():
                    with self.subTest(f"{person.name}: {action.name} {mode}"):
                        self._open(self.env[action.res_model].with_user(user), mode)

    def test_g1_a_new_participant_is_chosen_in_an_empty_form(self):
        Form(self.env["aftersales.training.attendance"].with_user(self.officer.user_id))
        form = Form(self.env["aftersales.training.session"].with_user(self.head.user_id))
        form.department_id, form.course_id = self.north, self.course
        self.assertEqual(form.save().company_id, self.company)

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
