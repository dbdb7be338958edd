"""A credential that is revoked."""

from collections import Counter
from pathlib import Path

import httpx

from koncern.access import revoke_credential
from koncern.api.http.sign_in import REMEMBERED_SECONDS
from patience import wait_until
from service import serving
from world import Operator, World

ASKED = 40  # on connections of their own, so that no worker is passed over


def statuses(world: World, pair: tuple[str, str]) -> Counter[int]:
    url = f"{world.url}/api/v1/{world.app}/organisations"
    each_its_own = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(auth=pair, limits=each_its_own, timeout=30) as client:
        return Counter(client.get(url).status_code for _ in range(ASKED))


def test_every_worker_refuses_it_within_five_seconds(data: Path, operator: Operator):
    assert REMEMBERED_SECONDS <= 5
    with serving(data, KONCERN_WORKERS="2") as service:
        world = World(service.url, operator)
        pair = world.credential()
        assert statuses(world, pair) == {200: ASKED}

        world.act(lambda tx, actor: revoke_credential(tx, actor, pair[0]))

        # Using what is remembered does not prolong it.
        wait_until(
            lambda: statuses(world, pair) == {401: ASKED},
            "a worker remembers it",
            every=0.5,
        )
        world.close()
