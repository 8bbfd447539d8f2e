"""Who is in the fund: taken in with a level, found again, opened; `removing` takes them out.

A party comes with its level: nothing is kept of anybody before somebody has said how far they may
be seen. Who does not say, is hidden.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.access.rules import blind_calls
from vigil.fund.models import (
    NAMED,
    Application,
    Conflict,
    Nomination,
    Party,
    Trace,
)
from vigil.fund.parties import accounts_and_contacts as known_by
from vigil.fund.parties.name_check import require_unnamed
from vigil.fund.parties.numbers import next_number
from vigil.fund.parties.signals import PARTY_CHANGED
from vigil.fund.parties.verbs import keeping_digests as traces
from vigil.fund.parties.verbs import sealing as words
from vigil.fund.payments.verbs import approval_terms as approvals
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Level, User
from vigil.trust.outbox.verbs.letters import forget_letters
from vigil.trust.protection.verbs import protect_first, set_protection
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import alone, take_part

WORK: Final = "fund.work"
PARTY: Final = "party"
FIELDS: Final = ("name", "contact", "never_send", "bank", "place", "area")
"""What the vault holds of a party: its name, how to reach it, what must never be sent, its account,
the place (as they say it), and the first-order division in which that lies."""
TRACED: Final[Mapping[str, str]] = {
    "name": Trace.Kind.NAME,
    "contact": Trace.Kind.CONTACT,
    "bank": Trace.Kind.BANK,
    "area": Trace.Kind.AREA,
}
LONGEST_NAME: Final = 200
PUBLISHED: Final = (Level.OPEN, Level.PSEUDONYM)
"""Levels at which a name, or another name, is published: never by one officer's word."""


@dataclass(frozen=True)
class Alike:
    """A party that may be the same as another, or is linked with it, and by what."""

    party: Party
    by: tuple[str, ...]


@transaction.atomic
def take_in(
    kind: str,
    level: str,
    *,
    by: User | None,
    name: str = "",
    country: str = "",
    calling: str = "",
    language: str = "en",
    contact_by: str = Party.Contact.NONE,
    known_to: Iterable[User] = (),
    **texts: str,
) -> Party:
    """Take a party in; `by` is None where they come by themselves. `texts` are those of `FIELDS`.

    The level is set first. Raises NotPossible (no such level, kind, country or way of contact; a
    field that the fund does not keep; a level at which something of them is published, which only
    they say by themselves).
    """
    take_part()
    _check(kind, country, contact_by, name, texts)
    if by is not None and level in PUBLISHED:
        raise NotPossible(
            _("Take them in as hidden. That more is seen of them, two officers decide.")
        )
    party = Party(
        kind=kind,
        number=next_number(Party),
        level=level,
        country=country,
        calling=calling,
        language=language,
        contact_by=contact_by,
    )
    protect_first(party.subject, level, by=by)
    party.name = name.strip() if level in NAMED else ""
    party.save()
    party.known_to.set(known_to)
    for field, text in {"name": name, **texts}.items():
        _keep(party, field, text, by)
    record("take_in_party", PARTY, party.uid, by=by, after={"kind": kind, "level": level})
    return party


def compute_digests(values: Mapping[str, Any]) -> None:
    """Compute by what a party with these values is known, before a transaction that keeps it.

    Raises NotPossible (more ways to reach them than are compared).
    """
    known_by.check_few(str(values.get("contact") or ""))
    traces.compute((TRACED[name], str(values[name])) for name in TRACED if values.get(name))


@transaction.atomic
def set_level(party: Party, level: str, *, by: User, why: str = "") -> Party:
    """Set how far a party may be seen; its name leaves the table, or enters it, at once.

    Raises NotAllowed, NotPossible (no such level; it stands so already), NeedsSecondPerson (a
    level that shows more: see `levels.ask_to_show_more`).
    """
    alone()  # first: whoever takes part already may be refused it
    require(by, WORK, party)
    party = locked(party)
    set_protection(party.subject, level, by=by, why=why)
    put_level(party, level)
    return party


def put_level(party: Party, level: str) -> None:
    """Repeat in the table the level that was set; called by the verbs that set it, on a locked row.

    The name leaves the table, or enters it, in the same transaction.
    """
    party.level = level
    party.name = ""
    if level in NAMED:
        party.name = words.read_to_act(party, PARTY, party.uid, "name", why="the level was set")
    party.save(update_fields=["level", "name"])
    _level_changed(party)


