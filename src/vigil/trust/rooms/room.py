"""The contract of a room: everything that one Django app offers to the others, in one object."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.models import User
from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.doors import Door
from vigil.trust.rooms.events import Follower
from vigil.trust.rooms.keepers import Keeper
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.rooms.points import Addition
from vigil.trust.rooms.subjects import SubjectKind
from vigil.trust.rooms.waiting import OwnRoom
from vigil.trust.work.kinds import TaskKind


@dataclass(frozen=True, eq=False, kw_only=True)
class Room:
    """What one Django app offers. Only `name` is needed; a room states what it has.

    `name` is the label of the app. The site refuses to start where one of `needs` does not stand
    on a lower floor, or where two rooms claim one permission, verb, door or kind.
    """

    name: str
    needs: Sequence[str] = ()
    """Labels of the rooms that must be there for this one."""
    permissions: Mapping[str, Predicate] = field(default_factory=dict)
    """Permission ("fund.review") -> who holds it. What no room lists is refused."""
    subjects: Sequence[SubjectKind] = ()
    """Kinds of subjects of this room: who opens what is sealed of them, who speaks for them."""
    log: Sequence[LogWords] = ()
    """What its decisions are called in the log: verbs, kinds of things, parts, reasons."""
    consent_uses: Mapping[str, str | Promise] = field(default_factory=dict)
    """What somebody can agree to in this room -> the end of "they agree"."""
    keepers: Sequence[Keeper] = ()
    """Who answers for what the room holds of people."""
    without_personal_data: Mapping[str, str] = field(default_factory=dict)
    """Model ("fund.Call") -> why nobody can be found in it."""
    derived: Mapping[str, str] = field(default_factory=dict)
    """Model -> how its rows follow at once those of another, which a keeper answers for."""
    acts_of_two: Sequence[ActOfTwo] = ()
    """Acts that one person asks for and another confirms."""
    doors: Sequence[Door] = ()
    """Forms of the public that promise an answer."""
    file_budgets: int = 1
    """How many times the hourly budget of files its public forms may receive together."""
    letters: Sequence[LetterKind] = ()
    """Kinds of letters that it writes."""
    tasks: Sequence[TaskKind] = ()
    """Kinds of tasks that workers do for it in the background."""
    own_rooms: Callable[[User], Iterable[OwnRoom]] | None = None
    """What it has for somebody who signs in, in the language of the screen."""
    follows: Sequence[Follower] = ()
    """Events of this floor and of lower ones that it follows, in this order."""
    adds: Sequence[Addition] = ()
    """What it adds where rooms below leave a place for it (`points.Point`)."""
