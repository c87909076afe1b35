"""Where files that members send are put, by what is in them; here in a directory that only we may read."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

FILE_MODE, FOLDER_MODE = 0o600, 0o700

#: Type -> what the file's name ends in.
ENDINGS: Mapping[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Shelf(Protocol):
    """Keeps bytes under their SHA-256 (hex). The same bytes twice are one file."""

    async def put(self, sha256: str, content: bytes, media_type: str) -> None: ...


class DirectoryShelf:
    """One file each, complete or not there at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, sha256: str, content: bytes, media_type: str) -> None:
        """Raises ValueError for a name that is no digest, OSError when the disk does not take it."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("a file on the shelf is named by its SHA-256 in hex")
        await asyncio.to_thread(self._put, self.place(sha256, media_type), content)

    def place(self, sha256: str, media_type: str) -> Path:
        return self._folder / f"{sha256}{ENDINGS.get(media_type, '')}"

    def _put(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if path.exists():
            return
        # mkstemp makes it readable for us alone.
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".coming-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, FILE_MODE)
            os.replace(name, path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
