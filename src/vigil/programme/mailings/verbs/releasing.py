"""Release a mailing: once, by one person, to the people whom they were shown."""

import hashlib
import json
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.programme.events.verbs.events import MANAGE
from vigil.programme.events.verbs.public_changes import verb
from vigil.programme.mailings.recipients import RecipientCounts, count_recipients, people_of
from vigil.programme.mailings.texts import chosen_texts
from vigil.programme.mailings.verbs.common import State, locked_draft, note
from vigil.programme.mailings.verbs.writing import WRITING, task_key
from vigil.programme.models import Mailing, MailingRecipient
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.publication.record.labels import language_name
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import BATCH, require
from vigil.trust.models import User
from vigil.trust.outbox.site_address import site_address_of_workers
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.work.verbs.tasks import enqueue


@verb
def release_mailing(mailing: Mailing, read: str, shown: int, *, by: User) -> Mailing:
    """Release a draft: its people are found now, and a task writes their letters.

    `read` is the `fingerprint` of what was read before, `shown` the number of people on the
    button. Raises NotAllowed, NotPossible (it was released or discarded; the draft or the number
    of people is another one by now; nobody would get it; a language has no text; the address of
    the site is unknown).
    """
    require(by, MANAGE)
    mailing = locked_draft(mailing)
    if read != fingerprint(mailing):
        raise NotPossible(_("Somebody changed this draft since you read it. Read it again."))
    people = people_of(mailing)
    if why := why_not_sent(mailing, count_recipients(mailing)):
        raise NotPossible(why)
    if len(people) != shown:
        raise NotPossible(_changed_number(shown, len(people)))
    require_no_hidden_names(*mailing.texts.values_list("text", flat=True))
    site_address_of_workers()
    mailing.state, mailing.recipients = State.RELEASED, len(people)
    mailing.released_at, mailing.released_by = timezone.now(), by
    mailing.save(update_fields=["state", "recipients", "released_at", "released_by"])
    rows = MailingRecipient.objects.bulk_create(
        (MailingRecipient(mailing=mailing, person_id=pk) for pk in people), batch_size=BATCH
    )
    after = {"mailing_template": mailing.template, "people": len(people)}
    note("release_mailing", mailing, by=by, before={"state": State.DRAFT}, after=after)
    enqueue(WRITING, task_key(mailing), [row.pk for row in rows], by=by)
    return mailing


def why_not_sent(mailing: Mailing, counts: RecipientCounts) -> str:
    """Return what a draft lacks before it can be released; "" where it lacks nothing."""
    if not counts.people:
        return _("Nobody would get this message. Change who gets it.")
    lacking = sorted(set(counts.by_language) - set(chosen_texts(mailing.texts.all())))
    if not lacking:
        return ""
    names = ", ".join(language_name(tag) for tag in lacking)
    return _(
        "There is no text in: %(languages)s. Write it, or choose which text these readers get."
    ) % {"languages": names}


def fingerprint(mailing: Mailing) -> str:
    """Return a digest of all that a draft says and to whom: who releases it has read just that."""
    said = [
        mailing.template,
        mailing.whole_event,
        sorted(mailing.sessions.values_list("pk", flat=True)),
        mailing.languages,
        mailing.audience,
        mailing.waiting_list,
        mailing.is_public,
        sorted(mailing.texts.values_list("language", "text", "instead")),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _changed_number(shown: int, now: int) -> str:
    words = _(
        "The number of people has changed from %(shown)d to %(n)d since you read this. Nothing "
        "was sent. Press the button again if that is right."
    )
    return words % {"shown": shown, "n": now}


LOG: Final = LogWords(
    verbs={"release_mailing": pgettext_lazy("decision", "send a message from the hosts")},
)
