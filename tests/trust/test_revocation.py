"""A credential that is revoked."""

import time
from collections import Counter
from pathlib import Path

import httpx

from koncern.access import revoke_credential
from service import serving
from world import Operator, World

ASKED = 40  # on connections of their own, so that no worker is passed over


def statuses(world: World, pair: tuple[str, str]) -> Counter[int]:
    url = f"{world.url}/api/v1/{world.app}/organisations"
    each_its_own = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(auth=pair, limits=each_its_own, timeout=30) as client:
        return Counter(client.get(url).status_code for _ in range(ASKED))


def test_every_worker_refuses_it_within_five_seconds(data: Path, operator: Operator):
    with serving(data, KONCERN_WORKERS="2") as service:
        world = World(service.url, operator)
        pair = world.credential()
        assert statuses(world, pair) == {200: ASKED}

        world.act(lambda tx, actor: revoke_credential(tx, actor, pair[0]))
        revoked = time.monotonic()
        statuses(world, pair)  # what is remembered is not remembered anew
        time.sleep(max(0, revoked + 5 - time.monotonic()))

        assert statuses(world, pair) == {401: ASKED}
        world.close()
