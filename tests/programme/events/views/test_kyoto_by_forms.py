"""The example event entered by hand: how many pages and fields it takes a host who errs nowhere.

A page is what the browser loads: a screen that is opened, or the screen that follows a form. A
field is one that the host fills in; what the form shows already is none.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from factories import UserFactory
from vigil.programme.contributors.visibility import people_of
from vigil.programme.events.verbs.example_event import read_example
from vigil.programme.models import Event, Session
from vigil.trust.models import Role

pytestmark = pytest.mark.django_db
ANOTHER = {"then": "another"}
BEFORE = 34
"""The pages that it took when a session had four forms, and each person in it one more."""


@dataclass
class Work:
    """A host at the desk, and what the work took so far."""

    client: Client
    pages: int = 0
    fields: int = 0

    def opens(self, at: str) -> str:
        """Open a screen; return its text."""
        self.pages += 1
        answer = self.client.get(at)
        assert answer.status_code == 200, at
        return answer.content.decode()

    def sends(self, at: str, shown: dict[str, Any] | None = None, **typed: Any) -> str:
        """Send a form that shows some values and gets others; return where that leads."""
        self.pages += 1
        self.fields += len([value for value in typed.values() if value not in ("", None)])
        answer = self.client.post(at, {**(shown or {}), **typed}, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        assert answer.redirect_chain, answer.content.decode()
        return answer.redirect_chain[-1][0]


def rows(people: list[dict[str, str]], source: str) -> dict[str, Any]:
    """Return what is sent of those who take part, a row each."""
    found: dict[str, Any] = {}
    for place, person in enumerate(people):
        said = {**person, "announced": source if "name" in person else ""}
        found |= {f"people-{place}-{name}": value for name, value in said.items()}
    return found


def test_the_example_event_by_hand() -> None:
    example = read_example()
    host = Client()
    host.force_login(UserFactory(roles=[Role.PROGRAMME_HOST]))
    work = Work(host)
    event = dict(example["event"])
    [organiser] = event.pop("organisers")
    del event["uid"]
    work.opens("/desk/programme/")
    work.opens("/desk/programme/new/")
    at = work.sends("/desk/programme/new/", **event, organisers=organiser)
    form = f"{at}sessions/new/"
    work.opens(form)
    for told in example["sessions"]:
        last = told is example["sessions"][-1]
        work.sends(
            form,
            {
                "zone": event["zone"],
                "registering": "none",
                "people-rows": len(told["people"]),
                **({} if last else ANOTHER),
            },
            title=told["title"],
            slug=told["slug"],
            number=told["number"],
            starts=f"{told['starts']:%Y-%m-%dT%H:%M}",
            ends=f"{told['ends']:%Y-%m-%dT%H:%M}",
            abstract=told["abstract"],
            kind="mixed",
            content_warning=told.get("content_warning", ""),
            **rows(told["people"], example["source"]),
        )
    drafts = Session.objects.values_list("pk", flat=True)
    work.sends(f"{at}publish/", {"sessions": list(drafts)})
    work.opens("/programme/kyoto-2021/")
    assert Event.objects.get().title == event["title"]
    told = {row.slug: [one.called for one in people_of(row)] for row in Session.objects.all()}
    assert told == {
        row["slug"]: [person.get("name") or person["unnamed"] for person in row["people"]]
        for row in example["sessions"]
    }
    assert work.pages * 3 <= BEFORE
    assert (work.pages, work.fields) == (9, 67)
