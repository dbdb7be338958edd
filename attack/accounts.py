"""Attacks on accounts: taken over at the sign-up, locked out, looked into."""

import email
import re
import stat
import time
from email import policy
from pathlib import Path

from attack.model import Attack, Family, Target
from attack.scene import Scene, company
from attack.wire import BYSTANDER

THEIRS = "the stranger's own 1"
MINE = "the victim's own 22"
MAIL_SECONDS_MAX = 15
WRONG_TIMES = 25
TOKEN = re.compile(r"\bk[a-z]_[A-Za-z0-9_-]{20,}")
OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


def hijacked_sign_up(target: Target) -> None:
    """Sign up with somebody's address while they sign up; they keep their account."""
    for order in ("victim first", "stranger first", "between two mails"):
        address = f"dora.{order.replace(' ', '-')}.{time.monotonic_ns()}@example.com"
        token = _sign_up(target, address, order)
        if not token:
            target.tally.breaks(f"{order}: no mail came")
            continue
        _confirm(target, token)
        theirs, mine = _log_in(target, address, THEIRS), _log_in(target, address, MINE)
        told = f"{order}: the stranger's password signs in"
        target.tally.expect(told, holds=theirs != 200)
        if mine != 200:
            target.tally.note(f"{order}: the victim's first password got {mine}")


def _sign_up(target: Target, address: str, order: str) -> str:
    """Sign two people up with one address; return the token that came last."""
    steps = {
        "victim first": (MINE, THEIRS, None),
        "stranger first": (THEIRS, MINE, None),
        "between two mails": (MINE, None, THEIRS, None),
    }[order]
    for count, password in enumerate(steps, 1):
        path = "/auth/register" if password else "/auth/verify-email/resend"
        body = {"email": address} | ({"password": password} if password else {})
        target.tally.answered(target.scene.post(path, body).status)
        _wait_for_mails(target.scene, address, count)
    mails = _mails(target.scene, address)
    return mails[-1] if mails else ""


def _confirm(target: Target, token: str) -> None:
    """Confirm with the token from the mail; with the password where that is asked."""
    answer = target.scene.post("/auth/verify-email", {"token": token})
    target.tally.answered(answer.status)
    if answer.status >= 400:
        body = {"token": token, "password": MINE}
        target.tally.answered(target.scene.post("/auth/verify-email", body).status)


def _wait_for_mails(scene: Scene, address: str, count: int) -> None:
    deadline = time.monotonic() + MAIL_SECONDS_MAX / 3
    while len(_mails(scene, address)) < count and time.monotonic() < deadline:
        time.sleep(0.1)


def _mails(scene: Scene, address: str) -> list[str]:
    """Return the tokens that were mailed to an address, oldest first."""
    tokens = []
    for path in sorted((scene.data / "mail").glob("*.eml"), key=_written):
        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        if body is None or address not in str(mail["to"]):
            continue
        found = TOKEN.search(body.get_content())
        tokens += [found[0]] if found else []
    return tokens


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def _log_in(target: Target, address: str, password: str) -> int:
    body = {"email": address, "password": password}
    return target.scene.post("/auth/login", body).status


def locked_out(target: Target) -> None:
    """Try wrong passwords for somebody's address; they still sign in from elsewhere."""
    scene = target.scene
    for number in range(WRONG_TIMES):
        body = {"email": scene.email("dana"), "password": f"wrong {number}"}
        target.tally.answered(scene.post("/auth/login", body).status)
    status = scene.sign_in("dana", source=BYSTANDER).status
    target.tally.expect(
        f"after {WRONG_TIMES} wrong passwords from elsewhere, the right one got {status}",
        holds=status == 200,
    )


def looked_into(target: Target) -> None:
    """Add a user by id, unasked; what they keep private stays so."""
    scene = target.scene
    profile = {"phone_number": "+46 8 123 456", "first_name": "Charlie"}
    scene.call("PATCH", "/auth/me", profile, "charlie")
    made = scene.post(
        "/organisations", company("Ben's", status="active"), by="ben"
    ).json()
    path = f"/organisations/{made['company']['id']}/users"
    body = {"level": "default", "user_id": scene.users["charlie"]}
    answer = scene.post(path, body, by="ben")
    target.tally.answered(answer.status)
    listed = scene.call("GET", path, by="ben").body + answer.body
    private = (scene.email("charlie"), profile["phone_number"])
    seen = [each for each in private if each.encode() in listed]
    told = f"a stranger who adds them reads {' and '.join(seen)}"
    target.tally.expect(told, holds=not seen)


def file_modes(target: Target) -> None:
    """Look at the modes of what is written to the data folder."""
    data = target.scene.data
    log = data / "postgres.log"
    mode = stat.S_IMODE(log.stat().st_mode)
    target.tally.expect(f"postgres.log is {mode:04o}", holds=not mode & OTHERS_MAY)
    for folder in (data / "mail", data / "files"):
        if folder.exists() and (found := _readable(folder)):
            target.tally.note(f"{found} is readable by others")


def _readable(folder: Path) -> str:
    """Return a file that others can read; nothing if the folder keeps them out."""
    if not folder.stat().st_mode & stat.S_IXOTH:
        return ""
    return next(
        (
            str(each.relative_to(folder.parent))
            for each in folder.rglob("*")
            if each.is_file() and each.stat().st_mode & stat.S_IROTH
        ),
        "",
    )


FAMILY = Family(
    "accounts",
    tuple(
        Attack(name, story, run, is_measured=False)
        for name, story, run in (
            (
                "sign-up hijack",
                "A stranger signs up with the address of somebody who does.",
                hijacked_sign_up,
            ),
            (
                "adopted user",
                "An admin adds a user of whom they know the id alone.",
                looked_into,
            ),
            ("file modes", "What others on the machine can read.", file_modes),
            (
                "lock-out",
                "Wrong passwords for the address of somebody else.",
                locked_out,
            ),
        )
    ),
)
