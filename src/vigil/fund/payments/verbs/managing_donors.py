"""Add and edit donors: public bodies, whose names are published."""

import re
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vigil.fund.access.rules import MANAGE_DONORS
from vigil.fund.models import Donor
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import Unfit
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords

IDENTIFIER_PATTERN: Final = re.compile(r"[A-Za-z0-9]{2,8}-[A-Za-z0-9]+(-[A-Za-z0-9._/]+)*")
"""An organisation's identifier as IATI and 360Giving write it (org-id.guide)."""


@transaction.atomic
def add_donor(name: str, reference: str, *, by: User) -> Donor:
    """Add a donor.

    Raises NotAllowed; NotPossible if the name is of somebody not shown; Unfit if name or identifier
    is missing or taken.
    """
    require(by, MANAGE_DONORS)
    name, reference = _checked(name, reference)
    slug = slugify(name)[:36] or "donor"
    taken = Donor.objects.filter(slug__startswith=slug).count()
    donor = Donor.objects.create(
        slug=f"{slug}-{taken + 1}" if taken else slug, name=name, reference=reference
    )
    record("add_donor", "donor", donor.slug, by=by, after={"reference": reference})
    return donor


@transaction.atomic
def edit_donor(donor: Donor, name: str, reference: str, *, by: User) -> Donor:
    """Change the name or identifier of a donor everywhere. Raises as `add_donor`."""
    require(by, MANAGE_DONORS)
    donor = Donor.objects.select_for_update().get(pk=donor.pk)
    before = {"name": donor.name, "reference": donor.reference}
    donor.name, donor.reference = _checked(name, reference, donor)
    donor.save(update_fields=["name", "reference"])
    after = {"name": donor.name, "reference": donor.reference}
    record("edit_donor", "donor", donor.slug, by=by, before=before, after=after)
    return donor


def _checked(name: str, reference: str, own: Donor | None = None) -> tuple[str, str]:
    name, reference = " ".join(name.split()), reference.strip()
    if not name or len(name) > 200:
        raise Unfit(_("Say the donor’s name, in at most %(n)d characters.") % {"n": 200}, "name")
    if not IDENTIFIER_PATTERN.fullmatch(reference) or len(reference) > 80:
        raise Unfit(
            _(
                "Write the donor’s identifier as registers write it: the register, a dash, the "
                "number. For example NO-BRC-971277882."
            ),
            "reference",
        )
    require_no_hidden_names(name, reference)
    others = Donor.objects.exclude(pk=own.pk) if own else Donor.objects.all()
    if others.filter(reference__iexact=reference).exists():
        raise Unfit(_("There is a donor with this identifier already."), "reference")
    return name, reference


LOG: Final = LogWords(
    verbs={
        "add_donor": pgettext_lazy("decision", "add a donor"),
        "edit_donor": pgettext_lazy("decision", "change how a donor is called"),
    },
    kinds={
        "donor": pgettext_lazy("decision", "donor"),
    },
    parts={
        "reference": gettext_lazy("Identifier"),
    },
)
