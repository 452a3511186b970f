"""How many examples hypothesis tries: few and always the same with the suite, many new ones with ``make stress``."""

import os

from hypothesis import HealthCheck, settings

# The database is a fixture of each test, and examples share its transaction: what one of them changes it takes back.
_COMMON = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}

settings.register_profile("suite", max_examples=40, derandomize=True, database=None, **_COMMON)
settings.register_profile("stress", max_examples=300, **_COMMON)


def load() -> None:
    settings.load_profile("stress" if os.environ.get("STRESS") == "full" else "suite")
