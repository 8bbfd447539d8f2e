"""Publish a release, and remove at once what must not be shown any more.

`releases.suppression` decides what a release may show. A release is frozen; only what must not be
shown any more is removed from it, in the transaction that changed the level.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.access.rules import RELEASE
from vigil.fund.achieved.queries import agreed_by_grant
from vigil.fund.models import Entry, FundRelease, Grant, Party
from vigil.fund.payments.money import in_major_units
from vigil.fund.releases import iati, suppression, texts, threesixty_giving
from vigil.fund.releases.queries import band_of, is_listed, published_release
from vigil.fund.releases.suppression import GrantForSuppression, PublishedState, ReleasePlan
from vigil.fund.reporting.reach import GrantReach, reach_by_grant, world_region
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Level, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says
from vigil.trust.withdrawals.write_lock import take_part

KIND: Final = "fund_release"
LEDGER_KIND_OF_ENTRY: Final = {
    Entry.Kind.COMMIT: "committed",
    Entry.Kind.AMEND: "committed",
    Entry.Kind.RELEASE: "committed",
    Entry.Kind.PAY: "paid",
    Entry.Kind.REVERSE: "paid",
}
RELEASE_PART_OF_CELL: Final = {
    suppression.GRANTS_BY_THEME: "themes",
    suppression.PEOPLE_REACHED: "people",
    suppression.COMMUNITIES_REACHED: "communities",
    suppression.OUTCOMES_BY_THEME: "outcomes",
}
"""Kinds of cells of what grants reached and achieved, with their part of a release."""


@dataclass(frozen=True)
class ReleasePreview:
    """The next release beside the last one."""

    before: PublishedState
    plan: ReleasePlan
    grants: Mapping[str, Grant]
    """By uid: all that are counted."""

    @property
    def shown_before(self) -> dict[str, int]:
        """What the last release says, by cell."""
        return {key: cell.total for key, cell in self.before.cells.items() if cell.shown}

    @property
    def shown(self) -> dict[str, int]:
        """What the next one would say, by cell."""
        return {key: cell.total for key, cell in self.plan.shown.items()}


def preview(*, by: User) -> ReleasePreview:
    """Return the next release as it would be, and what is held back. Raises NotAllowed."""
    require(by, RELEASE)
    return _preview()


@transaction.atomic
def make_release(
    *, by: User, statements: Collection[str] = (), outcomes: Collection[str] = ()
) -> FundRelease:
    """Publish a release: numbers, listed grants and files.

    `statements` are uids of results, and `outcomes` of agreed outcome statements, of listed grants
    whose text is published too. Raises NotAllowed; NotPossible if a text must not be published, or
    two publish at once.
    """
    take_part()
    require(by, RELEASE)
    last = FundRelease.objects.select_for_update().first()
    seen = _preview(last)
    release = FundRelease.objects.create(
        number=1 + (last.number if last else 0),
        cells={
            **_cells(seen, texts.result_texts(seen.plan.state.items, statements, by)),
            "outcome_texts": texts.outcome_texts(seen.plan.state.items, outcomes, by),
        },
        counted=suppression.state_to_json(seen.plan.state),
        by=by,
    )
    release.files = digests(release)
    release.save(update_fields=["files"])
    record(
        "make_fund_release",
        KIND,
        str(release.number),
        by=by,
        after={
            "grants": len(seen.plan.state.items),
            "statements": len(statements) + len(outcomes),
        },
    )
    return release


@transaction.atomic
def read_texts(*, by: User, why: str) -> texts.OpenedTexts:
    """Open the texts of the grants to be listed, to choose what to publish.

    These are results, and outcome statements that two readers agreed on. Each opening is recorded.
    Raises NotAllowed; NotPossible if the reason is missing.
    """
    require(by, RELEASE)
    if not why.strip():
        raise NotPossible(_("Say why you open this."))
    return texts.open_texts(_preview().plan.state.items, by=by, why=why)


def follow(party: Party) -> None:
    """Remove a party that is not open any more from every release, texts and list, at once."""
    uids = set(party.grants.values_list("uid", flat=True))
    if party.level != Level.OPEN and uids:
        unlist(uids)


TEXTS: Final = ("statements", "outcome_texts")
"""The parts of a release that hold texts of listed grants."""


def unlist(uids: Collection[str]) -> None:
    """Remove grants from the list and texts of every release, and rebuild its files.

    The calling verb checks the permission, and is in a transaction.
    """
    _take_out(uids, ("items", *TEXTS))


def take_words_out(uids: Collection[str]) -> None:
    """Remove published texts of these grants from every release; they stay listed."""
    _take_out(uids, TEXTS)


def take_outcomes_out(uids: Collection[str]) -> None:
    """Remove the texts of these outcome statements from every release.

    The calling verb checks the permission, and is in a transaction.
    """
    _take_out(uids, ("outcome_texts",), named="outcome")


def grants_with_words(names: Sequence[str]) -> set[str]:
    """Return the grants, by uid, whose published texts contain one of these names."""
    told = (
        one
        for row in FundRelease.objects.all()
        for part in TEXTS
        for one in row.cells.get(part, [])
    )
    return {one["grant"] for one in told if says(texts.words_of(one), names)}


def _take_out(uids: Collection[str], parts: Sequence[str], named: str = "grant") -> None:
    for release in FundRelease.objects.select_for_update():
        cells = dict(release.cells)
        for part in parts:
            cells[part] = [one for one in cells.get(part, []) if one[named] not in uids]
        if all(len(cells[part]) == len(release.cells.get(part, [])) for part in parts):
            continue
        release.cells = cells
        if "items" in parts:
            release.counted["items"] = sorted(set(release.counted["items"]) - set(uids))
        release.files = digests(release)
        release.save(update_fields=["cells", "counted", "files"])
        record("rebuild_fund_release", KIND, str(release.number), by=None)


def digests(release: FundRelease) -> dict[str, str]:
    """Return the SHA-256 of each file of a release that is not empty."""
    return {name: sha256(content).hexdigest() for name, content in files_of(release).items()}


def files_of(release: FundRelease) -> dict[str, bytes]:
    """Return the files of a release by name; no IATI file where `iati.why_no_file` says why."""
    told = published_release(release)
    made = {"360giving.json": threesixty_giving.package(told)}
    if not iati.why_no_file():
        made["iati.xml"] = iati.activities(told)
    return {name: content for name, content in made.items() if content}


# What there is


def grants_now() -> dict[str, Grant]:
    """Return all committed grants, by uid."""
    rows = Grant.objects.filter(entries__isnull=False).distinct().select_related("party")
    return {grant.uid: grant for grant in rows}


def grants_for_suppression(grants: Iterable[Grant]) -> list[GrantForSuppression]:
    """Return the grants as the suppression rules need them."""
    grants = list(grants)
    reached, outcomes = reach_by_grant(grants), agreed_by_grant(grants)
    sums: dict[int, dict[tuple[str, str], list[int]]] = {}
    first: dict[int, date] = {}
    rows = Entry.objects.order_by("on").values_list(
        "grant", "donor__slug", "currency", "kind", "minor", "on"
    )
    for grant, donor, currency, kind, minor, on in rows:
        at = sums.setdefault(grant, {}).setdefault((donor, currency), [0, 0])
        at[suppression.MONEY_KINDS.index(LEDGER_KIND_OF_ENTRY[Entry.Kind(kind)])] += minor
        first.setdefault(grant, on)
    return [
        _held(
            grant,
            sums[grant.pk],
            first[grant.pk],
            _reached(reached[grant.uid], outcomes.get(grant.uid, {})),
        )
        for grant in grants
    ]


def _held(
    grant: Grant,
    sums: Mapping[tuple[str, str], list[int]],
    first: date,
    reached: Mapping[str, int],
) -> GrantForSuppression:
    region = world_region(grant.country or grant.party.country)
    party, group = grant.party, ""
    if party.level == Level.PSEUDONYM and party.pseudonym:
        committed = sum(both[0] for both in sums.values())
        band = band_of(int(in_major_units(committed, grant.currency)))
        group = f"{region}|{first:%Y-%m}|{grant.currency}|{band}"
    amounts = {at: (both[0], both[1]) for at, both in sums.items()}
    return GrantForSuppression(
        grant.uid, region, first.year, is_listed(grant), amounts, group, reached
    )


def _reached(one: GrantReach, outcomes: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers that a grant's reach and agreed statements count in."""
    found = {f"{suppression.OUTCOMES_BY_THEME}|{theme}": n for theme, n in outcomes.items()}
    found |= {f"{suppression.GRANTS_BY_THEME}|{one.theme}": 1} if one.theme else {}
    for kind, number in (
        (suppression.PEOPLE_REACHED, one.people),
        (suppression.COMMUNITIES_REACHED, one.communities),
    ):
        if number is not None:
            found[f"{kind}|{one.region}"] = number
    return found


