"""An editor's day: a story from its first word to its withdrawal, and then nothing of it anywhere.

Thirty marks are planted in everything that the story says. Once it is withdrawn they are looked
for in every address that readers and editors have, in every table, and in every file.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.fixtures import Settings

from browser.conftest import Seen
from browser.looking import Looking, tab_of
from browser.signing import sign_in
from factories import VictimFactory, adjudicator
from vigil.trust.confirmations import verbs as confirming
from vigil.trust.models import Confirmation
from vigil.witness.models import Story
from vigil.witness.stories.verbs import publishing, reviewing
from witness.story_factories import anew, editor, person, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHERE = (
    *("name", "title", "summary", "body", "heading", "quote", "speaker", "family", "justice"),
    *("es name", "es title", "es summary", "es body", "es heading", "es quote", "es speaker"),
    *("es family", "es justice", "source", "address", "credit", "licence", "alt", "caption"),
    *("es alt", "es caption", "journalist", "brief", "contact", "correction"),
)
MARK = {where: f"zq{n:02d}quoll" for n, where in enumerate(WHERE)}
assert len(MARK) == 30


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return settings.DATA


def text_of(prefix: str = "") -> dict[str, str]:
    """Return what is written in one language."""

    def mark(where: str) -> str:
        return MARK[f"{prefix}{where}"]

    return {
        "name": f"Amalia {mark('name')}",
        "title": f"Minutes {mark('title')}",
        "summary": f"Line {mark('summary')}",
        "body": (
            f"Text {mark('body')}.\n\n## Ahead {mark('heading')}\n\n"
            f"> Said {mark('quote')}.\n> -- {mark('speaker')}"
        ),
        "family_account": f"Ours {mark('family')}.",
        "justice": f"Since {mark('justice')}.",
    }


def write(page: Page, at: str, language: str, values: dict[str, str]) -> None:
    page.goto(f"{at}texts/{language}/")
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator(".messages")).to_contain_text("Saved as a draft.")


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def do(page: Page, button: str, told: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messages")).to_contain_text(told)
    unfold(page)


def found_in(text: str) -> list[str]:
    return [where for where, mark in MARK.items() if mark in text]


def public_addresses(story: Story, upload: str) -> list[str]:
    """Return every address at which readers could meet the story."""
    own = [f"stories/{story.public_id}/{part}" for part in ("", "?text=en", "?text=es")]
    lists = [
        *("stories/", "stories/stories.atom", "", "stories/?language=es"),
        *("cases/", f"cases/{story.case.public_id}/" if story.case else "cases/"),
    ]
    apart = [
        *("/sitemap.xml", "/sitemap-stories-1.xml", "/api/v1/stories", "/api/v1/openapi.json"),
        f"/api/v1/stories/{story.public_id}",
        f"/stories/{story.public_id}/card.png",
        f"/stories/{story.public_id}/files/{upload}",
    ]
    asked = [f"/stories/?q={mark}" for mark in list(MARK.values())[:12]]
    return [f"{tag}/{at}" for at in (*own, *lists) for tag in ("", "/es", "/ar")] + asked + apart


def read(client: Client, at: str) -> str:
    response = client.get(at)
    content = b"".join(response) if response.streaming else response.content
    # What was searched for is repeated in the field: that is the reader's own word.
    return content.decode("utf-8", "replace").replace(at.partition("q=")[2] or "\0", "")


def everything_kept(folder: Path) -> dict[str, str]:
    """Return what every table and every file holds."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept[table] = "\n".join(str(row) for row in cursor.fetchall())
    for path in folder.rglob("*"):
        if path.is_file():
            kept[str(path)] = path.read_bytes().decode("utf-8", "replace")
    return kept


