"""Set the countries and regions of an assessment, and who leads each region."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.comparing import breaks_of, regions_of
from vigil.outlook.assessments.preconditions import (
    ASSESSMENT,
    DIRECT,
    DRAFT,
    directed,
    require_public_words,
)
from vigil.outlook.assessments.specs import RegionSpec
from vigil.outlook.assessments.verbs.cells import make_cells
from vigil.outlook.models import AssessedPlace, Assessment, Panel, Seat
from vigil.outlook.panels.preconditions import PANEL, in_state, locked_panel
from vigil.outlook.panels.verbs.setting_up import make_panel
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords

MOST_REGIONS: Final = 100
LONGEST_NAME: Final = 80
SHARED: Final = (
    *("about", "language", "edition", "zone", "names", "smallest", "smallest_why"),
    *("pooling", "extremising"),
)
"""Fields of an assessment that every panel of it has too."""


@transaction.atomic
def set_regions(assessment: Assessment, specs: Sequence[RegionSpec], *, by: User) -> Assessment:
    """Give an assessment exactly these regions and countries, each region its panel and cells.

    A region keeps its panel by its name, or else by its countries: then it gets the new name. A
    region that is open, closed or final must be there unchanged. Raises NotAllowed; NotPossible
    (that; experts are assigned to a country that would go; a region that would go has experts,
    rounds or questions of its own); Unfit (unknown or double countries or names).
    """
    assessment = directed(assessment, by=by)
    _check(specs)
    require_public_words(spec.name for spec in specs)
    panels = {row.region: row for row in _running_panels(assessment)}
    _require_begun_unchanged(panels.values(), specs)
    _rename(assessment, panels, specs)
    for spec in specs:
        if spec.name not in panels:
            panels[spec.name] = _make_region(assessment, spec.name, by)
    _move_places(assessment, {code: panels[one.name] for one in specs for code in one.countries})
    kept = {spec.name for spec in specs}
    for name, panel in panels.items():
        if name not in kept:
            _remove_region(panel)
    counts = {"regions": len(specs), "countries": sum(len(one.countries) for one in specs)}
    record("set_regions", ASSESSMENT, assessment.uid, by=by, after=counts)
    for spec in specs:
        if spec.lead is not None and panels[spec.name].chair_id != spec.lead:
            set_lead(panels[spec.name], User.objects.get(pk=spec.lead), by=by)
    assessment.breaks = breaks_of(assessment)
    assessment.save(update_fields=["breaks"])
    make_cells(assessment, by=by)
    return assessment


@transaction.atomic
def put_region(assessment: Assessment, spec: RegionSpec, *, by: User) -> Assessment:
    """Give a region exactly these countries; it is new if there is none of this name.

    Countries that other regions have leave them. Raises as `set_regions`.
    """
    assessment = directed(assessment, by=by)
    others = [
        RegionSpec(one.name, tuple(code for code in one.countries if code not in spec.countries))
        for one in regions_of(assessment)
        if one.name != spec.name
    ]
    return set_regions(assessment, [*(one for one in others if one.countries), spec], by=by)


@transaction.atomic
def remove_region(assessment: Assessment, name: str, *, by: User) -> Assessment:
    """Remove a region with its countries and cells. Raises as `set_regions`."""
    assessment = directed(assessment, by=by)
    kept = [one for one in regions_of(assessment) if one.name != name]
    return set_regions(assessment, kept, by=by)


@transaction.atomic
def set_lead(panel: Panel, user: User, *, by: User) -> Panel:
    """Name who leads a region: its panel's chair. Until then the director is.

    Raises NotAllowed; NotPossible (they do not hold the role of a chair; they were invited to the
    panel as an expert; the panel is over).
    """
    assert panel.assessment is not None
    require(by, DIRECT, panel.assessment)
    panel = in_state(locked_panel(panel), DRAFT, Panel.State.OPEN)
    if problem := lead_problem(user):
        raise Unfit(problem, "lead")
    if panel.seats.filter(user=user).exists():
        raise Unfit(_("%(who)s was invited to this panel as an expert.") % {"who": user}, "lead")
    before, panel.chair = panel.chair_id, user
    panel.save(update_fields=["chair"])
    panel.co_chairs.remove(user)
    record(
        "set_lead",
        PANEL,
        panel.uid,
        by=by,
        before={"chairs": [before]},
        after={"chairs": [user.pk]},
    )
    return panel


def lead_problem(user: User | None) -> str:
    """Return why somebody cannot lead a region, and what to do; empty if they can."""
    if user is None or not user.is_active:
        return _(
            "Nobody has an account with this address. Ask an administrator to invite them as a "
            "panel chair under “People and roles”. Or leave the lead empty, and name them later."
        )
    if Role.PANEL_CHAIR not in roles_of(user):
        return _(
            "%(who)s does not have the role “panel chair”. Ask an administrator to grant it first."
        ) % {"who": user}
    return ""


def panel_title(assessment: Assessment, region: str) -> str:
    """Return the title of the panel of a region."""
    return f"{assessment.title}: {region}"


def share_settings(assessment: Assessment) -> None:
    """Give the draft panels of an assessment its title and settings. The caller has checked who."""
    rows = list(assessment.panels.filter(state=DRAFT))
    for row in rows:
        row.title = panel_title(assessment, row.region)
        for name in SHARED:
            setattr(row, name, getattr(assessment, name))
    Panel.objects.bulk_update(rows, ["title", *SHARED])


def _check(specs: Sequence[RegionSpec]) -> None:
    if len(specs) > MOST_REGIONS:
        raise Unfit(_("An assessment has %(n)d regions at most.") % {"n": MOST_REGIONS}, "")
    names: set[str] = set()
    codes: dict[str, str] = {}
    for spec in specs:
        if not spec.name.strip() or len(spec.name) > LONGEST_NAME:
            raise Unfit(
                _("Give each region a name of at most %(n)d characters.") % {"n": LONGEST_NAME},
                "name",
            )
        if spec.name.casefold() in names:
            raise Unfit(_("Two regions are called %(name)s.") % {"name": spec.name}, "name")
        if not spec.countries:
            raise Unfit(_("%(name)s has no country.") % {"name": spec.name}, "countries")
        names.add(spec.name.casefold())
        for code in spec.countries:
            if code not in COUNTRIES:
                raise Unfit(_("There is no country %(code)s.") % {"code": code}, "countries")
            if code in codes:
                raise Unfit(
                    _("%(code)s is in two regions: %(one)s and %(other)s.")
                    % {"code": code, "one": codes[code], "other": spec.name},
                    "countries",
                )
            codes[code] = spec.name


def _running_panels(assessment: Assessment) -> Iterable[Panel]:
    rows = assessment.panels.exclude(state=Panel.State.ABANDONED)
    return rows.prefetch_related("assessed_places").order_by("pk")


def _codes(panel: Panel) -> set[str]:
    return {place.code for place in panel.assessed_places.all()}


def _require_begun_unchanged(panels: Iterable[Panel], specs: Sequence[RegionSpec]) -> None:
    wanted = {spec.name: set(spec.countries) for spec in specs}
    changed = [
        panel.region
        for panel in panels
        if panel.state != DRAFT and wanted.get(panel.region) != _codes(panel)
    ]
    if changed:
        raise NotPossible(
            _("These regions were opened, so their countries cannot change: %(regions)s.")
            % {"regions": ", ".join(sorted(changed))}
        )


def _rename(assessment: Assessment, panels: dict[str, Panel], specs: Sequence[RegionSpec]) -> None:
    """Give a region that has the same countries under another name that name."""
    wanted = {spec.name for spec in specs}
    free = {frozenset(_codes(row)): row for name, row in panels.items() if name not in wanted}
    for spec in specs:
        row = free.get(frozenset(spec.countries))
        if spec.name in panels or row is None:
            continue
        del panels[row.region]
        row.region, row.title = spec.name, panel_title(assessment, spec.name)
        row.save(update_fields=["region", "title"])
        panels[spec.name] = row


def _make_region(assessment: Assessment, name: str, by: User) -> Panel:
    shared = {field: getattr(assessment, field) for field in SHARED}
    panel = make_panel(panel_title(assessment, name), by=by, **shared)
    panel.assessment, panel.region, panel.withheld = assessment, name, assessment.withheld
    panel.save(update_fields=["assessment", "region", "withheld"])
    return panel


def _move_places(assessment: Assessment, wanted: Mapping[str, Panel]) -> None:
    there = {row.code: row for row in assessment.places.select_related("panel")}
    leaving = {
        code: row
        for code, row in there.items()
        if code not in wanted or wanted[code].pk != row.panel_id
    }
    _require_unassigned(leaving)
    gone = [
        row.pk
        for code, row in leaving.items()
        if code not in wanted and row.panel.state != Panel.State.ABANDONED
    ]
    AssessedPlace.objects.filter(pk__in=gone).delete()
    moved = [row for code, row in leaving.items() if code in wanted]
    for row in moved:
        row.panel = wanted[row.code]
    AssessedPlace.objects.bulk_update(moved, ["panel"])
    AssessedPlace.objects.bulk_create(
        AssessedPlace(assessment=assessment, code=code, panel=panel)
        for code, panel in wanted.items()
        if code not in there
    )


def _require_unassigned(leaving: Mapping[str, AssessedPlace]) -> None:
    """Raise NotPossible if experts of a draft panel are assigned to a country that leaves it."""
    panels = {row.panel_id for row in leaving.values()}
    seats = Seat.objects.filter(panel__in=panels, panel__state=DRAFT).exclude(places=[])
    assigned = {
        (panel, code) for panel, codes in seats.values_list("panel", "places") for code in codes
    }
    if taken := sorted(code for code, row in leaving.items() if (row.panel_id, code) in assigned):
        raise NotPossible(
            _("Experts are assigned to these countries. Change their seats first: %(codes)s.")
            % {"codes": ", ".join(taken)}
        )


def _remove_region(panel: Panel) -> None:
    """Delete a draft panel that nobody has worked on. Raises NotPossible."""
    own = panel.questions.filter(term=None).exists()
    if own or panel.seats.exists() or panel.rounds.exists():
        raise NotPossible(
            _(
                "%(region)s has experts, rounds or questions of its own. Abandon its panel, or "
                "leave it at least one country."
            )
            % {"region": panel.region}
        )
    panel.delete()


LOG: Final = LogWords(
    verbs={
        "set_lead": pgettext_lazy("decision", "name the lead of a region"),
        "set_regions": pgettext_lazy("decision", "set the countries and regions of an assessment"),
    },
    parts={
        "regions": pgettext_lazy("decision", "regions"),
    },
)
