"""Fill the stories: agreed to, reviewed and published, and one that waits for approval."""

from collections.abc import Mapping
from typing import Any

from vigil.casefile.models import Case
from vigil.site.demonstration.rooms.pictures import draw_picture
from vigil.site.demonstration.rooms.world import DemoWorld, days_before, invented
from vigil.trust.confirmations.verbs import confirm
from vigil.witness.models import Story
from vigil.witness.stories.verbs import consenting, files, publishing, reviewing, writing
from vigil.witness.works.drafts import latest_revision


def fill(world: DemoWorld) -> None:
    """Write the stories of the first people of the record."""
    for number, told in enumerate(invented("stories")["stories"]):
        if told["person"] >= len(world.cases):
            continue
        story = _written(world, told)
        _agreed(world, story, confirmed="draft" not in told)
        if "size" in told:
            _portrait(world, story, number, told)
        if told.get("draft"):
            reviewing.send_to_review(story, by=world.by("editor"))
        else:
            _published(world, story)
            world.stories.append(story.public_id)


def _written(world: DemoWorld, told: Mapping[str, Any]) -> Story:
    editor, case = world.by("editor"), world.cases[told["person"]]
    victim = case.victims.get(position=0)
    story = writing.begin_story(
        Story.Kind.STORY,
        told["language"],
        by=editor,
        case=case,
        persons=[str(victim.uid)],
        told_by=Story.Teller.FAMILY,
    )
    original = told["language"]
    for language in sorted(told["texts"], key=lambda code: code != original):
        text = told["texts"][language]
        values = {**text, "body": text["body"].strip(), "name": victim.name}
        writing.write_text(story, language, values, by=editor)
    writing.write_common(story, sources=_sources(case), justice_as_of="", related="", by=editor)
    for language in told["texts"]:
        if language != original:
            writing.review_translation(
                story, language, by=editor, of_revision=latest_revision(story) or 0
            )
    return story


def _sources(case: Case) -> str:
    account = case.memberships.select_related("account__report__outlet").first()
    assert account is not None
    report = account.account.report
    return f"{report.title}, {report.outlet}, {report.published} | {report.url}"


def _agreed(world: DemoWorld, story: Story, *, confirmed: bool) -> None:
    """Record that the family agreed; that somebody is named waits for a second editor, or not."""
    asked = consenting.agree(
        story,
        consenting.ASKED,
        given_by="family",
        given_how="in_person",
        given_on=days_before(world.today, 20),
        by=world.by("editor"),
        why="The invented family told an editor.",
    )
    if asked is not None and confirmed:
        confirm(asked, by=world.by("second-editor"))


def _portrait(world: DemoWorld, story: Story, number: int, told: Mapping[str, Any]) -> None:
    width, height = told["size"]
    editor = world.by("editor")
    drawn = draw_picture(number, (width, height), person=height >= width)
    one = files.add_file(
        story, "portrait", drawn, credit="Drawn for the demonstration", licence="CC0-1.0", by=editor
    )
    for language, alt in told["alt"].items():
        files.describe_file(one, language, {"alt": alt}, by=editor)


def _published(world: DemoWorld, story: Story) -> None:
    editor, second = world.by("editor"), world.by("second-editor")
    reviewing.family_read(story, Story.FamilyReads.YES, by=editor)
    reviewing.send_to_review(story, by=editor)
    reviewing.approve(story, by=second)
    publishing.publish(story, by=second)
