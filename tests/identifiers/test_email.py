"""E-mail addresses: what can be one, and which spellings are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koncern.base import email_key, email_problem


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.com",
        "Anna.Berg+shop@Example.COM",
        "änna@example.com",
        "anna@bücher.example.com",
        "anna@xn--bcher-kva.example.com",
        "用户@例子.广告",
    ],
)
def test_what_can_be_one_has_no_problem(address: str):
    assert email_problem(address) is None


@pytest.mark.parametrize(
    "address", ["anna", "anna@", "@example.com", "a@b@example.com", "anna@xn--a.com"]
)
def test_what_cannot_be_one_is_told_in_words(address: str):
    assert str(email_problem(address)).startswith("is not an e-mail address: ")


@pytest.mark.parametrize(
    "spelling",
    [
        "anna@bücher.example.com",
        " ANNA@BÜCHER.example.com",
        "anna@bu\u0308cher.example.com",
        "Anna@XN--BCHER-kva.example.com",
    ],
)
def test_spellings_have_one_key(spelling: str):
    assert email_key(spelling) == "anna@bücher.example.com"


@given(st.text(max_size=60))
def test_any_text_has_a_key_that_is_its_own(text: str):
    assert email_key(email_key(text)) == email_key(email_key(email_key(text)))


def test_what_only_looks_like_the_dns_is_left_alone():
    assert email_key("xn--@@x") == "xn--@@x"
