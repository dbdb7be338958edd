"""Rights: the one place that says yes or no to an actor."""

from koncern.base import Actor, ActorKind, Forbidden, Scope


class ScopeLacking(Forbidden):
    """The credential lacks the scope that this call needs."""


class CredentialNeeded(Forbidden):
    """Only credentials (HTTP Basic) may make this call, not signed-in users."""


class UserNeeded(Forbidden):
    """Only signed-in users (Bearer) may make this call, not credentials."""


def require(actor: Actor, scope: Scope, /) -> None:
    """Refuse everybody but a credential with a scope, and the operator."""
    if actor.kind is ActorKind.USER:
        raise CredentialNeeded
    if scope not in actor.scopes:
        raise ScopeLacking(f"This call needs a credential with the scope {scope}.")


def sees_all(actor: Actor, /) -> bool:
    """Tell whether an actor sees the whole app; a user sees what they belong to."""
    if actor.kind is ActorKind.USER:
        return False
    require(actor, Scope.READ)
    return True
