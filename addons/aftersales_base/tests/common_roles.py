from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user


class RolesMixin:
    """Users who have one role of ours and no other, and what they see."""

    def _find_ours(self, model):
        data = self.env["ir.model.data"].search([("model", "=", model), ("module", "=like", "aftersales_%")])
        return self.env[model].browse(data.mapped("res_id")).exists()

    def _each_role(self):
        for role in self._find_ours("res.groups"):
            user = new_test_user(self.env, f"role {role.id}")
            user.group_ids |= role
            yield role.full_name, user

    def _check_menus(self):
        """Everybody opens each screen of the own menus, with the first records that are there."""
        ours = set(self._find_ours("ir.ui.menu").ids)
        for role, user in self._each_role():
            seen = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            actions = self.env["ir.actions.act_window"].browse(
                {
                    menu["action_id"]
                    for number, menu in seen.items()
                    if number in ours and menu["action_model"] == "ir.actions.act_window"
                }
            )
            for action in actions:
                model = self.env[action.res_model].with_user(user)
                for view, mode in action.views:
                    with self.subTest(role=role, action=action.name, mode=mode):
                        try:
                            self._open(model, view, mode)
                        except AccessError as error:
                            self.fail(str(error))

    def _open(self, model, view, mode):
        """Read what the web client would."""
        arch = etree.fromstring(model.get_view(view, mode)["arch"])
        names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
        names &= model._fields.keys()
        if mode in ("pivot", "graph"):
            groups = [name for name in names if not model._fields[name].aggregator]
            dated = {name for name in groups if model._fields[name].type in ("date", "datetime")}
            groups = [f"{name}:month" if name in dated else name for name in groups]
            model.formatted_read_group([], groups, ["__count"], limit=1)
        else:
            self.env.invalidate_all()
            model.web_search_read([], {name: {} for name in names}, limit=3)
