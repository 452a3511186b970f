"""How much is done: a quick half with the suite, all of it with ``make stress``."""

import os

FULL = os.environ.get("STRESS") == "full"


def scaled(quick: int, full: int) -> int:
    return full if FULL else quick
