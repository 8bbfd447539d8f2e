"""Begin a story and write its drafts. Each change is a revision; none is public."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.models import Case, Victim
from vigil.reading.codebook.edtf import InvalidEdtf, parse
from vigil.trust.access.errors import NotPossible
from vigil.trust.consent.verbs import consents_of, withdraw_consent
from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import StoriesPage, Story, StoryPage, StoryText
from vigil.witness.stories.drafts import WORDS, story_draft
from vigil.witness.works.changes import locked, note, verb
from vigil.witness.works.drafts import TextState, latest_revision
from vigil.witness.works.pages import clean_text, page_to_write, shelf_of, text_to_write

EDIT: Final = "witness.edit_story"
FIRST_NUMBER: Final = 100
"""Numbers below belong to the stories that Vigil ships, so that they mean the same everywhere."""


@verb
def begin_story(
    kind: str,
    language: str,
    *,
    by: User,
    case: Case | None = None,
    persons: Sequence[str] = (),
    told_by: str = Story.Teller.NEWSROOM,
    told_apart: str = "",
    number: int | None = None,
) -> Story:
    """Begin a story, with an empty draft in its language. Nothing of it is shown.

    `persons` are uids of people in `case`. `told_apart` is a word for who tells it, which
    `readers.relative_checks` checked. `number` is only for stories that Vigil ships, below 100.
    Raises NotAllowed, NotPossible (no such kind, language or teller; a profile without a
    case and a person; somebody who is not in the case; the number is taken).
    """
    require(by, EDIT)
    _require_known(kind, language, told_by)
    _require_bound(kind, case, persons)
    on = StoriesPage.objects.select_for_update().get(pk=shelf().pk)
    number = _number(number)
    public_id = f"S-{number:04d}"
    page = on.add_child(instance=StoryPage(title=public_id, slug=public_id, live=False))
    page.texts = [StoryText(language=code) for code in _original_first(language)]
    page.save()
    page.save_revision(user=by)
    story = Story.objects.create(
        public_id=public_id,
        number=number,
        page=page,
        kind=kind,
        told_by=told_by,
        told_apart=told_apart,
        language=language,
        case=case,
        persons=list(map(str, persons)),
        created_by=by,
    )
    require(by, EDIT, story)
    after = {"kind": kind, "language": language, "case": str(getattr(case, "public_id", "") or "")}
    note("begin_story", story, by=by, after=after)
    return story


@verb
def bind_story(
    story: Story,
    *,
    case: Case | None,
    persons: Sequence[str],
    told_by: str,
    by: User,
    told_apart: str = "",
) -> Story:
    """Set the case and the people of a story, and who tells it (`told_apart` as in `begin_story`).

    What was approved before is to be approved anew. Of somebody else it is another story: what was
    agreed to for the one before ends. Raises NotAllowed, NotPossible (as
    `begin_story`; a published story's case: withdraw it and begin another).
    """
    require(by, EDIT, story)
    story = locked(story)
    _require_known(story.kind, story.language, told_by)
    _require_bound(story.kind, case, persons)
    if story.standing in (Story.Standing.PUBLISHED, Story.Standing.SCHEDULED):
        raise NotPossible(_("This story is published or scheduled. Hide it from readers first."))
    if story.persons and set(story.persons) != set(map(str, persons)):
        _end_agreements(story, by)
    story.case, story.persons, story.told_by = case, list(map(str, persons)), told_by
    story.told_apart = told_apart
    story.approved_revision = story.approved_by = None
    story.record_digest, story.record_changed_at = "", None
    story.save()
    require(by, EDIT, story)
    after = {"case": str(getattr(case, "public_id", "") or ""), "persons": len(story.persons)}
    note("bind_story", story, by=by, after=after)
    return story


def _end_agreements(story: Story, by: User) -> None:
    for consent in consents_of(Subject(Story.KIND, story.uid)).filter(withdrawn_at=None):
        withdraw_consent(consent, by=by)


@verb
def write_text(
    story: Story,
    language: str,
    values: Mapping[str, str],
    *,
    by: User,
    of_revision: int | None = None,
) -> int:
    """Write the text in one language; return the number of the new revision.

    `values` are some of `drafts.WORDS`; the others stay. With `of_revision` it is refused if
    somebody wrote meanwhile. Raises NotAllowed, NotPossible.
    """
    require(by, EDIT, story)
    story = locked(story)
    _require_language(language)
    if unknown := set(values) - set(WORDS):
        raise ValueError(f"no such field: {sorted(unknown)}")
    _require_latest(story, of_revision)
    page = page_to_write(story)
    text = text_to_write(page, StoryText, language)
    for name, value in values.items():
        setattr(text, name, _within(name, value))
    return _saved(page, story, by, {"language": language})


@verb
def write_common(
    story: Story,
    *,
    sources: str,
    justice_as_of: str,
    related: str,
    by: User,
    of_revision: int | None = None,
) -> int:
    """Write what is the same in all languages. Raises as `write_text`.

    `justice_as_of` is a day, a month or a year (EDTF), or empty; NotPossible where it is not.
    """
    require(by, EDIT, story)
    story = locked(story)
    _require_latest(story, of_revision)
    page = page_to_write(story)
    page.sources, page.related = sources.strip(), related.strip()
    page.justice_as_of = _as_of(justice_as_of)
    return _saved(page, story, by, {"part": "sources"})


@verb
def review_translation(story: Story, language: str, *, by: User, of_revision: int) -> int:
    """Mark a translation as reviewed, against the original as it is now.

    Raises NotAllowed, NotPossible (there is no text; it is the original; somebody wrote since).
    """
    require(by, EDIT, story)
    story = locked(story)
    _require_latest(story, of_revision)
    draft = story_draft(story)
    state = draft.state(language)
    if state == TextState.ORIGINAL:
        raise NotPossible(_("This is the original: it is reviewed as a whole."))
    if state == TextState.MISSING or not draft.original.is_there:
        raise NotPossible(_("Write a title and a text in this language first."))
    page = page_to_write(story)
    text_to_write(page, StoryText, language).reviewed_as = draft.digest_of(language)
    return _saved(page, story, by, {"language": language, "reviewed": True})


def _saved(page: StoryPage, story: Story, by: User, after: Mapping[str, Any]) -> int:
    revision = page.save_revision(user=by, log_action=True)  # so that its history names who wrote
    note("write_story", story, by=by, after={**after, "revision": revision.pk})
    return int(revision.pk)


def _within(name: str, value: str) -> str:
    field = StoryText._meta.get_field(name)
    text = clean_text(value)
    longest = getattr(field, "max_length", None)
    if longest is not None and len(text) > longest:
        raise NotPossible(
            _("%(field)s: at most %(longest)d characters.")
            % {"field": str(getattr(field, "verbose_name", name)).capitalize(), "longest": longest}
        )
    return text


def _as_of(value: str) -> str:
    value = value.strip()
    try:
        known = not value or (value[-1].isdecimal() and parse(value).precision != "range")
    except InvalidEdtf:
        known = False
    if not known:
        raise NotPossible(_("Write a day, a month or a year: 2026-11-01, 2026-11, 2026."))
    return value


def _require_latest(story: Story, of_revision: int | None) -> None:
    if of_revision is not None and latest_revision(story) != of_revision:
        raise NotPossible(
            _(
                "Somebody else saved a change while you wrote. Your text is still here: "
                "compare it with theirs, then save again."
            )
        )


def _require_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise NotPossible(_("Stories are not written in this language here."))


def _require_known(kind: str, language: str, told_by: str) -> None:
    if kind not in Story.Kind.values:
        raise NotPossible(_("Say whether it is a profile or a story."))
    if told_by not in Story.Teller.values:
        raise NotPossible(_("Say who tells it."))
    if kind == Story.Kind.PROFILE and told_by != Story.Teller.NEWSROOM:
        raise NotPossible(
            _("Choose “story”: a profile is never told by family, friends or a survivor.")
        )
    _require_language(language)


def _require_bound(kind: str, case: Case | None, persons: Sequence[str]) -> None:
    if kind == Story.Kind.PROFILE and (case is None or not persons):
        raise NotPossible(_("A profile needs a case. Enter the case and the people."))
    if persons and case is None:
        raise NotPossible(_("Say in which case these people are."))
    there = Victim.objects.filter(case=case, uid__in=list(persons)).count() if persons else 0
    if there != len(set(persons)):
        raise NotPossible(_("One of these people is not in this case."))


def _original_first(language: str) -> list[str]:
    return sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != language)


def _number(wanted: int | None) -> int:
    if wanted is None:
        last = Story.objects.aggregate(last=Max("number"))["last"] or 0
        return max(last + 1, FIRST_NUMBER)
    if not 0 < wanted < FIRST_NUMBER or Story.objects.filter(number=wanted).exists():
        raise NotPossible(
            _("This number is already used or above 99. Choose a free number below 100.")
        )
    return wanted


def shelf() -> StoriesPage:
    """Return the page under which all stories are; make it where it is missing."""
    return shelf_of(StoriesPage, "Stories")


LOG: Final = LogWords(
    verbs={
        "begin_story": pgettext_lazy("decision", "begin a story"),
        "bind_story": pgettext_lazy("decision", "say of whom a story is"),
        "write_story": pgettext_lazy("decision", "write a draft of a story"),
    },
    kinds={
        "story": pgettext_lazy("decision", "story"),
    },
    parts={
        "part": pgettext_lazy("decision", "part"),
        "persons": pgettext_lazy("decision", "persons"),
        "reviewed": pgettext_lazy("decision", "reviewed"),
    },
)
