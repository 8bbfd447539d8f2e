"""What the state of an installation means, in words, and what to do about what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.site.watching.health import Health
from vigil.site.watching.state import InstallationState
from vigil.trust.models import Letter
from vigil.trust.public_forms.tickets import FILES_LEAVE, MEGABYTE

State = Letter.State


class Mark(StrEnum):
    """How something is."""

    GOOD = "good"
    LOOK = "look"
    """Somebody should look at it, when there is time."""
    WRONG = "wrong"


MARK_ORDER: Final = (Mark.WRONG, Mark.LOOK, Mark.GOOD)


@dataclass(frozen=True)
class Finding:
    """What is known of one subject, how it is, and what to do ("" if nothing)."""

    subject: str
    mark: Mark
    says: str
    todo: str = ""
    command: str = ""
    """A command that does it on the machine."""
    address: str = ""
    """A page of the desk that shows more."""

    @property
    def mark_label(self) -> str:
        """Return the mark in a word."""
        return {Mark.GOOD: _("in order"), Mark.LOOK: _("to check"), Mark.WRONG: _("act now")}[
            self.mark
        ]


def findings(state: InstallationState) -> list[Finding]:
    """Return what is known of each subject; what is wrong comes first."""
    found = [
        *_parts(state),
        _disk(state),
        _background(state),
        *_tasks(state),
        _letters(state),
        _backup(state),
        *_sources(state),
        *_lockdown(state),
    ]
    return sorted(found, key=lambda one: MARK_ORDER.index(one.mark))


def alarms(state: InstallationState) -> list[Finding]:
    """Return what cannot wait: backups that are too old, work or letters that stand still."""
    found = [_backup(state), _background(state), _letters(state)]
    return [one for one in found if one.mark == Mark.WRONG]


def _parts(state: InstallationState) -> Iterator[Finding]:
    names = {"database": _("Database"), "migrations": _("Database tables"), "keys": _("Keys")}
    good = {
        "database": _("The database answers."),
        "migrations": _("All tables are those of this version."),
        "keys": _("The keys of this database are on this machine."),
    }
    for part, name in names.items():
        if state.parts.get(part) == Health.READY:
            yield Finding(name, Mark.GOOD, good[part])
        elif state.parts.get(part) == Health.UNKNOWN:
            yield Finding(name, Mark.WRONG, _("The database does not answer, so this is unknown."))
        else:
            yield Finding(name, Mark.WRONG, _("Something is wrong."), _("Run:"), "vigil check")


def _disk(state: InstallationState) -> Finding:
    free = {"free": state.free // MEGABYTE, "reserve": state.reserve // MEGABYTE}
    says = _("%(free)d megabytes are free on the disk of the data.") % free
    if state.free < state.reserve:
        todo = _("The public cannot write to us. Free space, or use a larger disk.")
        return Finding(_("Disk"), Mark.WRONG, says, todo)
    if state.free < FILES_LEAVE * state.reserve:
        todo = _("The public cannot send files. Free space, or use a larger disk.")
        return Finding(_("Disk"), Mark.LOOK, says, todo)
    return Finding(_("Disk"), Mark.GOOD, says)


def _background(state: InstallationState) -> Finding:
    name, start = _("Background work"), _("Look whether this runs, and what it logs:")
    if state.work_stands_still:
        says = _("Nobody does the background work: nothing is sent, collected or prepared.")
        return Finding(name, Mark.WRONG, says, start, "vigil work")
    if not state.duties:
        says = _("No background work was done here yet.")
        return Finding(name, Mark.LOOK, says, start, "vigil work")
    if troubled := sum(bool(duty.trouble) for duty in state.duties):
        says = ngettext(
            "%(n)d duty failed when it was last done.",
            "%(n)d duties failed when they were last done.",
            troubled,
        )
        return Finding(name, Mark.LOOK, says % {"n": troubled}, _("See the list of duties below."))
    return Finding(name, Mark.GOOD, _("All duties are done when they are due."))


def _tasks(state: InstallationState) -> Iterator[Finding]:
    if state.tasks_failed:
        says = ngettext("%(n)d task failed.", "%(n)d tasks failed.", state.tasks_failed)
        yield Finding(
            _("Tasks"),
            Mark.LOOK,
            says % {"n": state.tasks_failed},
            _("Mend what went wrong, then let them be tried again:"),
            "vigil work --retry-failed --once",
        )
    elif state.tasks_waiting:
        says = ngettext("%(n)d task waits.", "%(n)d tasks wait.", state.tasks_waiting)
        yield Finding(_("Tasks"), Mark.GOOD, says % {"n": state.tasks_waiting})


def _letters(state: InstallationState) -> Finding:
    name, outbox = _("Letters"), reverse("desk:outbox")
    if state.letters_captured:
        todo = _("Set up a mail server: on the page Set up, or by VIGIL_MAIL_URL.")
        at = reverse("desk_setup:step", args=["mail"])
        return Finding(name, Mark.LOOK, state.mail, todo, "", at)
    if state.letters_stand_still:
        says = _("Released letters are not sent.")
        todo = _("Look whether the mail server answers:")
        return Finding(name, Mark.WRONG, says, todo, "vigil outbox send", outbox)
    if returned := state.letters.get(State.RETURNED, 0) + state.letters.get(State.FAILED, 0):
        says = ngettext("%(n)d letter did not arrive.", "%(n)d letters did not arrive.", returned)
        todo = _("Open the outbox: send each again or discard it.")
        return Finding(name, Mark.LOOK, says % {"n": returned}, todo, "", outbox)
    says = f"{state.mail} {_('No letter is stuck.')}".strip()
    return Finding(name, Mark.GOOD, says, "", "", outbox)


def _backup(state: InstallationState) -> Finding:
    name, backup = _("Backups"), state.backup
    todo, command = _("Make a backup now, then look at its timer:"), "vigil backup"
    if backup is not None and backup.error:
        return Finding(name, Mark.WRONG, _("The last backup failed."), todo, command)
    if backup is None or backup.at is None:
        wanted = settings.VIGIL_BACKUP and not settings.VIGIL_DEMONSTRATION
        mark = Mark.WRONG if wanted else Mark.LOOK
        return Finding(name, mark, _("No backup was made yet."), todo, command)
    says = _("The last backup was made %(time)s ago.") % {"time": timesince(backup.at)}
    if backup.is_stale():
        return Finding(name, Mark.WRONG, says, todo, command)
    if backup.verified_at is None:
        todo = _("Nobody has tried to restore it. Verify it:")
        return Finding(name, Mark.LOOK, says, todo, "vigil restore --verify")
    says += " " + _("It was verified on %(day)s.") % {"day": date_format(backup.verified_at)}
    return Finding(name, Mark.GOOD, says)


def _sources(state: InstallationState) -> Iterator[Finding]:
    if not state.collections:
        return
    if troubled := sum(bool(one.trouble) for one in state.collections):
        says = ngettext(
            "%(n)d source could not be read when it was last collected.",
            "%(n)d sources could not be read when they were last collected.",
            troubled,
        )
        todo = _("See the list of sources below.")
        yield Finding(_("Sources"), Mark.LOOK, says % {"n": troubled}, todo)
    else:
        yield Finding(_("Sources"), Mark.GOOD, _("Every source was read when last collected."))


def _lockdown(state: InstallationState) -> Iterator[Finding]:
    if state.locked_down:
        says = _("A lockdown is in force, so only administrators can sign in.")
        todo = _("Two administrators lift it.")
        yield Finding(_("Lockdown"), Mark.LOOK, says, todo, "", reverse("lockdown"))
