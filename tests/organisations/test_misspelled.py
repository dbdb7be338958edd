"""Words that are misspelled are found all the same, wherever the mistake is."""

from uuid import UUID

import pytest
from searching import add, found

from koncern.search.lookups import Part, Parts, loosened
from koncern.search_filters import CompaniesAsked, Sort, filters_of
from koncern.search_lists import Search, start
from koncern.search_terms import ALL
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


def test_words_typed_as_one_say_more_than_each_of_them_does() -> None:
    # Of 25,000 companies 40 % have either word of "nordic-trading", and few have both.
    joined = Part("('nordic' & 'trading')", share=0.4, cost=20_000, least=0.16)
    misspelled = Part("'zzzqx'", share=0, cost=0, least=0)
    parts = Parts([joined, misspelled], None, [], 25_000, is_of_all_times=True)
    asked = CompaniesAsked(text="nordic-trading zzzqx")
    filters = filters_of(UUID(int=0), asked, [])
    edge = start(asked, Sort.RELEVANCE)

    search = loosened(Search(asked, Sort.RELEVANCE, edge, filters, ALL), parts)

    assert search.edge.ways == 0b11
