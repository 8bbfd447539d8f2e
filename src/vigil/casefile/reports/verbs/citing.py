"""Add a source to one value of a case, or remove it. Somebody has read the page."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked, require_in_hand
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.coding.verbs.supporting import rewrite_support
from vigil.casefile.disclosure.holds import hold_if_texts_say_more, withheld_today
from vigil.casefile.disclosure.names_in_sources import ADDRESS, strangers_in_source
from vigil.casefile.disclosure.unknown_names import words_like_names
from vigil.casefile.models import (
    AcceptedValue,
    Account,
    Case,
    CaseAccount,
    Claim,
    MembershipBasis,
    Report,
)
from vigil.casefile.outlets.verbs import apply_known_corrections
from vigil.casefile.people.name_matching import same_person
from vigil.casefile.reports.records import CITED
from vigil.casefile.reports.verbs.admitting import outlet_of
from vigil.casefile.reports.verbs.protecting import hidden_parts, hide_parts
from vigil.casefile.verification.verbs import ask_again
from vigil.language.punctuation import in_a_row
from vigil.reading import codebook
from vigil.reading.codebook.scheme import InvalidValue
from vigil.reading.records import account_key
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

ADD_SOURCE: Final = "casefile.add_source"
READ_HERE: Final = "read-here"
"""The reader of a claim that somebody of this installation wrote down."""
GIVEN: Final = "given-with-change"
"""The reader of a claim that rests on the source that somebody gave for a change."""
ADDED_HERE: Final = frozenset({READ_HERE, GIVEN})
"""The readers of claims that people of this installation may remove."""
MOST_WORDS: Final = 40
"""How many words may say what a source says."""
MOST_NAMES: Final = 8
"""How many words like names are listed."""


@dataclass(frozen=True, kw_only=True)
class CitedPage:
    """A page on the web, as whoever cites it describes it. `published` is EDTF or "".

    `hidden` are the parts that the public does not see ("title", "address"); `may_name` the words
    like names in the other parts of which whoever cites it says that readers may see them.
    """

    url: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""
    hidden: frozenset[str] = frozenset()
    may_name: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PassageRead:
    """What a page says of a value: the same, or another value; in the reader's own words."""

    otherwise: Any = None
    """The other value that it gives, in the shape of the codebook; None: it states the value."""
    words: str = ""
    where: str = ""


@verb
def add_source(
    case: Case, value: AcceptedValue, page: CitedPage, read: PassageRead, *, by: User
) -> Claim:
    """Add a source to an accepted value of a case, and hide parts of it if they name strangers.

    Where it gives another value, people confirm the accepted one anew. Raises NotAllowed,
    NotPossible, Unfit (also: a part looks as if it names somebody who is not in
    the record, and is neither hidden nor said to be fit for readers).
    """
    case = locked(case)
    require(by, ADD_SOURCE, case)
    require_in_hand(case)
    entry = case.accepted.filter(pk=value.pk).select_related("victim").first()
    if entry is None:
        raise NotPossible(_("This value has changed since you opened the case. Choose it again."))
    _check_value(entry, read.otherwise)
    _check_words(case, read)
    _check_page(case, page)
    with hold_if_texts_say_more(case, by=by):
        account = account_of_page(case, page)
        if page.hidden:
            hide_parts(case, account.report, page.hidden, by=by)
        if _is_there(account, entry, read):
            raise Unfit(_("This source is recorded for this value already."), "url")
        claim = Claim.objects.create(
            account=account,
            field=entry.field,
            person=entry.victim.position if entry.victim else None,
            about=entry.victim.uid if entry.victim else None,
            value=entry.value if read.otherwise is None else read.otherwise,
            agrees_with=entry.value if read.otherwise is None else None,
            words=read.words,
            where=read.where,
            reader=READ_HERE,
            coder=by,
            read_on=timezone.localdate(),
        )
        after = {"field": entry.field, "account": account.key, **_person(entry)}
        record_on_case("add_source", case, by=by, after=after)
        if read.otherwise is not None:
            place = f"{entry.victim.position}/" if entry.victim else ""
            ask_again(case, f"{place}{entry.field}", by=by)
        rewrite_support(case)
        refresh(case, by=by)
    return claim


@verb
def remove_source(case: Case, claim: Claim, *, by: User) -> None:
    """Remove a claim that somebody of this installation added. The page stays a source.

    Raises NotAllowed, NotPossible.
    """
    case = locked(case)
    require(by, ADD_SOURCE, case)
    require_in_hand(case)
    mine = Claim.objects.filter(account__membership__case=case, superseded=False)
    held = mine.filter(pk=claim.pk, reader__in=ADDED_HERE).select_related("account").first()
    if held is None:
        raise NotPossible(_("This source was removed already, or is of another case."))
    with hold_if_texts_say_more(case, by=by):
        held.superseded = True
        held.save(update_fields=["superseded"])
        after = {"field": held.field, "account": held.account.key}
        record_on_case("remove_source", case, by=by, after=after)
        rewrite_support(case)
        refresh(case, by=by)


