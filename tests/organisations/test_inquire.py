"""Asking a company that waits for more."""

from waiting import register

from world import World

MESSAGE = {"message": "Which address do invoices go to?"}


def test_the_question_is_kept_and_the_company_goes_on_waiting(world: World):
    machine = world.machine()
    company = register(world.person())

    reply = machine.post(f"/registrations/{company}/inquiry", json=MESSAGE)

    assert reply.status_code == 200
    told = reply.json()["registration"]
    assert told["status"] == "pending"
    assert told["inquiry"]["message"] == MESSAGE["message"]
    assert told["inquiry"]["asked_by"]["name"] == "test"
    assert told["inquiry"]["changed_at"] is None
    assert machine.get("/registrations").json()["registrations"] == [told]


def test_it_is_on_the_record(world: World):
    company = register(world.person())

    world.machine().post(f"/registrations/{company}/inquiry", json=MESSAGE)

    (event,) = world.operator.query(
        "SELECT reason FROM event WHERE app_id = $1 AND type = 'registration.inquired'",
        world.app,
    )
    assert event["reason"] == MESSAGE["message"]


def test_its_admins_read_it_in_their_mail(world: World):
    anna = world.person()
    machine = world.machine()
    machine.patch("/settings", json={"storefront_url": "https://shop.example.com"})
    company = register(anna, "Acme AB")

    machine.post(f"/registrations/{company}/inquiry", json=MESSAGE)

    (mail,) = world.mails(anna.email)
    assert mail["subject"] == "A question about the registration of Acme AB"
    assert MESSAGE["message"] in mail["text"]
    assert 'href="https://shop.example.com"' in mail["html"]


def test_it_is_seen_when_its_people_changed_it_since(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna)
    anna.patch(f"/organisations/{company}", json={"comment": "before"})
    machine.post(f"/registrations/{company}/inquiry", json=MESSAGE)
    machine.patch(f"/organisations/{company}", json={"comment": "by the seller"})
    path = f"/registrations/{company}"
    unanswered = machine.get(path).json()["registration"]["inquiry"]["changed_at"]

    anna.patch(f"/organisations/{company}", json={"comment": "answer"})

    told = machine.get(path).json()["registration"]
    assert unanswered is None
    assert told["inquiry"]["changed_at"] == told["company"]["updated_at"]


def test_a_later_question_takes_the_place_of_an_earlier_one(world: World):
    anna, machine = world.person(), world.machine()
    company = register(anna)
    machine.post(f"/registrations/{company}/inquiry", json=MESSAGE)
    anna.patch(f"/organisations/{company}", json={"comment": "answer"})

    reply = machine.post(f"/registrations/{company}/inquiry", json={"message": "And?"})

    told = reply.json()["registration"]["inquiry"]
    assert (told["message"], told["changed_at"]) == ("And?", None)
    assert world.history(company).count("registration.inquired") == 2


def test_what_is_decided_is_asked_nothing(world: World):
    machine = world.machine()
    company = register(world.person())
    machine.post(f"/registrations/{company}/approval")

    reply = machine.post(f"/registrations/{company}/inquiry", json=MESSAGE)

    assert (reply.status_code, reply.json()["code"]) == (409, "RegistrationDecided")


def test_users_do_not_ask(world: World):
    anna = world.person()
    company = register(anna)

    reply = anna.post(f"/registrations/{company}/inquiry", json=MESSAGE)

    assert (reply.status_code, reply.json()["code"]) == (403, "CredentialNeeded")


def test_it_needs_a_message(world: World):
    company = register(world.person())

    reply = world.machine().post(f"/registrations/{company}/inquiry", json={"x": 1})

    assert reply.status_code == 400
    assert {fault["pointer"] for fault in reply.json()["errors"]} == {"/message", "/x"}
