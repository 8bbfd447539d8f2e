"""What runs on a schedule: publish stories that are due, hide what is no longer agreed to."""

from vigil.witness.stories.verbs.following import expire
from vigil.witness.stories.verbs.publishing import publish_due


def tidy() -> dict[str, int]:
    """Publish the stories that are due, and hide what is no longer agreed to.

    Return how many were published, held instead, and looked at because an agreement ended. Safe to
    interrupt, to repeat and to run twice at once.
    """
    return {**publish_due(), "expired": expire()}
