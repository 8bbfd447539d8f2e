"""People to remember, for tests: in published cases that the names follow."""

import re
from typing import Any

from factories import AcceptedValueFactory, CaseFactory, UserFactory, VictimFactory
from vigil.casefile.models import Victim
from vigil.reading.codebook.edtf import parse
from vigil.trust.models import Letter, Role, User
from vigil.witness.models import Name, Reminder
from vigil.witness.reminders import verbs as reminders

AMALIA = "Amalia Ríos Quintero"
ADDRESS = "casilda@hermanas.example"


def editor() -> User:
    """Make an editor."""
    return UserFactory(roles=[Role.EDITOR])


def killed(name: str = AMALIA, day: str = "2019-03-07", motive: str = "", **values: Any) -> Victim:
    """Make somebody who was killed on a day (EDTF), alone, in a published case."""
    told = {key: values.pop(key) for key in ("country", "public_id", "place_name") if key in values}
    first = parse(day).earliest if day else None
    case = CaseFactory(date=day, date_earliest=first, date_latest=first, **told)
    if motive:
        AcceptedValueFactory(case=case, field="motive", value=motive)
    return VictimFactory(case=case, name=name, **values)


def row_of(victim: Victim) -> Name:
    """Return the name that follows a person."""
    return Name.objects.get(uid=victim.uid)


def on_list() -> list[str]:
    """Return the names that readers are shown, in their order."""
    from vigil.witness.names.visibility import remembered_names

    return [name.name for name in remembered_names()]


def subscribed(address: str = ADDRESS, confirmed: bool = True, **values: Any) -> Reminder:
    """Let somebody ask to be reminded, and confirm; their letters so far are gone."""
    reminders.sign_up(address, **{"every": Reminder.Every.DAY, "language": "en", **values})
    [made] = reminders.reminders_to([address])
    Letter.objects.all().delete()
    return reminders.confirm(made) if confirmed else made


def token_in(letter: Letter) -> str:
    """Return the token of the link in a letter."""
    found = re.search(r"/names/remind/([\w-]{43})/", letter.body)
    assert found, letter.body
    return found[1]
