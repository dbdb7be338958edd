"""Latency: how long one answer takes, when one asks and when a few do."""

import asyncio
import http.client
from typing import NamedTuple

import msgspec

from bench import load, questions, scene, workers
from bench.calls import ask
from bench.load import Load, LoadFailed
from bench.plan import FEW_CONNECTIONS, FILTER_P99_MS_MAX, SEARCH_P99_MS_MAX, Part
from bench.questions import Question, Questions
from bench.scene import Stage
from bench.server import place
from bench.workers import Worker

LOOKED_AT = 40
GOALS_MS = {Part.SEARCH: SEARCH_P99_MS_MAX, Part.FILTER: FILTER_P99_MS_MAX}


class Answers(NamedTuple):
    """What came of one kind of question."""

    found: float
    """How many companies there are on a page, on average."""
    hit: float | None
    """In which share of the answers the company that is meant stands."""
    cpu_ms: float
    """What one answer takes of PostgreSQL and of the worker: so long it lasts at least."""
    one: Load
    few: Load

    def as_json(self, most_ms: float) -> dict[str, object]:
        """Return all figures, plain."""
        plain: dict[str, object] = {"goal_p99_ms": most_ms}
        for name, told in (("one", self.one), ("few", self.few)):
            figures = told._asdict() | {"rps": told.rps}
            rounded = {key: round(value, 2) for key, value in figures.items()}
            plain[name] = rounded | {"met": told.p99_ms <= most_ms}
        hit = None if self.hit is None else round(self.hit, 3)
        plain["cpu_ms"] = round(self.cpu_ms, 2)
        return plain | {"found": round(self.found, 1), "hit": hit}


def measure(stage: Stage, part: Part) -> dict[str, Answers]:
    """Ask every kind of question of a part."""
    plan, cast = stage.plan, stage.casts[scene.OURS]
    known = asyncio.run(_draw(stage))
    stage.server.prewarm(scene.OURS, "company_search", "search_word")
    asked = Questions(cast, known)
    kinds = asked.of_search() if part is Part.SEARCH else asked.of_filter()
    told: dict[str, Answers] = {}
    with workers.koncern(stage.server.url(scene.OURS), plan.data) as worker:
        place(stage.server)
        task = stage.progress.add_task(part, total=len(kinds))
        for kind, questions_ in kinds.items():
            stage.progress.update(task, description=f"{part}: {kind}", advance=1)
            told[kind] = one = _measure(stage, worker, questions_)
            stage.progress.console.print(
                f"{part}, {kind}: p50 {one.one.p50_ms:.1f} ms, "
                f"p99 {one.one.p99_ms:.1f}, CPU {one.cpu_ms:.1f}"
            )
        stage.progress.remove_task(task)
    return told


async def _draw(stage: Stage) -> list[questions.Known]:
    async with stage.server.connected(scene.OURS) as connection:
        return await questions.draw(connection, stage.casts[scene.OURS], stage.plan)


def _measure(stage: Stage, worker: Worker, asked: list[Question]) -> Answers:
    path = stage.plan.data / "questions.requests"
    load.write(path, [each.request for each in asked])
    pages = [_names(worker, each) for each in asked[:LOOKED_AT]]
    meant = [
        each.meant in page
        for each, page in zip(asked, pages, strict=False)
        if each.meant is not None
    ]
    seconds = stage.plan.seconds_of_latency
    load.run(worker.port, path, 1, FEW_CONNECTIONS)
    before = worker.cpu_seconds() + stage.server.cpu_seconds()
    one = load.run(worker.port, path, seconds, 1)
    spent = worker.cpu_seconds() + stage.server.cpu_seconds() - before
    return Answers(
        found=sum(map(len, pages)) / len(pages),
        hit=sum(meant) / len(meant) if meant else None,
        cpu_ms=spent / one.requests * 1000,
        one=one,
        few=load.run(worker.port, path, seconds, FEW_CONNECTIONS),
    )


def _names(worker: Worker, asked: Question) -> list[str]:
    """Ask, and return the names of the companies on the page."""
    status, body = ask(worker.port, asked.request)
    if status != http.client.OK:
        raise LoadFailed(f"{asked.request.decode()}{status} {body.decode()}")
    return [company["name"] for company in msgspec.json.decode(body)["companies"]]
