from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestScreens(ServiceCase):
    """Everybody can open every screen of the own menu, with what the web client reads there (G1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref("aftersales_service.aftersales_service_menu")

    def setUp(self):
        super().setUp()
        self._create_order()
        paid = self._play_until("signed", self.unit_paid)
        paid.with_user(self.accountant).action_invoice()
        self._play_until("repair", self.unit_free)
        self.env["aftersales.goods.receipt"].create({"order_id": paid.id})

    def _get_spec(self, model, node):
        """What the web client asks of the records of a view, one level of lines included."""
        spec = {}
        for element in node.xpath(".//field[not(ancestor::field)]"):
            field = self.env[model]._fields.get(element.get("name"))
            if not field:
                continue
            spec[field.name] = {}
            if field.relational:
                views = [child for child in element if child.tag in ("list", "kanban", "form")]
                lines = etree.fromstring(etree.tostring(views[0])) if views else None
                fields = {"display_name": {}}
                spec[field.name]["fields"] = (
                    fields if lines is None else self._get_spec(field.comodel_name, lines)
                )
        return spec

    def _open(self, records, view_type, view_id=False, domain=()):
        views = records.get_views([(view_id, view_type), (False, "search")], {"toolbar": True})
        arch = etree.fromstring(views["views"][view_type]["arch"])
        if view_type in ("pivot", "graph"):
            groups = [
                f"{name}:{element.get('interval', 'month')}" if field.type in ("date", "datetime") else name
                for element in arch.findall("field")
                if not (field := records._fields[name := element.get("name")]).aggregator
            ]
            records.formatted_read_group(list(domain), groups, ["__count"])
            return
        spec = self._get_spec(records._name, arch)
        self.env.invalidate_all()
        if view_type != "form":
            records.web_search_read(list(domain), spec)
            return
        records.search(list(domain), limit=20).web_read(spec)
        if records.has_access("create") and arch.get("create") != "0":
            records.onchange({}, [], spec)

    def _check_menu(self, user):
        menus = self.env["ir.ui.menu"].with_user(user)
        visible = menus.load_menus(False)
        todo, actions = [self.root.id], 0
        while todo:
            menu = visible[todo.pop()]
            todo += menu["children"]
            if not menu["action_id"]:
                continue
            actions += 1
            if menu["action_model"] in ("ir.actions.client", "ir.actions.server"):
                continue  # a screen of its own: see its tests
            action = self.env[menu["action_model"]].with_user(user).browse(menu["action_id"])
            values = action._get_action_dict()
            records = self.env[values["res_model"]].with_user(user)
            records = records.with_context(**safe_eval(values["context"] or "{}", {"uid": user.id}))
            domain = safe_eval(values["domain"] or "[]", {"uid": user.id})
            for view_id, view_type in values["views"]:
                with self.subTest(user=user.name, menu=menu["name"], view=view_type):
                    self._open(records, view_type, view_id, domain)
        return actions

    def test_g1_clerk_opens_every_screen(self):
        self.assertGreaterEqual(self._check_menu(self.clerk), 8)

    def test_g1_dispatcher_opens_every_screen(self):
        self.assertGreaterEqual(self._check_menu(self.dispatcher), 10)

    def test_g1_engineer_opens_every_screen(self):
        self.assertGreaterEqual(self._check_menu(self.engineer_user), 3)

    def test_g1_accountant_opens_every_screen(self):
        self.assertGreaterEqual(self._check_menu(self.accountant), 5)

    def test_g1_manager_opens_every_screen(self):
        self.assertGreaterEqual(self._check_menu(self.manager), 12)

    def test_g1_everybody_opens_the_unit_from_an_order(self):
        """The host's form of a serial number reads stock moves and repairs; ours does not (S1)."""
        for user in (self.clerk, self.engineer_user, self.accountant, self.manager):
            with self.subTest(user=user.name):
                unit = self.unit_free.with_user(user)
                self._open(unit, "form", unit.get_formview_id(), [("id", "=", unit.id)])

    def test_g1_office_opens_the_documents_of_an_order(self):
        order = self.env["aftersales.order"].search([("invoice_state", "!=", "none")], limit=1)
        sale, invoice = order.sale_order_ids, order.invoice_ids
        self.assertTrue(sale and invoice)
        self._open(sale.with_user(self.clerk), "form", domain=[("id", "=", sale.id)])
        self._open(sale.with_user(self.accountant), "form", domain=[("id", "=", sale.id)])
        self._open(invoice.with_user(self.accountant), "form", domain=[("id", "=", invoice.id)])
