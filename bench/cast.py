"""The cast: the app, its credential and its user, and what they made by the real verbs."""

from uuid import UUID

from msgspec import Struct, convert
from uuid_utils.compat import uuid7

from bench import sample, variety
from koncern import apps, registrations
from koncern.access import create_credential
from koncern.base import Actor, ActorKind, Scope, Settings, operator
from koncern.billing import organizations
from koncern.db import Database, Tx
from koncern.labels import customer_groups, store_groups, tags
from koncern.labels.customer_groups import NewCustomerGroup
from koncern.labels.store_groups import NewStoreGroup
from koncern.labels.tags import NewTag
from koncern.people import sessions, users
from koncern.people.users import NewUser
from koncern.registrations import Registration

SAMPLE_NUMBER = 199_999_999
DAY_SECONDS = 86_400


class Cast(Struct, frozen=True, kw_only=True):
    """Who takes part: the app, its credential, its user, and what was registered."""

    app: UUID
    client_id: str
    client_secret: str
    user: UUID
    access_token: str
    company: UUID
    organization: UUID


async def set_the_scene(url: str) -> Cast:
    """Make the app and everything in it that the measured calls refer to."""
    settings = Settings(
        database_url=url, connections=1, access_token_seconds=DAY_SECONDS
    )
    database = Database(url, settings)
    app = uuid7()
    try:
        async with database.transaction(app, "bench") as tx:
            return await _play(tx, settings)
    finally:
        await database.close()


async def _play(tx: Tx, settings: Settings) -> Cast:
    actor = operator(tx.app)
    await apps.create(tx, actor, slug=f"bench-{tx.app}", name="Bench")
    await _label(tx, actor)
    credential, secret = await create_credential(
        tx, actor, name="bench", scope=Scope.WRITE
    )
    user = await users.create(tx, actor, NewUser(email="bench@example.com"))
    tokens, _ = await sessions.open_session(tx, settings, user.id)
    new = convert(sample.company(SAMPLE_NUMBER), Registration)
    person = Actor(app=tx.app, kind=ActorKind.USER, id=str(user.id))
    company = await registrations.register(tx, person, new)
    await registrations.approve(tx, actor, company.id)
    organization = await organizations.create(tx, actor, owner=company.id, members=[])
    return Cast(
        app=tx.app,
        client_id=credential.client_id,
        client_secret=secret,
        user=user.id,
        access_token=tokens.access_token,
        company=company.id,
        organization=organization.id,
    )


async def _label(tx: Tx, actor: Actor) -> None:
    for key in (*sample.TAGS, *variety.TAGS):
        await tags.add(tx, actor, NewTag(key=key, name=key.capitalize()))
    for slug in (*sample.CUSTOMER_GROUPS, *variety.CUSTOMER_GROUPS):
        group = NewCustomerGroup(slug=slug, name=slug.capitalize())
        await customer_groups.add(tx, actor, group)
    for slug in variety.STORE_GROUPS:
        store = NewStoreGroup(slug=slug, name=slug.capitalize())
        await store_groups.add(tx, actor, store)
