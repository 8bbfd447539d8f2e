"""Write, make and remove the Wagtail pages that hold the words of works."""

from typing import Any

from django.conf import settings
from django.db.models import Model
from wagtail.admin.models import FormState
from wagtail.models import Locale, Page, PageLogEntry

from vigil.witness.works.models import Work


def page_to_write(work: Work) -> Any:
    """Return the page of a work as its latest revision has it."""
    return Page.objects.get(pk=work.page_id).get_latest_revision_as_object()


def text_to_write[T: Model](page: Any, model: type[T], language: str) -> T:
    """Return the row that holds the text of a page in a language; add one where there is none."""
    rows = list(page.texts.all())
    found = next((row for row in rows if row.language == language), None)
    if found is None:
        found = model(language=language)
        rows.append(found)
    page.texts = rows
    return found


def clean_text(value: str) -> str:
    """Return what an editor typed with one kind of line break, and without NUL and outer space."""
    return value.replace("\r\n", "\n").replace("\0", "").strip()


def shelf_of[P: Page](model: type[P], title: str) -> P:
    """Return the one page under which all works of a kind are; make it where it is missing."""
    if (shelf := model.objects.first()) is not None:
        return shelf
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    return root.add_child(instance=model(title=title, slug=title.lower(), live=False))


def remove_page(work: Work) -> None:
    """Delete the page of a work with its revisions, and what Wagtail's logs say of it."""
    page = Page.objects.filter(pk=work.page_id).specific().first()
    if page is None:
        return
    pk = page.pk
    page.revisions.all().delete()
    page.delete()
    PageLogEntry.objects.filter(page_id=pk).delete()
    FormState.objects.filter(object_id=str(pk)).delete()
