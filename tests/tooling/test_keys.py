"""What decides whether a template database can be used again."""

from types import SimpleNamespace

from host import addons, database


def make_addon(folder, name, **manifest):
    (folder / name / "models").mkdir(parents=True)
    (folder / name / "tests").mkdir()
    (folder / name / "__manifest__.py").write_text(repr({"name": name, **manifest}))
    (folder / name / "models" / "thing.py").write_text("one = 1\n")
    return folder / name


def test_an_addon_follows_the_ones_it_needs(tmp_path):
    make_addon(tmp_path, "b_stock", depends=["c_service", "stock"])
    make_addon(tmp_path, "c_service", depends=["repair"])
    make_addon(tmp_path, "a_later", depends=["b_stock"], installable=False)
    found = addons.manifests(tmp_path)
    assert addons.in_order(found) == ["c_service", "b_stock"]
    assert addons.host_modules(found) == ["repair", "stock"]


def test_a_changed_file_changes_the_key_and_a_changed_test_does_not(tmp_path):
    folder = make_addon(tmp_path, "a")
    before = addons.content_key("a", tmp_path)
    (folder / "tests" / "test_x.py").write_text("")
    (folder / "models" / "__pycache__").mkdir()
    (folder / "models" / "__pycache__" / "thing.pyc").write_bytes(b"x")
    assert addons.content_key("a", tmp_path) == before
    (folder / "models" / "thing.py").rename(folder / "models" / "other.py")
    assert addons.content_key("a", tmp_path) != before


def test_leftovers_of_dead_runs_and_old_templates_go():
    names = [
        "n_c_suite_4",
        "n_c_test_11",
        "n_c_suite_3",
        "n_c_draft_12",
        "n_c_base_2",
        "n_c_base_1",
        "n_c_mine_x",
    ]
    gone = database.outdated(names, "n_c_base_1", 1, lambda pid: pid == 11)
    assert gone == ["n_c_suite_3", "n_c_draft_12"]


def test_a_template_without_its_attachments_is_made_again(tmp_path):
    server = SimpleNamespace(query=lambda _statement: [("base_1",), ("base_2",)])
    shop = database.Workshop(host=None, server=server, data_dir=tmp_path)
    for name in ("base_1", "base_3"):
        shop.filestore(name).mkdir(parents=True)
    assert [name for name in ("base_1", "base_2", "base_3") if shop.has(name)] == ["base_1"]
