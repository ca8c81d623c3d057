"""Bad states give a sentence, and a second run repairs them."""

import errno

import pytest

from host import cli, fetch, odoo, paths, process, screens, system, test, venv
from host.say import Problem


def test_a_problem_is_a_sentence_and_no_traceback(capsys, monkeypatch):
    def command():
        raise Problem("The port is taken.")

    monkeypatch.setitem(cli.COMMANDS, "run", command)
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == "✗ The port is taken.\n"


def test_a_full_disk_is_named(capsys, monkeypatch):
    def command():
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(cli.COMMANDS, "run", command)
    assert cli.main(["run"]) == 1
    assert "The disk is full" in capsys.readouterr().err


def test_a_failed_program_shows_the_end_of_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "STATE", tmp_path)
    monkeypatch.setattr(paths, "LOGS", tmp_path / "logs")
    with pytest.raises(Problem, match=r"It failed\.(?s:.*)tar: No space left") as caught:
        process.run(("sh", "-c", "echo tar: No space left on device; exit 3"), "x", complaint="It failed.")
    assert "The disk is full" in str(caught.value)


def test_a_system_without_apt_is_told_what_to_set(monkeypatch):
    monkeypatch.setattr(process, "output", lambda *args, **kwargs: "")
    with pytest.raises(Problem, match="ODOO_HOME"):
        fetch.archive()


def test_the_archive_is_that_of_the_release():
    listed = "mirror://s/|trixie-security|main\nmirror://a/|trixie|contrib\nmirror://b/|trixie|main"
    assert fetch.pick_source(listed, "trixie") == "mirror://b/"
    assert fetch.pick_source(listed, "bookworm") == ""


def test_a_half_finished_download_is_not_taken_for_a_host(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "STATE", tmp_path)
    (tmp_path / "fetch" / "root").mkdir(parents=True)
    (tmp_path / "odoo").mkdir()
    assert not fetch.is_complete()


def test_a_folder_that_is_no_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    monkeypatch.delenv("ODOO_PYTHON", raising=False)
    with pytest.raises(Problem, match="no odoo/release"):
        odoo.own()


def test_a_broken_environment_is_noticed(tmp_path):
    (tmp_path / "bin").mkdir()
    assert not venv.works(tmp_path / "bin" / "python", "pass")


def test_an_ordinary_user_is_told_the_packages_and_ci_stops(monkeypatch):
    need = system.Need("chromium", system.BROWSER, present=False)
    monkeypatch.setattr(system, "needs", lambda: [need])
    monkeypatch.setattr(paths, "is_root", lambda: False)
    monkeypatch.delenv("CI", raising=False)
    assert system.ensure() == {"browser"}
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Problem, match="apt-get install chromium"):
        system.ensure()


def test_an_unknown_addon_is_named():
    with pytest.raises(Problem, match="There is no addon nothing"):
        test.check_addon("nothing", {"aftersales_service": {}})


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('name = "a"\nheight = 3\npath = "/"', "unknown settings: height"),
        ('name = "A b"\npath = "/"', "small letters"),
        ('name = "a"\nsize = "tv"\npath = "/"', "size"),
        ('name = "a"', "needs a path"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_wrong_screen_is_named(row, sentence):
    with pytest.raises(Problem, match=sentence):
        screens.read(f"[[screen]]\n{row}\n")


def test_every_command_is_explained():
    usage = cli.usage()
    assert all(f"  {name} " in usage for name in cli.COMMANDS)
