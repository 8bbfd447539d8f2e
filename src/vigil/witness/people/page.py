"""What the page of a person shows. All of it comes from the page of the case, by the same rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vigil.casefile.cases.queries import public_cases
from vigil.casefile.models import Case
from vigil.publication.cases.disagreements import Disagreement
from vigil.publication.cases.history import steps_of
from vigil.publication.cases.page import CaseField, CasePage, case_page_of
from vigil.publication.cases.people import Person
from vigil.publication.cases.queries import with_everything
from vigil.publication.cases.shown_sources import ShownSource
from vigil.publication.cases.texts import NO_TEXT, CaseTexts, ShownText, page_language
from vigil.publication.pages.one_light import LightAmongOthers, light_of
from vigil.publication.policy import disclosure as policy
from vigil.publication.record.columns import current
from vigil.publication.record.labels import date_text
from vigil.publication.record.projection import targets_of
from vigil.witness.models import Name
from vigil.witness.names.visibility import may_be_announced
from vigil.witness.people.lives import shown_life
from vigil.witness.people.visibility import page_address
from vigil.witness.stories.queries import public as story_queries
from vigil.witness.stories.queries.public import StoryEntry
from vigil.witness.works.faces import Face, initials_of

ABOUT_THE_TARGET: Final = ("why_targeted", "served")
"""Fields of the case that say why its target was attacked. They are not about anybody beside."""
ABOUT_THE_KILLING: Final = (*ABOUT_THE_TARGET, "contract_or_reward")
"""Fields of the case that the page of a person shows, in this order."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known, with the place on the case's page that says who says so."""

    label: str
    value: ShownText | str
    proof: str
    sources: int
    note: ShownText = NO_TEXT


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that the page of a person shows."""

    handle: str
    url: str
    person: Person
    case: CasePage
    case_url: str
    initials: str
    when: str
    """The day of death, as far as it is known."""
    life: ShownText
    act: tuple[ShownText, ...]
    """What happened, and what followed."""
    facts: tuple[Fact, ...]
    disagreements: tuple[Disagreement, ...]
    """Where sources differ on this person, or on the attack as a whole."""
    others: tuple[Person, ...]
    """Others in the attack who are named."""
    not_named: tuple[str, ...]
    """How many others are not named, in words."""
    remembered_on: date | None
    announced: bool
    stories: tuple[StoryEntry, ...]
    light: LightAmongOthers | None
    """Their light in the field of the front page; None where it has none."""
    light_words: str
    translated: bool
    original: bool

    @property
    def life_untranslated(self) -> bool:
        """Whether the text on the life is in another language than the page, unasked."""
        return bool(self.life) and not self.original and self.life.language != page_language()

    @property
    def portrayed_in(self) -> StoryEntry | None:
        """The newest story that shows a portrait, if one does."""
        return next((story for story in self.stories if story.portrait), None)

    @property
    def face(self) -> Face:
        """The portrait that a story shows, or what stands in its place."""
        story = self.portrayed_in
        return Face(story.portrait if story is not None else None, self.initials)

    @property
    def sources(self) -> Sequence[ShownSource]:
        """The sources of the case."""
        return self.case.sources


def person_page(
    name: Name, *, original: bool = False, drafts: Mapping[str, str] | None = None
) -> PersonPage | None:
    """Return the page of a person; None where the case does not name them today.

    `drafts` are texts on the life, by language, that a preview shows in place of approved ones.
    """
    case = with_everything(public_cases()).filter(pk=name.case_id).first()
    victims = list(case.victims.all()) if case is not None else []
    at = next((n for n, victim in enumerate(victims) if victim.uid == name.uid), None)
    if case is None or at is None or policy.is_minor(victims[at]):
        return None
    names = policy.public_names(victims[at])
    page = case_page_of(case, list(steps_of(case)), original=original)
    if not names or victims[at].outcome != "killed":
        return None
    texts = CaseTexts(case, policy.withheld_in(case), original=original)
    life = shown_life(name, case, names, texts, drafts)
    announced = may_be_announced(name)
    case_url = reverse("case", args=[case.public_id])
    light = light_of(current(), case.pk, at)
    return PersonPage(
        handle=name.handle,
        url=page_address(name.handle),
        person=page.people[at],
        case=page,
        case_url=case_url,
        initials=initials_of(names[0]),
        when=date_text(name.date),
        life=life,
        act=tuple(_act(case, texts)),
        facts=tuple(_facts(page, case_url, targeted=victims[at] in targets_of(victims))),
        disagreements=tuple(_disagreements(page, victims[at].position)),
        others=tuple(one for n, one in enumerate(page.people) if n != at and one.name),
        not_named=tuple(_not_named(case, at)),
        remembered_on=name.died_on if announced and name.anniversary else None,
        announced=announced,
        stories=tuple(story_queries.stories_about(str(case.public_id), name.uid)),
        light=light,
        light_words=_light_words(light, policy.public_gender(victims[at])),
        translated=page.translated or texts.any_translation,
        original=original,
    )


def _light_words(light: LightAmongOthers | None, gender: str) -> str:
    """Say whose light it is among how many, in the form for the person's gender."""
    if light is None:
        return ""
    if gender == "female":
        said = ngettext("Her light, among %(n)s", "Her light, among %(n)s", light.people)
    elif gender == "male":
        said = ngettext("His light, among %(n)s", "His light, among %(n)s", light.people)
    else:
        said = ngettext("Their light, among %(n)s", "Their light, among %(n)s", light.people)
    return said % {"n": intcomma(light.people)}


def _act(case: Case, texts: CaseTexts) -> Iterator[ShownText]:
    """Yield what the summary says after the life: its first paragraph tells the life."""
    paragraphs = [str(text) for text in case.compiled.get("summary") or []]
    for paragraph in paragraphs[1:]:
        if shown := texts.of("summary", paragraph):
            yield shown


def _facts(page: CasePage, case_url: str, *, targeted: bool) -> Iterator[Fact]:
    rows = {row.field: row for row in page.rows}
    left_out = () if targeted else ABOUT_THE_TARGET
    known = [rows[field] for field in ABOUT_THE_KILLING if field in rows and field not in left_out]
    for row in (*known, *([page.link] if page.link else [])):
        yield _fact(row, case_url)


def _disagreements(page: CasePage, position: int) -> Iterator[Disagreement]:
    """Yield where sources differ on a person, given their position, or on the attack."""
    for one in page.disagreements:
        if not one.people or position in one.people:
            yield one


def _fact(row: CaseField, case_url: str) -> Fact:
    proof, sources = f"{case_url}#known-{row.field}", len(row.sources.says)
    return Fact(row.label, row.value, proof, sources, row.note)


def _not_named(case: Case, at: int) -> Iterator[str]:
    """Say how many others there were who are not named: who was killed, and who survived."""
    others = [one for n, one in enumerate(case.public.people) if n != at and not one["names"]]
    killed = sum(one["outcome"] == "killed" for one in others)
    if killed:
        yield ngettext(
            "%(n)d other person was killed, who is not named here.",
            "%(n)d other people were killed, who are not named here.",
            killed,
        ) % {"n": killed}
    survived = sum(one["outcome"] in ("injured", "unhurt") for one in others)
    if survived:
        said = ngettext("%(n)d person survived.", "%(n)d people survived.", survived)
        yield f"{said % {'n': survived}} {_('We do not name survivors.')}"
