"""The registry names what each integration offers, and each offers what the registry names."""

from __future__ import annotations

from integrations.registry import INTEGRATIONS
from tests.contract.daraja.conftest import World


async def test_every_job_of_the_registry_is_served(world: World) -> None:
    [daraja] = [one for one in INTEGRATIONS if one.name == "daraja"]
    sent = {f"{daraja.name}.{what}" for what in daraja.does}
    assert sent == {name for name in world.jobs if not name.startswith("arrived.")}


async def test_every_kept_arrival_has_somebody_who_reads_it(world: World) -> None:
    kinds = {"stk", "result", "timeout", "c2b"}
    assert {f"arrived.daraja.{kind}" for kind in kinds} == {n for n in world.jobs if n.startswith("arrived.")}
