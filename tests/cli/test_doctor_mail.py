"""What `koncern doctor` finds about mail."""

from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from commands import examine, only_wrong

from mailboxes import Inbox, receiving
from service import free_port

FROM = "shop@koncern.example.com"


def mail_finding(data: Path, **settings: str) -> tuple[str, str]:
    (found,) = examine(data, **settings)["mail"]
    return found


def test_without_a_mail_server_it_tells_where_mail_lies(tmp_path: Path):
    state, finding = mail_finding(tmp_path)

    assert state == "warning"
    assert str(tmp_path / "mail") in finding
    assert "KONCERN_SMTP_URL" in finding


def test_it_reaches_the_mail_server_and_sends_nothing(tmp_path: Path):
    with receiving(Inbox()) as inbox:
        found = mail_finding(
            tmp_path, KONCERN_SMTP_URL=inbox.url, KONCERN_MAIL_FROM=f"Shop <{FROM}>"
        )

    assert found == (
        "fine",
        f"Mail goes to 127.0.0.1:{inbox.port}, from Shop <{FROM}>.",
    )
    assert inbox.asked == 0


def test_a_sender_that_others_will_not_take_is_told(tmp_path: Path):
    with receiving(Inbox()) as inbox:
        state, finding = mail_finding(tmp_path, KONCERN_SMTP_URL=inbox.url)

    assert state == "warning"
    assert "set KONCERN_MAIL_FROM" in finding


def test_a_mail_server_that_is_not_there_is_wrong(tmp_path: Path):
    port = free_port()

    finding = only_wrong(tmp_path, "mail", KONCERN_SMTP_URL=f"smtp://127.0.0.1:{port}")

    assert finding.startswith(f"Mail server 127.0.0.1:{port}: it cannot be reached")


def test_a_wrong_password_is_told_and_not_shown(tmp_path: Path):
    refusing = {
        "authenticator": lambda *_: AuthResult(success=False, handled=False),
        "auth_require_tls": False,
    }
    with receiving(Inbox(), **refusing) as inbox:
        url = inbox.url.replace("//", "//shop:s3cr%40t@")
        finding = only_wrong(tmp_path, "mail", KONCERN_SMTP_URL=url)

    assert "it refuses the user or the password (535)" in finding
    assert "s3cr" not in finding


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KONCERN_SMTP_URL", "http://a:s3cret@b"),
        ("KONCERN_SMTP_URL", "smtp://host:99999"),
        ("KONCERN_SMTP_URL", "smtp://host:25\nx"),
        ("KONCERN_MAIL_FROM", "nobody"),
    ],
)
def test_settings_that_make_no_sense_are_told(tmp_path: Path, name: str, value: str):
    finding = only_wrong(tmp_path, "settings", **{name: value})

    assert finding.startswith(name)
    assert "s3cret" not in finding
