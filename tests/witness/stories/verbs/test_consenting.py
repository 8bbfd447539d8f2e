"""Consents to stories: what is shown rests on them, and no further."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.witness.models import PublicStory
from vigil.witness.stories.drafts import story_draft
from vigil.witness.stories.verbs import (
    consenting,
    publishing,
    writing,
)
from witness.story_factories import (
    QUOTED,
    TITLE,
    a_story,
    agreed,
    anew,
    approved,
    editor,
    published,
    with_portrait,
    written,
)

pytestmark = pytest.mark.django_db
AT = "/stories/S-0100/"


def shown(client: Client, language: str = "") -> str:
    return client.get(f"{AT}?text={language}").content.decode()


def test_a_story_without_consent_is_refused_with_the_reason() -> None:
    by = editor()
    story = approved(a_story(by, body=QUOTED), by)
    with pytest.raises(NotPossible) as error:
        publishing.publish(story, by=by)
    for use in ("their story is told", "to be named", "to be quoted"):
        assert use in str(error.value)
    assert not PublicStory.objects.exists()


def test_a_story_with_consent_is_shown_without_a_case(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED)
    agreed(story, by=by)
    published(story, by)
    page = shown(client)
    assert "She sang while she worked." in page
    assert "Told by the family" in page
    assert "Drawn from public sources" not in page


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"territory": "ZAF"}, "one country only"),
        ({"language": "es"}, "Consent is missing"),
        ({"given_on": date(2020, 1, 1), "until": date(2020, 2, 1)}, "Consent is missing"),
    ],
)
def test_consent_on_other_terms_is_none(terms: dict[str, Any], why: str) -> None:
    by = editor()
    story = a_story(by)
    agreed(story, by=by, **terms)
    with pytest.raises(NotPossible, match=why):
        publishing.publish(approved(story, by), by=by)


def test_taking_consent_back_takes_the_story_away_at_once(client: Client) -> None:
    by = editor()
    story = a_story(by)
    consents = agreed(story, by=by)
    published(story, by)
    told = next(one for one in consents if one.use == "story")
    consenting.end_agreement(story, told, by=by)
    assert client.get(AT).status_code == 410
    assert client.get(f"{AT}card.png").status_code == 404
    assert TITLE not in client.get("/stories/stories.atom").content.decode()
    assert anew(story).standing == "draft"
    told.refresh_from_db()
    assert told.withdrawn_at is not None


def test_taking_back_what_only_a_part_rests_on_takes_that_part_away(client: Client) -> None:
    by = editor()
    story = a_story(by, body=QUOTED, family_account="We think of her.")
    consents = agreed(story, by=by)
    one = with_portrait(story, by)
    published(story, by)
    at = f"{AT}files/{one.upload}"
    assert "We think of her." in shown(client)
    assert client.get(at).status_code == 200
    for consent in consents:
        if consent.use in ("picture", "quotes"):
            consenting.end_agreement(story, consent, by=by)
    page = shown(client)
    assert TITLE in page
    assert "She sang" not in page
    assert "We think of her." not in page
    assert "A woman at a desk." not in page
    assert client.get(at).status_code == 404


def test_consent_for_one_language_shows_that_language(client: Client) -> None:
    by = editor()
    story = a_story(by)
    written(story, by, "es", title="Llevaba las actas", body="Sabía de cada barco.")
    writing.review_translation(story, "es", by=by, of_revision=story_draft(story).revision)
    agreed(story, "story", by=by)
    agreed(story, "name", by=by, language="en")
    with pytest.raises(NotPossible, match=r"to be named \(Spanish\)"):
        publishing.publish(approved(story, by), by=by)
    (spanish,) = agreed(story, "name", by=by, language="es")
    publishing.publish(anew(story), by=by)
    assert "Llevaba las actas" in shown(client, "es")
    consenting.end_agreement(story, spanish, by=by)
    assert "Llevaba las actas" not in shown(client, "es")
    assert TITLE in shown(client, "es")


def test_what_an_agreement_that_ends_held_up_ends_with_it(client: Client, monkeypatch: Any) -> None:
    by = editor()
    story = a_story(by)
    last = timezone.localdate() + timedelta(days=3)
    agreed(story, by=by, until=last)
    published(story, by)
    assert PublicStory.objects.get().valid_until == last
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert client.get(AT).status_code == 200
    monkeypatch.setattr(timezone, "localdate", lambda *args: last + timedelta(days=1))
    assert client.get(AT).status_code == 410
    assert anew(story).standing == "draft"


def test_only_an_editor_in_reach_records_consent() -> None:
    by = editor()
    story = a_story(by)
    other = editor()
    other.grants.update(languages=["fr"])
    with pytest.raises(NotAllowed):
        agreed(story, by=other)
