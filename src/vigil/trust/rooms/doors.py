"""What a room states of its doors: public forms that promise an answer."""

from dataclasses import dataclass

from django.utils.functional import Promise

from vigil.trust.models import Role


@dataclass(frozen=True)
class Door:
    """A form that promises an answer. `people` of each role of `answered_by` must be there."""

    key: str
    label: str | Promise
    answered_by: tuple[Role, ...]
    people: int = 1
    everywhere: bool = False
    """Whether a role that is limited to countries or languages does not count: what comes in may be
    of any of them."""
