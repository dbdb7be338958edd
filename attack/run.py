"""A run: each attack against a service of its own, watched beside a twin."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attack.carry import carry_out
from attack.disk import small_disk, why_not
from attack.link import linked
from attack.model import Attack, Family, Target
from attack.plan import Plan
from attack.scene import Scene, make_scene
from attack.service import Service, ServiceFailed, memory_mb, serving
from attack.stand import Stand, read_by
from attack.tally import Tally
from attack.verdict import Outcome, Times, broken, figures
from attack.watch import Asked, Watch
from koncern.db import embedded

SOCKETS = 10_000
SIGNED_IN = ("anna", "charlie")


def run_all(
    plan: Plan, families: tuple[Family, ...], tell: Callable[[Outcome], None]
) -> list[Outcome]:
    """Carry all attacks out, one after the other; tell each as it is done."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(SOCKETS, most), most))
    outcomes: list[Outcome] = []
    with _standing(plan) as stand:
        for family in families:
            for outcome in _family(stand, family):
                outcomes.append(outcome)
                tell(outcome)
    return outcomes


@contextmanager
def _standing(plan: Plan) -> Iterator[Stand]:
    with TemporaryDirectory(prefix="koncern-attack-") as name:
        folder = Path(name)
        with ExitStack() as stack:
            url = stack.enter_context(embedded(folder / "data"))
            with serving(folder / "data"):  # brings the schema up to date
                stand = Stand(plan, folder, url)
            stack.callback(stand.stop)
            if not plan.is_short:
                twin = stack.enter_context(serving(folder / "twin"))
                scene = make_scene(folder / "twin")
                scene.port = twin.port
                stand.twin = Asked(twin, read_by(scene), scene.basic)
            yield stand


def _family(stand: Stand, family: Family) -> Iterator[Outcome]:
    if all(attack.needs_disk for attack in family.attacks):
        yield from (_on_small_disk(stand, family, each) for each in family.attacks)
        return
    scene = stand.scene(family.policy)
    for attack in family.attacks:
        try:
            yield _one(stand, family, attack, scene)
        except (OSError, ServiceFailed, LookupError) as trouble:
            reason = f"it could not be carried out: {trouble!r}"[:300]
            yield Outcome(attack.name, family.name, attack.story, {}, left_out=reason)
            stand.stop()


def _one(stand: Stand, family: Family, attack: Attack, scene: Scene) -> Outcome:
    stand.prepare(attack, scene)
    if attack.is_linked:
        return _linked(stand, family, attack, scene)
    target = Target(stand.plan, scene, stand.service(attack), Tally())
    return _carried(stand, family, attack, target)


def _linked(stand: Stand, family: Family, attack: Attack, scene: Scene) -> Outcome:
    stand.stop()
    with linked(stand.url) as link:
        settings = attack.settings | {"DATABASE_URL": link.url}
        with serving(stand.data, **settings) as service:
            target = Target(stand.plan, scene, service, Tally(), link)
            return _carried(stand, family, attack, target)


def _on_small_disk(stand: Stand, family: Family, attack: Attack) -> Outcome:
    if reason := why_not():
        return Outcome(attack.name, family.name, attack.story, {}, left_out=reason)
    stand.stop()
    with small_disk() as disk, serving(disk / "data", **attack.settings) as service:
        scene = make_scene(disk / "data", family.policy)
        target = Target(stand.plan, scene, service, Tally())
        return _carried(stand, family, attack, target)


def _carried(stand: Stand, family: Family, attack: Attack, target: Target) -> Outcome:
    """Carry an attack out and say what came of it."""
    target.scene.port = target.port
    outcome = Outcome(attack.name, family.name, attack.story, {})
    if attack.is_measured:
        _measure(stand, attack, target, outcome)
    else:
        outcome.tally = carry_out(attack, target)
    if not target.service.is_alive:
        outcome.died = True
        outcome.broken.append("the worker died")
    if outcome.broken and attack.is_measured:
        stand.stop()  # the next attack finds a service that nothing is wrong with
    outcome.broken += outcome.tally["broken"]
    if outcome.tally["broken_count"] > len(outcome.tally["broken"]):
        outcome.broken.append(f"{outcome.tally['broken_count']} in all")
    return outcome


def _measure(stand: Stand, attack: Attack, target: Target, outcome: Outcome) -> None:
    """Carry an attack out and measure what it costs."""
    service = target.service
    for name in SIGNED_IN:
        target.scene.who(name)
    watch = Watch(stand.asked(service), stand.twin)
    try:
        time.sleep(stand.plan.warm_up_seconds)
        before = memory_mb(service.worker), service.cpu_seconds()
        times = Times(time.monotonic(), *before)
        outcome.tally = carry_out(attack, target)
        times.cpu_after = service.cpu_seconds()
        _wait(times, service, stand.plan.window_seconds)
        seen = watch.end()
    finally:
        watch.close()
    outcome.figures = figures(seen, times, stand.plan.window_seconds)
    outcome.broken += broken(outcome.figures, is_short=stand.plan.is_short)


def _wait(times: Times, service: Service, window_seconds: float) -> None:
    """Wait until the memory is back, as long as it may take."""
    times.end = time.monotonic()
    while True:
        times.memory_after_mb = memory_mb(service.worker)
        times.back = time.monotonic()
        if times.is_back or times.has_waited:
            break
        time.sleep(0.25)
    time.sleep(max(0, times.start + window_seconds - time.monotonic()))
