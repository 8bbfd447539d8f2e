"""What becomes public with a case, in words: who is named, where, when, by which sources."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vigil.casefile.disclosure.disclosed_case import DisclosedCase
from vigil.casefile.disclosure.policy import disclosed_source, disclosed_value, may_be_public
from vigil.casefile.disclosure.sources import cited, sources_in_order
from vigil.casefile.models import Case
from vigil.casefile.releases.case_lines import with_all_rows
from vigil.desk.screens.labels import country_name, value_text
from vigil.language.punctuation import beside, in_a_row
from vigil.reading import codebook

MOST_SOURCES = 5


@dataclass(frozen=True)
class PublicPart:
    """One part of a public case: what it is called, and what is shown of it."""

    label: str
    shown: str


def public_summary(case: Case) -> list[PublicPart]:
    """Return what the public will see of a case, by the rules of publication."""
    disclosed = DisclosedCase(with_all_rows(Case.objects.all()).get(pk=case.pk))
    return [
        PublicPart(_("Names"), _names(disclosed)),
        PublicPart(_("Day"), _day(disclosed)),
        PublicPart(_("Place"), _place(disclosed)),
        *_texts(disclosed),
        PublicPart(_("Sources"), _sources(disclosed)),
    ]


def _texts(disclosed: DisclosedCase) -> Iterator[PublicPart]:
    """Yield the texts of the coding that become public, read whole before they do."""
    for field in codebook.current().at("case"):
        said = disclosed.values.get(field.id)
        if field.public and field.type == "text" and said:
            shown = may_be_public(str(said), disclosed.withheld)
            withheld = _("Not shown: it may name somebody, or quotes too much.")
            yield PublicPart(field.label(get_language() or "en"), str(said) if shown else withheld)


def _names(disclosed: DisclosedCase) -> str:
    named = [str(victim) for victim in disclosed.victims if victim.name and disclosed.named(victim)]
    others = len(disclosed.victims) - len(named)
    unnamed = ngettext("%(n)d person without a name", "%(n)d people without a name", others)
    parts = [*named, *([unnamed % {"n": others}] if others else [])]
    return in_a_row(parts) or _("nobody")


def _day(disclosed: DisclosedCase) -> str:
    field = codebook.current().fields["date_of_attack"]
    value = disclosed_value(field, disclosed.values.get(field.id), disclosed.withheld)
    return value_text(field.id, value) or _("not known")


def _place(disclosed: DisclosedCase) -> str:
    place = disclosed.place
    country = country_name(place["country"]) if place["country"] else ""
    where = in_a_row(filter(None, (place["name"], place["admin1"], country))) or _("not known")
    known = codebook.current().parts["place_precision"].values.get(str(place["precision"]))
    exactness = known.label(get_language() or "en") if known else ""
    if place["coarsened"]:
        exactness = beside(exactness, _("shown less exactly than it is known")) if exactness else ""
    return f"{where} ({exactness})" if exactness else where


def _sources(disclosed: DisclosedCase) -> str:
    shown = [
        disclosed_source(cited(accounts[0].report), disclosed.withheld)
        for accounts in sources_in_order(disclosed.accounts)
    ]
    if not shown:
        return _("none")
    names = list(dict.fromkeys(one["publisher"] or _("outlet not known") for one in shown))
    said = ngettext("%(n)d source", "%(n)d sources", len(shown)) % {"n": len(shown)}
    listed = in_a_row([*names[:MOST_SOURCES], *(["…"] if len(names) > MOST_SOURCES else [])])
    hidden = sum("protected" in one for one in shown)
    if hidden:
        words = ngettext(
            "%(n)d with its title or address hidden",
            "%(n)d with their title or address hidden",
            hidden,
        )
        listed = in_a_row([listed, words % {"n": hidden}])
    return beside(said, listed)
