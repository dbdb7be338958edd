"""Words that are misspelled are found all the same, wherever the mistake is."""

import pytest
from searching import add, found

from koncern.search.planner.demands import Demand, Demands
from koncern.search.planner.lookups import choose_loose_ways, plan_loose_text
from koncern.search.terms import all_of
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


def weighed(pieces: list[Demand], tag: Demand | None = None) -> Demands:
    """Return the demands of a search, among a million companies."""
    return Demands(pieces, None, [tag] if tag else [], 1_000_000, is_of_all_times=True)


MISSPELLED = Demand("'zzzqx'", share=0, cost=0, beside=0, least=0)


def test_words_typed_as_one_say_more_than_each_of_them_does() -> None:
    # Of a million companies 1 % have either word of "nordic-trading", and few have both.
    joined = Demand("('a' & 'b')", share=0.01, cost=1_000, beside=50, least=0.0001)

    assert choose_loose_ways(weighed([joined, MISSPELLED])) == 0b11


def test_what_many_have_is_looked_up_beside_a_rare_word() -> None:
    rare = Demand("'smide'", share=0.007, cost=350, beside=17.5, least=0.007)
    tag = Demand("'tag'", share=0.3, cost=15_000, beside=750, least=0.3)
    begun = Demand("'ab':*", share=0.33, cost=49_500, beside=49_500, least=0.33)

    demands = weighed([MISSPELLED, rare, begun], tag)
    (lookup,) = plan_loose_text(choose_loose_ways(demands), demands)

    first, *_ = lookup.narrow
    assert first == all_of(["'smide'", "'tag'"])
    assert "'ab':*" in lookup.wanted
