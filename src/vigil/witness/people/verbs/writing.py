"""Write the text on a life; a second person approves it, and anybody may hide it at once.

The log keeps who did it, in which language and when, and never the words.
"""

from collections.abc import Collection, Sequence
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.queries import public_cases
from vigil.language.punctuation import in_a_row
from vigil.publication.cases.queries import with_everything
from vigil.publication.policy import disclosure as policy
from vigil.publication.policy.names_in_texts import hidden_name_message
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.witness.models import Life, Name
from vigil.witness.names.verbs.admitting import KIND
from vigil.witness.people.lives import LONGEST, names_nobody_hidden, words_like_strangers
from vigil.witness.people.visibility import has_page
from vigil.witness.works.changes import verb
from vigil.witness.works.pages import clean_text

WRITE: Final = "witness.write_life"
APPROVE: Final = "witness.approve_life"
State = Life.State


@verb
def write_life(name: Name, language: str, text: str, *, by: User) -> Life:
    """Write the text on a life in a language. It waits for a second person.

    What readers see stays until then. Raises NotAllowed, NotPossible (no page; no such language; no
    text or one that is too long; it names somebody who may not be named).
    """
    require(by, WRITE)
    name, text = _locked(name), clean_text(text)
    if language not in dict(settings.LANGUAGES):
        raise NotPossible(_("Choose a language of this site."))
    if not text:
        raise NotPossible(_("Write the text first."))
    if len(text) > LONGEST:
        raise NotPossible(_("The text has at most %(n)d characters.") % {"n": LONGEST})
    _require_nobody_hidden(name, text)
    life = _row(name, language) or Life(person=name.uid, language=language)
    if life.withdrawals:
        raise NotPossible(_("This text was withdrawn because of a name in it."))
    life.case, life.text, life.state, life.why = name.case, text, State.WAITING, ""
    life.written_by, life.approved_by, life.changed_at = by, None, timezone.now()
    life.save()
    _note("write_life", name, life, by=by)
    return life


@verb
def approve_life(
    name: Name, language: str, text: str, *, by: User, may_name: Collection[str] = ()
) -> Life:
    """Approve a text that somebody else wrote: readers see it at once.

    `text` is what was read, `may_name` the words like names of which the approver says that they
    may be named. Raises NotAllowed, NotPossible (nothing waits; it changed since it was read; it
    names somebody who may not be named, or has other words like names), NeedsSecondPerson.
    """
    require(by, APPROVE)
    name = _locked(name)
    life = _waiting(name, language)
    if clean_text(text) != life.text:
        raise NotPossible(_("The text changed since you read it. Read it again."))
    if life.written_by_id == by.pk:
        raise NeedsSecondPerson(_("Somebody else must approve what you wrote."))
    require_two_people(life.written_by, by)
    _require_nobody_hidden(name, life.text)
    strangers = words_like_strangers(life.case_id, life.text)
    if not set(strangers) <= set(may_name):
        raise NotPossible(
            _("Confirm that these words may be shown, or send the text back: %(names)s.")
            % {"names": in_a_row(strangers)}
        )
    life.public_text, life.state = life.text, State.SHOWN
    life.approved_by, life.changed_at = by, timezone.now()
    life.save()
    _note("approve_life", name, life, by=by)
    return life


@verb
def send_back_life(name: Name, language: str, *, by: User, why: str) -> Life:
    """Send a text back to whoever wrote it. Raises NotAllowed, NotPossible (nothing waits)."""
    require(by, APPROVE)
    name = _locked(name)
    life = _waiting(name, language)
    _require_reason(why, name)
    life.state, life.why, life.changed_at = State.SENT_BACK, why.strip(), timezone.now()
    life.save()
    _note("send_back_life", name, life, by=by, why=why.strip())
    return life


@verb
def hide_life(name: Name, *, by: User, why: str) -> Decision:
    """Hide the text on a life in every language, also the shipped one, until one is approved.

    Raises NotAllowed, NotPossible (it is hidden already; no reason, or one that says the name).
    """
    require(by, WRITE)
    name = _locked(name)
    _require_reason(why, name)
    rows = list(Life.objects.select_for_update().filter(person=name.uid))
    if rows and all(row.state == State.HIDDEN for row in rows):
        raise NotPossible(_("The text is hidden already."))
    hide_rows(name, rows, by=by, why=why.strip())
    return record("hide_life", KIND, name.handle, by=by, why=why.strip())


def hide_rows(name: Name, rows: Sequence[Life], *, by: User | None, why: str) -> None:
    """Hide the locked texts on a life. The caller records the decision.

    Where there is no text yet, `by` is whose row it becomes that hides the shipped one.
    """
    there = list(rows)
    if not there and by is not None:
        language = settings.LANGUAGE_CODE
        there = [Life(person=name.uid, case=name.case, language=language, written_by=by)]
    for row in there:
        row.state, row.public_text, row.why = State.HIDDEN, "", why
        row.hides_shipped, row.changed_at = True, timezone.now()
        row.save()


def _locked(name: Name) -> Name:
    rows = Name.objects.select_for_update().filter(handle=name.handle)
    held = rows.prefetch_related("spellings").first()
    if held is None or not has_page(held):
        raise NotPossible(_("This person has no page."))
    return held


def _row(name: Name, language: str) -> Life | None:
    rows = Life.objects.select_for_update()
    return rows.filter(person=name.uid, language=language).first()


def _waiting(name: Name, language: str) -> Life:
    life = _row(name, language)
    if life is None or life.state != State.WAITING or life.withdrawals:
        raise NotPossible(_("No text is waiting for approval in this language."))
    return life


def _require_nobody_hidden(name: Name, text: str) -> None:
    case = with_everything(public_cases()).get(pk=name.case_id)
    own = _spellings(name)
    if not policy.withheld_in(case).allows(text) or not names_nobody_hidden(text, own):
        raise NotPossible(hidden_name_message())


def _require_reason(why: str, name: Name) -> None:
    if not why.strip():
        raise NotPossible(_("Say why."))
    case = with_everything(public_cases()).get(pk=name.case_id)
    if says([why], _spellings(name)) or not policy.withheld_in(case).allows(why):
        raise NotPossible(_("Leave the name out of the reason: a decision is kept for good."))


def _spellings(name: Name) -> list[str]:
    return [spelling.text for spelling in name.spellings.all()]


def _note(did: str, name: Name, life: Life, *, by: User, why: str = "") -> None:
    after = {"language": life.language, "state": life.state}
    record(did, KIND, name.handle, by=by, after=after, why=why)


LOG: Final = LogWords(
    verbs={
        "approve_life": pgettext_lazy("decision", "approve the text on a life"),
        "hide_life": pgettext_lazy("decision", "hide the text on a life"),
        "send_back_life": pgettext_lazy("decision", "send back the text on a life"),
        "write_life": pgettext_lazy("decision", "write the text on a life"),
    },
)