def edit(party: Party, *, by: User, **values: str) -> Party:
    """Change what is kept of a party: columns (`country`, `calling`, `language`, `contact_by`,
    `pseudonym`) and texts of `FIELDS`. What is not given stays. Another account or name voids the
    approvals of money that is not paid yet.

    Raises NotAllowed, NotPossible (no such field; the other name, or the title of a grant, would
    say the name; what is published would say one that the record does not show).
    """
    require(by, WORK, party)
    compute_digests(values)
    return _edit(party, values, by)


@transaction.atomic
def _edit(party: Party, values: Mapping[str, str], by: User) -> Party:
    take_part()
    require(by, WORK, party)
    party = locked(party)
    texts = {field: text for field, text in values.items() if field in FIELDS}
    columns = {name: value for name, value in values.items() if name not in FIELDS}
    _check(
        party.kind,
        columns.get("country", party.country),
        columns.get("contact_by", party.contact_by),
        texts.get("name", ""),
        texts,
    )
    _stop_letters(party, columns.get("contact_by", party.contact_by), texts)
    for name in columns:
        if name not in ("country", "calling", "language", "contact_by", "pseudonym"):
            raise NotPossible(_("There is no such field."))
        setattr(party, name, columns[name].strip())
    if "name" in texts and party.level in NAMED:
        party.name = texts["name"].strip()
    party.save()
    for field, text in texts.items():
        _keep(party, field, text, by)
    if {"name", "pseudonym"} & values.keys():
        _require_unnamed(party)
    _void_approvals(party, texts, by)
    record("edit_party", PARTY, party.uid, by=by, after={"fields": sorted(values)})
    return party


def say_own(party: Party, *, contact_by: str = "", **texts: str) -> Party:
    """Keep what a party says of itself on its own page: texts of `FIELDS`, and how to reach it.

    A text that is empty is removed. Another account or name voids the approvals of money that is
    not paid yet. Raises NotPossible (removed; no such field or way).
    """
    compute_digests(texts)
    return _say_own(party, contact_by, texts)


@transaction.atomic
def _say_own(party: Party, contact_by: str, texts: Mapping[str, str]) -> Party:
    take_part()
    party = locked(party)
    contact_by = contact_by or party.contact_by
    _check(party.kind, party.country, contact_by, texts.get("name", ""), texts)
    _stop_letters(party, contact_by, texts)
    party.contact_by = contact_by
    if "name" in texts and party.level in NAMED:
        party.name = texts["name"].strip()
    party.save(update_fields=["contact_by", "name"])
    for field, text in texts.items():
        if not text.strip():
            words.drop(PARTY, party.uid, field, why="the party emptied it")
        _keep(party, field, text, None)
    _void_approvals(party, texts, None)
    record("say_of_oneself", PARTY, party.uid, by=None, after={"fields": sorted(texts)})
    return party


@transaction.atomic
def open_field(party: Party, field: str, *, by: User, why: str) -> str:
    """Open one sealed value of a party. Who looked, when and why, is kept and shown.

    Raises NotAllowed, NotPossible (no such field; no reason).
    """
    require(by, WORK, party)
    if field not in FIELDS:
        raise NotPossible(_("There is no such field."))
    return words.read(party, PARTY, party.uid, field, by=by, why=why)


@transaction.atomic
def let_know(party: Party, users: Iterable[User], *, by: User) -> None:
    """Say who may know of a party; nobody named means everybody of the fund.

    Whoever says it stays among them. Raises NotAllowed.
    """
    require(by, WORK, party)
    party = locked(party)
    chosen = {user.pk for user in users}
    party.known_to.set(chosen | {by.pk} if chosen else ())
    record("let_know_of_party", PARTY, party.uid, by=by, after={"people": len(chosen)})


@transaction.atomic
def say_conflict(party: Party, user: User, *, by: User, why: str = "") -> Conflict:
    """Note that somebody has an interest in a party: from now on they see nothing of it.

    Everybody may say it of themself; of others an officer. Raises NotAllowed, NotPossible (said
    already).
    """
    if user != by:
        require(by, WORK, party)
    Party.objects.select_for_update().get(pk=party.pk)
    if Conflict.objects.filter(party=party, user=user).exists():
        raise NotPossible(_("This interest was noted already."))
    words.write(party, PARTY, party.uid, f"conflict {user.pk}", why, by=by)
    row = Conflict.objects.create(party=party, user=user, said_by=by)
    record("say_conflict", PARTY, party.uid, by=by, after={"user": user.pk})
    return row


