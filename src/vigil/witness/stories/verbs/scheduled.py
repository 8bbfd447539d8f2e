"""What is done for stories by the clock: publishing what is due, and ending what has ended."""

from vigil.witness.stories.verbs.following import expire
from vigil.witness.stories.verbs.publishing import publish_due


def tidy() -> dict[str, int]:
    """Publish what is scheduled for now, and take away what is not agreed to any more.

    Return how many were published, held instead, and looked at because an agreement ended. Safe to
    interrupt, to repeat and to run twice at once.
    """
    return {**publish_due(), "expired": expire()}
