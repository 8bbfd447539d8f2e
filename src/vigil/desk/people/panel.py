"""The people of a case, as the desk's panel shows them: named or not, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import BaseForm
from django.utils.translation import gettext as _

from vigil.casefile.disclosure import policy as disclosure
from vigil.casefile.models import Victim
from vigil.casefile.people.name_visibility import NO_END, agreement_in_force, is_living_minor
from vigil.casefile.people.verbs import subject_of
from vigil.desk.cases.acts import ACTS
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.trust.confirmations.verbs import act_of, waiting_on
from vigil.trust.consent.verbs import GIVE, consents_of
from vigil.trust.models import Consent, Level, User
from vigil.trust.protection.verbs import LOOSEN, level_set


@dataclass(frozen=True)
class PersonInPanel:
    """One person of a case, with what decides whether they are named."""

    victim: Victim
    named: bool
    why: str
    consents: list[Consent]
    level: Level | None
    agree: BaseForm
    protect: BaseForm
    refused: BaseForm | None
    waiting: list[str]
    """What waits for a second person, each as a sentence."""


def people_of(
    shown: CaseOnScreen, by: User, refused: Mapping[str, BaseForm]
) -> list[PersonInPanel]:
    """Return the people of a case. A form that was just refused is with its person."""
    return [_person(victim, shown, by, refused) for victim in shown.case.victims.all()]


def _person(
    victim: Victim, shown: CaseOnScreen, by: User, refused: Mapping[str, BaseForm]
) -> PersonInPanel:
    subject = subject_of(victim)
    named = disclosure.may_be_named(
        victim.outcome,
        minor=victim.minor,
        agreed=agreement_in_force(victim),
        withdrawn=victim.withdrawn,
    )
    mine = {name: f for name, f in refused.items() if _concerns(f, victim)}
    level = level_set(subject)
    protect = mine.get("protect") or _form("protect", victim, shown, by)
    if level and not protect.is_bound:
        protect.initial["level"] = level
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
        agree=mine.get("agree") or _form("agree", victim, shown, by),
        protect=protect,
    )


def _form(name: str, victim: Victim, shown: CaseOnScreen, by: User) -> BaseForm:
    form = ACTS[name].blank(name, shown, by)
    form.initial["person"] = victim.uid
    form.auto_id = f"id_{victim.uid}_%s"
    return form


def _concerns(form: BaseForm, victim: Victim) -> bool:
    return form.data.get(form.add_prefix("person")) == str(victim.uid)


def _reason(victim: Victim, named: bool, level: Level | None) -> str:
    """Return why a person is named in public, or why not."""
    if level not in (None, Level.OPEN):
        return _("Not named: protected.")
    if victim.withdrawn:
        return _("Not named: the name was withdrawn.")
    if agreement_in_force(victim):
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