def _person(entry: AcceptedValue) -> dict[str, int]:
    return {"person": entry.victim.position + 1} if entry.victim else {}


def _is_there(account: Account, entry: AcceptedValue, read: PassageRead) -> bool:
    claims = account.claims.filter(
        field=entry.field,
        about=entry.victim.uid if entry.victim else None,
        superseded=False,
        read_on__isnull=False,
    )
    return any(c.words == read.words and c.where == read.where for c in claims)


# Checks


def _check_value(entry: AcceptedValue, otherwise: Any) -> None:
    if otherwise is None:
        return
    try:
        codebook.current().check(entry.field, otherwise)
    except InvalidValue as error:
        raise Unfit(str(error.reason), "otherwise") from error
    if otherwise == entry.value:
        raise Unfit(_("This is the accepted value. Choose that the source states it."), "otherwise")
    if entry.field == "names" and not same_person(otherwise, entry.value):
        raise Unfit(
            _("This name is not like any name of the person. A new name needs an adjudication."),
            "otherwise",
        )


def _check_words(case: Case, read: PassageRead) -> None:
    """Require words that name nobody whom the case does not name: nobody else reviews them."""
    if len(read.words.split()) > MOST_WORDS:
        raise Unfit(
            _("Use at most %(number)d words of your own.") % {"number": MOST_WORDS}, "words"
        )
    withheld = withheld_today(case)
    for name, text in (("words", read.words), ("where", read.where)):
        if not withheld.allows(text):
            raise Unfit(_("This names somebody whom the case does not name. Leave it out."), name)
        strangers = dict.fromkeys(words_like_names(text, withheld, 0, len(text)))
        if strangers:
            message = _(
                "Write this without names: %(names)s. Describe people and places by what they are."
            )
            raise Unfit(message % {"names": in_a_row(strangers)}, name)


def names_in_page(case: Case, page: CitedPage) -> dict[str, list[str]]:
    """Return the words like names of strangers that citing a page would show, by its part.

    Parts that are hidden already are left out, and a page that the case cites already is.
    """
    if _held(case, page) is not None:
        return {}
    known = page_known(page.url)
    title = known.title if known else page.title
    found = strangers_in_source(title, page.url, withheld_today(case))
    hidden = hidden_parts(known) if known else frozenset()
    return {part: names for part, names in found.items() if part not in hidden}


def _check_page(case: Case, page: CitedPage) -> None:
    for part, names in names_in_page(case, page).items():
        if part not in page.hidden and not page.may_name.issuperset(names):
            raise Unfit(spelt_in(part, names), "url" if part == ADDRESS else part)


def spelt_in(part: str, names: Sequence[str]) -> str:
    """Return the sentence for a part of a source that looks as if it names strangers."""
    sentence = (
        _("The address contains %(names)s. Choose below whether readers see it.")
        if part == ADDRESS
        else _("The title contains %(names)s. Choose below whether readers see it.")
    )
    shown = [*names[:MOST_NAMES], "…"] if len(names) > MOST_NAMES else names
    return sentence % {"names": in_a_row(shown)}


# The page


def page_known(url: str) -> Report | None:
    """Return the report of an address, if the installation knows one."""
    known = Report.objects.filter(Q(url=url) | Q(canonical_url=url)).exclude(url="")
    return known.select_related("outlet").order_by("-pk").first() if url else None


def account_of_page(case: Case, page: CitedPage) -> Account:
    """Return the account of a page in this case; make it if there is none."""
    if (held := _held(case, page)) is not None:
        return held
    report = page_known(page.url) or _new_report(page)
    number = report.accounts.count() + 1
    key = f"{account_key(report.key, 'title', 0, len(report.title))}/{number}"
    account = Account.objects.create(report=report, key=key, number=number, reader=CITED)
    CaseAccount.objects.create(account=account, case=case, basis=MembershipBasis.PERSON)
    return account


def _held(case: Case, page: CitedPage) -> Account | None:
    held = Account.objects.filter(
        Q(report__url=page.url) | Q(report__canonical_url=page.url),
        membership__case=case,
        membership__suggested=False,
        superseded=False,
    )
    return held.order_by("pk").first()


def _new_report(page: CitedPage) -> Report:
    if not page.title.strip():
        raise Unfit(_("Type the title of the page: this address is not known here yet."), "title")
    digest = hashlib.sha256(f"{READ_HERE}\x1f{page.url}".encode()).hexdigest()
    report = Report.objects.create(
        key=f"cited@{digest[:24]}",
        outlet=outlet_of(page.publisher, page.url),
        url=page.url,
        canonical_url=page.url,
        title=page.title,
        published=page.published,
        language=page.language,
        content_sha256=digest,
    )
    apply_known_corrections(report)
    return report


LOG: Final = LogWords(
    verbs={
        "add_source": pgettext_lazy("decision", "add a source to a value"),
        "remove_source": pgettext_lazy("decision", "remove a source of a value"),
    },
)
