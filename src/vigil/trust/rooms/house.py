"""All rooms of this installation, and what they state together."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.rooms.acts_of_two import ActOfTwo
from vigil.trust.rooms.doors import Door
from vigil.trust.rooms.events import Event
from vigil.trust.rooms.keepers import Keeper
from vigil.trust.rooms.letters import LetterKind
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.rooms.points import Point
from vigil.trust.rooms.room import Room
from vigil.trust.rooms.subjects import SubjectKind
from vigil.trust.work.kinds import TaskKind


@cache
def rooms() -> tuple[Room, ...]:
    """Return the rooms in the order of their floors, the lowest first.

    They are loaded when they are first asked for, by the names in the settings. Raises
    ImproperlyConfigured (a room stands below one that it needs).
    """
    found: list[Room] = []
    for app in settings.ROOMS:
        room: Room = import_string(f"{app}.room.ROOM")
        missing = set(room.needs) - {below.name for below in found}
        if missing:
            names = ", ".join(sorted(missing))
            raise ImproperlyConfigured(f"the room {room.name} needs {names} on a lower floor")
        found.append(room)
    return tuple(found)


def tell[**P](event: Event[P], *args: P.args, **kwargs: P.kwargs) -> list[object]:
    """Call the followers of an event, in the order of their floors; return their answers."""
    return [
        follower.follow(*args, **kwargs)
        for room in rooms()
        for follower in room.follows
        if follower.event is event
    ]


def added[T](point: Point[T]) -> Iterator[tuple[str, T]]:
    """Yield what rooms added to a point, each with the name of its room, lowest floor first."""
    for room in rooms():
        for addition in room.adds:
            if addition.point is point:
                yield from ((room.name, thing) for thing in addition.things)


def permissions() -> Mapping[str, Predicate]:
    """Return who holds each permission."""
    return _permissions(rooms())


def consent_uses() -> Mapping[str, str | Promise]:
    """Return the uses that somebody can agree to, with the end of the sentence "they agree"."""
    return _consent_uses(rooms())


def acts_of_two() -> Mapping[tuple[str, str], ActOfTwo]:
    """Return the acts that take two people, by verb and kind of subject."""
    return _acts_of_two(rooms())


def doors() -> Mapping[str, Door]:
    """Return the doors of the installation by their keys."""
    return _doors(rooms())


def file_budgets(name: str) -> int:
    """Return how many times the hourly budget of files a room has; once where none is so called."""
    return next((room.file_budgets for room in rooms() if room.name == name), 1)


def letter_kinds() -> Mapping[str, LetterKind]:
    """Return the kinds of letters by their codes."""
    return _letter_kinds(rooms())


def task_kinds() -> Mapping[str, TaskKind]:
    """Return the kinds of tasks by their codes."""
    return _task_kinds(rooms())


def log_words() -> LogWords:
    """Return the words of all rooms for decisions in the log."""
    return _log_words(rooms())


def subject_kind(kind: str) -> SubjectKind | None:
    """Return what a room states of a kind of subject; None where no room does."""
    return _subject_kinds(rooms()).get(kind)


def keepers() -> list[Keeper]:
    """Return the keepers of all rooms, by name."""
    return sorted((keeper for room in rooms() for keeper in room.keepers), key=lambda k: k.room)


def answers_for(model: str) -> list[str]:
    """Return who answers for a model: keepers, or the reason why nobody has to."""
    named = [keeper.room for keeper in keepers() if model in keeper.models]
    stated = [*(room.without_personal_data for room in rooms()), *(r.derived for r in rooms())]
    return [*named, *(reasons[model] for reasons in stated if model in reasons)]


def stated_models() -> set[str]:
    """Return every model that a room names, so that a test notices one that is gone."""
    return {
        *(model for keeper in keepers() for model in keeper.models),
        *(model for room in rooms() for model in (*room.without_personal_data, *room.derived)),
    }


# Merged once for each set of rooms: a permission is asked for many times a page.


@cache
def _permissions(rooms: tuple[Room, ...]) -> Mapping[str, Predicate]:
    return _one_of_each("permission", (room.permissions for room in rooms))


@cache
def _consent_uses(rooms: tuple[Room, ...]) -> Mapping[str, str | Promise]:
    return _one_of_each("use of consent", (room.consent_uses for room in rooms))


@cache
def _acts_of_two(rooms: tuple[Room, ...]) -> Mapping[tuple[str, str], ActOfTwo]:
    return _by(
        "act of two people", (r.acts_of_two for r in rooms), lambda act: (act.verb, act.kind)
    )


@cache
def _doors(rooms: tuple[Room, ...]) -> Mapping[str, Door]:
    return _by("door", (room.doors for room in rooms), lambda door: door.key)


@cache
def _letter_kinds(rooms: tuple[Room, ...]) -> Mapping[str, LetterKind]:
    return _by("kind of letter", (room.letters for room in rooms), lambda letter: letter.code)


@cache
def _task_kinds(rooms: tuple[Room, ...]) -> Mapping[str, TaskKind]:
    return _by("kind of task", (room.tasks for room in rooms), lambda kind: kind.code)


@cache
def _log_words(rooms: tuple[Room, ...]) -> LogWords:
    stated = [words for room in rooms for words in room.log]
    codes: dict[str, dict[str, str | Promise]] = {}
    for part, names in ((part, names) for one in stated for part, names in one.codes.items()):
        codes.setdefault(part, {}).update(names)  # each room has codes of its own for some parts
    return LogWords(
        verbs=_one_of_each("verb", (one.verbs for one in stated)),
        kinds=_one_of_each("kind of thing", (one.kinds for one in stated)),
        parts=_one_of_each("part of a decision", (one.parts for one in stated)),
        reasons=_one_of_each("reason", (one.reasons for one in stated)),
        codes=codes,
    )


@cache
def _subject_kinds(rooms: tuple[Room, ...]) -> Mapping[str, SubjectKind]:
    return _by("kind of subject", (room.subjects for room in rooms), lambda one: one.kind)


def _by[K: Hashable, T](
    what: str, stated: Iterable[Iterable[T]], key: Callable[[T], K]
) -> Mapping[K, T]:
    return _one_of_each(what, ({key(one): one} for some in stated for one in some))


def _one_of_each[K: Hashable, T](what: str, stated: Iterable[Mapping[K, T]]) -> Mapping[K, T]:
    """Merge what rooms state. Raises ImproperlyConfigured where two state the same."""
    merged: dict[K, T] = {}
    for of_room in stated:
        if twice := merged.keys() & of_room.keys():
            raise ImproperlyConfigured(f"two rooms state the {what} {min(map(str, twice))}")
        merged |= of_room
    return merged
