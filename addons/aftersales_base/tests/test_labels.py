from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestLabels(TransactionCase):
    """Filters, groupings and exports show labels: two of one name cannot be told apart."""

    def test_no_model_has_two_fields_of_one_label(self):
        for name, model in self.registry.items():
            seen = {}
            for field in model._fields.values():
                if str(field._module).startswith("aftersales"):
                    seen.setdefault(field.string, []).append(field.name)
            for label, fields in seen.items():
                with self.subTest(model=name, label=label):
                    self.assertEqual(len(fields), 1, f"{name}: {fields} are all “{label}”")
