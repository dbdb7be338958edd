"""Words that are misspelled are found all the same, wherever the mistake is."""

from uuid import UUID

import pytest
from searching import add, found

from koncern.search.filters import CompaniesAsked, Sort, filters_of
from koncern.search.lists import Search, start
from koncern.search.lookups import Part, Parts, look_up_loosely, loosened
from koncern.search.terms import ALL, all_of
from world import World


def spoiled(word: str) -> set[str]:
    """Return a word with one letter too few, one too many, and another one."""
    ways = set()
    for n in range(len(word)):
        before, letter, after = word[:n], word[n], word[n + 1 :]
        ways |= {before + after, f"{before}{letter}x{after}", f"{before}x{after}"}
    return ways


def swapped(word: str) -> set[str]:
    """Return a word with two letters in each other's place."""
    return {
        word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)
    }


@pytest.mark.parametrize("word", ["bmw", "bolt", "skog", "kemira", "processing"])
def test_one_letter_may_be_wrong_anywhere(world: World, word: str):
    machine = world.machine()
    add(machine, word)
    add(machine, "Another")
    # Words of two letters are taken as they are.
    asked = [each for each in spoiled(word) | swapped(word) if len(each) > 2]

    assert [each for each in asked if found(machine, f"{each} .") != [word]] == []


def test_two_letters_may_be_wrong_in_six(world: World):
    machine = world.machine()
    add(machine, "Processing AB")
    twice = {each for once in spoiled("processing") for each in spoiled(once)}
    some = sorted(twice)[::13]
    assert len(some) > 30

    missed = [each for each in some if found(machine, each) != ["Processing AB"]]

    assert missed == []
    assert found(machine, "prosecingx") == []


def test_a_word_of_two_letters_is_taken_as_it_is(world: World):
    machine = world.machine()
    add(machine, "Ab")
    add(machine, "Abo")

    assert found(machine, "ab") == ["Ab", "Abo"]
    assert [found(machine, text) for text in ("ac", "xb", "ba", "a b")] == [[]] * 4


def weighed(pieces: list[Part], tag: Part | None = None) -> tuple[Search, Parts]:
    """Return a search that found nothing as it was typed, and its parts."""
    parts = Parts(pieces, None, [tag] if tag else [], 1_000_000, is_of_all_times=True)
    asked = CompaniesAsked(text="as it was typed")
    filters = filters_of(UUID(int=0), asked, [])
    edge = start(asked, Sort.RELEVANCE)
    return loosened(Search(asked, Sort.RELEVANCE, edge, filters, ALL), parts), parts


MISSPELLED = Part("'zzzqx'", share=0, cost=0, beside=0, least=0)


def test_words_typed_as_one_say_more_than_each_of_them_does() -> None:
    # Of a million companies 1 % have either word of "nordic-trading", and few have both.
    joined = Part("('a' & 'b')", share=0.01, cost=2_000, beside=100, least=0.0001)

    search, _ = weighed([joined, MISSPELLED])

    assert search.edge.ways == 0b11


def test_what_many_have_is_looked_up_beside_a_rare_word() -> None:
    rare = Part("'smide'", share=0.007, cost=700, beside=35, least=0.007)
    tag = Part("'tag'", share=0.3, cost=30_000, beside=1_500, least=0.3)
    begun = Part("'ab':*", share=0.33, cost=99_000, beside=99_000, least=0.33)

    lookup = look_up_loosely(*weighed([MISSPELLED, rare, begun], tag))

    assert lookup
    first, *_ = lookup.narrow
    assert first == all_of(["'smide'", "'tag'"])
    assert "'ab':*" in lookup.wanted
