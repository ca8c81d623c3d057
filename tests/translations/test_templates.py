"""Each addon's translation files are what ``make pot`` would write."""

from odoo.tests import TransactionCase, tagged

from host import addons, translations


@tagged("standard", "post_install", "-at_install")
class TestTemplates(TransactionCase):
    def test_templates_are_current(self):
        for name in addons.manifests():
            with self.subTest(addon=name):
                self.assertFalse(translations.outdated(self.env, name))
