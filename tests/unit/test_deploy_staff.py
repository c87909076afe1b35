"""The first administrator comes from the command line of the machine, and so does help for the last one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.cli import main

CODE = re.compile(r"\w{6}-\w{6}-\w{6}-\w{6}")
EMAIL = "wanjiku@example.org"


def run(data: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["staff", *words, "--data", str(data)], {"IMARISHA_PUBLIC_URL": "https://sacco.example"})
    assert isinstance(end.value.code, int)
    return end.value.code


def test_somebody_is_added_and_gets_a_code_that_is_shown_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, "add", EMAIL, "--role", "administrator", "--name", "Wanjiku Njeri") == 0
    said = capsys.readouterr().out
    assert "https://sacco.example/admin/welcome" in said
    assert CODE.search(said)
    assert run(tmp_path, "add", EMAIL, "--role", "administrator") == 1
    assert "Somebody has this user name" in capsys.readouterr().out
    assert run(tmp_path, "reset", EMAIL) == 0
    again = capsys.readouterr().out
    assert CODE.findall(again) != CODE.findall(said)


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ((), 2, "imarisha staff add EMAIL"),
        (("add",), 2, "imarisha staff add EMAIL"),
        (("add", EMAIL), 1, "at least one of the roles"),
        (("add", EMAIL, "--role", "king"), 1, "no role"),
        (("add", "wanjiku", "--role", "teller"), 1, "e-mail address"),
        (("reset", EMAIL), 1, "Nobody who works here"),
    ],
)
def test_what_is_wrong_is_said_in_words(words, status, says, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(tmp_path, *words) == status
    assert says in capsys.readouterr().out
