"""URLs of mail servers: what they say, and that no password goes out in clear."""

import pytest

from koncern.base import Settings


def server(url: str):
    return Settings(smtp_url=url).smtp_server


def test_it_reads_everything_that_a_url_can_say():
    found = server("smtps://shop%40x:p%3Aw%40%C3%A4@mail.example.com:2465")

    assert (found.user, found.password) == ("shop@x", "p:w@ä")
    assert (found.host, found.port, found.is_tls) == ("mail.example.com", 2465, True)


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("smtp://mail.example.com", 587),
        ("SMTPS://mail.example.com/", 465),
        ("smtp://[::1]:25", 25),
    ],
)
def test_ports_have_defaults(url: str, port: int):
    assert server(url).port == port


@pytest.mark.parametrize(
    ("url", "needs"),
    [
        ("smtp://a:b@mail.example.com", True),
        ("smtp://mail.example.com", False),
        ("smtps://a:b@mail.example.com", False),
        ("smtp://a:b@localhost:25", False),
        ("smtp://a:b@[::1]:25", False),
        ("smtp://a:b@127.0.0.1.example.com", True),
    ],
)
def test_a_password_to_another_machine_needs_tls(url: str, *, needs: bool):
    assert server(url).needs_tls is needs


@pytest.mark.parametrize(
    "url", ["", "mail.example.com", "http://x", "smtp://", "smtp://x:0", "smtp://a b"]
)
def test_anything_else_is_none(url: str):
    assert server(url) is None
