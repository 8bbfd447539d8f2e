"""What stories hold about people, and what a withdrawal does with it."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.models import Revision

from vigil.casefile.disclosure.withheld_words import texts_in
from vigil.casefile.models import Victim
from vigil.trust.rooms.keepers import Holding
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import SHORTEST, plain, says
from vigil.witness.models import PublicStory, Story, StoryPage
from vigil.witness.stories.projection import project
from vigil.witness.works.keeper import WorksKeeper

AT_ONCE: Final = 200


class StoriesKeeper(WorksKeeper[Story]):
    """Stories and their drafts. During a withdrawal nobody sees them, not even editors."""

    room = "stories"
    label = gettext_lazy("Stories")
    models = frozenset(
        f"witness.{model}"
        for model in ("Story", "StoryFile", "Commission", "StoryPage", "StoryText")
    ) | {
        "wagtailcore.Page",
        "wagtailcore.Revision",
        "wagtailcore.PageLogEntry",
        # What a form held when it was sent: no view that writes it answers.
        "wagtailadmin.FormState",
    }
    model = Story
    withdraw_verb = "withdraw_story_with_person"
    lift_verb = "show_story_again"
    withdrawn = gettext_lazy("nobody sees anything of the story any more, the editors neither")
    lifted = gettext_lazy("the story is shown again, as far as that is agreed to")
    project = staticmethod(project)

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the stories of these names or ids, and such as speak of them."""
        there = Story.objects.exclude(standing=Story.Standing.WITHDRAWN).order_by("pk")
        found = there.select_related("commission")
        holdings = []
        for some in batched(found.prefetch_related("files").iterator(AT_ONCE), AT_ONCE):
            written, called = _written(some), _called_in_record(some)
            for story in some:
                theirs = _speaks(story, written[story.pk], called[story.pk], names)
                if theirs is not None:
                    holdings.append(_holding(story, written[story.pk], theirs))
        return holdings

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Count the public stories that still show one of these names."""
        rows = PublicStory.objects.prefetch_related("texts").iterator(chunk_size=500)
        n = sum(says(_shown(row), names) or row.public_id in names for row in rows)
        if not n:
            return []
        return [
            ngettext("%(n)d story still says the name.", "%(n)d stories still say the name.", n)
            % {"n": n}
        ]


_FOLLOWS: Final = "made again by stories/projection.py, in the transaction that withdraws the story"
DERIVED: Final = {
    f"witness.{model}": _FOLLOWS for model in ("PublicStory", "PublicStoryText", "PublicStoryWord")
}
"""Model -> how its rows follow at once."""
WITHOUT_PERSONAL_DATA: Final = {
    "witness.StoriesPage": "the shelf: it holds no words",
    "witness.StoryOffer": "which colleague offered and took up which agreement of `trust`",
    "wagtailcore.Site": "not used: the public reads rows of our own",
    "wagtailcore.Locale": "codes of languages",
    "wagtailcore.Collection": "not used: images and documents are uploads of ours",
    "wagtailcore.CollectionViewRestriction": "not used",
    "wagtailcore.APIToken": "not used: no API of Wagtail answers",
    "wagtailcore.GroupCollectionPermission": "not used",
    "wagtailcore.GroupSitePermission": "not used",
    "wagtailcore.GroupPagePermission": "which group writes on the shelf",
    "wagtailcore.PageViewRestriction": "not used: no page of Wagtail is served",
    "wagtailcore.ModelLogEntry": "kinds of things and names of acts",
    "wagtailcore.Comment": "not used: comments are off",
    "wagtailcore.CommentReply": "not used: comments are off",
    "wagtailcore.PageSubscription": "which colleague edited which page",
    "wagtailcore.Workflow": "not used: review is a verb of ours",
    "wagtailcore.WorkflowState": "not used",
    "wagtailcore.WorkflowPage": "not used",
    "wagtailcore.WorkflowTask": "not used",
    "wagtailcore.WorkflowContentType": "not used",
    "wagtailcore.Task": "not used",
    "wagtailcore.TaskState": "not used",
    "wagtailcore.GroupApprovalTask": "not used",
    "wagtailcore.ReferenceIndex": "numbers of rows that name each other",
    "wagtailcore.UploadedFile": "not used: files are uploads of ours",
    "wagtailadmin.Admin": "names of permissions",
    "wagtailadmin.EditingSession": "which colleague has which page open",
    "wagtailusers.UserProfile": "what a colleague set for the editor: language, theme",
    "taggit.Tag": "not used",
    "taggit.TaggedItem": "not used",
}
"""Model -> why nobody can be found in it."""


Texts = list[dict[str, Any]]
"""The texts of a revision, as Wagtail keeps them."""


def _written(stories: Sequence[Story]) -> dict[int, list[dict[str, Any]]]:
    """Return the latest revision of each story, and the one that is shown, as they are kept."""
    pages = StoryPage.objects.filter(pk__in=[s.page_id for s in stories if s.page_id])
    latest = dict(pages.values_list("pk", "latest_revision"))
    wanted = {
        s.pk: {n for n in (latest.get(s.page_id or 0), s.public_revision) if n} for s in stories
    }
    numbers = {number for some in wanted.values() for number in some}
    rows = Revision.objects.filter(pk__in=numbers).order_by("-pk")
    contents = dict(rows.values_list("pk", "content"))
    return {
        pk: [contents[number] for number in sorted(some, reverse=True) if number in contents]
        for pk, some in wanted.items()
    }


def _called_in_record(stories: Sequence[Story]) -> dict[int, list[str]]:
    """Return under which names the case file knows the people whom stories are about."""
    uids = [uid for story in stories for uid in story.persons]
    persons = Victim.objects.filter(uid__in=uids).prefetch_related("names")
    names = {str(one.uid): [one.name, *(row.name for row in one.names.all())] for one in persons}
    return {s.pk: [name for uid in s.persons for name in names.get(uid, [])] for s in stories}


def _holding(story: Story, written: Sequence[dict[str, Any]], theirs: bool) -> Holding:
    texts = written[0]["texts"] if written else []
    title = next((text["title"] for text in texts if text["language"] == story.language), "")
    what = (
        _("Nobody would see the story any more, the editors neither.")
        if theirs
        else _("The story says the name: all of it would be taken away.")
    )
    return Holding(
        kind=Story.KIND,
        key=story.uid,
        label=f"{story.public_id} {title}".strip(),
        what=what,
        ticked=theirs and not story.withdrawals,
    )


def _speaks(
    story: Story, written: Sequence[dict[str, Any]], called: Sequence[str], names: Sequence[str]
) -> bool | None:
    """Return whether a story is of somebody with one of these names (or is meant by its id).

    False: it speaks of them. None: it does not.
    """
    if story.public_id in (name.strip().upper() for name in names):
        return True
    texts = [text for one in written for text in one["texts"]]
    theirs = [*called, *(part.strip() for text in texts for part in _names_in(text["name"]))]
    short = {plain(name) for name in names if len(name) < SHORTEST}
    if says(theirs, names) or short & set(map(plain, theirs)):
        return True
    said = [words for one in written for words in texts_in([one["texts"], one["sources"]])]
    said += [text for one in story.files.all() for text in texts_in([one.texts, one.credit])]
    said += [told["note"] for told in story.corrections]
    asked = getattr(story, "commission", None)
    said += [asked.journalist, asked.brief] if asked is not None else []
    return False if says(said, names) else None


def _names_in(text: str) -> list[str]:
    return text.replace("،", ",").split(",")


def _shown(row: PublicStory) -> Iterator[str]:
    yield from texts_in([row.files, row.sources, row.corrections])
    for text in row.texts.all():
        yield from (text.name, text.title, text.summary, text.justice)
        yield from texts_in([text.blocks, text.family])


LOG: Final = LogWords(
    verbs={
        "show_story_again": pgettext_lazy("decision", "show a story again"),
        "withdraw_story_with_person": pgettext_lazy(
            "decision", "withdraw a story with a person in it"
        ),
    },
)
