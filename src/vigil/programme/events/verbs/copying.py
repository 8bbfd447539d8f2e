"""Copy an event with its sessions, and say what of a session and its contributors is copied."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from vigil.network.profiles.fields import Audience
from vigil.network.visibility.queries import visible_names
from vigil.programme.contributors.verbs.contributions import add_contribution
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events.models.event import State
from vigil.programme.events.verbs import events, sessions
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.events.verbs.translating import Translation, state_language, translate_event
from vigil.programme.models import Event, Session
from vigil.programme.registrations.verbs.choosing_letters import choose_letters
from vigil.programme.time_zones import wall_times
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User

OF_ONE_ALONE: Final = frozenset({"number", "search_term"})
"""What the host's programme says of one session, and of no copy."""


@verb
def copy_event(
    event: Event, *, by: User, title: str, starts_on: date, slug: str = "", people: bool = False
) -> Event:
    """Copy an event as a draft that begins on another day, with its sessions as drafts.

    Each session keeps its time of day and moves by as many days. Cancelled ones are left out, and
    with `people` those of `contributors_to_copy` take part. The words in further languages come
    along, with the year of the copy in their titles, and so do the choice of letters and who
    invites. Registrations, streams, recordings and what contributors agreed to are not copied.
    Raises NotAllowed, NotPossible (as `create_event`, `create_session`,
    `add_contribution`, `translate_event` and `choose_letters`).
    """
    texts = [name for name in (*events.FIELDS, *events.FLAGS) if name not in OF_ONE_ALONE]
    values = {name: getattr(event, name) for name in texts}
    values |= {
        "title": title,
        "starts_on": starts_on,
        "ends_on": starts_on + (event.ends_on - event.starts_on),
    }
    made = events.create_event(by=by, slug=slug, **values)
    partners = list(event.partners.filter(session=None).select_related("member"))
    known = visible_names([one.member for one in partners if one.member], Audience.STAFF)
    for one in partners:
        if one.name or one.member_id in known:
            events.add_partner(made, one.role, by=by, member=one.member, name=one.name)
    copies = {
        session.pk: _copy_session(session, made, (starts_on - event.starts_on).days, people, by)
        for session in event.sessions.exclude(state=State.CANCELLED)
    }
    _copy_words(event, made, copies, by)
    if (event.letters, event.inviter) != (made.letters, made.inviter):
        made = choose_letters(made, event.letters, event.inviter, by=by)
    return made


def _copy_words(event: Event, made: Event, copies: Mapping[int, Session], by: User) -> None:
    """Copy in which languages an event is written, and its words in further ones.

    `copies`: the sessions of the copy, by the key of the session that each was made of.
    """
    there = event.sessions.filter(pk__in=copies).values_list("pk", "words_in")
    own = {copies[pk].pk: language for pk, language in there if language}
    if event.words_in or own:
        state_language(made, event.words_in, own, by=by)
    years = (str(event.starts_on.year), str(made.starts_on.year))
    of_event: dict[str, Translation] = {}
    of_sessions: dict[str, dict[int, Translation]] = {}
    for text in event.translated_texts.all():
        said = Translation(text.title.replace(*years), text.text)
        if text.session_id is None:
            of_event[text.language] = said
        elif text.session_id in copies:
            of_sessions.setdefault(text.language, {})[copies[text.session_id].pk] = said
    for language in sorted({*of_event, *of_sessions}):
        written = of_event.get(language, Translation())
        translate_event(made, language, written, of_sessions.get(language, {}), by=by)


def _copy_session(session: Session, event: Event, days: int, people: bool, by: User) -> Session:
    starts, ends = (wall_times.wall_in_days(session, end, days) for end in ("starts", "ends"))
    try:
        made = sessions.create_session(
            event,
            by=by,
            slug=session.slug,
            starts=starts,
            ends=ends,
            zone=session.zone,
            fold=session.fold,
            room=session.room,
            **texts_to_copy(session),
        )
    except NotPossible as error:
        raise NotPossible(f"{session.title}: {error}") from error
    for values in contributors_to_copy(session) if people else ():
        add_contribution(made, by=by, **values)
    return made


def texts_to_copy(session: Session) -> dict[str, Any]:
    """Return what a session says of itself and a copy of it may say, too."""
    return {name: getattr(session, name) for name in sessions.FIELDS if name not in OF_ONE_ALONE}


def contributors_to_copy(session: Session) -> list[dict[str, Any]]:
    """Return those who take part, as `add_contribution` takes them for a copy of the session.

    Who had their name taken away is left out, and so are members whom staff may not know. That a
    name was announced, and what somebody agreed to, holds for the one session: neither is copied.
    """
    known = {one.uid for one in people_of(session, Audience.STAFF) if one.name}
    fields = ("role", "member", "name", "unnamed", "position", "affiliation", "order")
    return [
        {name: getattr(part, name) for name in fields}
        for part in session.contributions.filter(withdrawn=False).select_related("member")
        if (part.uid in known if part.member_id else part.name or part.unnamed)
    ]
