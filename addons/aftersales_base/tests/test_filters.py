from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval


@tagged("post_install", "-at_install")
class TestFilters(TransactionCase):
    """Who sees a list can use each of its filters and groupings, whatever else he may read."""

    def _find_ours(self, model):
        data = self.env["ir.model.data"].search([("model", "=", model), ("module", "=like", "aftersales_%")])
        return self.env[model].browse(data.mapped("res_id")).exists()

    def test_every_filter_works_for_every_role_that_reads_the_model(self):
        roles = self._find_ours("res.groups")
        views = self._find_ours("ir.ui.view").filtered(lambda view: view.type == "search")
        for role in roles:
            user = new_test_user(self.env, f"role {role.id}")
            user.group_ids |= role
            for view in views:
                model = self.env[view.model].with_user(user)
                if not model.has_access("read"):
                    continue
                whole = view.inherit_id or view
                search = etree.fromstring(model.get_view(whole.id, "search")["arch"])
                ours = set(etree.fromstring(view.arch).xpath("//filter/@name"))
                for node in search.iter("filter"):
                    if node.get("name") not in ours:
                        continue
                    names = {"uid": user.id, "context_today": fields.Date.today}
                    with self.subTest(role=role.full_name, view=view.name, filter=node.get("name")):
                        try:
                            if node.get("domain"):
                                model.search(Domain(safe_eval(node.get("domain"), names)), limit=1)
                            group = safe_eval(node.get("context") or "{}", names).get("group_by")
                            if group:
                                model.formatted_read_group([], [group], ["__count"], limit=1)
                        except AccessError as error:
                            self.fail(str(error))
