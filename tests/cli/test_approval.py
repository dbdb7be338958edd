"""From a registration to the mail that tells of its approval, as an operator sees it."""

import json
from pathlib import Path

import httpx
from commands import answer, koncern, start_at_terminal

from patience import wait_until


def test_who_is_approved_is_told(tmp_path: Path):
    service = start_at_terminal(tmp_path, "--demo")
    demo = json.loads((tmp_path / "demo.json").read_text())
    api = f"{service.url}/api/v1/{demo['app_id']}"
    user, credential = demo["users"][0], (demo["client_id"], demo["client_secret"])
    shop = "https://shop.example.com"
    settings = (f"storefront_url={shop}", "default_language=sv")
    answer(tmp_path, "app", "set", "demo", *settings)
    login = {"email": user["email"], "password": user["password"]}
    signed_in = httpx.post(f"{api}/auth/login", json=login, timeout=30).json()

    registered = httpx.post(
        f"{api}/organisations",
        json={"name": "Nya Bolaget AB"},
        headers={"authorization": f"Bearer {signed_in['access_token']}"},
        timeout=30,
    ).json()["company"]
    approval = f"{api}/registrations/{registered['id']}/approval"
    httpx.post(approval, auth=credential, timeout=30)

    assert registered["status"] == "pending"
    (mail,) = answer(tmp_path, "mail", "list")
    assert mail["to"] == user["email"]
    assert mail["subject"] == "Nya Bolaget AB är godkänt"
    wait_until(
        lambda: answer(tmp_path, "mail", "list")[0]["state"] == "filed",
        "the mail is not filed",
    )
    shown = koncern(tmp_path, "mail", "show", mail["id"]).stdout
    assert f"To:       {user['email']}\n" in shown
    assert shop in shown
    assert service.stop() == 0
