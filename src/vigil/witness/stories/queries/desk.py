"""What the stories' screens at the desk show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.models import Revision

from vigil.casefile.models import Victim
from vigil.trust.access.rules import roles_of
from vigil.trust.consent.verbs import consents_of
from vigil.trust.models import Consent, Decision, Request, Role, User
from vigil.trust.rooms.house import consent_uses
from vigil.witness.models import RelativeWord, Story, StoryPage
from vigil.witness.readers.relatives import relative_word
from vigil.witness.stories import public_record
from vigil.witness.stories.drafts import Draft, Text, story_draft
from vigil.witness.stories.hindrances import hindrances
from vigil.witness.stories.verbs.consenting import subject_of
from vigil.witness.works.drafts import TextState

ANSWER_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class StoryRow:
    """A story in the list."""

    story: Story
    title: str
    names: str
    waits: bool
    """Sent to review, and not approved."""


def stories(asked: str, by: User) -> QuerySet[Story]:
    """Return the stories that somebody may look at, newest first."""
    rows = Story.objects.filter(_reached(by), withdrawals=[]).select_related("case")
    if asked == "marked":
        rows = rows.filter(Q(record_changed_at__isnull=False) | ~Q(held_why=""))
    elif asked == "review":
        rows = rows.filter(sent_revision__isnull=False, approved_revision=None)
    elif asked in Story.Standing.values:
        rows = rows.filter(standing=asked)
    return rows


def _reached(by: User) -> Q:
    """Return which stories somebody reaches, as `rules.reaches_the_story` says of one."""
    if Role.ADMINISTRATOR in roles_of(by):
        return Q()
    reached = Q(pk__in=[])
    for grant in by.grants.filter(role=Role.EDITOR):
        there = Q()
        if grant.countries:
            there &= Q(case=None) | Q(case__country="") | Q(case__country__in=grant.countries)
        if grant.languages:
            there &= Q(language__in=grant.languages)
        if not there:
            return Q()
        reached |= there
    return reached


def counts(by: User) -> dict[str, int]:
    """Count the stories that somebody may look at, by how far they have come."""
    rows = Story.objects.filter(_reached(by), withdrawals=[]).values_list("standing")
    return dict(rows.annotate(n=Count("pk")).order_by())


def story_rows(found: Iterable[Story]) -> list[StoryRow]:
    """Return what the list tells of stories, in a fixed number of questions."""
    there = list(found)
    texts = _texts_of(there)
    return [
        StoryRow(
            story,
            texts[story.pk].title,
            texts[story.pk].name,
            story.sent_revision is not None and story.approved_revision is None,
        )
        for story in there
    ]


def _texts_of(found: list[Story]) -> dict[int, Text]:
    """Return the original of each latest draft."""
    pages = StoryPage.objects.filter(pk__in=[story.page_id for story in found if story.page_id])
    latest = dict(pages.values_list("pk", "latest_revision"))
    contents = dict(Revision.objects.filter(pk__in=latest.values()).values_list("pk", "content"))
    return {
        story.pk: _original(story, contents.get(latest.get(story.page_id or 0))) for story in found
    }


def _original(story: Story, content: Any) -> Text:
    rows = (content or {}).get("texts", [])
    nothing: dict[str, Any] = {}
    row = next((row for row in rows if row["language"] == story.language), nothing)
    return Text(story.language, name=row.get("name", ""), title=row.get("title", ""))


def overdue_requests() -> int:
    """Count the open requests about stories that nobody answered within seven days."""
    return Request.objects.filter(
        item_kind=Story.KIND,
        state=Request.State.OPEN,
        received_at__lt=timezone.now() - ANSWER_WITHIN,
    ).count()


@dataclass(frozen=True)
class LanguageStatus:
    """The state of a story in one language."""

    code: str
    name: str | Promise
    text: Text
    state: TextState


def language_status(draft: Draft) -> list[LanguageStatus]:
    """Return the state of a draft in every language, the original first."""
    found = [
        LanguageStatus(code, name, draft.text(code), draft.state(code))
        for code, name in settings.LANGUAGES
    ]
    return sorted(
        found, key=lambda one: one.state != TextState.ORIGINAL and one.code != draft.language
    )


@dataclass(frozen=True)
class ConsentRow:
    """A consent, as the screen shows it."""

    consent: Consent
    use: str | Promise
    ended: bool
    who: str
    """Who agreed: their relation, and the word that tells several apart."""


def consent_rows(story: Story) -> list[ConsentRow]:
    """Return every consent that was ever recorded for a story."""
    today = timezone.localdate()
    rows = list(consents_of(subject_of(story)).select_related("recorded_through"))
    words = RelativeWord.objects.filter(consent__in=rows)
    apart = dict(words.values_list("consent", "word"))
    return [
        ConsentRow(
            one,
            consent_uses().get(one.use, one.use),
            bool(one.withdrawn_at or (one.until and one.until < today)),
            _who(one, apart.get(one.pk, "")),
        )
        for one in rows
    ]


def _who(consent: Consent, word: str) -> str:
    """Return who agreed, told apart by the word noted here or by that of their link."""
    link = consent.recorded_through
    word = relative_word(word or (link.called if link is not None else ""))
    relation = str(consent.get_given_by_display())
    return f"{relation} ({word})" if word else relation


@dataclass(frozen=True)
class StoryScreen:
    """All that the screen of one story shows."""

    story: Story
    draft: Draft
    languages: list[LanguageStatus]
    hindrances: list[str]
    agreements: list[ConsentRow]
    persons: list[Victim]
    revised: bool
    """Somebody wrote since it was sent, or approved."""
    decisions: list[Decision]


def story_screen(story: Story) -> StoryScreen:
    """Return what the screen of a story shows."""
    draft = story_draft(story)
    marked = story.approved_revision or story.sent_revision
    decisions = Decision.objects.filter(target_kind=Story.KIND, target_key=story.uid)
    return StoryScreen(
        story=story,
        draft=draft,
        languages=language_status(draft),
        hindrances=hindrances(story, draft),
        agreements=consent_rows(story),
        persons=public_record.persons_of(story),
        revised=marked is not None and marked != draft.revision,
        decisions=list(decisions.select_related("actor")[:20]),
    )
