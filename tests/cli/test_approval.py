"""From a registration to the mail that tells of its approval, as an operator sees it."""

import json
import time
from pathlib import Path

import httpx
from commands import answer, koncern, start_at_terminal


def test_who_is_approved_is_told(tmp_path: Path):
    service = start_at_terminal(tmp_path, "--demo")
    demo = json.loads((tmp_path / "demo.json").read_text())
    api = f"{service.url}/api/v1/{demo['app_id']}"
    user, credential = demo["users"][0], (demo["client_id"], demo["client_secret"])
    shop = "https://shop.example.com"
    settings = (f"storefront_url={shop}", "default_language=sv")
    answer(tmp_path, "app", "set", "demo", *settings)
    login = {"email": user["email"], "password": user["password"]}
    token = httpx.post(f"{api}/auth/login", json=login).json()["access_token"]

    registered = httpx.post(
        f"{api}/organisations",
        json={"name": "Nya Bolaget AB"},
        headers={"authorization": f"Bearer {token}"},
    ).json()["company"]
    httpx.post(f"{api}/registrations/{registered['id']}/approval", auth=credential)

    assert registered["status"] == "pending"
    (mail,) = answer(tmp_path, "mail", "list")
    assert mail["to"] == user["email"]
    assert mail["subject"] == "Nya Bolaget AB är godkänt"
    deadline = time.monotonic() + 10
    while answer(tmp_path, "mail", "list")[0]["state"] != "filed":
        assert time.monotonic() < deadline
    shown = koncern(tmp_path, "mail", "show", mail["id"]).stdout
    assert f"To:       {user['email']}\n" in shown
    assert shop in shown
    assert service.stop() == 0