def alike(party: Party, *, by: User) -> list[Alike]:
    """Return other parties known by the same name, account or contact, and by what each.

    What was noted of them and what they wrote into applications counts alike.
    Those that `by` may not know of are left out. Raises NotAllowed.
    """
    require(by, WORK, party)
    mine = party.traces.exclude(kind=Trace.Kind.AREA).values_list("kind", "digest")
    found: dict[int, dict[str, None]] = {}
    for kind, digest in mine:
        rows = Trace.objects.filter(kind=kind, digest=digest).exclude(party=party)
        for pk in rows.values_list("party", flat=True):
            found.setdefault(pk, {})[str(kind)] = None
    others = visible_to(by).filter(pk__in=found, removed_at=None)
    return [Alike(other, tuple(found[other.pk])) for other in others]


def known_as(names: Iterable[str]) -> QuerySet[Party]:
    """Return the parties that are known by one of these names, accounts or contacts."""
    said = [(kind, name) for kind in Trace.Kind.values for name in names]
    digests = {digest for kind, name in said for digest in traces.digests(kind, name)}
    return Party.objects.filter(traces__digest__in=digests, removed_at=None).distinct()


def in_area(area: str) -> QuerySet[Party]:
    """Return the parties in a first-order division, as it was written of them."""
    digests = traces.digests(Trace.Kind.AREA, area)
    return Party.objects.filter(traces__kind=Trace.Kind.AREA, traces__digest__in=digests)


def visible_to(user: User) -> QuerySet[Party]:
    """Return the parties of which somebody of the fund may know (as `rules.may_know_of`)."""
    rows = let_in_to(user)
    if closed := blind_calls(user):
        rows = rows.exclude(pk__in=Application.objects.filter(call__in=closed).values("party"))
    return rows


def let_in_to(user: User) -> QuerySet[Party]:
    """Return the parties from which nothing keeps somebody (as `rules.is_let_in`).

    It is for reviewers, who are not told who they are; for everything else, `visible_to`.
    """
    named = Party.known_to.through.objects
    closed = named.values("party")
    let_in = named.filter(user=user).values("party")
    hindered = Conflict.objects.filter(user=user).values("party")
    rows = Party.objects.exclude(pk__in=hindered)
    return rows.exclude(pk__in=closed) | rows.filter(pk__in=let_in)


# The link to their own page


@transaction.atomic
def new_link(party: Party, *, by: User | None, token: str = "") -> str:
    """Make the link to the party's own page, in place of an older one; return its token, once.

    `by` is None where they made it themselves. A `token` is given where the same form sent twice
    has to lead to the same page. Raises NotPossible (removed; proposed, and not cleared yet).
    """
    party = locked(party)
    if by is not None:
        require_screened(party)
    # Of at least 40 signs: so long a part of an address is left out of the log of the server.
    token = token or secrets.token_urlsafe(32)
    party.link_digest, party.link_made_at = digest_of_token(token), timezone.now()
    party.save(update_fields=["link_digest", "link_made_at"])
    record(approvals.LINKED, PARTY, party.uid, by=by)
    return token


def require_screened(party: Party) -> None:
    """Raise NotPossible where somebody was proposed, and is not cleared for contact.

    Who applied, or asked for help, came by themselves: the screening is of whom we come to.
    """
    proposed = party.nominations.all()
    cleared = proposed.filter(state__in=(Nomination.State.CLEARED, Nomination.State.CONTACTED))
    if not proposed.exists() or cleared.exists():
        return
    if not party.applications.exists() and not party.emergencies.exists():
        raise NotPossible(_("They are not cleared for contact. Finish the screening first."))


@transaction.atomic
def end_link(party: Party, *, by: User | None) -> None:
    """Let the link die. Asking twice does no more."""
    if Party.objects.filter(pk=party.pk).exclude(link_digest="").update(link_digest=""):
        record("end_party_link", PARTY, party.uid, by=by)


def of_token(token: str) -> Party | None:
    """Return whose page a link leads to, or nobody."""
    if not token:
        return None
    return Party.objects.filter(link_digest=digest_of_token(token), removed_at=None).first()


