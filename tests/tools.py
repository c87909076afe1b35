"""A test that needs a program which the machine lacks is skipped aloud, or fails where all is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

R = TypeVar("R", pytest.TestReport, pytest.CollectReport)

ABSENT = "absent: "

# What a program is called on various systems, and how to get it.
TOOLS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "install the package chromium"),
    "kubectl": (("kubectl",), "install kubectl"),
    "nginx": (("nginx", "/usr/sbin/nginx"), "install the package nginx"),
    "promtool": (("promtool",), "install the package prometheus"),
}


def needs(tool: str) -> Path:
    """The path of a program of TOOLS; a test that asks for one the machine lacks is skipped."""
    names, hint = TOOLS[tool]
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    skip_without(tool, hint)


def skip_without(tool: str, hint: str) -> NoReturn:
    """Skip this test in the words that the end of the run repeats aloud."""
    pytest.skip(f"{ABSENT}{tool} ({hint})")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return why.removeprefix("Skipped: ")


def _required(report: R) -> R:
    """With REQUIRE_ALL=1 a skip, for whatever reason, is a failure."""
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"REQUIRE_ALL=1 allows no skip, but this one was: {_reason(report)}"
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _required((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line for everything that was not there: a green run that skipped PostgreSQL proves little."""
    reasons = [_reason(report) for report in terminalreporter.stats.get("skipped", [])]
    missing = [reason.removeprefix(ABSENT) for reason in reasons if reason.startswith(ABSENT)]
    if missing:
        each = "; ".join(f"{tool}: {missing.count(tool)}" for tool in sorted(set(missing)))
        terminalreporter.write_line(
            f"!!! {len(missing)} TESTS DID NOT RUN, FOR WANT OF {each} !!!", red=True, bold=True
        )
