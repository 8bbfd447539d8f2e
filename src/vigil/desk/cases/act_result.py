"""What an act on a case says and shows when it is done."""

from dataclasses import dataclass

from vigil.casefile.models import Case


@dataclass(frozen=True)
class ActResult:
    """The sentence for the person, and the case to show next (None: the next one in the queue)."""

    sentence: str
    show: Case | None
