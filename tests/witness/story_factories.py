"""Stories for tests: written, agreed to, reviewed and published by the verbs."""

import io
from typing import Any

from PIL import Image

from days import today
from factories import CaseFactory, UserFactory, VictimFactory
from vigil.casefile.models import Victim
from vigil.trust.confirmations.verbs import confirm
from vigil.trust.models import Consent, Role, User
from vigil.witness.models import Story, StoryFile
from vigil.witness.stories.verbs import consenting, files, publishing, reviewing, writing

TITLE = "She kept the minutes of the harbour"
BODY = "She wrote down who came and who went.\n\n## At the harbour\n\nShe knew every ship by name."
QUOTED = BODY + "\n\n> She sang while she worked.\n> -- her sister"
SOURCES = "The Example Gazette, 8 March 2019 | https://news.example/harbour"


def editor(**values: Any) -> User:
    """Make somebody who edits stories."""
    return UserFactory(roles=[Role.EDITOR], **values)


def person(name: str = "Amalia Ríos Quintero", **values: Any) -> Victim:
    """Make somebody who was killed, in a published case."""
    return VictimFactory(case=CaseFactory(**values), name=name)


def written(story: Story, by: User, language: str = "", **values: str) -> Story:
    """Write a text; what is not said is plain."""
    text = {"name": "Amalia Ríos Quintero", "title": TITLE, "body": BODY, **values}
    writing.write_text(story, language or story.language, text, by=by)
    return story


def a_profile(by: User, of: Victim | None = None, **values: str) -> Story:
    """Make a profile that nothing stands against, not published."""
    victim = of or person()
    story = writing.begin_story("profile", "en", by=by, case=victim.case, persons=[str(victim.uid)])
    writing.write_common(story, sources=SOURCES, justice_as_of="", related="", by=by)
    return written(story, by, **values)


def a_story(by: User, of: Victim | None = None, told_by: str = "family", **values: str) -> Story:
    """Make a story that nothing stands against but that nobody agreed to it; without a case."""
    bound = {"case": of.case, "persons": [str(of.uid)]} if of else {}
    story = writing.begin_story("story", "en", by=by, told_by=told_by, **bound)
    return written(story, by, **values)


def agreed(story: Story, *uses: str, by: User, **terms: Any) -> list[Consent]:
    """Let the family agree to some uses, or all; another editor confirms that somebody is named."""
    stated = {"given_by": "family", "given_how": "in_person", "given_on": today()}
    terms = {**stated, "why": "they told an editor", **terms}
    before = set(Consent.objects.values_list("pk", flat=True))
    asked = consenting.agree(story, uses or consenting.ASKED, by=by, **terms)
    if asked is not None:
        confirm(asked, by=editor())
    new = Consent.objects.exclude(pk__in=before)
    return sorted(new, key=lambda consent: consenting.ASKED.index(consent.use))


def approved(story: Story, by: User, read: bool = True) -> Story:
    """Let the family read it, and another editor approve it."""
    if read:
        reviewing.family_read(story, "yes", by=by)
    reviewing.send_to_review(story, by=by)
    return reviewing.approve(story, by=editor())


def published(story: Story, by: User, correction: str = "") -> Story:
    """Publish a story that nothing stands against."""
    return publishing.publish(approved(story, by), by=by, correction=correction)


def picture(size: tuple[int, int] = (60, 80)) -> bytes:
    """Make a small picture."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


def with_portrait(story: Story, by: User, **texts: str) -> StoryFile:
    """Give a story a portrait with its description."""
    one = files.add_file(
        story, "portrait", picture(), credit="Family album", licence="With permission", by=by
    )
    return files.describe_file(one, "en", {"alt": "A woman at a desk.", **texts}, by=by)


def anew(story: Story) -> Story:
    """Return the row as it is now."""
    return Story.objects.get(pk=story.pk)
