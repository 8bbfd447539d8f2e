"""Make the public rows of stories from drafts, files and consents. Nothing else writes them.

A row is made whole from what may be shown now, or removed. It is called inside the transaction of
the change that it follows, so that no reader ever sees what was withdrawn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import timezone

from vigil.casefile.disclosure.withheld_words import WithheldWords, words
from vigil.files import Kind
from vigil.publication.models import PublicCase
from vigil.publication.record.words import LONGEST_WORD
from vigil.publication.search.spelling import sound
from vigil.trust.models import Upload
from vigil.witness.models import PublicStory, PublicStoryText, PublicStoryWord, Story, StoryFile
from vigil.witness.readers.relatives import speaker_in
from vigil.witness.stories import markup, public_record
from vigil.witness.stories.drafts import Draft, Text, as_dict, story_draft
from vigil.witness.stories.verbs.consenting import (
    ENDLESS,
    NAME,
    QUOTES,
    TOLD,
    USE_OF_FILE,
    ConsentsInForce,
    agreed,
)
from vigil.witness.works.rows import changed_at, digest_of_row

MOST_WORDS: Final = 400


def project(story: Story) -> bool:
    """Bring the public rows of a story up to date; return whether it is shown.

    The row of the story must be locked by the caller.
    """
    before = PublicStory.objects.filter(pk=story.pk).first()
    made = publishable_story(story)
    if made is None:
        PublicStory.objects.filter(pk=story.pk).delete()
        return False
    row = row_of(story, made, before)
    if before is not None and before.digest == row.digest and before.valid_until == row.valid_until:
        return True
    PublicStory.objects.filter(pk=story.pk).delete()  # with its texts and its words
    row.save(force_insert=True)
    PublicStoryText.objects.bulk_create(text_rows_of(row, made))
    PublicStoryWord.objects.bulk_create(_words(row, story, made))
    return True


@dataclass
class PublishableStory:
    """What may be shown of a story today."""

    draft: Draft
    texts: Sequence[Text]
    case: PublicCase | None = None
    quoted: frozenset[str] = frozenset()
    """Languages in which somebody may be quoted."""
    files: list[dict[str, Any]] = field(default_factory=list)
    until: date | None = None


def publishable_story(story: Story) -> PublishableStory | None:
    """Return what may be shown of a published story; None where nothing may."""
    if story.standing != Story.Standing.PUBLISHED or story.is_away or not story.public_revision:
        return None
    draft = story_draft(story, story.public_revision)
    withheld = public_record.withheld_in(story)
    texts = [text for text in draft.ready() if says_nothing_withheld(text, withheld)]
    if draft.language not in {text.language for text in texts}:
        return None
    if story.kind == Story.Kind.PROFILE:
        return _profile(story, draft, texts)
    return _story(story, draft, texts)


def awaited_story(story: Story, draft: Draft) -> PublishableStory | None:
    """Return what would be shown of a draft once everything is reviewed and agreed to.

    For previews alone. None where there is no text yet.
    """
    texts = sorted(
        (text for text in draft.texts.values() if text.is_there),
        key=lambda text: text.language != draft.language,
    )
    if not texts or texts[0].language != draft.language:
        return None
    made = PublishableStory(draft, texts, public_record.public_row(story))
    if story.kind == Story.Kind.STORY:
        languages = [text.language for text in texts]
        made.quoted = frozenset(languages)
        made.files = [
            _file(one, upload, languages, public_record.withheld_in(story))
            for one, upload in _kept(story.files.all())
        ]
    return made


def says_nothing_withheld(text: Text, withheld: WithheldWords) -> bool:
    """Return whether a text contains no name and no place that the record withholds."""
    return all(withheld.allows(words) for words in text.words())


def _profile(story: Story, draft: Draft, texts: Sequence[Text]) -> PublishableStory | None:
    """Return a profile while the record shows its case and names its people."""
    row = public_record.public_row(story)
    if row is None or not public_record.all_named_in_record(story):
        return None
    return PublishableStory(draft, texts, row, until=row.valid_until)


def _story(story: Story, draft: Draft, texts: Sequence[Text]) -> PublishableStory | None:
    """Return what consents allow to show of a story, language by language."""
    given = agreed(story)
    texts = [text for text in texts if given.covers((TOLD, NAME), text.language)]
    if not texts:
        return None
    languages = [text.language for text in texts]
    shown = PublishableStory(draft, texts, public_record.public_row(story))
    shown.quoted = frozenset(tag for tag in languages if given.covers((QUOTES,), tag))
    shown.files = list(_files(story, given, languages))
    ends = list(_ends(shown, given, languages))
    shown.until = min((end for end in ends if end != ENDLESS), default=None)
    return shown


def _files(
    story: Story, given: ConsentsInForce, languages: Sequence[str]
) -> Iterator[dict[str, Any]]:
    withheld = public_record.withheld_in(story)
    for one, upload in _kept(one for one in story.files.all() if one.shown):
        uses = USE_OF_FILE[StoryFile.Kind(one.kind)]
        if allowed := [tag for tag in languages if given.covers(uses, tag)]:
            yield _file(one, upload, allowed, withheld)


def _kept(files: Iterable[StoryFile]) -> Iterator[tuple[StoryFile, Upload]]:
    """Yield the files whose content is there, each with its upload."""
    rows = list(files)
    uploads = Upload.objects.filter(uid__in=[one.upload for one in rows], state=Upload.State.KEPT)
    kept = {upload.uid: upload for upload in uploads}
    yield from ((one, kept[one.upload]) for one in rows if one.upload in kept)


def _file(
    one: StoryFile, upload: Upload, languages: Sequence[str], withheld: WithheldWords
) -> dict[str, Any]:
    return {
        "uid": one.upload,
        "kind": one.kind,
        "media_type": Kind(upload.kind).media_type,
        "width": upload.width,
        "height": upload.height,
        "credit": withheld.let_through(one.credit),
        "licence": one.licence,
        "languages": list(languages),
        "texts": {
            tag: {part: withheld.let_through(text) for part, text in said.items()}
            for tag, said in one.texts.items()
            if tag in languages
        },
    }


def _ends(
    shown: PublishableStory, given: ConsentsInForce, languages: Sequence[str]
) -> Iterator[date]:
    """Yield the last day of every consent that something shown rests on."""
    if shown.case is not None and shown.case.valid_until:
        yield shown.case.valid_until
    uses = {TOLD, NAME, QUOTES}
    for told in shown.files:
        uses.update(USE_OF_FILE[StoryFile.Kind(told["kind"])])
    for use in uses:
        for language in languages:
            if (end := given.until(use, language)) is not None:
                yield end


# Rows


def row_of(story: Story, made: PublishableStory, before: PublicStory | None = None) -> PublicStory:
    """Return the public row of a story, which is not saved."""
    case = made.case
    row = PublicStory(
        story=story,
        public_id=story.public_id,
        number=story.number,
        kind=story.kind,
        told_by=story.told_by,
        told_apart=story.told_apart,
        language=made.texts[0].language,
        languages=[text.language for text in made.texts],
        case=case.public_id if case is not None else "",
        country=case.country if case is not None else "",
        year=case.date_from.year if case is not None and case.date_from else None,
        files=made.files,
        sources=[as_dict(source) for source in made.draft.listed_sources()],
        related=made.draft.related_ids(),
        corrections=story.corrections,
        justice_as_of=made.draft.justice_as_of,
        first_published_at=story.first_published_at or timezone.now(),
        valid_until=made.until,
    )
    row.digest = _digest(row, made)
    row.changed_at = changed_at(row, before)
    return row


def _digest(row: PublicStory, made: PublishableStory) -> str:
    """Return a digest of all that is shown, and of how the record has the case."""
    apart = {"story", "digest", "changed_at", "valid_until"}
    apart |= {"told_apart"} if not row.told_apart else set()  # as before there were such words
    told = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name not in apart}
    texts = [list(text.words()) for text in made.texts]
    case = made.case.digest if made.case is not None else ""
    return digest_of_row([told, texts, sorted(made.quoted), case])


def text_rows_of(row: PublicStory, made: PublishableStory) -> list[PublicStoryText]:
    """Return the public texts of a story, which are not saved: the original first."""
    return [_text_row(row, text, made) for text in made.texts]


def _text_row(row: PublicStory, text: Text, made: PublishableStory) -> PublicStoryText:
    quoted = text.language in made.quoted
    blocks = _with_speakers(text.blocks, text.language)
    return PublicStoryText(
        public=row,
        language=text.language,
        name=text.name,
        title=text.title,
        summary=text.summary,
        blocks=blocks if quoted else markup.without_quotes(blocks),
        # The family's account is theirs, word for word: it is a quote as a whole.
        family=_with_speakers(text.family, text.language) if quoted else [],
        justice=text.justice,
    )


def _with_speakers(blocks: Iterable[markup.Block], language: str) -> list[markup.Block]:
    """Return blocks with words for relatives in the language of their text."""
    return [
        {**block, "by": speaker_in(block["by"], language)} if block.get("by") else block
        for block in blocks
    ]


def _words(row: PublicStory, story: Story, made: PublishableStory) -> list[PublicStoryWord]:
    found: dict[str, None] = {}
    for said in _searched(story, made):
        found.update(dict.fromkeys(words(said)))
    return [
        PublicStoryWord(public=row, word=word[:LONGEST_WORD], sound=sound(word)[:LONGEST_WORD])
        for word in list(found)[:MOST_WORDS]
    ]


def _searched(story: Story, made: PublishableStory) -> Iterator[str]:
    for text in made.texts:
        yield from (text.name, text.title, text.summary)
    if made.case is not None:
        yield from public_record.public_names(story)
        yield f"{made.case.place} {made.case.admin1}"
