"""Checks of an addon's manifest, files, records and access rights."""

import csv
import re

from .source import dependency_table, field, underscored

VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
XML_HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n'
FOLDERS = ("security", "data", "wizards", "views")
#: Core Community modules that the suite may need; community addons stay optional.
CORE = {
    "account", "base_import", "hr", "hr_skills", "mail", "portal", "purchase_stock", "repair", "resource",
    "sale_management", "sale_stock", "stock_account", "survey",
}  # fmt: skip


def check_manifest(addon):
    manifest = addon.manifest
    if not VERSION.fullmatch(manifest.get("version", "")):
        yield f"{addon.name}: the version is not 19.0.x.y.z"
    if manifest.get("license") != "LGPL-3":
        yield f"{addon.name}: the license is not LGPL-3"
    for key in ("author", "category", "name", "summary"):
        if not manifest.get(key):
            yield f"{addon.name}: the manifest has no {key}"


def check_dependencies(addon):
    """As in ARCHITECTURE.md. What only joins addons of the suite installs by itself."""
    depends = sorted(addon.manifest.get("depends", []))
    table = dependency_table(addon.path.parents[1])
    planned = sorted(table.get(addon.name, ()))
    if depends != planned:
        yield f"{addon.name}: depends on {depends}, ARCHITECTURE.md says {planned}"
    is_glue = all(name.startswith("aftersales_") for name in depends)
    if bool(addon.manifest.get("auto_install")) != is_glue:
        yield f"{addon.name}: auto_install should be {is_glue}"


def check_data_order(addon):
    """Security → data → wizards → views → menus; reports stand where they are needed."""
    highest = 0
    for file in addon.manifest.get("data", []):
        folder = file.partition("/")[0]
        if folder not in FOLDERS:
            continue
        rank = len(FOLDERS) if file.endswith("_menus.xml") else FOLDERS.index(folder)
        if rank < highest:
            yield f"{addon.name}: {file} comes too late in 'data'"
        highest = max(highest, rank)


def check_files_listed(addon):
    data, demo = addon.manifest.get("data", []), addon.manifest.get("demo", [])
    listed = data + demo
    found = addon.files("*/**/*.xml", "*/**/*.csv")
    found = {file for file in found if not file.startswith(("static/", "tests/"))}
    for file in sorted(found - set(listed)):
        yield f"{addon.name}: {file} is not in the manifest"
    for file in sorted(set(listed) - found):
        yield f"{addon.name}: the manifest names {file}, which does not exist"
    for file in listed:
        if listed.count(file) > 1:
            yield f"{addon.name}: the manifest names {file} twice"
        if file.startswith("demo/") != (file in demo):
            yield f"{addon.name}: {file} is in the wrong list of the manifest"
    for entries in addon.manifest.get("assets", {}).values():
        for entry in entries:
            path = entry if isinstance(entry, str) else entry[-1]
            folder, _, pattern = path.lstrip("/").partition("/")
            if folder == addon.name and not addon.files(pattern):
                yield f"{addon.name}: no file matches the asset {path}"


def check_required_files(addon):
    required = (
        "README.rst",
        "pyproject.toml",
        "static/description/icon.png",
        f"i18n/{addon.name}.pot",
        "i18n/zh_CN.po",
    )
    for file in required:
        if not (addon.path / file).is_file():
            yield f"{addon.name}: {file} is missing"


def check_xml_style(addon):
    for file in addon.files("**/*.xml"):
        text = addon.text(file)
        # Templates of the web client (static/src) begin without a fixed header.
        if not file.startswith("static/") and not text.startswith(XML_HEADER):
            yield f"{addon.name}/{file}: the first line is not {XML_HEADER.strip()}"
        if re.search(r"<tree\b", text):
            yield f"{addon.name}/{file}: <tree> is called <list>"
        if re.search(r"\s(attrs|states)=", text):
            yield f"{addon.name}/{file}: attrs= and states= are gone, write the condition"


