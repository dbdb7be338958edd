"""The actor: who asks, for the length of one request."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class ActorKind(StrEnum):
    """The sorts of those who act."""

    USER = "user"
    CREDENTIAL = "credential"
    OPERATOR = "operator"


class Scope(StrEnum):
    """What a credential may do: each includes the ones before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class Actor(Struct, frozen=True, kw_only=True):
    """Somebody known: a user in a session, a credential, or the operator's shell."""

    app: UUID
    kind: ActorKind
    id: str
    scopes: frozenset[Scope] = frozenset()
    session: UUID | None = None

    @property
    def user(self) -> UUID | None:
        """The user's id, when a person is signed in."""
        return UUID(self.id) if self.kind is ActorKind.USER else None


def person(app: UUID, user: UUID) -> Actor:
    """Return a user who acts without a session: by a password, or a token from a mail."""
    return Actor(app=app, kind=ActorKind.USER, id=str(user))


def operator(app: UUID) -> Actor:
    """Return the operator at the machine's own shell, who may do everything."""
    return Actor(app=app, kind=ActorKind.OPERATOR, id="shell", scopes=frozenset(Scope))
