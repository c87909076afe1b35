"""The command line: what a person types first, and what it says when something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import settings
from deploy.cli import COMMANDS, main, parser


def test_every_command_takes_the_folder() -> None:
    needed = {"import": ["members", "file.csv"]}
    for name in COMMANDS:
        words = [name, *needed.get(name, []), "--data", "here"]
        assert parser().parse_args(words).data == Path("here")


def test_settings_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["settings"], {})
    assert capsys.readouterr().out == settings.table()


@pytest.mark.parametrize(
    ("words", "environ", "says"),
    [
        (["serve"], {"IMARISHA_PORT": "many"}, "IMARISHA_PORT must be a whole number"),
        (["serve", "--demo", "--host", "0.0.0.0"], {}, "--demo-in-public"),
        (["serve"], {"IMARISHA_ENVIRONMENT": "production"}, "set IMARISHA_PEPPER"),
        (["serve"], {"IMARISHA_ENVIRONMENT": "somewhere"}, "development or production"),
    ],
)
def test_what_cannot_run_says_why_in_words(
    words: list[str], environ: dict[str, str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*words, "--data", str(tmp_path)], environ)
    assert says in str(end.value.code)


def test_books_that_hold_end_with_zero_and_no_books_do_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ["--data", str(tmp_path)]
    for words, status in ((["prove"], 1), (["migrate"], 0), (["prove"], 0)):
        with pytest.raises(SystemExit) as end:
            main([*words, *here], {})
        assert end.value.code == status, words
    assert "0 broken" in capsys.readouterr().out


def test_the_audit_trail_is_proved_alone_and_shows_its_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ["--data", str(tmp_path)]
    for words in (["migrate"], ["prove", "--audit"]):
        with pytest.raises(SystemExit) as end:
            main([*words, *here], {})
        assert end.value.code == 0, words
    said = capsys.readouterr().out
    assert "1 proofs, 0 broken" in said
    assert f"0 rows in 0 seals, 0 not sealed yet; head 0 {'0' * 64}" in said
