"""People who sign in with a password."""

from typing import Any

from koncern.people import users
from koncern.people.users import NewUser
from world import World

PASSWORD = "correct horse battery staple"


def with_password(world: World, name: str = "Anna", password: str = PASSWORD) -> str:
    """Make a user who signs in by password; return their e-mail address."""
    email = f"{name}.{world.app.hex}@Example.com"
    new = NewUser(email=email, password=password, first_name=name)
    world.act(lambda tx, actor: users.create(tx, actor, new))
    return email


def sign_in(world: World, email: str, password: str = PASSWORD) -> dict[str, Any]:
    """Sign in through the API; return the answer."""
    reply = world.anonymous().post(
        "/auth/login", json={"email": email, "password": password}
    )
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def bearer(token: str) -> dict[str, str]:
    """Return the header that a call is signed with."""
    return {"authorization": f"Bearer {token}"}
