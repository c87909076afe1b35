"""Files that members send: fetched once kept, whole, of a type that we take, from where we trust, onto the shelf."""

from __future__ import annotations

import base64
import stat
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import structlog

from channels.whatsapp import meta, meta_jobs
from channels.whatsapp.meta_graph import Graph
from channels.whatsapp.meta_jobs import Shelved
from channels.whatsapp.meta_media import BEGINNINGS, hexed, is_trusted
from channels.whatsapp.meta_wire import Change
from channels.whatsapp.shelf import DirectoryShelf
from core.messages import SYSTEM, Arrived, Door, KeepArrival, Kept, Origin, ProviderError, ReadArrival, SetAsideArrival
from core.phone import Phone
from tests.contract.africastalking.edge import NOON, NotingDoor, served
from tests.contract.meta.edge import AMINA, WEBHOOK, Handset, config, star_pins
from tests.house import Clock

JPEG = b"\xff\xd8\xff\xe0" + b"a picture" * 100
DIGEST = sha256(JPEG).hexdigest()


@dataclass
class Inbox(NotingDoor):
    """Gives back what was kept, by its source and key."""

    kept: dict[str, Kept] = field(default_factory=dict)

    async def perform(self, request: Any, *, key: str = "", scope: str = "", by: Origin = SYSTEM) -> Any:
        if isinstance(request, KeepArrival):
            name = f"{request.source}:{request.key}"
            self.kept.setdefault(name, Kept(request.source, request.body, request.about, NOON))
        if isinstance(request, ReadArrival):
            return self.kept[request.arrival]
        return await super().perform(request, key=key, scope=scope, by=by)

    @property
    def aside(self) -> list[str]:
        return [request.reason for request in self.requests if isinstance(request, SetAsideArrival)]

    def of(self, source: str) -> list[str]:
        return [name for name in self.kept if name.startswith(f"{source}:")]


@dataclass
class Desk:
    """The jobs behind the inbox, and what they told."""

    door: Inbox
    handset: Handset
    graph: Graph
    shelf: DirectoryShelf
    told: list[Any] = field(default_factory=list)

    async def send(self, content: bytes = JPEG, media_type: str = "image/jpeg", *, runs: bool = True) -> None:
        encoded = base64.b64encode(content).decode()
        await self.handset.says(media={"type": media_type, "content": encoded, "caption": "Hii"})
        if runs:
            await self.run("meta.media")

    async def run(self, source: str, *, hooks: bool = True) -> None:
        async def tell(what: Any, door: Door) -> None:
            self.told.append(what)

        hook = tell if hooks else None
        work = meta_jobs.jobs(self.graph, self.shelf, shelved=hook, moved=hook)[f"arrived.{source}"]
        for name in self.door.of(source):
            await work.run(Arrived(name), self.door)

    def files(self) -> list[Path]:
        folder = self.shelf.place(DIGEST, "").parent
        return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
async def desk(handset: Handset, graph: Graph, tmp_path: Path) -> Any:
    door = Inbox()
    async with served(meta.routes(door, config(), star_pins)) as client:
        await handset.reaches(str(client.make_url(WEBHOOK)))
        yield Desk(door, handset, graph, DirectoryShelf(tmp_path / "shelf"))


async def test_a_picture_lies_on_the_shelf_and_only_we_may_read_it(desk: Desk) -> None:
    await desk.send()
    (file,) = desk.files()
    assert (file.name, file.read_bytes()) == (f"{DIGEST}.jpg", JPEG)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    (told,) = desk.told
    assert told == Shelved(AMINA, told.message, "image", "image/jpeg", DIGEST, len(JPEG))
    assert desk.door.aside == []


async def test_a_job_that_runs_twice_leaves_one_file(desk: Desk) -> None:
    await desk.send()
    await desk.run("meta.media")
    assert len(desk.files()) == 1
    assert desk.told[0] == desk.told[1]


@pytest.mark.parametrize("media_type", BEGINNINGS)
async def test_every_type_that_is_taken_is_known_by_its_beginning(desk: Desk, media_type: str) -> None:
    offset, beginnings = BEGINNINGS[media_type]
    await desk.send(bytes(offset) + beginnings[0] + b"more", f"{media_type}; codecs=x")
    assert len(desk.files()) == 1


@pytest.mark.parametrize(
    ("content", "media_type", "why"),
    [
        (b"MZ\x90", "application/x-msdownload", "a type that we do not take"),
        (b"....ftyp", "video/mp4", "a type that we do not take"),
        (b"<html>", "image/jpeg", "not the type that it claims"),
        (b"", "image/png", "not the type that it claims"),
    ],
)
async def test_what_we_do_not_take_is_set_aside(desk: Desk, content: bytes, media_type: str, why: str) -> None:
    await desk.send(content, media_type)
    assert desk.files() == []
    assert desk.door.aside == [f"a file that was not taken: {why}"]
    assert desk.told == []


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("media_gone", "gone"),
        ("media_elsewhere", "at a host that we do not trust"),
        ("media_huge", "too long"),
    ],
)
async def test_what_can_never_be_fetched_is_set_aside(desk: Desk, fault: str, why: str) -> None:
    await desk.handset.suffers(fault)
    await desk.send()
    assert desk.door.aside == [f"a file that was not taken: {why}"]


