from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from .common_roles import RolesMixin


@tagged("post_install", "-at_install")
class TestRoles(RolesMixin, TransactionCase):
    def test_every_filter_works_for_every_role_that_reads_the_model(self):
        views = self._find_ours("ir.ui.view").filtered(lambda view: view.type == "search")
        for role, user in self._each_role():
            for view in views:
                model = self.env[view.model].with_user(user)
                if not model.has_access("read"):
                    continue
                ours = set(etree.fromstring(view.arch).xpath("//filter/@name"))
                whole = model.get_view((view.inherit_id or view).id, "search")["arch"]
                for node in etree.fromstring(whole).iter("filter"):
                    if node.get("name") in ours:
                        with self.subTest(role=role, view=view.name, filter=node.get("name")):
                            try:
                                self._use(model, node)
                            except AccessError as error:
                                self.fail(str(error))

    def _use(self, model, node):
        names = {"uid": model.env.uid, "context_today": fields.Date.today}
        if node.get("domain"):
            model.search(Domain(safe_eval(node.get("domain"), names)), limit=1)
        group = safe_eval(node.get("context") or "{}", names).get("group_by")
        if group:
            model.formatted_read_group([], [group], ["__count"], limit=1)
