"""What an attack is, and what it is carried out on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from attack.link import Link
from attack.plan import Plan
from attack.scene import Scene
from attack.service import Service
from attack.tally import Tally


@dataclass
class Target:
    """A service under attack, and what the attack may use."""

    plan: Plan
    scene: Scene
    service: Service
    tally: Tally
    link: Link | None = None

    @property
    def port(self) -> int:
        """The port of the service."""
        return self.service.port


@dataclass(frozen=True)
class Attack:
    """One way of attacking, in a family that shares an app."""

    name: str
    story: str
    run: Callable[[Target], None]
    prepare: Callable[[Scene, Plan], None] | None = None
    """Sets the scene before the attack, on a service without rate limit."""
    is_measured: bool = True
    """Otherwise it only tells what it found broken."""
    in_short: bool = True
    """Whether the short form has it."""
    is_linked: bool = False
    """Whether the service reaches its database through a proxy."""
    needs_disk: bool = False
    """Whether it needs a small disk of its own, which only root can mount."""
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """Attacks that share an app."""

    name: str
    attacks: tuple[Attack, ...]
    policy: str = "open"
