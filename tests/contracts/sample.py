"""A small addon, and the few files around it, that keep every contract."""

HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n'

ADDON = {
    "__manifest__.py": """{
    "name": "Sample", "summary": "Sample", "version": "19.0.1.0.0",
    "category": "Services", "license": "LGPL-3", "author": "Somebody",
    "depends": ["repair", "account", "hr", "resource", "portal", "base_import"],
    "data": [
        "security/sample_groups.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "wizards/sample_wizard_views.xml",
        "views/sample_job_views.xml",
        "views/sample_menus.xml",
    ],
    "demo": ["demo/sample_demo.xml"],
    "assets": {"web.assets_backend": ["aftersales_service/static/src/**/*.js"]},
}""",
    "models/sample_job.py": '''
from odoo import _, api, fields, models
class SampleJob(models.Model):
    _name = "sample.job"
    _job_uniq = models.Constraint("unique(name)", "Taken.")
    def action_close(self):
        raise UserError(self.env._("Job %(name)s is open.", name=self.name))
    @api.model
    def rows(self):
        return self.env["sample.job"].sudo().search([])  # sudo: figures of all teams
    def _forget(self):
        # sudo: the right was checked above,
        # and only own rows are in it
        self.sudo().unlink()
    def price(self, quantity):
        """Return the price in company currency."""
    def copy_data(self, default=None):
        return super().copy_data(default)
''',
    "models/sample_job_extra.py": """
class SampleJobExtra(models.Model):
    _inherit = "sample.job"
""",
    "models/sample_mixin.py": """
class SampleMixin(models.AbstractModel):
    _name = "sample.mixin"
""",
    "wizards/sample_wizard.py": """
class SampleWizard(models.TransientModel):
    _name = "sample.wizard"
""",
    "tools/engine.py": """
from decimal import Decimal
from . import other
from ..const import STATES
""",
    "security/ir.model.access.csv": "id,name,model_id:id,group_id:id,"
    """perm_read,perm_write,perm_create,perm_unlink
job_user,job user,model_sample_job,base.group_user,1,0,0,0
wizard_user,wizard user,model_sample_wizard,aftersales_service.group_clerk,1,1,1,1
""",
    "security/sample_groups.xml": HEADER
    + """<odoo>
    <record id="group_clerk" model="res.groups"><field name="name">Clerk</field></record>
    <record id="sample_job_rule_own" model="ir.rule">
        <field name="model_id" ref="model_sample_job"/>
    </record>
</odoo>
""",
    "data/ir_cron_data.xml": HEADER + '<odoo><record id="ir_cron_sweep" model="ir.cron"/></odoo>\n',
    "wizards/sample_wizard_views.xml": HEADER + "<odoo/>\n",
    "views/sample_job_views.xml": HEADER
    + """<odoo>
    <record id="sample_job_view_list" model="ir.ui.view">
        <field name="model">sample.job</field>
        <field name="arch" type="xml"><list><field name="name" invisible="not id"/></list></field>
    </record>
    <record id="sample_job_action" model="ir.actions.act_window">
        <field name="res_model">sample.job</field>
    </record>
</odoo>
""",
    "views/sample_menus.xml": HEADER + '<odoo><menuitem id="sample_job_menu"/></odoo>\n',
    "demo/sample_demo.xml": HEADER + "<odoo/>\n",
    "static/src/sample.js": "",
    "static/description/icon.png": "",
    "pyproject.toml": "",
    "README.rst": """
Sample
======

Rules implemented
-----------------

=== ======
S2  Request register
S11 Repeat repair
=== ======

Next heading
------------

Not yet: S99.

.. image:: static/description/icon.png
""",
    "i18n/aftersales_service.pot": """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Complaint of %(name)s"
msgstr ""

msgid "QR: %(code)s"
msgstr ""
""",
    "i18n/zh_CN.po": """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Complaint of %(name)s"
msgstr "%(name)s的投诉"

msgid "QR: %(code)s"
msgstr ""
""",
    "tests/test_sample.py": '"""Rule S2."""\ndef test_s11_repeat(): ...\n',
}

AROUND = {
    "ARCHITECTURE.md": """
| `aftersales_service` | `repair`, `account`, `hr`, `resource`, `portal`, `base_import` | yes |
| `aftersales_stock` | `aftersales_service`, `stock_account` | no |
""",
    "README.md": "See [the addon](addons/aftersales_service/README.rst#rules) and https://example.com\n",
}

FILES = AROUND | {f"addons/aftersales_service/{name}": text for name, text in ADDON.items()}


def write(root, file=None, old="", new=""):
    """Write the sample below ``root`` and return the paths; spoil one ``file`` of it.

    ``old`` is replaced by ``new``. An empty ``old`` puts ``new`` at the end, or makes
    the file; ``new`` None leaves the file out.
    """
    files = dict(FILES)
    if file and new is None:
        del files[file]
    elif file:
        text = files.get(file, "")
        assert old in text
        files[file] = text.replace(old, new, 1) if old else text + new
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)
