"""Draft a mailing, and change or discard it before it is released."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.mailings.template_texts import template_text
from vigil.programme.mailings.verbs.common import KIND, State, locked_draft, note
from vigil.programme.models import Event, Mailing, MailingText, Session
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.publication.record.labels import language_name
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.organisation.queries import organisation
from vigil.trust.rooms.log_words import LogWords

LONGEST_TEXT: Final = 5_000
MOST_MINUTES: Final = 600
Template = Mailing.Template
NEEDED: Final = {
    Template.DELAY: ("minutes", gettext_lazy("Enter by how many minutes it begins late.")),
    Template.ROOM: ("room", gettext_lazy("Enter the other room.")),
    Template.SLIDES: ("link", gettext_lazy("Enter the address of the slides.")),
}
"""Template -> what it says, and the sentence where that is missing."""
FILLS: Final = ("minutes", "room", "link")


@dataclass(frozen=True, kw_only=True)
class MailingChoice:
    """What a host chose: what the message begins as, and who gets it."""

    template: str
    minutes: int | None = None
    room: str = ""
    link: str = ""
    whole_event: bool = False
    sessions: Collection[Session] = ()
    languages: Collection[str] = ()
    audience: str = Mailing.Audience.PLACE
    waiting_list: bool = False
    is_public: bool = False


@dataclass(frozen=True)
class TextChoice:
    """What a host wrote in one language, and whose text its readers get where that is empty."""

    text: str = ""
    instead: str = ""


@verb
def draft_mailing(event: Event, choice: MailingChoice, *, by: User) -> Mailing:
    """Draft a message to the registered of an event. Nobody is written to yet.

    Raises NotAllowed, Unfit (nobody is chosen; the template lacks something), NotPossible (a name
    that the record does not show).
    """
    require(by, MANAGE)
    mailing = Mailing(event=event, template=choice.template, created_by=by)
    _set(mailing, choice)
    _fill(mailing)
    note("draft_mailing", mailing, by=by, after=_for_the_log(mailing))
    return mailing


@verb
def change_mailing(mailing: Mailing, choice: MailingChoice, *, by: User) -> Mailing:
    """Change who gets a draft, or what its template says. The template itself stays.

    Texts that a host edited stay, unless minutes, room or link changed. Raises as `draft_mailing`,
    NotPossible (it is no draft any more).
    """
    require(by, MANAGE)
    mailing = locked_draft(mailing)
    before, said = _for_the_log(mailing), [getattr(mailing, name) for name in FILLS]
    sessions = _number_of_sessions(mailing)
    _set(mailing, choice)
    kept = said == [getattr(mailing, name) for name in FILLS]
    if not kept or (sessions == 1) != (_number_of_sessions(mailing) == 1):
        _empty_untouched(mailing, said, sessions) if kept else mailing.texts.all().delete()
    _fill(mailing)
    note("change_mailing", mailing, by=by, before=before, after=_for_the_log(mailing))
    return mailing


@verb
def set_texts(mailing: Mailing, texts: Mapping[str, TextChoice], *, by: User) -> Mailing:
    """Set what a draft says in each language.

    Raises NotAllowed, Unfit (too long; no text, and none chosen in its place), NotPossible (it is
    no draft any more; a name that the record does not show).
    """
    require(by, MANAGE)
    mailing = locked_draft(mailing)
    written = {tag: _cleaned(tag, one) for tag, one in texts.items()}
    require_no_hidden_names(*(one.text for one in written.values()))
    for tag, one in written.items():
        if tag in mailing.languages and not one.text:
            _require_instead(tag, one, written)
    mailing.texts.all().delete()
    MailingText.objects.bulk_create(
        MailingText(mailing=mailing, language=tag, text=one.text, instead=one.instead)
        for tag, one in written.items()
        if one.text or one.instead
    )
    note("set_mailing_texts", mailing, by=by, after={"languages": _languages_with_text(mailing)})
    return mailing


@verb
def discard_mailing(mailing: Mailing, *, by: User) -> Mailing:
    """Discard a draft, and remove its texts. Raises NotAllowed, NotPossible (it is none)."""
    require(by, MANAGE)
    mailing = locked_draft(mailing)
    mailing.texts.all().delete()
    mailing.state, mailing.room, mailing.link = State.DISCARDED, "", ""
    mailing.save()
    note("discard_mailing", mailing, by=by)
    return mailing


def _set(mailing: Mailing, choice: MailingChoice) -> None:
    _check(mailing, choice)
    template = Template(mailing.template)
    name, _sentence = NEEDED.get(template, ("", ""))
    mailing.minutes = choice.minutes if name == "minutes" else None
    mailing.room = " ".join(choice.room.split()) if name == "room" else ""
    mailing.link = choice.link.strip() if name == "link" else ""
    if name and not getattr(mailing, name):
        raise Unfit(str(NEEDED[template][1]), name)
    require_no_hidden_names(mailing.room, mailing.link)
    mailing.whole_event = choice.whole_event
    mailing.languages = sorted(set(choice.languages))
    mailing.audience, mailing.waiting_list = choice.audience, choice.waiting_list
    mailing.is_public = choice.is_public
    mailing.save()
    mailing.sessions.set(choice.sessions)


def _check(mailing: Mailing, choice: MailingChoice) -> None:
    """Raise Unfit unless somebody is chosen, and in one way."""
    if mailing.template not in Template.values:
        raise Unfit(_("Choose what the message is about."), "template")
    if choice.whole_event and choice.sessions:
        raise Unfit(_("Choose all sessions or single ones, not both."), "sessions")
    if not choice.whole_event and not choice.sessions:
        raise Unfit(_("Choose at least one session. Without one, nobody gets it."), "sessions")
    if any(one.event_id != mailing.event_id for one in choice.sessions):
        raise Unfit(_("A chosen session belongs to another event."), "sessions")
    if not choice.languages:
        raise Unfit(_("Choose at least one language. Without one, nobody gets it."), "languages")
    if choice.audience not in Mailing.Audience.values:
        raise Unfit(_("Choose who gets it."), "audience")
    if choice.minutes is not None and not 0 < choice.minutes <= MOST_MINUTES:
        sentence = _("Enter minutes from 1 to %(n)d.") % {"n": MOST_MINUTES}
        raise Unfit(sentence, "minutes")


def _fill(mailing: Mailing) -> None:
    """Write what the template says in the languages that have no text yet."""
    there = set(mailing.texts.values_list("language", flat=True))
    sessions = _number_of_sessions(mailing)
    made = {tag: template_text(mailing, tag, sessions=sessions) for tag in mailing.languages}
    MailingText.objects.bulk_create(
        MailingText(mailing=mailing, language=tag, text=text)
        for tag, text in made.items()
        if text and tag not in there
    )


def _empty_untouched(mailing: Mailing, said: list[Any], sessions: int) -> None:
    """Remove texts that are still those of the template, which speaks of one session or several."""
    before = Mailing(template=mailing.template, **dict(zip(FILLS, said, strict=True)))
    for row in mailing.texts.all():
        if row.text == template_text(before, row.language, sessions=sessions):
            row.delete()


def _number_of_sessions(mailing: Mailing) -> int:
    return mailing.event.sessions.count() if mailing.whole_event else mailing.sessions.count()


def _cleaned(tag: str, one: TextChoice) -> TextChoice:
    lines = one.text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(lines) > LONGEST_TEXT:
        sentence = _("Write at most %(n)d letters.") % {"n": LONGEST_TEXT}
        raise Unfit(sentence, f"text-{tag}")
    if tag not in organisation().languages and lines:
        raise NotPossible(_("This site has no letters in that language."))
    return TextChoice(lines, one.instead if not lines else "")


def _require_instead(tag: str, one: TextChoice, written: Mapping[str, TextChoice]) -> None:
    used = written.get(one.instead)
    if one.instead and (used is None or not used.text):
        sentence = _("There is no text in %(language)s. Write it, or choose another one.")
        raise Unfit(sentence % {"language": language_name(one.instead)}, f"instead-{tag}")


def _languages_with_text(mailing: Mailing) -> list[str]:
    rows = mailing.texts.exclude(text="").order_by("language")
    return list(rows.values_list("language", flat=True))


def _for_the_log(mailing: Mailing) -> dict[str, Any]:
    return {
        "mailing_template": mailing.template,
        "languages": list(mailing.languages),
        "sessions": _number_of_sessions(mailing),
        "audience": mailing.audience,
        "waiting_list": mailing.waiting_list,
    }


LOG: Final = LogWords(
    verbs={
        "change_mailing": pgettext_lazy("decision", "change a message from the hosts"),
        "discard_mailing": pgettext_lazy("decision", "discard a message from the hosts"),
        "draft_mailing": pgettext_lazy("decision", "draft a message from the hosts"),
        "set_mailing_texts": pgettext_lazy("decision", "write a message from the hosts"),
    },
    kinds={
        KIND: pgettext_lazy("decision", "message from the hosts"),
        "mailing_text": pgettext_lazy("decision", "text of a message from the hosts"),
    },
    parts={
        "audience": pgettext_lazy("decision", "who gets it"),
        "mailing_template": pgettext_lazy("decision", "template"),
        "waiting_list": pgettext_lazy("decision", "waiting list too"),
    },
    codes={
        "audience": {one.value: one.label for one in Mailing.Audience},
        "mailing_template": {one.value: one.label for one in Template},
    },
)