@pytest.mark.turns
def test_an_editors_day(
    browser_page: Page, requests_seen: Seen, folder: Path, transactional_db: None
) -> None:
    page, by, other, victim = browser_page, editor(), editor(), person()
    troubles: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "404" not in message.text:
            troubles.append(message.text)

    page.on("console", note)
    sign_in(page, by)

    # It begins, and is written.
    page.goto("/desk/stories/new/")
    page.locator("[name=kind]").select_option("story")
    page.locator("[name=told_by]").select_option("family")
    page.locator("[name=case]").fill(str(victim.case.public_id))
    do(page, "Create the draft", "The draft is there.")
    story = Story.objects.get()
    at = f"/desk/stories/{story.public_id}/"
    write(page, at, "en", text_of())
    page.goto(f"{at}sources/")
    page.locator("[name=sources]").fill(
        f"Gazette {MARK['source']} | https://news.example/{MARK['address']}"
    )
    page.locator("[name=justice_as_of]").fill("2026-11-01")
    do(page, "Save as a draft", "Saved as a draft.")

    # Somebody agrees; a portrait comes in, with its description.
    for use in ("story", "name", "picture", "quotes"):
        page.locator(f"[name=uses][value={use}]").check()
    page.locator("form:has([name=uses]) [name=given_how]").select_option("in_person")
    page.locator("form:has([name=uses]) [name=why]").fill("She told one of us")
    do(page, "Record the consent", "A second person must confirm this.")
    confirming.confirm(Confirmation.objects.get(), by=adjudicator())
    page.goto(at)
    unfold(page)
    page.locator("[name=kind]").select_option("portrait")
    page.locator("[name=file]").set_input_files(
        {"name": "album.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    page.locator("[name=credit]").fill(f"Album {MARK['credit']}")
    page.locator("[name=licence]").fill(f"Given {MARK['licence']}")
    do(page, "Upload file", "The file is added.")
    for language, prefix in (("en", ""), ("es", "es ")):
        page.locator("[name=language][id^=language-]").select_option(language)
        page.locator("[name=alt]").fill(f"At a desk {MARK[prefix + 'alt']}")
        page.locator("[name=caption]").fill(f"In May {MARK[prefix + 'caption']}")
        do(page, "Save the description", "Saved.")
    page.locator("[name=journalist]").fill(f"R. {MARK['journalist']}")
    page.locator("[name=brief]").fill(f"Her work {MARK['brief']}")
    page.locator("form[action$='/commission/'] button").click()
    unfold(page)
    page.locator("[name=family_contact]").fill(f"Aunt {MARK['contact']}")
    do(page, "Save contact in the vault", "The contact is in the vault.")

    # It is translated beside the original, and once more corrected in Wagtail's editor.
    write(page, at, "es", text_of("es "))
    assert MARK["body"] in page.locator(".original").inner_text()
    do(page, "Confirm translation", "Reviewed.")
    page.goto(reverse("wagtailadmin_pages:edit", args=[story.page_id]))
    page.locator("#id_texts-0-summary").fill(f"A line {MARK['summary']}")
    page.locator("footer button[type=submit]").first.click()
    expect(page.locator(".messages")).to_contain_text("has been updated")
    page.goto(f"{at}texts/es/")
    do(page, "Confirm translation", "Reviewed.")

    # The family reads it, another editor approves it, and it waits for its day.
    page.goto(at)
    page.locator("[name=answer]").select_option("yes")
    do(page, "Save the answer", "The answer is saved.")
    do(page, "Send to review", "Sent to review.")
    reviewing.approve(anew(story), by=other)
    page.goto(at)
    assert page.locator("#against").count() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    page.locator("[name=at]").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    do(page, "Schedule publication", "Scheduled.")
    upload = story.files.get().upload
    reader, addresses = Client(), public_addresses(story, upload)
    for address in addresses:
        assert found_in(read(reader, address)) == [], address
    publishing.publish_due(tomorrow + timedelta(minutes=1))
    told = f"/stories/{story.public_id}/"
    page.goto(told)
    shown = page.content()
    hidden = {"journalist", "brief", "contact", "correction"}
    assert set(found_in(shown)) == {w for w in WHERE if not w.startswith("es ")} - hidden
    assert {w for w in WHERE if w.startswith("es ")} <= set(found_in(read(reader, f"/es{told}")))
    picture_box = page.locator(".night-head img")
    expect(picture_box).to_have_js_property("complete", True)
    assert picture_box.evaluate("(one) => one.naturalWidth") == 60
    looking = Looking(tab_of(page.context.browser, page.url.split("/stories/")[0]))
    looking.at(told, told, "/stories/")
    looking.tab.context.close()
    looking.found_nothing()

    # The record changes; the editor is told, and corrects.
    VictimFactory(case=victim.case, name="Bruno Muestra")
    page.goto(at)
    expect(page.get_by_text("The record of the case changed")).to_be_visible()
    write(page, at, "en", {"title": f"Minutes, corrected {MARK['title']}"})
    write(page, at, "es", {"title": f"Actas {MARK['es title']}"})
    do(page, "Confirm translation", "Reviewed.")
    page.locator("[name=answer]").select_option("yes")
    do(page, "Save the answer", "The answer is saved.")
    do(page, "Send to review", "Sent to review.")
    reviewing.approve(anew(story), by=other)
    page.goto(at)
    page.locator("[name=correction]").fill(f"Another person died {MARK['correction']}")
    do(page, "Publish the correction", "Published.")
    page.goto(told)
    expect(page.locator("h1")).to_contain_text("corrected")
    assert MARK["correction"] in page.content()
    card = reader.get(f"{told}card.png")
    assert card.content[:4] == b"\x89PNG"

    # The family asks; it is withdrawn, and nothing of it is anywhere.
    page.goto(at)
    page.locator("#withdraw-why").fill("The family asked")
    page.get_by_role("button", name="Withdraw the story").click()
    expect(page.locator("main")).to_contain_text("Its texts and files are deleted.")
    for address in addresses:
        assert found_in(read(reader, address)) == [], address
    etags = {"If-None-Match": card["ETag"]}
    assert reader.get(f"{told}card.png", headers=etags).status_code == 404
    assert reader.get(f"{told}files/{upload}").status_code == 404
    colleague = Client()
    colleague.force_login(other)
    for address in desk_addresses(story):
        assert found_in(read(colleague, address)) == [], address
    for where, text in everything_kept(folder).items():
        assert found_in(text) == [], where
    assert requests_seen.foreign == []
    assert troubles == []


def desk_addresses(story: Story) -> list[str]:
    """Return where an editor could meet the story, in our screens and in Wagtail's."""
    page = story.page_id
    compare = [page, "earliest", "latest"]
    return [
        *("/desk/stories/", f"/desk/stories/{story.public_id}/", "/desk/decisions/"),
        *(f"/desk/stories/{story.public_id}/texts/{tag}/" for tag in ("en", "es")),
        *(
            reverse(f"wagtailadmin_pages:{name}", args=[page])
            for name in ("edit", "history", "history_results", "revisions_index", "copy", "usage")
        ),
        *(reverse(f"wagtailadmin_pages:revisions_{n}", args=[page, 1]) for n in ("view", "revert")),
        reverse("wagtailadmin_pages:revisions_compare", args=compare),
        *(reverse(f"wagtailadmin_{name}") for name in ("home", "explore_root")),
        reverse("wagtailadmin_api:pages:listing"),
    ]
