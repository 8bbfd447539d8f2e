"""Marks in what is not everybody's: members, panels, drafts, letters; and who may read each."""

from dataclasses import dataclass, field

from factories import UserFactory
from network.factories import full
from outlook import factories_consultations, factories_panels, factories_report
from vigil.outlook.reports.verbs import writing
from vigil.trust.models import Letter, Role, User
from vigil.trust.outbox.verbs.letters import write_letter
from witness import campaign_factories as campaigns
from witness import story_factories as stories

MANAGERS = frozenset({Role.PROGRAMME_HOST, Role.ADMINISTRATOR})
CHAIRS = frozenset({Role.PANEL_CHAIR})
KEEPERS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
OUTBOX = frozenset({Role.ADJUDICATOR, Role.ADMINISTRATOR})
NOBODY: frozenset[Role] = frozenset()


@dataclass
class Thing:
    """Something that addresses name, the mark in it, and the roles that may read it."""

    mark: str
    may: frozenset[Role]
    below: tuple[str, ...]
    """The beginnings of the routes that may name it."""
    names: dict[str, str] = field(default_factory=dict)
    """What fills the parts of its addresses."""


def planted() -> dict[str, Thing]:
    """Plant a mark in one of each, by the verbs of its room."""
    return {
        "member who shows nothing": _member(),
        "panel in draft": _panel(),
        "reasons of an expert": _answer(),
        "report in draft": _report(),
        "notes of a consultation": _consultation(),
        "story in draft": _story(),
        "campaign in draft": _campaign(),
        "letter that waits": _letter(),
    }


def _member() -> Thing:
    member = full("Qyx101jz")
    names = {"handle": member.handle, "uid": member.uid}
    return Thing("Qyx101jz", MANAGERS, ("network/", "desk/members/"), names)


def _panel() -> Thing:
    chair = factories_panels.chair()
    panel = factories_panels.draft(by=chair)
    factories_panels.question(panel, text="Will Qyx102jz happen?")
    # Another chair does not read it: it is of who made it until it is open.
    return Thing("Qyx102jz", NOBODY, ("outlook/", "desk/outlook/", "api/v1/"), {"uid": panel.uid})


def _answer() -> Thing:
    panel, _row, seats = factories_panels.running(experts=1)
    factories_panels.answer(seats[0], reasons="Because of Qyx103jz.")
    return Thing("Qyx103jz", NOBODY, ("outlook/", "desk/outlook/", "api/v1/"), {"uid": panel.uid})


def _report() -> Thing:
    chair = factories_report.chair()
    report = factories_report.begun(chair, slug="canary-report")
    paragraph = factories_report.added(report, chair)
    writing.write_paragraph(paragraph, "What Qyx104jz is about.", by=chair)
    names = {"slug": report.slug, "uid": paragraph.uid}
    return Thing("Qyx104jz", CHAIRS, ("outlook/", "desk/outlook/", "api/v1/"), names)


def _consultation() -> Thing:
    noted = factories_consultations.noted(notes="S1: They spoke of Qyx105jz for an hour.")
    below = ("outlook/", "desk/outlook/", "api/v1/")
    return Thing("Qyx105jz", CHAIRS, below, {"uid": noted.uid})


def _story() -> Thing:
    story = stories.a_story(stories.editor(), title="The lamp of Qyx106jz")
    names = {"handle": story.public_id, "language": "en"}
    return Thing("Qyx106jz", KEEPERS, ("stories/", "desk/stories/"), names)


def _campaign() -> Thing:
    campaign = campaigns.begun(stories.editor(), slug="canary-day", title="The day of Qyx107jz")
    below = ("campaigns/", "desk/campaigns/")
    return Thing("Qyx107jz", KEEPERS, below, {"slug": campaign.slug})


def _letter() -> Thing:
    letter = write_letter(
        "somebody@example.org",
        Letter.Subject.MESSAGE,
        "We found Qyx108jz.",
        kind="answer",
        by=None,
        decides=True,
    )
    return Thing("Qyx108jz", OUTBOX, ("desk/outbox/",), {"pk": str(letter.pk)})


def reader(role: Role) -> User:
    """Make somebody who has this role, and took no part in anything."""
    return UserFactory(roles=[role], email=f"reader.{role}@example.org")