def digest_of_token(token: str) -> str:
    """Return by what a link is known again; the link itself is kept nowhere."""
    return sha256(f"fund {token}".encode()).hexdigest()


def locked(party: Party) -> Party:
    """Return the party as it stands, locked. Raises NotPossible (it was removed).

    Everybody locks in one order, so that no two wait for each other: the call; what came in
    (application, nomination, emergency, review, determination); the party; its grant and what
    hangs on it.
    """
    current = Party.objects.select_for_update().get(pk=party.pk)
    if current.is_removed:
        raise NotPossible(_("Nothing is kept of them any more."))
    return current


def _keep(party: Party, field: str, text: str, by: User | None) -> None:
    if field == approvals.ACCOUNT and _is_kept(party, text):
        return  # who entered it is not who typed it again
    words.write(party, PARTY, party.uid, field, text, by=by)
    if field not in TRACED:
        return
    traces.keep(party, TRACED[field], text)


def _require_unnamed(party: Party) -> None:
    """Let nothing that is published beside a party say its name, as it is now."""
    titles = party.grants.values_list("public_title", flat=True)
    require_unnamed(party, party.pseudonym, *titles)
    if party.level == Level.OPEN and party.kind == Party.Kind.ORGANISATION:
        require_no_hidden_names(party.name)


def _is_kept(party: Party, account: str) -> bool:
    """Say whether this is the account that is kept already."""
    kept = words.read_to_act(party, PARTY, party.uid, approvals.ACCOUNT, why="to compare accounts")
    return bool(kept) and kept == account.strip()


def _void_approvals(party: Party, texts: Mapping[str, str], by: User | None) -> None:
    if changed := [field for field in approvals.BOUND if field in texts]:
        approvals.void_changed(party, changed, by=by)


def _stop_letters(party: Party, contact_by: str, texts: Mapping[str, str]) -> None:
    """Let no letter go to where a party is not to be reached any more, or under its old address."""
    if contact_by != party.contact_by or "contact" in texts:
        forget_letters(PARTY, party.uid, why="how they are reached was changed")


def _level_changed(party: Party) -> None:
    """Take the public title off grants of a party that is not open any more."""
    if party.level != Level.OPEN:
        party.grants.update(public_title="")
    house.tell(PARTY_CHANGED, party)


def _check(kind: str, country: str, contact_by: str, name: str, texts: Mapping[str, str]) -> None:
    if kind not in Party.Kind.values:
        raise NotPossible(_("Say whether this is a person or an organisation."))
    if country and country not in COUNTRIES:
        raise NotPossible(_("This is no country."))
    if contact_by not in Party.Contact.values:
        raise NotPossible(_("Say how they may be reached."))
    if len(name) > LONGEST_NAME:
        raise NotPossible(_("The name is longer than %(n)d characters.") % {"n": LONGEST_NAME})
    known_by.check_few(texts.get("contact", ""))
    if unknown := set(texts) - set(FIELDS):
        raise NotPossible(_("There is no such field.") + " " + ", ".join(sorted(unknown)))


LOG: Final = LogWords(
    verbs={
        "edit_party": pgettext_lazy("decision", "change what is kept of somebody in the fund"),
        "end_party_link": pgettext_lazy("decision", "end the link to somebody’s own page"),
        "let_know_of_party": pgettext_lazy("decision", "say who may know of somebody in the fund"),
        "say_conflict": pgettext_lazy("decision", "note an interest"),
        "say_of_oneself": pgettext_lazy("decision", "say something of oneself to the fund"),
        "take_in_party": pgettext_lazy("decision", "take somebody into the fund"),
    },
    kinds={
        "party": pgettext_lazy("decision", "party in the fund"),
    },
    parts={
        "area": gettext_lazy("State, province or department"),
        "bank": gettext_lazy("Bank account"),
        "never_send": gettext_lazy("What must never be sent to them"),
    },
    reasons={
        "how they are reached was changed": pgettext_lazy(
            "decision", "how they are reached was changed"
        ),
        "the level was set": pgettext_lazy("decision", "the level was set"),
        "the party emptied it": pgettext_lazy("decision", "the party emptied it"),
        "to compare accounts": pgettext_lazy("decision", "to compare accounts"),
    },
)
