"""`python -m attack`: attack a service of its own, print a table, write it as JSON."""

import signal
import sys
from types import FrameType

from attack import table
from attack.catalogue import FAMILIES, chosen
from attack.plan import RESULT, Plan
from attack.run import run_all
from attack.verdict import Outcome


def main() -> None:
    """Carry out the attacks that the environment asks for."""
    plan = Plan.from_environment()
    if "--list" in sys.argv:
        _list()
        return
    is_json = "--json" in sys.argv
    done: list[Outcome] = []

    def keep(outcome: Outcome) -> None:
        done.append(outcome)
        if not is_json:
            table.write(done, RESULT)
            table.console.print(f"{outcome.attack}: {table.told(outcome)}")

    outcomes = run_all(plan, chosen(plan), keep)
    if is_json:
        print(table.as_json(outcomes))
        return
    table.show(outcomes)
    table.console.print(f"written to {RESULT}")


def _list() -> None:
    for family in FAMILIES:
        for attack in family.attacks:
            print(f"{family.name} / {attack.name}: {attack.story}")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the door, so that every process that was started is stopped."""
    sys.exit("the attack was stopped")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    main()
