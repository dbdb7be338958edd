"""Where the services of a run stand: their data, their apps, and what bystanders read."""

from contextlib import ExitStack
from pathlib import Path

from attack.model import Attack
from attack.plan import Plan
from attack.scene import Scene, company, make_scene
from attack.service import Service, serving
from attack.watch import Asked


class Stand:
    """The services of a run, one after the other, on one data folder."""

    def __init__(self, plan: Plan, folder: Path, database_url: str) -> None:
        self.plan = plan
        self.data = folder / "data"
        self.url = database_url
        self._services = ExitStack()
        self._running: Service | None = None
        self._scenes: dict[str, Scene] = {}
        self._others = self.scene("open")
        self._company = ""
        self.twin: Asked | None = None

    def scene(self, policy: str) -> Scene:
        """Return a fresh app; in the short form one for all families of a policy."""
        if not self.plan.is_short or policy not in self._scenes:
            self._scenes[policy] = make_scene(self.data, policy)
        return self._scenes[policy]

    def prepare(self, attack: Attack, scene: Scene) -> None:
        """Set the scene of an attack that needs more than people."""
        if attack.prepare is None:
            return
        if self.plan.is_short:
            scene.port = self.service(attack).port
            attack.prepare(scene, self.plan)
            return
        self.stop()
        with serving(self.data, KONCERN_RATE_LIMIT="0") as service:
            scene.port = service.port
            attack.prepare(scene, self.plan)

    def service(self, attack: Attack) -> Service:
        """Return a fresh service; in the short form the one that runs, if it may."""
        may_stay = self.plan.is_short and not attack.settings
        if may_stay and self._running and self._running.is_alive:
            return self._running
        self.stop()
        entered = self._services.enter_context(serving(self.data, **attack.settings))
        self._running = entered if may_stay else None
        return entered

    def stop(self) -> None:
        """Stop the service."""
        self._services.close()
        self._running = None

    def asked(self, service: Service) -> Asked:
        """Return what the bystander asks of the service under attack."""
        self._others.port = service.port
        if not self._company:
            self._company = read_by(self._others)
        return Asked(service, self._company, self._others.basic)


def read_by(scene: Scene) -> str:
    """Register a company that a bystander reads; return its path."""
    made = scene.post("/organisations", company("Bystander"), by="")
    return f"{scene.root}/organisations/{made.json()['company']['id']}"
