"""Every contract finds a violation put into the sample, and nothing without one."""

import pytest

from . import sample
from .source import Addon
from .test_contracts import OF_ADDON, OF_REPOSITORY

XML = "views/sample_job_views.xml"
PY = "models/sample_job.py"
ACCESS = "security/ir.model.access.csv"
MANIFEST = "__manifest__.py"

#: check, file of the sample addon, text replaced, text put in its place
SEEDS = [
    ("check_manifest", MANIFEST, "19.0.1.0.0", "18.0.1.0.0"),
    ("check_manifest", MANIFEST, "LGPL-3", "AGPL-3"),
    ("check_manifest", MANIFEST, '"author": "Somebody",', ""),
    ("check_dependencies", MANIFEST, '"hr", ', ""),
    ("check_dependencies", MANIFEST, '"depends"', '"auto_install": True, "depends"'),
    (
        "check_data_order",
        MANIFEST,
        '"views/sample_menus.xml",',
        '"views/sample_menus.xml", "data/x.xml",',
    ),
    ("check_data_order", MANIFEST, '"security/sample_groups.xml",', '"views/x.xml",'),
    ("check_files_listed", "data/forgotten.xml", "", "<odoo/>"),
    ("check_files_listed", XML, "", None),
    ("check_files_listed", MANIFEST, '"demo/sample_demo.xml"', '"data/ir_cron_data.xml"'),
    ("check_files_listed", "static/src/sample.js", "", None),
    ("check_required_files", "README.rst", "", None),
    ("check_required_files", "i18n/zh_CN.po", "", None),
    ("check_xml_style", XML, ' encoding="UTF-8" ?>', ' encoding="utf-8"?>'),
    ("check_xml_style", XML, "<list>", "<tree>"),
    ("check_xml_style", XML, 'invisible="not id"', """attrs="{'invisible': []}\""""),
    ("check_xml_ids", XML, "sample_job_view_list", "view_sample_list"),
    ("check_xml_ids", XML, "sample_job_action", "action_sample_job"),
    ("check_xml_ids", "views/sample_menus.xml", "sample_job_menu", "menu_sample_job"),
    ("check_xml_ids", "security/sample_groups.xml", "group_clerk", "clerk_group"),
    ("check_xml_ids", "security/sample_groups.xml", "sample_job_rule_own", "own_rule"),
    ("check_xml_ids", "data/ir_cron_data.xml", "ir_cron_sweep", "sweep"),
    ("check_model_files", PY, "sample.job", "sample.other"),
    ("check_model_files", PY, "", "\nclass B(models.Model):\n    _inherit = 'sample.job'\n"),
    ("check_model_files", "hooks.py", "", "class B(models.Model):\n    _name = 'hooks'\n"),
    ("check_access", ACCESS, "model_sample_job", "model_sample_other"),
    ("check_access", ACCESS, "model_sample_wizard", "model_sample_other"),
    ("check_access", ACCESS, "base.group_user,1,0,0,0", "base.group_user,1,1,1,1"),
    ("check_access", ACCESS, "base.group_user,1,0,0,0", ",1,0,0,0"),
    ("check_access", ACCESS, "", None),
    ("check_readme_rules", "README.rst", "Rules implemented", "Rules"),
    ("check_readme_rules", "README.rst", "S2 ", "S2-S5"),
    ("check_gone_idioms", PY, "_job_uniq = models.Constraint(", "_sql_constraints = ("),
    ("check_gone_idioms", PY, "return super()", "self.env.cr.commit()\n        return super()"),
    ("check_sudo", PY, "# sudo: figures of all teams", ""),
    ("check_sudo", PY, "# sudo: figures of all teams", "# sudo:"),
    ("check_sudo", "models/sample_job_extra.py", "", "x = self.sudo().with_context(a=1).write({})"),
    ("check_public_methods", PY, '"""Return the price in company currency."""', "return 1"),
    ("check_public_methods", PY, "@api.model\n", "@api.depends('name')\n"),
    ("check_public_methods", PY, "super().copy_data(", "super().copy("),
    ("check_translatable", PY, '"Job %(name)s is open."', 'f"Job {self.name} is open."'),
    ("check_translatable", PY, '"Job %(name)s is open."', '"Job %s is open." % self.name'),
    ("check_translatable", PY, '"Job %(name)s is open."', '"Job %s is open."'),
    ("check_translatable", PY, '"Job %(name)s is open."', "message"),
    ("check_engines_pure", "tools/engine.py", "from decimal", "import odoo\nfrom decimal"),
    ("check_engines_pure", "tools/engine.py", "..const", "..models.sample_job"),
    ("check_engines_pure", "tools/engine.py", "", "from .. import models\n"),
    ("check_translation_complete", "i18n/zh_CN.po", "%(name)s的投诉", ""),
    ("check_translation_complete", "i18n/zh_CN.po", 'msgid "C', '#, fuzzy\nmsgid "C'),
    ("check_translation_complete", "i18n/aftersales_service.pot", "", '\nmsgid "New"\nmsgstr ""\n'),
    ("check_translation_complete", "i18n/zh_CN.po", "", '\nmsgid "Gone"\nmsgstr "旧"\n'),
    ("check_placeholders", "i18n/zh_CN.po", "%(name)s的投诉", "%(nam)s的投诉"),
    ("check_terms", "i18n/zh_CN.po", "投诉", "抱怨"),
]

