"""Settings: read from the environment, documented by themselves, and refused where they are not safe."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from core.secret import Secret
from deploy import safety, settings
from deploy.settings import WrongSetting

HEX = "0123456789abcdef" * 4
PRODUCTION = {
    "IMARISHA_ENVIRONMENT": "production",
    "IMARISHA_SANDBOXES": "no",
    "IMARISHA_PUBLIC_URL": "https://sacco.example",
    "IMARISHA_DARAJA_URL": "https://api.safaricom.co.ke",
    "IMARISHA_DARAJA_INITIATOR_NAME": "sacco",
    "IMARISHA_DARAJA_CERTIFICATE": "/etc/daraja.pem",
    **{f"IMARISHA_{name.upper()}": HEX for name in (*safety.OURS, *safety.FROM_PROVIDERS)},
}


def ready(environ: dict[str, str] | None = None, **chosen) -> settings.Settings:
    return safety.ready(settings.read(environ or {}, **chosen))


def test_the_table_in_the_repository_is_the_one_the_command_prints() -> None:
    written = Path(settings.__file__).with_name("SETTINGS.md").read_text()
    assert written == settings.table(), "write it again: imarisha settings > deploy/SETTINGS.md"


def test_with_nothing_set_everything_is_on_this_machine(tmp_path: Path) -> None:
    found = ready(data=tmp_path)
    assert found.database == f"sqlite+aiosqlite:///{tmp_path}/imarisha.sqlite"
    assert (found.host, found.redis_url, found.sandboxes) == ("127.0.0.1", "", True)


def test_the_command_line_wins_over_the_environment(tmp_path: Path) -> None:
    assert settings.read({"IMARISHA_PORT": "9000"}).port == 9000
    assert settings.read({"IMARISHA_PORT": "9000"}, port=9001).port == 9001


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("IMARISHA_PORT", "many", "IMARISHA_PORT must be a whole number"),
        ("IMARISHA_DEMO", "perhaps", "IMARISHA_DEMO must be yes or no"),
    ],
)
def test_a_setting_that_cannot_be_read_is_said_in_words(name: str, value: str, says: str) -> None:
    with pytest.raises(WrongSetting, match=says):
        settings.read({name: value})


def test_no_secret_is_in_a_repr(tmp_path: Path) -> None:
    assert HEX not in repr(settings.read({"IMARISHA_PEPPER": HEX}))


class TestOnALaptop:
    def test_missing_secrets_are_made_once_for_the_folder(self, tmp_path: Path) -> None:
        first, second = ready(data=tmp_path), ready(data=tmp_path)
        assert first.pepper == second.pepper
        assert first.africastalking_token == second.africastalking_token
        assert safety.bits(first.pepper) >= safety.LEAST_BITS
        assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o600

    def test_the_demo_has_the_word_demo_and_a_pepper_of_its_folder(self, tmp_path: Path) -> None:
        demo, later = ready(data=tmp_path, demo=True), ready(data=tmp_path)
        assert demo.africastalking_token == demo.daraja_token == demo.api_token == Secret("demo")
        assert demo.pepper == later.pepper, "PINs of the demo work without --demo, too"
        assert later.daraja_token != Secret("demo")

    @pytest.mark.parametrize("public", [{"IMARISHA_HOST": "0.0.0.0"}, {"IMARISHA_PUBLIC_URL": "https://sacco.example"}])
    def test_the_demo_is_not_for_the_public_unless_somebody_says_so(self, public, tmp_path: Path) -> None:
        with pytest.raises(WrongSetting, match="demo-in-public"):
            ready(public, data=tmp_path, demo=True)
        assert ready(public, data=tmp_path, demo=True, demo_in_public=True).demo


class TestProduction:
    def test_everything_real_is_accepted(self) -> None:
        assert ready(PRODUCTION).production

    @pytest.mark.parametrize(
        ("name", "value", "says"),
        [
            ("PEPPER", "", "set IMARISHA_PEPPER"),
            ("PEPPER", "abcdef0123456789", "shorter than 128 bits"),
            ("DARAJA_TOKEN", "demo", "demo secret"),
            ("AFRICASTALKING_TOKEN", "", "set IMARISHA_AFRICASTALKING_TOKEN"),
            ("AFRICASTALKING_API_KEY", "sandbox", "demo secret"),
            ("DARAJA_FORMER_TOKEN", "abc", "shorter than 128 bits"),
            ("API_TOKEN", "0123456789abcdef", "shorter than 128 bits"),
            ("API_TOKEN", "demo", "demo secret"),
            ("API_TOKEN", "", "set IMARISHA_API_TOKEN"),
            ("SANDBOXES", "yes", "no sandboxes"),
            ("DARAJA_URL", "http://127.0.0.1:8101", "sandbox on this machine"),
            ("PUBLIC_URL", "http://sacco.example", "https"),
            ("PUBLIC_URL", "", "set IMARISHA_PUBLIC_URL"),
            ("DEMO", "yes", "no --demo"),
            ("DATABSE_URL", "x", "no such setting: IMARISHA_DATABSE_URL"),
        ],
    )
    def test_what_is_not_safe_is_refused(self, name: str, value: str, says: str) -> None:
        with pytest.raises(WrongSetting, match=says):
            ready({**PRODUCTION, f"IMARISHA_{name}": value})

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        with pytest.raises(WrongSetting) as wrong:
            ready({"IMARISHA_ENVIRONMENT": "production"})
        assert len(str(wrong.value).splitlines()) > 10

    def test_nothing_is_generated(self, tmp_path: Path) -> None:
        with pytest.raises(WrongSetting):
            ready({"IMARISHA_ENVIRONMENT": "production"}, data=tmp_path)
        assert not (tmp_path / "secrets").exists()
