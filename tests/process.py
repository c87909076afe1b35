"""A server process for the tests, with a folder of its own, both of which end with us whatever way we end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

START_SECONDS = 30
STOP_SECONDS = 15

# The guard outlives a killed test run: it reads until the pipe from us breaks, then stops the server and
# removes its folder. A death signal on the child (prctl) would leave the folder, and exists on Linux only.
GUARD = """
read -r _
if pid=$(cat "$1/pid" 2>/dev/null) && kill -"$2" "$pid" 2>/dev/null; then
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ $tries -lt 40 ]; do sleep 0.05; tries=$((tries + 1)); done
    kill -KILL "$pid" 2>/dev/null
fi
rm -rf "$1"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open_to_all(path: Path) -> bool:
    return all(step.stat().st_mode & 0o005 == 0o005 for step in (path, *path.parents))


class Process:
    """One server: `run` what prepares it, `start` it, and `stop` it; `home` is its folder."""

    def __init__(self, name: str, *, stop_signal: str) -> None:
        self.name = name
        self.child: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing.
        self.servant = pwd.getpwnam("nobody") if os.getuid() == 0 else None
        place = Path(tempfile.gettempdir())
        closed = self.servant and not _open_to_all(place)
        self.home = Path(tempfile.mkdtemp(prefix=f"imarisha-{name}-", dir="/tmp" if closed else place))
        self.guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(self.home), stop_signal],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if self.servant:
            self.home.chmod(0o755)
            os.chown(self.home, self.servant.pw_uid, self.servant.pw_gid)

    def reachable(self, binary: Path, *, root: Path) -> Path:
        """The binary, or a copy where the servant may not go: an environment below /root is closed to it.

        `root` is the folder that the program needs whole. A wheel keeps its libraries beside its
        package, in `<package>.libs`, and finds them relative to the binary, so the copy keeps that distance.
        """
        if self.servant is None or _open_to_all(binary):
            return binary
        package = next((step for step in (root, *root.parents) if (step / "__init__.py").exists()), root)
        copy = self.home / "copy"
        shutil.copytree(root, copy / root.relative_to(package.parent), symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name)
        return copy / binary.relative_to(package.parent)

    def run(self, command: list[str]) -> None:
        done = subprocess.run(command, stdout=subprocess.PIPE, **self._options())
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout.decode(errors='replace')}")

    def start(self, command: list[str], *, ready: Callable[[], bool]) -> None:
        log = self.home / "log"
        with log.open("wb") as out:
            self.child = subprocess.Popen(command, stdout=out, **self._options())
        (self.home / "pid").write_text(str(self.child.pid))
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Break the pipe; the guard does the rest, here as after a crash."""
        assert self.guard.stdin is not None
        self.guard.stdin.close()
        if self.child:
            self.child.wait(STOP_SECONDS)
        self.guard.wait(STOP_SECONDS)

    def _options(self) -> dict[str, Any]:
        """As the servant, in a plain environment, deaf to a Ctrl-C meant for pytest."""
        plain: dict[str, Any] = {
            "cwd": self.home,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.home)},
            "stdin": subprocess.DEVNULL,
            "stderr": subprocess.STDOUT,
            "start_new_session": True,
        }
        if self.servant:
            plain |= {"user": self.servant.pw_uid, "group": self.servant.pw_gid, "extra_groups": []}
        return plain
