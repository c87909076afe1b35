"""The list of channels names modules that exist, and every kind of channel explains its peculiarities."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import channels
from channels.registry import CHANNELS

FOLDER = Path(channels.__path__[0])


def test_every_module_named_exists() -> None:
    for channel in CHANNELS:
        for module in filter(None, (channel.hears, channel.sends, channel.sandbox)):
            import_module(module)


def test_every_folder_is_listed_and_has_its_peculiarities_written_down() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert folders == {channel.name for channel in CHANNELS}
    for name in folders:
        assert (FOLDER / name / "README.md").is_file()
