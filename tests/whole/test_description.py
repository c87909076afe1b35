"""All that the description of the API allows is asked of the running server: it answers as described, and never 5xx."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from deploy.people import PASSWORD
from tests.whole.running import Site, calls, patience

ADMIN = "admin@imarisha.example"
EXAMPLES = 6
SECONDS = 300
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method", "allow_header_conformance",
)  # fmt: skip
#: They end the session that everything else is asked with.
ENDS_SESSION = r"/api/auth/(logout|refresh)"
#: An address with a name in it, and the list whose items have such a name.
IDS = {"member": "/api/members", "loan": "/api/loans", "payment": "/api/payments"}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    found = Site(tmp_path / "data", {"IMARISHA_CALLS_A_MINUTE": "1000000", "IMARISHA_STRANGERS_A_MINUTE": "1000000"})
    await found.start("serve", "--demo")
    yield found
    found.end()


async def test_the_running_server_answers_as_its_description_says(site: Site, tmp_path: Path) -> None:
    async with calls() as session:
        body = {"username": ADMIN, "password": PASSWORD}
        async with session.post(f"{site.url}/api/auth/login", json=body) as reply:
            token = (await reply.json())["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(f"{site.url}/api/openapi.json") as reply:
            description = await reply.json()
        await _with_real_ids(description, session, site.url, headers)
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(description))

    status, said = await _asked(described, site.url, token)
    assert status == 0, said[-6000:]
    assert "reader_crashed" not in site.running["serve"].said
    await site.proven()


async def _with_real_ids(description: Any, session: Any, url: str, headers: dict[str, str]) -> None:
    """Addresses name somebody who is there, so that more than "no such member" is answered."""
    known: dict[str, list[str]] = {}
    for name, path in IDS.items():
        async with session.get(f"{url}{path}?limit=3", headers=headers) as reply:
            assert reply.status == 200, await reply.text()
            known[name] = [each[name] for each in (await reply.json())["items"]]
    for path in description["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and known.get(parameter["name"]):
                    parameter["schema"]["examples"] = known[parameter["name"]]


async def _asked(described: Path, url: str, token: str) -> tuple[int, str]:
    child = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "schemathesis"), "run", str(described), "--url", url,
        "--header", f"Authorization: Bearer {token}", "--phases", "examples,coverage,fuzzing",
        "--max-examples", str(EXAMPLES), "--checks", ",".join(CHECKS), "--exclude-path-regex", ENDS_SESSION,
        "--seed", "1", "--warnings", "off",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=described.parent,
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(child.communicate(), patience(SECONDS))
    finally:
        if child.returncode is None:
            child.kill()
    return child.returncode or 0, re.sub(r"%[0-9A-F]{2}(%[0-9A-F]{2})+", "%..", said.decode())
