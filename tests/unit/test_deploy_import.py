"""An operator brings files in from the command line: faults by line, control totals, once, and the books hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.cli import main
from tests.unit.imports_house import balances, members

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str, **files: str | bytes) -> tuple[int, list[str]]:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        named = [str(tmp_path / word) if word in files else word for word in words]
        with pytest.raises(SystemExit) as end:
            main([*named, "--data", str(tmp_path / "var")], {})
        said = capsys.readouterr().out.splitlines()
        return (end.value.code if isinstance(end.value.code, int) else 1), [*said, str(end.value.code)]

    return command


ON = ("--on", "2026-02-28")


def test_a_dry_run_names_the_lines_and_changes_nothing(run: Run) -> None:
    wrong = members(3)
    wrong.plant(3, 4, "?")
    status, said = run("import", "members", "people", *ON, people=wrong.text)
    assert status == 1
    assert "FAULT line 3, phone: “?” is no phone number. Write one number, for example 0700000001." in said
    assert "Nothing was imported: 1 faults. Correct the file and try again." in said
    status, said = run("import", "members", "people", "--dry-run", *ON, people=members(3).text)
    assert (status, said[0]) == (0, "members on 2026-02-28: 3 good lines of 3 members, 3 new, 0 there already")
    assert said[1] == "Nothing was imported: a dry run. 3 lines would be new."


def test_members_and_balances_come_in_once_and_the_books_hold(run: Run) -> None:
    text = b"\xef\xbb\xbf" + members(3).text.encode()
    assert run("import", "members", "people", *ON, people=text)[1][-2] == "Imported 3 lines; 0 were there already."
    again = run("import", "members", "people", *ON, people=text)
    assert (again[0], again[1][-2]) == (0, "This very file was imported before: nothing changes.")

    money = balances(3).text
    status, said = run("import", "balances", "money", *ON, "--total", "1.00", money=money)
    assert (status, said[-3]) == (1, "FAULT total: The lines add up to KES 36,030.18, KES 1 was expected.")
    status, said = run("import", "balances", "money", *ON, "--total", "36,030.18", "--rows", "9", money=money)
    assert status == 0
    assert said[1:5] == [
        "  shares                3             6,006.06",
        "  deposits              3            30,018.06",
        "  ordinary              3                 6.06",
        "  in all                9            36,030.18",
    ]
    assert run("prove")[0] == 0


def test_a_check_off_is_booked_to_its_end_and_its_differences_are_said(run: Run) -> None:
    run("import", "members", "people", *ON, people=members(2).text)
    how = ("--employer", "tea-board", "--month", "2026-03-01", "--paid", "150")
    file = "member,amount\nM-00001,100\n99999,40\n"
    status, said = run("import", "checkoff", "file", *how, file=file)
    assert status == 0
    assert "differs line 3, 99999: nobody is known by this, or the loan is not hers; KES 40 go to suspense" in said
    assert "differs the lines add up to KES 140, the employer paid KES 150" in said
    assert said[-2] == "Imported 2 lines; 0 were there already."
    assert run("prove")[0] == 0


def test_what_cannot_be_read_is_said_in_words(run: Run) -> None:
    status, said = run("import", "members", "nowhere.csv")
    assert (status, said[0]) == (1, "nowhere.csv cannot be read: No such file or directory.")
    assert "an amount, like" in run("import", "members", "people", "--total", "much", people="x")[1][-1]
    status, said = run("import", "members", "people", people="name\n\xff".encode("utf-16"))
    assert status == 1
    assert "no UTF-8" in said[1]
