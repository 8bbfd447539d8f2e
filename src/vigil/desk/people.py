"""The people of a case, as the desk's panel shows them: named or not, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vigil.casefile import disclosure
from vigil.casefile.domain.naming import NO_END, agreed
from vigil.casefile.domain.people import subject_of
from vigil.casefile.models import Case, Victim
from vigil.desk.forms import ActForm
from vigil.desk.people_forms import AgreeForm, ProtectForm
from vigil.trust.domain.consenting import consents_of
from vigil.trust.domain.protecting import level_set
from vigil.trust.models import Consent, Level


@dataclass(frozen=True)
class PersonShown:
    """One person of a case, with what decides whether they are named."""

    victim: Victim
    named: bool
    why: str
    consents: list[Consent]
    level: Level | None
    agree: ActForm
    protect: ActForm
    refused: ActForm | None


def people_of(
    case: Case, version: str, refused: Mapping[str, ActForm] | None = None
) -> list[PersonShown]:
    """Return the people of a case; a form that was just refused stands with its person."""
    return [_shown(victim, version, refused or {}) for victim in case.victims.all()]


def _shown(victim: Victim, version: str, refused: Mapping[str, ActForm]) -> PersonShown:
    subject = subject_of(victim)
    named = disclosure.may_be_named(
        victim.outcome,
        minor=victim.minor,
        agreed=agreed(victim),
        withdrawn=victim.withdrawn,
    )
    mine = {name: f for name, f in refused.items() if _concerns(f, victim)}
    level = level_set(subject)
    forms = {
        "agree": mine.get("agree") or _form(AgreeForm, "agree", victim, version),
        "protect": mine.get("protect") or _form(ProtectForm, "protect", victim, version),
    }
    if level and not forms["protect"].is_bound:
        forms["protect"].initial["level"] = level
    return PersonShown(
        victim=victim,
        named=named,
        why=_reason(victim, named, level),
        consents=list(consents_of(subject)),
        level=level,
        refused=next(iter(mine.values()), None),
        **forms,
    )


def _form(kind: type[ActForm], name: str, victim: Victim, version: str) -> ActForm:
    initial = {"version": version, "person": victim.uid}
    return kind(
        case=victim.case, accounts=[], prefix=name, initial=initial, auto_id=f"id_{victim.uid}_%s"
    )


def _concerns(form: ActForm, victim: Victim) -> bool:
    return form.data.get(form.add_prefix("person")) == str(victim.uid)


def _reason(victim: Victim, named: bool, level: Level | None) -> str:
    """Say why a person is named in public, or why not."""
    if level not in (None, Level.OPEN):
        return _("Not named: protected.")
    if victim.withdrawn:
        return _("Not named: the name was withdrawn.")
    if agreed(victim):
        if victim.agreed_until == NO_END:
            return _("Named: there is an agreement without an end.")
        return _("Named until %(day)s: there is an agreement.") % {"day": victim.agreed_until}
    if named:
        return _("Named: killed, and nothing points to a minor.")
    if victim.minor:
        return _("Not named: under 18, and no agreement of the family is in force.")
    return _("Not named: not known to have been killed, and no agreement of their own is in force.")
