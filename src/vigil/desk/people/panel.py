"""The people of a case, as the desk's panel shows them: named or not, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from vigil.casefile.cases.verbs.documents import documents_of
from vigil.casefile.disclosure import policy as disclosure
from vigil.casefile.models import Case, Victim
from vigil.casefile.people.name_visibility import NO_END, agreed, is_living_minor
from vigil.casefile.people.verbs import subject_of
from vigil.desk.cases.forms import ActForm
from vigil.desk.people.forms import AgreeForm, ProtectForm
from vigil.trust.confirmations.verbs import act_of, waiting_on
from vigil.trust.consent.verbs import GIVE, consents_of
from vigil.trust.models import Consent, Level, Upload
from vigil.trust.protection.verbs import LOOSEN, level_set


@dataclass(frozen=True)
class PersonInPanel:
    """One person of a case, with what decides whether they are named."""

    victim: Victim
    named: bool
    why: str
    consents: list[Consent]
    level: Level | None
    agree: ActForm
    protect: ActForm
    refused: ActForm | None
    waiting: list[str]
    """What waits for a second person, each as a sentence."""


def people_of(
    case: Case, version: str, refused: Mapping[str, ActForm] | None = None
) -> list[PersonInPanel]:
    """Return the people of a case; a form that was just refused stands with its person."""
    documents = documents_of(case)
    return [_shown(victim, version, refused or {}, documents) for victim in case.victims.all()]


def _shown(
    victim: Victim, version: str, refused: Mapping[str, ActForm], documents: Sequence[Upload]
) -> PersonInPanel:
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
        "agree": mine.get("agree")
        or _form(AgreeForm, "agree", victim, version, documents=documents),
        "protect": mine.get("protect") or _form(ProtectForm, "protect", victim, version),
    }
    if level and not forms["protect"].is_bound:
        forms["protect"].initial["level"] = level
    return PersonInPanel(
        victim=victim,
        named=named,
        why=_reason(victim, named, level),
        consents=list(consents_of(subject)),
        level=level,
        refused=next(iter(mine.values()), None),
        waiting=[
            act_of(asked).describe(asked)
            for verb in (GIVE, LOOSEN)
            if (asked := waiting_on(verb, subject)) is not None
        ],
        **forms,
    )


def _form(kind: type[ActForm], name: str, victim: Victim, version: str, **more: Any) -> ActForm:
    return kind(
        case=victim.case,
        accounts=[],
        prefix=name,
        initial={"version": version, "person": victim.uid},
        auto_id=f"id_{victim.uid}_%s",
        **more,
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
    if is_living_minor(victim):
        return _(
            "Not named: under 18 and living. It takes their guardian's agreement on a document, "
            "confirmed by a second person."
        )
    if victim.minor:
        return _("Not named: under 18, and no agreement of the family is in force.")
    return _("Not named: not known to have been killed, and no agreement of their own is in force.")