def _preview(last: FundRelease | None = None) -> ReleasePreview:
    last = last or FundRelease.objects.first()
    before = suppression.state_from_json(last.counted if last else {})
    grants = grants_now()
    return ReleasePreview(
        before, suppression.plan_release(before, grants_for_suppression(grants.values())), grants
    )


# What is kept of it


def _cells(seen: ReleasePreview, statements: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"regions": {}, "told": [], "remainders": []}
    found |= {part: {} for part in RELEASE_PART_OF_CELL.values()}
    for key, cell in seen.plan.shown.items():
        kind, _bar, rest = key.partition("|")
        if kind == suppression.GRANTS_BY_REGION:
            found["regions"][rest] = cell.total
        elif kind in RELEASE_PART_OF_CELL:
            found[RELEASE_PART_OF_CELL[kind]][rest] = cell.total
        elif kind == suppression.GRANTS_UNDER_PSEUDONYM:
            region, month, currency, band = rest.split("|")
            found["told"].append(
                {
                    "region": region,
                    "month": month,
                    "currency": currency,
                    "band": int(band),
                    "n": cell.total,
                    "grants": sorted(cell.members),
                }
            )
        else:
            donor, currency, _years = rest.split("|")
            found["remainders"].append(
                {
                    "kind": kind,
                    "donor": donor,
                    "currency": currency,
                    "years": list(suppression.years_of(key)),
                    "minor": cell.total,
                }
            )
    items = [{"grant": uid, "lines": []} for uid in sorted(seen.plan.state.items)]
    return {**found, "items": _with_lines(items), "statements": statements}


def _with_lines(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_uid = {one["grant"]: one for one in items}
    rows = Entry.objects.filter(grant__uid__in=by_uid).order_by("on", "pk")
    for uid, kind, donor, currency, minor, on in rows.values_list(
        "grant__uid", "kind", "donor__slug", "currency", "minor", "on"
    ):
        line = [LEDGER_KIND_OF_ENTRY[Entry.Kind(kind)], donor, currency, minor, on.isoformat()]
        by_uid[uid]["lines"].append(line)
    return items


LOG: Final = LogWords(
    verbs={
        "make_fund_release": pgettext_lazy("decision", "publish what the fund did"),
        "rebuild_fund_release": pgettext_lazy(
            "decision", "take somebody out of what was published"
        ),
    },
    kinds={
        "fund_release": pgettext_lazy("decision", "publication of the fund"),
    },
    parts={
        "grants": pgettext_lazy("decision", "grants that are listed"),
    },
    reasons={
        "it is published": pgettext_lazy("decision", "it is published"),
    },
)
