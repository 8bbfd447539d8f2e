"""Remove a party: all text goes with its key; amounts, states and days stay."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.access import rules
from vigil.fund.applications.verbs import storing_files
from vigil.fund.models import (
    Accompaniment,
    Amendment,
    Application,
    Check,
    Connection,
    Determination,
    EmergencyWord,
    ExtensionRequest,
    OutcomeStatement,
    Party,
    Payment,
    Reading,
    Remark,
    Report,
    Result,
    Review,
    Tranche,
    Witness,
)
from vigil.fund.parties import locking
from vigil.fund.parties.models.party import PARTY
from vigil.fund.parties.signals import PARTY_CHANGED
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Level, User
from vigil.trust.outbox.verbs.letters import forget_letters
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.vault.verbs.own_keys import destroy_key, is_destroyed
from vigil.trust.vault.verbs.sealing import sealed_for, shred


@transaction.atomic
def remove(party: Party, *, by: User | None, why: str) -> Party:
    """Remove a party: destroy its key, and with it all its text, also in backups.

    Amounts, states and days stay under its code, so that totals stay right. Drafts become
    withdrawn. `by` is None if the party asked on its own page. Raises NotAllowed; NotPossible if it
    was removed already.
    """
    if by is not None:
        require(by, rules.WORK, party)
    # What came in is locked before whom it is of: see `parties.locking`.
    drafts = party.applications.filter(state=Application.State.DRAFT).order_by("pk")
    list(drafts.select_for_update())
    party = locking.locked(party)
    for kind, key in sealed_subjects_of(party):
        for sealed in sealed_for(kind, key):
            shred(sealed, by=None, why="the party was removed")
    destroy_key(party.subject, by=by, why="the party was removed")
    party.traces.all().delete()
    party.known_to.clear()
    # Whom they knew, and near which case they are, is no total.
    Connection.objects.filter(Q(one=party) | Q(other=party)).delete()
    party.prompts.all().delete()
    party.level_requests.all().delete()
    party.word_keys.all().delete()
    party.passes.all().delete()
    party.name = party.pseudonym = party.calling = party.link_digest = ""
    party.level, party.contact_by = Level.HIDDEN, Party.Contact.NONE
    party.removed_at = timezone.now()
    party.save()
    party.grants.update(public_title="")
    party.files.update(removed=True)
    _take_back(drafts.all(), by)  # with one that was begun meanwhile
    # Their address is sealed for the letter alone, and the text may hold their link.
    forget_letters(PARTY, party.uid, why="the party was removed")
    transaction.on_commit(storing_files.clear_away)  # the ciphertexts that nobody can open any more
    record("remove_party", PARTY, party.uid, by=by, why="asked for" if why.strip() else "")
    house.tell(PARTY_CHANGED, party)
    return party


def undestroyed_keys() -> list[Party]:
    """Return removed parties whose key still exists, so that their text is readable.

    This happens only after a restore from a backup made before the removal.
    """
    removed = Party.objects.exclude(removed_at=None)
    return [party for party in removed if not is_destroyed(party.subject)]


def _take_back(drafts: Iterable[Application], by: User | None) -> None:
    """Mark drafts of a removed party as withdrawn.

    Applications that were sent keep their state, so that totals stay right.
    """
    for row in drafts:
        row.state, row.changed_at = Application.State.WITHDRAWN, timezone.now()
        row.minor, row.currency, row.theme, row.confirmed = None, "", "", []
        row.save()
        record(
            "take_application_back", "application", row.uid, by=by,
            before={"state": Application.State.DRAFT}, after={"state": row.state},
        )  # fmt: skip


def sealed_subjects_of(party: Party) -> list[tuple[str, str]]:
    """Return every subject with sealed text about a party."""
    of: list[tuple[str, QuerySet[Any]]] = [
        ("nomination", party.nominations.all()),
        ("check", Check.objects.filter(nomination__party=party)),
        ("emergency", party.emergencies.all()),
        ("emergency_word", EmergencyWord.objects.filter(request__party=party)),
        ("application", party.applications.all()),
        ("application_file", party.files.all()),
        ("review", Review.objects.filter(application__party=party)),
        ("remark", Remark.objects.filter(application__party=party)),
        ("determination", Determination.objects.filter(application__party=party)),
        ("grant", party.grants.all()),
        ("tranche", Tranche.objects.filter(grant__party=party)),
        ("payment", Payment.objects.filter(tranche__grant__party=party)),
        ("amendment", Amendment.objects.filter(grant__party=party)),
        ("report", Report.objects.filter(grant__party=party)),
        ("accompaniment", Accompaniment.objects.filter(grant__party=party)),
        ("result", Result.objects.filter(grant__party=party)),
        ("outcome", OutcomeStatement.objects.filter(grant__party=party)),
        ("outcome_reading", Reading.objects.filter(outcome__grant__party=party)),
        ("safety_plan", party.plans.all()),
        ("incident", party.incidents.all()),
        ("hold", party.holds.all()),
        ("payment_witness", Witness.objects.filter(payment__tranche__grant__party=party)),
        ("key_loss", party.key_losses.all()),
        ("fund_message", party.messages.all()),
        ("extension", ExtensionRequest.objects.filter(grant__party=party)),
    ]
    uids = ((kind, uid) for kind, rows in of for uid in rows.values_list("uid", flat=True))
    return [(PARTY, party.uid), *uids]


LOG: Final = LogWords(
    verbs={
        "remove_party": pgettext_lazy("decision", "remove somebody from the fund"),
    },
    reasons={
        "asked for by their own link": pgettext_lazy("decision", "asked for by their own link"),
        "the party was removed": pgettext_lazy("decision", "the party was removed"),
    },
)