def check_xml_ids(addon):
    for file, element in addon.elements:
        module, _, name = element.get("id", "").rpartition(".")
        pattern = _id_pattern(element)
        if pattern and module in ("", addon.name) and not re.fullmatch(pattern, name):
            yield f"{addon.name}/{file}: {name} should look like {pattern}"


def _id_pattern(element):
    """Return what the XML id of ``element`` must match, or None where the style is silent."""
    if element.tag == "menuitem":
        return r"\w+_menu(_\w+)?"
    kind = element.get("model")
    if kind == "ir.ui.view" and field(element, "model") is not None:
        return rf"{underscored(field(element, 'model').text.strip())}_view_\w+"
    if kind == "ir.actions.act_window" and field(element, "res_model") is not None:
        return rf"{underscored(field(element, 'res_model').text.strip())}_action(_\w+)?"
    if kind == "ir.rule" and field(element, "model_id") is not None:
        model = field(element, "model_id").get("ref", "").rpartition(".")[2]
        return rf"{model.removeprefix('model_')}_rule_\w+"
    return {"res.groups": r"group_\w+", "ir.cron": r"ir_cron_\w+"}.get(kind)


def check_model_files(addon):
    """One model per file, which bears its name; an extension may add a word to it."""
    seen = set()
    for model in addon.model_classes:
        folder, _, file = model.file.rpartition("/")
        if folder not in ("models", "wizards"):
            yield f"{addon.name}/{model.file}: {model.name} belongs in models/ or wizards/"
        name = underscored(model.name)
        if file != f"{name}.py" and (model.is_new or not file.startswith(f"{name}_")):
            yield f"{addon.name}/{model.file}: should be {name}.py"
        if model.file in seen:
            yield f"{addon.name}/{model.file}: has more than one model"
        seen.add(model.file)


def check_access(addon):
    """Every model has access rows; nobody gets everything by being an employee."""
    file = addon.path / "security/ir.model.access.csv"
    rows = list(csv.DictReader(file.open(encoding="utf-8"))) if file.exists() else []
    covered = {row["model_id:id"].rpartition(".")[2] for row in rows}
    for model in addon.model_classes:
        needs_rows = model.is_new and model.kind != "AbstractModel"
        if needs_rows and f"model_{underscored(model.name)}" not in covered:
            yield f"{addon.name}: {model.name} has no row in ir.model.access.csv"
    for row in rows:
        rights = "".join(row[f"perm_{right}"] for right in ("read", "write", "create", "unlink"))
        if not row["group_id:id"] and "1" in rights:
            yield f"{addon.name}: {row['id']} gives rights to everybody"
        if row["group_id:id"] == "base.group_user" and rights == "1111":
            yield f"{addon.name}: {row['id']} gives every employee every right"


def check_readme_rules(addon):
    """The README has a table of rules, one rule ID each (the tests cite them: see below).

    What is only technical, and so of the category Hidden, implements no rule.
    """
    if addon.manifest.get("category") != "Hidden" and not claimed_rules(addon):
        yield f"{addon.name}: README.rst has no section 'Rules implemented' with rule IDs"
    if re.search(r"\b[A-Z]\d+\s*[-–—]\s*[A-Z]?\d+\b", rules_section(addon)):
        yield f"{addon.name}: README.rst names a range of rules; name each rule"


def rules_section(addon):
    """Return the text between the heading 'Rules implemented' and the next heading."""
    readme = addon.text("README.rst") if (addon.path / "README.rst").exists() else ""
    found = re.search(
        r"^Rules implemented\n([=\-~^*])\1+\n(.*?)(?=^[^\n]+\n\1{3,}\n|\Z)", readme, re.M | re.S
    )
    return found[2] if found else ""


def claimed_rules(addon):
    return sorted(set(re.findall(r"\b[GSNDATBH]\d{1,2}\b", rules_section(addon))))
