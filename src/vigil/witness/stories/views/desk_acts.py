"""What editors can do with a story: the form, the verb and the sentence of each act."""

from collections.abc import Mapping
from typing import Any, Final

from django.forms import Form
from django.utils.translation import gettext_lazy

from vigil.casefile.models import Victim
from vigil.desk.screens.act import Act, Data
from vigil.trust.access.errors import Unfit
from vigil.trust.models import Confirmation, User
from vigil.trust.uploads.verbs import files as uploads
from vigil.trust.uploads.verbs.files import FileRefused
from vigil.witness.models import Commission, Story, StoryFile
from vigil.witness.readers.relative_checks import checked_word
from vigil.witness.readers.relatives import RELATIVES
from vigil.witness.stories import public_record
from vigil.witness.stories.forms import desk as forms
from vigil.witness.stories.verbs import (
    commissioning,
    consenting,
    files,
    publishing,
    reviewing,
    withdrawing,
    writing,
)

SEE, EDIT = "witness.see_stories", "witness.edit_story"
SAVED: Final = gettext_lazy("Saved.")
UNFIT: Final = (FileRefused, Unfit)
"""Errors which mean that what was filled in is wrong."""
NOTED: Final = gettext_lazy("The answer is saved.")


def _subject(story: Story) -> Mapping[str, Any]:
    persons = public_record.persons_of(story)
    return {
        "told_by": story.told_by,
        "case": story.case.public_id if story.case else "",
        "persons": "\n".join(one.name for one in persons),
        **_apart(story.told_apart),
    }


def _apart(word: str) -> Mapping[str, str]:
    return {"relative": word} if word in RELATIVES else {"own": word}


def word_for(said: Data) -> str:
    """Return the word that tells relatives apart, from a form. Raises Unfit (it may be a name)."""
    names = [victim.name for victim in Victim.objects.filter(uid__in=said["persons"])]
    return checked_word(said["relative"], said["own"], names)


def _bind(story: Story, said: Data, by: User) -> None:
    writing.bind_story(
        story,
        case=said["case"],
        persons=said["persons"],
        told_by=said["told_by"],
        told_apart=word_for(said),
        by=by,
    )


def _commission_of(story: Story, by: User) -> Mapping[str, Any]:
    return {"instance": Commission.objects.filter(story=story).first()}


def _agree(story: Story, said: Data, by: User) -> Confirmation | None:
    terms = dict(said)
    uses, paper = terms.pop("uses"), terms.pop("evidence")
    word = word_for({**terms, "persons": story.persons})
    del terms["relative"], terms["own"]
    upload = None
    if paper:
        upload = uploads.take_in(paper, Story.KIND, story.uid, by=by, what="consent")
    terms["evidence"] = upload.uid if upload else ""
    try:
        return consenting.agree(story, uses, by=by, word=word, **terms)
    except Exception:
        if upload:
            uploads.shred(upload, by=None, why="it does not belong to the story")
        raise


def _add_file(story: Story, said: Data, by: User) -> None:
    files.add_file(
        story, said["kind"], said["file"], credit=said["credit"], licence=said["licence"], by=by
    )


def describe(one: StoryFile, said: Data, by: User) -> None:
    """Describe a file in one language, with what was filled in."""
    texts = {name: text for name, text in said.items() if text and name != "language"}
    files.describe_file(one, said["language"], texts, by=by)


REVIEW: Final[Mapping[str, Act[Story]]] = {
    "send": Act(
        form=Form,
        permission=EDIT,
        verb=lambda story, said, by: reviewing.send_to_review(story, by=by),
        done=gettext_lazy("Sent to review."),
    ),
    "send_back": Act(
        form=forms.ReasonForm,
        permission=EDIT,
        verb=lambda story, said, by: reviewing.send_back(story, by=by, why=said["why"]),
        done=gettext_lazy("Sent back."),
    ),
    "approve": Act(
        form=Form,
        permission=EDIT,
        verb=lambda story, said, by: reviewing.approve(story, by=by),
        done=gettext_lazy("Approved."),
    ),
    "publish": Act(
        form=forms.CorrectionForm,
        permission=EDIT,
        verb=lambda story, said, by: publishing.publish(story, by=by, **said),
        done=gettext_lazy("Published."),
    ),
    "take_back": Act(
        form=forms.ReasonForm,
        permission=EDIT,
        verb=lambda story, said, by: publishing.take_back(story, by=by, why=said["why"]),
        done=gettext_lazy("Hidden from readers. The draft is kept."),
    ),
    "acknowledge": Act(
        form=Form,
        permission=EDIT,
        verb=lambda story, said, by: publishing.acknowledge_record(story, by=by),
        done=gettext_lazy("Noted: the text is still right."),
    ),
    "family": Act(
        form=forms.FamilyReadsForm,
        permission=EDIT,
        initial=lambda story: {"answer": story.family_reads},
        verb=lambda story, said, by: reviewing.family_read(story, by=by, **said),
        done=NOTED,
    ),
}
"""Acts that share one address: a button names its act in `do`."""

ACTS: Final[Mapping[str, Act[Story]]] = {
    **REVIEW,
    "bind": Act(
        form=forms.SubjectForm,
        permission=EDIT,
        initial=_subject,
        verb=_bind,
        invalid=UNFIT,
        done=SAVED,
    ),
    "schedule": Act(
        form=forms.ScheduleForm,
        permission=EDIT,
        verb=lambda story, said, by: publishing.schedule(story, said["at"], by=by),
        done=gettext_lazy("Scheduled. Until then only editors see it."),
    ),
    # Taking away does not wait for an editor who reaches the story: the verb asks who may.
    "withdraw": Act(
        form=forms.ReasonForm,
        verb=lambda story, said, by: withdrawing.withdraw_story(story, by=by, why=said["why"]),
        done=gettext_lazy("Withdrawn. Its texts and files are deleted."),
    ),
    "agree": Act(
        form=forms.ConsentForm,
        permission=EDIT,
        verb=_agree,
        invalid=UNFIT,
        done=gettext_lazy("Recorded."),
    ),
    "add_file": Act(
        form=forms.FileForm,
        permission=EDIT,
        verb=_add_file,
        done=gettext_lazy("The file is added. Readers see it once you publish the story with it."),
    ),
    "commission": Act(
        form=forms.CommissionForm,
        permission=EDIT,
        form_arguments=_commission_of,
        verb=lambda story, said, by: commissioning.commission(story, by=by, **said),
        done=SAVED,
    ),
    "family_contact": Act(
        form=forms.FamilyContactForm,
        permission=EDIT,
        verb=lambda story, said, by: commissioning.keep_family_contact(story, said, by=by),
        done=gettext_lazy("The contact is in the vault. The log records each opening."),
    ),
    "forget_family": Act(
        form=forms.ReasonForm,
        permission=EDIT,
        verb=lambda story, said, by: commissioning.forget_family_contact(
            story, by=by, why=said["why"]
        ),
        done=gettext_lazy("The family’s contact is removed from the vault."),
    ),
}
"""Acts on a story by their names: those of `REVIEW`, and those that have an address each."""
