"""Commissions of stories, and the contact of the family."""

from decimal import Decimal

import pytest

from desk.conftest import signed_in
from factories import adjudicator
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Sealed
from vigil.witness.stories.verbs import (
    commissioning,
)
from witness.story_factories import (
    a_story,
    editor,
)

pytestmark = pytest.mark.django_db


def test_how_the_family_is_spoken_with_lies_in_the_vault() -> None:
    by = editor()
    story = a_story(by)
    said = {"family_contact": "Aunt Rosa, evenings", "family_avoid": "7 March"}
    commissioning.keep_family_contact(story, said, by=by)
    assert b"Rosa" not in b"".join(bytes(one.ciphertext) for one in Sealed.objects.all())
    with pytest.raises(NotPossible):
        commissioning.open_family_contact(story, by=by, why="")
    opened = commissioning.open_family_contact(story, by=by, why="To ask them")
    assert opened == said
    assert Decision.objects.filter(verb="open_sealed", target_key=story.uid).count() == 2
    with pytest.raises(NotAllowed):
        commissioning.open_family_contact(story, by=adjudicator(), why="curious")


def test_the_contact_of_a_family_is_removed_from_the_vault_with_a_reason() -> None:
    by = editor()
    story = a_story(by)
    said = {"family_contact": "Aunt Rosa, evenings", "family_avoid": "7 March"}
    commissioning.keep_family_contact(story, said, by=by)
    with pytest.raises(NotAllowed):
        commissioning.forget_family_contact(story, by=adjudicator(), why="tidying")
    with pytest.raises(NotPossible, match="why"):
        commissioning.forget_family_contact(story, by=by, why=" ")
    assert commissioning.has_family_contact(story)
    client, at = signed_in(by), f"/desk/stories/{story.public_id}/"
    assert "Remove contact…" in client.get(at).content.decode()
    assert client.post(f"{at}family/forget/", {"why": "they asked"}).status_code == 302
    assert not Sealed.objects.filter(subject_key=story.uid).exists()
    shredded = Decision.objects.filter(verb="shred", target_key=story.uid, actor=by)
    assert {d.why for d in shredded} == {"they asked"}
    assert "Remove contact…" not in client.get(at).content.decode()
    assert client.post(f"{at}family/forget/", {"why": "they asked"}).status_code == 409


def test_a_commission_has_a_fee_in_a_currency_and_goes_its_way() -> None:
    by = editor()
    story = a_story(by)
    of = {"journalist": "R. Vega", "brief": "Her work.", "due_on": None, "by": by}
    with pytest.raises(NotPossible, match="currency"):
        commissioning.commission(story, fee=Decimal("400"), currency="XQQ", **of)
    asked = commissioning.commission(story, fee=Decimal("400.50"), currency="eur", **of)
    assert (asked.fee, asked.currency, asked.state) == (Decimal("400.50"), "EUR", "asked")
    with pytest.raises(NotPossible, match="does not follow"):
        commissioning.move_commission(asked, "paid", by=by)
    for state in ("accepted", "delivered", "paid"):
        asked = commissioning.move_commission(asked, state, by=by)
    with pytest.raises(NotPossible, match="paid already"):
        commissioning.commission(story, fee=Decimal("500"), currency="EUR", **of)
