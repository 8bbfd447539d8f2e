"""Begin an assessment, change its settings, and copy it for the next edition."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.assessments.comparing import regions_of, terms_of
from vigil.outlook.assessments.preconditions import (
    ASSESSMENT,
    DIRECT,
    directed,
    require_public_words,
)
from vigil.outlook.assessments.specs import RegionSpec
from vigil.outlook.assessments.verbs.regions import SHARED, panel_title, set_regions, share_settings
from vigil.outlook.assessments.verbs.terms import set_terms
from vigil.outlook.models import Assessment, Panel
from vigil.outlook.panels.preconditions import clean_text
from vigil.outlook.panels.verbs.setting_up import check_settings
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

LONGEST_TITLE: Final = 110
"""Characters of a title: the titles of panels add the name of their region."""
OPEN_TO_CHANGE: Final = frozenset({"title", *SHARED})


@transaction.atomic
def make_assessment(title: str, *, by: User, **values: Any) -> Assessment:
    """Begin an assessment. The person who begins it directs it.

    `values` are fields of OPEN_TO_CHANGE. Raises NotAllowed, NotPossible (words that name somebody
    whom the public is not shown), Unfit naming the field.
    """
    require(by, "outlook.chair")
    take_part()
    assessment = _with_values(Assessment(director=by), {"title": title, **values})
    assessment.save()
    record("make_assessment", ASSESSMENT, assessment.uid, by=by)
    return assessment


@transaction.atomic
def edit_assessment(assessment: Assessment, values: Mapping[str, Any], *, by: User) -> Assessment:
    """Change the settings of an assessment and of its panels that are drafts.

    The language cannot change once there are terms: they are written in it. Raises NotAllowed,
    NotPossible, Unfit naming the field.
    """
    assessment = directed(assessment, by=by)
    language = assessment.language
    assessment = _with_values(assessment, values)
    if assessment.language != language and assessment.terms.exists():
        raise Unfit(_("The terms are written in this language. Remove them first."), "language")
    assessment.save()
    share_settings(assessment)
    record("edit_assessment", ASSESSMENT, assessment.uid, by=by, after={"fields": sorted(values)})
    return assessment


@transaction.atomic
def copy_assessment(assessment: Assessment, edition: str, *, by: User) -> Assessment:
    """Begin the next edition: the same settings, terms, countries, regions and leads.

    It follows this one, and each panel follows the panel of its region if that one was opened. What
    changes from now on is marked as a break. Nobody is invited. Raises NotAllowed; NotPossible (it
    has no terms or no countries); Unfit (no other edition is named).
    """
    require(by, DIRECT, assessment)
    take_part()
    edition = edition.strip()[:20]
    if not edition or edition == assessment.edition:
        raise Unfit(_("Name the edition of the copy, such as 2029."), "edition")
    terms, regions = terms_of(assessment), regions_of(assessment, abandoned=True)
    if not terms or not regions:
        raise NotPossible(_("There is nothing to copy: set its terms and countries first."))
    shared = {name: getattr(assessment, name) for name in SHARED if name != "edition"}
    copy = make_assessment(assessment.title, by=by, edition=edition, **shared)
    copy.follows, copy.withheld = assessment, assessment.withheld
    copy.save(update_fields=["follows", "withheld"])
    set_terms(copy, terms, by=by)
    # Of two panels of a region, one is abandoned: the other comes later.
    before = {row.region: row for row in assessment.panels.select_related("chair").order_by("pk")}
    set_regions(copy, [_with_lead(one, before[one.name], by) for one in regions], by=by)
    _follow(copy, before)
    record("copy_assessment", ASSESSMENT, copy.uid, by=by, after={"assessment": assessment.uid})
    return Assessment.objects.get(pk=copy.pk)


def _with_lead(region: RegionSpec, before: Panel, by: User) -> RegionSpec:
    """Return a region with its lead, if they may still lead."""
    lead = before.chair
    still = lead.is_active and Role.PANEL_CHAIR in roles_of(lead)
    return RegionSpec(region.name, region.countries, lead.pk if still else None)


def _follow(copy: Assessment, before: Mapping[str, Panel]) -> None:
    for panel in copy.panels.all():
        earlier = before[panel.region]
        # What is withheld of a panel stays so in the copy: its words are the same.
        panel.withheld = earlier.withheld
        if earlier.opened_at is not None and earlier.state != Panel.State.ABANDONED:
            panel.follows = earlier
        panel.save(update_fields=["follows", "withheld"])


def _with_values(assessment: Assessment, values: Mapping[str, Any]) -> Assessment:
    if odd := sorted(set(values) - OPEN_TO_CHANGE):
        raise ValueError(f"no fields of an assessment that can be set: {odd}")
    for name, value in values.items():
        setattr(assessment, name, clean_text(value) if isinstance(value, str) else value)
    if not assessment.title or len(assessment.title) > LONGEST_TITLE:
        raise Unfit(
            _("Give it a title of at most %(n)d characters.") % {"n": LONGEST_TITLE}, "title"
        )
    shared = {name: getattr(assessment, name) for name in SHARED}
    check_settings(Panel(title=panel_title(assessment, ""), **shared))
    require_public_words((assessment.title, assessment.about, assessment.smallest_why))
    return assessment


LOG: Final = LogWords(
    verbs={
        "copy_assessment": pgettext_lazy("decision", "copy an assessment"),
        "edit_assessment": pgettext_lazy("decision", "change an assessment"),
        "make_assessment": pgettext_lazy("decision", "begin an assessment"),
    },
    parts={
        "assessment": pgettext_lazy("decision", "assessment"),
    },
)
