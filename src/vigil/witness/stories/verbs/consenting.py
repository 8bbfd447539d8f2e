"""Record consents to a story, and read which are in force. `trust` stores them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.consent import verbs as consent_verbs
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Confirmation, Consent, User
from vigil.trust.withdrawals.write_lock import take_part
from vigil.witness.models import Story, StoryFile
from vigil.witness.readers.verbs.telling_apart import tell_apart

TOLD: Final = "story"
NAME, PICTURE, VOICE, QUOTES = "name", "picture", "voice", "quotes"
DOCUMENT: Final = "document"
ASKED: Final = (TOLD, NAME, PICTURE, VOICE, QUOTES, DOCUMENT)
"""What is asked for, in the order of the form."""

USE_OF_FILE: Final = {
    StoryFile.Kind.PORTRAIT: (PICTURE,),
    StoryFile.Kind.PICTURE: (PICTURE,),
    StoryFile.Kind.DOCUMENT: (DOCUMENT,),
    StoryFile.Kind.SOUND: (VOICE,),
    StoryFile.Kind.FILM: (PICTURE, VOICE),
}
ENDLESS: Final = date.max


USES: Final = {
    TOLD: gettext_lazy("that their story is told"),
    DOCUMENT: gettext_lazy("that a document of theirs is shown"),
}
"""What can be agreed to in stories alone."""


def subject_of(story: Story) -> Subject:
    """Return the subject under which `trust` knows a story."""
    return Subject(Story.KIND, story.uid)


@dataclass(frozen=True)
class ConsentsInForce:
    """The consents to one story that are in force on a day."""

    consents: Sequence[Consent]

    def until(self, use: str, language: str) -> date | None:
        """Return the last day on which a use is agreed to in a language; None if it is not.

        A consent for one country does not count: a page is read everywhere.
        """
        ends = [
            one.until or ENDLESS
            for one in self.consents
            if one.use == use and one.language in ("", language) and not one.territory
        ]
        return max(ends, default=None)

    def covers(self, uses: Iterable[str], language: str) -> bool:
        """Return whether all of these uses are agreed to in a language."""
        return all(self.until(use, language) is not None for use in uses)

    def bound_to_country(self, use: str) -> bool:
        """Return whether there is a consent to a use for one country only."""
        return any(one.use == use and one.territory for one in self.consents)


def agreed(story: Story, on: date | None = None) -> ConsentsInForce:
    """Return the consents to a story that are in force on a day (default: today)."""
    on = on or timezone.localdate()
    rows = Consent.objects.filter(
        Q(until=None) | Q(until__gte=on),
        subject_kind=Story.KIND,
        subject_key=story.uid,
        withdrawn_at=None,
        given_on__lte=on,
    )
    return ConsentsInForce(list(rows))


@transaction.atomic
def agree(
    story: Story,
    uses: Iterable[str],
    *,
    given_by: str,
    given_how: str,
    by: User,
    given_on: date | None = None,
    until: date | None = None,
    territory: str = "",
    language: str = "",
    evidence: str = "",
    why: str = "",
    word: str = "",
) -> Confirmation | None:
    """Record a consent to some uses, all on the same terms. `word` tells relatives apart.

    That they are named waits for a second person: this is returned. Raises NotAllowed,
    NotPossible (no use; withdrawn; a name on paper that is not attached; what `give_consent` and
    `ask_to_name` refuse).
    """
    take_part()
    story = Story.objects.select_for_update().get(pk=story.pk)
    _require_there(story)
    wanted = list(dict.fromkeys(uses))
    if not wanted:
        raise NotPossible(_("Tick at least one use to which they agreed."))
    terms: dict[str, Any] = {
        "given_by": given_by,
        "given_how": given_how,
        "given_on": given_on,
        "until": until,
        "territory": territory,
        "language": language,
        "evidence": evidence,
        "why": why,
    }
    subject = subject_of(story)
    for use in wanted:
        if use != NAME:
            given = consent_verbs.give_consent(subject, use, by=by, **terms)
            if word:
                tell_apart(given, word, by=by)
    if NAME in wanted:
        consent_verbs.require_paper(given_how, evidence)
        return consent_verbs.ask_to_name(subject, by=by, **terms)
    return None


def _require_there(story: Story) -> None:
    if story.is_away:
        raise NotPossible(_("This story was withdrawn."))


def _name_confirmed(confirmation: Confirmation, by: User) -> None:
    story = Story.objects.select_for_update().get(uid=confirmation.subject_key)
    _require_there(story)
    consent_verbs.give_confirmed(confirmation, by)


def _seen(confirmation: Confirmation) -> object:
    """Return what decides whether a person in a story is named."""
    rows = Story.objects.filter(uid=confirmation.subject_key)
    return list(rows.values_list("kind", "told_by", "persons", "withdrawals"))


def _link(confirmation: Confirmation) -> str:
    story = Story.objects.get(uid=confirmation.subject_key)
    return reverse("desk_stories:story", args=[story.public_id])


def _paper(confirmation: Confirmation) -> str:
    story = Story.objects.get(uid=confirmation.subject_key)
    return reverse("desk_stories:paper", args=[story.public_id, confirmation.evidence])


NAMING: Final = consent_verbs.takes_two_to_name(
    Story.KIND, _name_confirmed, _seen, _link, document=_paper
)


@transaction.atomic
def end_agreement(story: Story, consent: Consent, *, by: User, why: str = "") -> Consent:
    """Withdraw a consent. What rests on it is hidden at once.

    Raises NotAllowed, NotPossible (withdrawn already; of another story).
    """
    take_part()
    if (consent.subject_kind, consent.subject_key) != (Story.KIND, story.uid):
        raise NotPossible(_("This consent belongs to another story."))
    return consent_verbs.withdraw_consent(consent, by=by, why=why)
