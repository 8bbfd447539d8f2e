"""Give and take back consent through a private link: on screen, by whoever holds it.

Nobody of ours acts, so no decision names one: it says the number of the link. To be named still
takes two: the person's own word is the first, and one of ours confirms it who neither made the
link nor was shown it. Taking back needs nobody else.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.access.errors import NotPossible
from vigil.trust.confirmations.verbs import ask_through_link, lapse
from vigil.trust.consent.verbs import (
    GIVE,
    NAME,
    consents_of,
    end_consent,
    in_force,
    record_consent,
    terms_of_consent,
)
from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Confirmation, Consent, PrivateLink
from vigil.trust.private_links.verbs.links import subject_of
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def agree_through_link(
    link: PrivateLink, uses: Collection[str], *, until: date | None = None
) -> Confirmation | None:
    """Record that whoever holds a link agrees to these uses, `until` the last day or for good.

    What is agreed to until another day holds until this day from now on. To be named waits for
    one of ours: the confirmation is returned. Raises NotPossible (nothing chosen; a use about
    which the link does not ask; a day that is over; the link is revoked or expired).
    """
    link = open_link(link)
    wanted = [use for use in link.uses if use in uses]
    if not wanted or len(wanted) != len(set(uses)):
        raise NotPossible(_("Choose what you agree to."))
    if until is not None and until < timezone.localdate():
        raise NotPossible(_("Choose a last day that is yet to come."))
    note_use(link)
    asked = None
    for use in wanted:
        before = list(in_force(subject_of(link), use))
        if any(one.until == until for one in before):
            continue
        if use == NAME and not any(_covers(one, until) for one in before):
            asked = _ask_to_name(link, until)
            continue
        _record(link, use, until)
        for one in before:  # only now, so that at no moment nothing is agreed to
            end_consent(one, link=link)
    return asked


@transaction.atomic
def take_back_through_link(link: PrivateLink, uses: Collection[str]) -> int:
    """End every consent of the subject to these uses at once, whoever gave or recorded it.

    A name that waits to be confirmed is not confirmed any more. Returns how many consents ended.
    Raises NotPossible (nothing chosen; a use about which the link does not ask; the link is revoked
    or expired).
    """
    link = open_link(link)
    if not uses or not set(uses) <= set(link.uses):
        raise NotPossible(_("Choose what you withdraw."))
    note_use(link)
    subject = subject_of(link)
    if NAME in uses:
        lapse(GIVE, subject, why="they withdrew it")
    found = list(consents_of(subject).filter(use__in=list(uses), withdrawn_at=None))
    for one in found:
        end_consent(one, link=link)
    return len(found)


def open_link(link: PrivateLink) -> PrivateLink:
    """Return the locked row of a link that works now. Raises NotPossible (it does not)."""
    link = PrivateLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not link.is_open:
        raise NotPossible(_("This link does not work any more. Ask for a new one."))
    return link


def note_use(link: PrivateLink) -> None:
    """Keep the day on which somebody did something on a link."""
    today = timezone.localdate()
    link.used_first, link.used_last = link.used_first or today, today
    link.save(update_fields=["used_first", "used_last"])


def _covers(consent: Consent, until: date | None) -> bool:
    """Return whether a consent holds everywhere, and at least until a day."""
    if consent.territory or consent.language:
        return False
    return consent.until is None or (until is not None and until <= consent.until)


def _record(link: PrivateLink, use: str, until: date | None) -> Consent:
    given_how = Consent.Given.ON_SCREEN
    terms = terms_of_consent(use, link.held_by, given_how, until=until)
    return record_consent(subject_of(link), terms, by=None, link=link)


def _ask_to_name(link: PrivateLink, until: date | None) -> Confirmation:
    """Let one of ours confirm it; what was asked for before, until another day, lapses."""
    subject: Subject = subject_of(link)
    lapse(GIVE, subject, why="they agreed anew")
    terms = terms_of_consent(NAME, link.held_by, Consent.Given.ON_SCREEN, until=until)
    arguments = {name: str(value) for name, value in terms.items() if value}
    return ask_through_link(link, GIVE, subject, arguments=arguments)


LOG: Final = LogWords(
    reasons={
        "they withdrew it": pgettext_lazy("decision", "they withdrew it"),
        "they agreed anew": pgettext_lazy("decision", "they agreed anew"),
    },
)
