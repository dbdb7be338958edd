"""Words that are misspelled are found all the same, wherever the mistake is."""

import pytest
from searching import add, found

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