#: The same for the checks of the repository; files are named from its root. Hosts and
#: paths are put together here, so that this file keeps the contract it tests.
REPOSITORY_SEEDS = [
    ("check_dependency_table", "ARCHITECTURE.md", "`stock_account`", "`account_asset`"),
    ("check_dependency_table", "ARCHITECTURE.md", "`repair`", "`aftersales_stock`"),
    ("check_dependency_table", "ARCHITECTURE.md", "| `aftersales", "| `other"),
    *(
        ("check_nothing_outside", "notes.txt", "", text)
        for text in (
            "https://" + "pypi" + ".org/project/x",
            "deb" + ".debian.org",
            "files." + "pythonhosted" + ".org",
            "registry" + ".npmjs.org",
            "https:" + "//repo.example.com/api/simple/",
            "pip install --index" + "-url http" + "://example.com",
            "http:" + "//mirror.example.com/debian",
            "see /" + "work/main",
            "'/" + "root/.cache'",
        )
    ),
    ("check_links", "README.md", "README.rst#rules", "READ.rst"),
    ("check_links", "docs/x.md", "", "![screen](screen.png)"),
    ("check_links", "addons/aftersales_service/README.rst", "icon.png", "screen.png"),
    (
        "check_table_objects_once",
        "addons/aftersales_stock/models/sample_job.py",
        "",
        'class A:\n    _inherit = "sample.job"\n    _job_uniq = models.Constraint("")\n',
    ),
    ("check_rules_cited", "addons/aftersales_service/README.rst", "S11", "S1"),
    ("check_rules_cited", "addons/aftersales_service/tests/test_sample.py", "Rule S2", "Rule S27"),
]


@pytest.mark.parametrize("name", OF_ADDON)
def test_addon_sample_is_good(tmp_path, name):
    sample.write(tmp_path)
    assert not list(OF_ADDON[name](Addon(tmp_path / "addons/aftersales_service")))


@pytest.mark.parametrize("name", OF_REPOSITORY)
def test_repository_sample_is_good(tmp_path, name):
    assert not list(OF_REPOSITORY[name](tmp_path, sample.write(tmp_path)))


@pytest.mark.parametrize(("name", "file", "old", "new"), SEEDS)
def test_addon_seed_is_found(tmp_path, name, file, old, new):
    sample.write(tmp_path, f"addons/aftersales_service/{file}", old, new)
    assert list(OF_ADDON[name](Addon(tmp_path / "addons/aftersales_service")))


@pytest.mark.parametrize(("name", "file", "old", "new"), REPOSITORY_SEEDS)
def test_repository_seed_is_found(tmp_path, name, file, old, new):
    assert list(OF_REPOSITORY[name](tmp_path, sample.write(tmp_path, file, old, new)))


def test_every_check_has_a_seed():
    assert {seed[0] for seed in SEEDS} == OF_ADDON.keys()
    assert {seed[0] for seed in REPOSITORY_SEEDS} == OF_REPOSITORY.keys()