async def test_a_file_that_says_it_is_too_long_is_not_even_begun(desk: Desk) -> None:
    await desk.handset.says(media={"type": "image/jpeg", "bytes": 5 * 1024 * 1024 + 1})
    await desk.run("meta.media")
    assert desk.door.aside == ["a file that was not taken: too long"]


@pytest.mark.parametrize(("fault", "code"), [("media_damaged", "media_damaged"), ("media_500", "131000")])
async def test_trouble_on_the_way_is_tried_again(desk: Desk, fault: str, code: str) -> None:
    await desk.handset.suffers(fault)
    with pytest.raises(ProviderError) as trouble:
        await desk.send()
    assert (trouble.value.code, trouble.value.retryable) == (code, True)
    await desk.run("meta.media")
    assert len(desk.files()) == 1


async def test_nobody_listening_is_tried_again(desk: Desk) -> None:
    away = Graph(config("http://127.0.0.1:1"))
    with pytest.raises(ProviderError) as trouble:
        await replace(desk, graph=away).send()
    assert trouble.value.retryable
    await away.close()


async def test_an_address_lasts_five_minutes_and_is_asked_for_anew(desk: Desk, clock: Clock) -> None:
    await desk.send(runs=False)
    clock.later(minutes=30)
    await desk.run("meta.media")
    assert len(desk.files()) == 1


async def test_no_token_for_files_needs_a_person(desk: Desk) -> None:
    await desk.send(runs=False)
    without = Graph(replace(config(desk.handset.provider.url), access_token=type(config().access_token)("")))
    with structlog.testing.capture_logs() as logs, pytest.raises(ProviderError):
        await replace(desk, graph=without).run("meta.media")
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["meta_needs_a_person"]
    await without.close()


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://scontent.xx.fbcdn.net/v/1", True),
        ("https://mmg.whatsapp.net/1", True),
        ("https://graph.facebook.com/v23.0/1", True),
        ("http://lookaside.fbsbx.com/1", False),
        ("https://lookaside.fbsbx.com:8443/1", False),
        ("https://lookaside.fbsbx.com.example.org/1", False),
        ("https://evilfbcdn.net/1", False),
        ("https://fbcdn.net@example.org/1", False),
        ("https://u:p@lookaside.fbsbx.com/1", False),
        ("https://169.254.169.254/latest", False),
        ("https://[::1/1", False),
        ("https://lookaside.fbsbx.com:x/1", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_whom_we_show_our_token(url: str, trusted: bool) -> None:
    assert is_trusted(url, replace(config(), base_url="https://graph.facebook.com")) is trusted


def test_a_digest_in_base64_or_in_hex() -> None:
    raw = sha256(b"x").digest()
    assert hexed(base64.b64encode(raw).decode()) == hexed(raw.hex().upper()) == raw.hex()
    assert hexed("") == hexed("x") == hexed("ũ") == ""


async def test_an_id_that_would_lead_elsewhere_is_not_asked_for(desk: Desk) -> None:
    image = {"id": "../me", "mime_type": "image/jpeg"}
    await desk.handset.says(raw={"type": "image", "image": image})
    await desk.run("meta.media")
    assert desk.door.aside == ["a file that was not taken: an id that is none"]


async def test_a_shelf_takes_only_what_is_named_by_a_digest(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        await DirectoryShelf(tmp_path).put("../x", b"x", "image/png")


async def test_a_shelf_without_room_says_so(tmp_path: Path) -> None:
    (tmp_path / "shelf").write_text("in the way")
    with pytest.raises(OSError):
        await DirectoryShelf(tmp_path / "shelf").put("0" * 64, b"x", "image/png")


async def test_a_number_that_changed_hands_is_handed_on(desk: Desk) -> None:
    said = await desk.handset.says(moves_to="+254700000077")
    await desk.run("meta.changed_number")
    assert desk.told == [Change("number", AMINA, said["ids"][0], Phone("+254700000077"))]


async def test_a_number_that_changed_hands_waits_for_a_person_where_nobody_takes_it(desk: Desk) -> None:
    await desk.handset.says(moves_to="+254700000077")
    await desk.run("meta.changed_number", hooks=False)
    assert desk.door.aside == ["her WhatsApp has another number: is she still who she was?"]


async def test_who_cannot_be_answered_waits_for_a_person(desk: Desk) -> None:
    await desk.handset.says(text="salio", **{"with": {"from": "KE.1"}})
    await desk.run("meta.aside")
    assert len(desk.door.aside) == 1
