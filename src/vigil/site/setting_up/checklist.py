"""What is left to do before an installation is used, and where each thing is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vigil.site.backup.state import last_backup
from vigil.trust.demonstration.mark import is_demonstration
from vigil.trust.models import Organisation, User
from vigil.trust.organisation import steps
from vigil.trust.organisation.queries import organisation, row, set_on_the_machine
from vigil.trust.organisation.rules import SET_UP

PEOPLE: Final = 2


@dataclass(frozen=True, slots=True)
class SetupItem:
    """One thing on the list, as a person reads it."""

    key: str
    label: str | Promise
    about: str | Promise
    link: str
    """Where it is done; "" where only the machine does it."""
    link_label: str | Promise
    confirm: str | Promise
    """The button by which a person says that it is done; "" where the installation sees it."""
    is_done: bool
    is_aside: bool
    is_optional: bool

    @property
    def is_left(self) -> bool:
        """Whether somebody has to do it yet."""
        return not self.is_done and not self.is_aside


def checklist() -> list[SetupItem]:
    """Return every item, in the order in which they are best done."""
    said = row() or Organisation()
    return [
        SetupItem(
            key=key,
            label=_LABELS[key],
            about=_ABOUT[key],
            link=_link(key),
            link_label=_LINKS.get(key, ("", "", ""))[2],
            confirm=_CONFIRM.get(key, ""),
            is_done=_DONE[key](said) or key in said.confirmed,
            is_aside=key in said.put_aside,
            is_optional=key in steps.OPTIONAL,
        )
        for key in steps.ITEMS
    ]


def left_for(user: User) -> int:
    """Return how many items are left, for somebody who may do them; 0 for others."""
    if is_demonstration() or not user.has_perm(SET_UP):
        return 0
    return sum(item.is_left for item in checklist())


def leads_to_setup(user: User) -> bool:
    """Return whether somebody who signs in is led to the setup: nobody has begun it yet."""
    begun = row() is not None or organisation().is_stated or is_demonstration()
    return not begun and user.has_perm(SET_UP)


def _link(key: str) -> str:
    route, argument, _label = _LINKS.get(key, ("", "", ""))
    return reverse(route, args=[argument] if argument else []) if route else ""


def _name(_said: Organisation) -> bool:
    own = organisation()
    return bool(own.is_stated and own.contact)


def _look(said: Organisation) -> bool:
    return bool(said.logo or organisation().accent or "logo" in set_on_the_machine())


def _people(_said: Organisation) -> bool:
    return User.objects.filter(is_active=True).count() >= PEOPLE


def _backup(_said: Organisation) -> bool:
    state = last_backup()
    return state is not None and state.at is not None


def _never(_said: Organisation) -> bool:
    return False


_DONE: Final[dict[str, Callable[[Organisation], bool]]] = {
    steps.NAME: _name,
    steps.LOOK: _look,
    steps.LANGUAGES: lambda said: bool(said.languages),
    steps.MAIL: lambda said: said.mail_checked_at is not None,
    steps.TEST_LETTER: lambda said: said.mail_tested_at is not None,
    steps.SECOND_PERSON: _people,
    steps.KEYS: _never,
    steps.BACKUP: _backup,
    steps.SOURCES: _never,
    steps.POLICY: _never,
}
_LABELS: Final[dict[str, str | Promise]] = {
    steps.NAME: _("State the name and the contact of your organisation"),
    steps.LOOK: _("Choose a logo or a colour"),
    steps.LANGUAGES: _("Choose the languages of the site"),
    steps.MAIL: _("Set up the mail server and check it"),
    steps.TEST_LETTER: _("Send a test letter to yourself"),
    steps.SECOND_PERSON: _("Invite a second person"),
    steps.KEYS: _("Copy the keys to a safe place"),
    steps.BACKUP: _("Make the first backup"),
    steps.SOURCES: _("Look at the sources that are collected"),
    steps.POLICY: _("Read the publication policy"),
}
_ABOUT: Final[dict[str, str | Promise]] = {
    steps.NAME: _("Every public page shows them. People write there to correct or remove."),
    steps.LOOK: _("Without them, pages have the colours of Vigil and a flame."),
    steps.LANGUAGES: _("All five are offered until you choose."),
    steps.MAIL: _("Without a mail server no letter leaves."),
    steps.TEST_LETTER: _("It shows that letters arrive, not only that the server lets us in."),
    steps.SECOND_PERSON: _(
        "A case becomes public only when several people have worked on it. Nobody decides alone."
    ),
    steps.KEYS: _(
        "They are in the folder of the keys on the server. Without them nobody can read what was "
        "sealed. Keep them apart from the backups of the data."
    ),
    steps.BACKUP: _(
        "On the server, run: ./vigil backup FOLDER. The folder is best on another disk."
    ),
    steps.SOURCES: _("They are in the file sources.toml in the data folder. Add those you trust."),
    steps.POLICY: _("It says what may be public of a case, and what never."),
}
_LINKS: Final[dict[str, tuple[str, str, str | Promise]]] = {
    steps.NAME: ("desk_setup:step", "organisation", _("State name and contact")),
    steps.LOOK: ("desk_setup:step", "look", _("Choose logo and colour")),
    steps.LANGUAGES: ("desk_setup:step", "languages", _("Choose languages")),
    steps.MAIL: ("desk_setup:step", "mail", _("Set up the mail server")),
    steps.TEST_LETTER: ("desk_setup:step", "mail", _("Send a test letter")),
    steps.SECOND_PERSON: ("desk:invite", "", _("Invite a person")),
    steps.SOURCES: ("desk:coverage", "", _("Open coverage")),
    steps.POLICY: ("policy", "", _("Read the policy")),
}
"""Item -> the route where it is done, what the route names, and the words of the link."""
_CONFIRM: Final[dict[str, str | Promise]] = {
    steps.LANGUAGES: _("Keep all languages"),
    steps.KEYS: _("Confirm: the keys are copied"),
    steps.SOURCES: _("Confirm: I looked at the sources"),
    steps.POLICY: _("Confirm: I read the policy"),
}
