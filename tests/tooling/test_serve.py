"""What ``make run`` does with the database it finds."""

from host import serve
from host.serve import Plan, State

NOW = State("host 1", {"service": "k1", "stock": "k2"})


def test_a_first_run_creates_the_database():
    assert serve.plan(exists=False, before=None, now=NOW) == Plan(create=True)


def test_an_unchanged_checkout_needs_nothing():
    assert serve.plan(exists=True, before=NOW, now=NOW) == Plan()


def test_changed_addons_are_updated_and_new_ones_installed():
    before = State("host 1", {"service": "k0"})
    assert serve.plan(True, before, NOW) == Plan(install=("stock",), update=("service",))


def test_a_database_with_more_addons_than_the_checkout_is_set_aside():
    before = State("host 1", {"service": "k1", "stock": "k2", "training": "k3"})
    found = serve.plan(True, before, NOW)
    assert found.create
    assert "training" in found.reason


def test_a_database_of_unknown_origin_is_set_aside():
    assert serve.plan(True, None, NOW).reason


def test_another_host_updates_everything_and_installs_what_is_new():
    before = State("host 0", {"service": "k1"})
    assert serve.plan(True, before, NOW) == Plan(everything=True, install=("stock",))


def test_a_number_that_another_program_has_now_is_not_our_server(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "folder", lambda: tmp_path)
    (tmp_path / "server.pid").write_text("1 8069\n")
    assert serve.running() is None
    (tmp_path / "server.pid").write_text("half a li")
    assert serve.running() is None
