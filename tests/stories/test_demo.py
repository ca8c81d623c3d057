"""The demo story loads on a fresh database, its money ties out, its screens open for everybody."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.aftersales_base.tests.common_roles import RolesMixin

from host import addons, demo, screens


@tagged("standard", "post_install", "-at_install")
class TestDemo(RolesMixin, TransactionCase):
    def test_demo_loads_and_ties_out(self):
        names = set(addons.manifests())
        self.assertEqual(set(demo.load(self.env, names)), names)
        missing = [row.name for row in screens.listed() if row.record and not self.env.ref(row.record, False)]
        self.assertFalse(missing, "screens whose record the demo does not have")
        report = self.env["aftersales.reconciliation"].create({})
        report.action_refresh()
        self.assertGreater(len(report.line_ids), 10)
        self.assertFalse(report.line_ids.filtered("difference").mapped("display_name"))
        self._check_menus()
