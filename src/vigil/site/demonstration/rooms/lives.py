"""Fill the pages of people: texts on lives, each approved by a second editor."""

from typing import Final

from vigil.casefile.models import Case
from vigil.site.demonstration.rooms.world import DemoWorld, invented
from vigil.witness.models import Name
from vigil.witness.people.lives import words_like_strangers
from vigil.witness.people.verbs.writing import approve_life, write_life
from vigil.witness.people.visibility import people_with_pages

IN_ONE_SENTENCE: Final = 12
"""How many people beside the first have a text of one sentence."""


def fill(world: DemoWorld) -> None:
    """Write texts on the lives of some people; one waits for a second editor."""
    told = invented("lives")
    by_hand = list(zip(world.cases, told["lives"], strict=False))
    for case, texts in by_hand:
        for name in _names(case)[:1]:
            for language, text in texts.items():
                _approved(world, name, language, text)
    rest = world.cases[len(told["lives"]) :][:IN_ONE_SENTENCE]
    people = [(case, name) for case in rest for name in _names(case)[:1]]
    for number, (case, name) in enumerate(people):
        victim = case.victims.get(position=0)
        words = {"name": name.name, "work": f"a {victim.occupation}", "town": case.place_name}
        text = told["plain"].format(**words).replace(" a accountant", " an accountant")
        if number == len(people) - 1:
            write_life(name, "en", text, by=world.by("editor"))
        else:
            _approved(world, name, "en", text)


def _names(case: Case) -> list[Name]:
    return list(people_with_pages().filter(case=case).order_by("position"))


def _approved(world: DemoWorld, name: Name, language: str, text: str) -> None:
    life = write_life(name, language, text, by=world.by("editor"))
    # Whoever is named is invented, and may be.
    named = words_like_strangers(name.case_id, life.text)
    approve_life(name, language, text, by=world.by("second-editor"), may_name=named)
