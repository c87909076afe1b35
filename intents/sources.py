"""What a trained matcher was made of, as a fingerprint: sentences, lexicon, lists and the code that reads them."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences"
MODEL = HERE / "model.bin"


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted((*HERE.glob("*.py"), *HERE.glob("*.toml"), *SENTENCES.glob("*.toml"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
