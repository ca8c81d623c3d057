"""Every linter of ``make lint`` is content."""

import pytest

from host import lint

COMMANDS = lint.commands(lint.programs())


@pytest.mark.parametrize("name", COMMANDS)
def test_linter_is_content(name):
    found = lint.complaints(COMMANDS[name])
    assert not found, found
