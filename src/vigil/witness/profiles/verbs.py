"""Load the profiles that ship with Vigil, once. They are public at once.

What was brought in is from then on this installation's own: it is left alone, whatever people have
made of it.
"""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.numbers import public_id
from vigil.casefile.models import Case
from vigil.casefile.open_case_file.verbs import shipped_cases
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import Story, StoryPage, StoryText
from vigil.witness.profiles.file_format import (
    LANGUAGES,
    ProfileSource,
    ProfileText,
    ShippedProfile,
    shipped_profiles,
)
from vigil.witness.stories import public_record
from vigil.witness.stories.drafts import Draft, story_draft
from vigil.witness.stories.hindrances import hindrances
from vigil.witness.stories.projection import project
from vigil.witness.stories.verbs.writing import FIRST_NUMBER, shelf
from vigil.witness.works.changes import note, verb
from vigil.witness.works.pages import page_to_write

VERB: Final = "load_profile"
WHY: Final = "shipped with Vigil, drawn from the public sources of the open case file"
Standing = Story.Standing


def load() -> int:
    """Load the profiles that were never loaded; return how many.

    One that something stands against today (its case is not public here, or does not name the
    person any more) is not brought in, and looked at again the next time.
    """
    known = set(Story.objects.filter(number__lt=FIRST_NUMBER).values_list("number", flat=True))
    new = [one for one in shipped_profiles() if one.number not in known]
    return sum(map(_load_one, new, [_cases()] * len(new))) if new else 0


def _cases() -> Mapping[str, str]:
    return {line["id"]: public_id(line["public_number"]) for line in shipped_cases()}


@verb
def _load_one(profile: ShippedProfile, cases: Mapping[str, str]) -> bool:
    case = Case.objects.filter(public_id=cases[profile.case]).first()
    if case is None:
        return False
    people = case.victims.filter(name__in=profile.victims)
    persons = [str(uid) for uid in people.values_list("uid", flat=True)]
    if len(persons) != len(profile.victims):
        return False
    with transaction.atomic():
        story = _begun(profile, case, persons)
        draft = _written(story)
        if not hindrances(story, draft) and _published(story, draft):
            return True
        transaction.set_rollback(True)
    return False


def _begun(profile: ShippedProfile, case: Case, persons: list[str]) -> Story:
    page = shelf().add_child(
        instance=StoryPage(title=profile.handle, slug=profile.handle, live=False)
    )
    page.texts = [_text(one, profile.victims) for one in map(profile.texts.get, LANGUAGES) if one]
    page.sources = "\n".join(map(_source, profile.sources))
    page.justice_as_of = str(profile.as_of)
    page.save()
    page.save_revision()
    return Story.objects.create(
        public_id=profile.handle,
        number=profile.number,
        page=page,
        kind=Story.Kind.PROFILE,
        language=LANGUAGES[0],
        case=case,
        persons=persons,
    )


def _text(told: ProfileText, victims: tuple[str, ...]) -> StoryText:
    return StoryText(
        language=told.language,
        name=", ".join(victims),
        title=told.title,
        summary=told.summary,
        body=told.body,
        justice=told.justice.text if told.justice else "",
    )


def _source(source: ProfileSource) -> str:
    said = ", ".join(filter(None, (source.title, source.outlet, source.date)))
    return f"{said} | {source.url}"


def _written(story: Story) -> Draft:
    """Mark the translations as reviewed; return the draft."""
    draft = story_draft(story)
    page = page_to_write(story)
    rows = list(page.texts.all())
    for row in rows:
        if row.language != draft.language:
            row.reviewed_as = draft.digest_of(row.language)
    page.texts = rows
    page.save_revision()
    return story_draft(story)


def _published(story: Story, draft: Draft) -> bool:
    story.sent_revision = story.approved_revision = story.public_revision = draft.revision
    story.standing, story.first_published_at = Standing.PUBLISHED, timezone.now()
    story.record_digest = public_record.digest_now(story)
    story.save()
    if not project(story):
        return False
    note(VERB, story, by=None, after={"revision": draft.revision}, why=WHY)
    return True


LOG: Final = LogWords(
    verbs={
        "load_profile": pgettext_lazy("decision", "bring in a profile that is shipped"),
    },
)
