"""Why a story cannot be published yet, in sentences for its editor."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vigil.publication.record.labels import language_name
from vigil.trust.rooms.house import consent_uses
from vigil.witness.models import Story, StoryFile
from vigil.witness.stories import markup, public_record
from vigil.witness.stories.drafts import Draft, Text
from vigil.witness.stories.projection import says_nothing_withheld
from vigil.witness.stories.verbs.consenting import ASKED, NAME, QUOTES, TOLD, USE_OF_FILE, agreed
from vigil.witness.works.drafts import TextState


def hindrances(story: Story, draft: Draft) -> list[str]:
    """Return the reasons why this draft cannot be published today; an empty list where it can."""
    return [
        *_text(draft),
        *_withheld(story, draft),
        *(_profile(story, draft) if story.kind == Story.Kind.PROFILE else _story(story, draft)),
    ]


def _text(draft: Draft) -> Iterator[str]:
    if draft.state(draft.language) == TextState.MISSING:
        yield _("Write a title and a text in the original language.")
    elif not draft.original.name:
        yield _("Write the name of the person in this language.")
    if any(text.justice for text in draft.texts.values()) and not draft.justice_as_of:
        yield _("Enter the last day that you checked what has happened since.")


def _withheld(story: Story, draft: Draft) -> Iterator[str]:
    withheld = public_record.withheld_in(story)
    for text in draft.ready():
        if not says_nothing_withheld(text, withheld):
            yield _(
                "The text (%(language)s) says a name or a place that the record does not show: "
                "of a suspect, of somebody who is not named, or finer than may be told."
            ) % {"language": language_name(text.language)}


def _profile(story: Story, draft: Draft) -> Iterator[str]:
    if public_record.public_row(story) is None:
        yield _("The case of this profile is not public. Publish the case first.")
    elif not public_record.all_named_in_record(story):
        yield _("The record does not name everybody whom this profile is about.")
    if any(_quotes(text) for text in draft.texts.values()):
        yield _("A profile has no quotes. Remove them, or begin a story, which needs consent.")
    if story.files.exists():
        yield _("A profile has no pictures or files. Remove them.")
    if not draft.listed_sources():
        yield _("Enter the public sources of this profile.")


def _story(story: Story, draft: Draft) -> Iterator[str]:
    files = list(story.files.all())
    yield from _consents(story, draft, files)
    for one in files:
        yield from _file(one, draft)
    yield from _family(story, draft)


def _consents(story: Story, draft: Draft, files: list[StoryFile]) -> Iterator[str]:
    """Name each use that is not agreed to, with the languages in which it is not."""
    given = agreed(story)
    for use in sorted(needed(draft, files), key=ASKED.index):
        lacking = [
            text.language
            for text in draft.ready()
            if given.until(use, text.language) is None and (use != QUOTES or _quotes(text))
        ]
        if not lacking:
            continue
        named = _(", ").join(language_name(tag) for tag in lacking)
        if given.bound_to_country(use):
            yield _(
                "The consent is valid in one country only, but readers everywhere see the "
                "page: %(use)s (%(languages)s)."
            ) % {"use": consent_uses()[use], "languages": named}
        else:
            yield _("Consent is missing: %(use)s (%(languages)s).") % {
                "use": consent_uses()[use],
                "languages": named,
            }


def needed(draft: Draft, files: list[StoryFile]) -> set[str]:
    """Return what must be agreed to for this draft with these files."""
    uses = {TOLD, NAME}
    if any(_quotes(text) for text in draft.ready()):
        uses.add(QUOTES)
    for one in files:
        uses.update(USE_OF_FILE[StoryFile.Kind(one.kind)])
    return uses


def _quotes(text: Text) -> bool:
    return markup.has_quotes(text.blocks) or bool(text.family)


def _file(one: StoryFile, draft: Draft) -> Iterator[str]:
    """Name what a file lacks for readers who do not see or hear it."""
    pictures = (StoryFile.Kind.PORTRAIT, StoryFile.Kind.PICTURE, StoryFile.Kind.DOCUMENT)
    what, part = (
        ("alt", _("a description for those who do not see it"))
        if one.kind in pictures
        else ("transcript", _("a transcript"))
    )
    lacking = [t.language for t in draft.ready() if not one.texts.get(t.language, {}).get(what)]
    if lacking:
        yield _("%(file)s: %(part)s is missing (%(languages)s).") % {
            "file": str(one.get_kind_display()).capitalize(),
            "part": part,
            "languages": _(", ").join(language_name(tag) for tag in lacking),
        }


def _family(story: Story, draft: Draft) -> Iterator[str]:
    reads = Story.FamilyReads
    if story.told_by == Story.Teller.SURVIVOR and story.family_reads == reads.PENDING:
        yield _("The person who tells it has not read it yet.")
    elif story.family_reads == reads.PENDING:
        yield _("The family has not read it yet.")
    elif story.family_reads == reads.NO:
        yield _("The family does not want it published.")
    elif story.family_reads == reads.YES and story.family_read_revision != draft.revision:
        yield _("The text changed since the family read it.")
