"""Which checks a party needs, and how long each is valid."""

from datetime import timedelta
from typing import Final

from vigil.fund.models import Check

Step = Check.Step
ALL_STEPS: Final = tuple(Step)
STEPS_FOR_EMERGENCIES: Final = (Step.SAFETY, Step.CONFLICT, Step.SANCTIONS)
"""What is looked at before the money of an emergency; the other steps follow within 30 days."""
VALID_FOR: Final = timedelta(days=365)
SANCTIONS_VALID_FOR: Final = timedelta(days=90)
"""Lists of sanctions change: they are searched anew after this time."""


def valid_for(step: str) -> timedelta:
    """Return how long a check of this step is valid."""
    return SANCTIONS_VALID_FOR if step == Step.SANCTIONS else VALID_FOR
