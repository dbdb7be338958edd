"""Somebody signs up, is attacked, and keeps their account: the whole story in a test."""

from accounts import EMAIL, ask
from signing_in import bearer

from letters import token_for
from world import World

MINE, THEIRS = "my own long password", "the attacker's password"


def test_a_person_signs_up_is_attacked_and_keeps_their_account(world: World):
    lines = []

    def call(who: str, path: str, **body: str) -> int:
        reply = ask(world, path, **body)
        code = reply.json().get("code", "")
        lines.append(f"{who:8} POST {path:26} {reply.status_code} {code}".rstrip())
        return reply.status_code

    call("dora", "/auth/register", email=EMAIL, password=MINE, first_name="Dora")
    call("attacker", "/auth/register", email=EMAIL, password=THEIRS, first_name="Eve")
    call("attacker", "/auth/verify-email/resend", email=EMAIL)
    token = token_for(world, EMAIL)
    call("dora", "/auth/verify-email", token=token)
    call("dora", "/auth/verify-email", token=token, password=MINE)
    call("attacker", "/auth/login", email=EMAIL, password=THEIRS)
    call("dora", "/auth/login", email=EMAIL, password=MINE)
    dora = ask(world, "/auth/login", email=EMAIL, password=MINE).json()
    anna = world.person()
    made = anna.post("/organisations", json={"name": "Trap AB", "status": "active"})
    path = f"/organisations/{made.json()['company']['id']}/users"
    anna.post(path, json={"level": "admin", "user_id": dora["user"]["id"]})
    seen = [each["email"] for each in anna.get(path).json()["items"]]
    left = world.anonymous().delete(
        f"{path}/{dora['user']['id']}", headers=bearer(dora["access_token"])
    )

    assert [line.split()[-1] for line in lines] == [
        *("202", "202", "202", "PasswordNeeded", "200", "LoginRefused", "200")
    ]
    assert dora["user"]["first_name"] is None  # Eve's was not taken over
    assert None in seen
    assert EMAIL not in seen
    assert left.status_code == 204
