"""Which addresses of Wagtail answer, and to whom.

Everything that is not named here answers 404: what Wagtail would show in lists, previews, copies,
reports, choosers or its API cannot show an embargoed or a withdrawn story to anybody. What is
named is asked first whether the story is there, and whether this person reaches it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, Final

from django.contrib.auth.models import Permission
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from wagtail.models import GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy

from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Role, User
from vigil.trust.withdrawals.write_lock import take_part
from vigil.witness.models import StoriesPage, Story
from vigil.witness.works.changes import note
from vigil.witness.works.drafts import latest_revision

READ: Final = ("GET", "HEAD")
WRITE: Final = (*READ, "POST")
ANSWERING: Final[Mapping[str, tuple[str, ...]]] = {
    "wagtailadmin_home": READ,
    # One story: its draft, who wrote what and when, two revisions beside each other.
    "wagtailadmin_pages:edit": WRITE,
    "wagtailadmin_pages:history": READ,
    "wagtailadmin_pages:history_results": READ,
    "wagtailadmin_pages:revisions_compare": READ,
    "wagtailadmin_pages:revisions_revert": READ,
    # Who else has it open.
    "wagtailadmin_editing_sessions:ping": ("POST",),
    "wagtailadmin_editing_sessions:release": ("POST",),
    # Pictures and words of the editor itself.
    "wagtailadmin_sprite": READ,
    "wagtailadmin_javascript_catalog": READ,
}
"""Names of Wagtail's addresses that answer, and by which methods."""
PAGE_ARGUMENTS: Final = ("page_id", "pk", "object_id")
"""Which argument of these addresses names the page."""
ENTER, EDIT, HOME = "witness.enter_cms", "witness.edit_story", "wagtailadmin_home"

POLICY: Final[Mapping[str, Collection[str] | str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    # The editor sets styles of elements as it runs: nothing else of the site may.
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
"""What the editor's pages may load: of this path alone."""

View = Callable[..., HttpResponseBase]


class RolesPolicy(PagePermissionPolicy):
    """Tell Wagtail who may change which page, by the roles of `trust`.

    Nobody may publish, move, copy, lock or delete in Wagtail, administrators neither: these are
    verbs of ours, or are done nowhere.
    """

    def get_all_permissions_for_user(self, user: Any) -> list[GroupPagePermission]:
        """Return the permissions of editors on the pages of stories.

        Administrators open it too; what they would change the gate refuses before Wagtail is asked.
        """
        shelf = StoriesPage.objects.first()
        if shelf is None or not roles_of(user) & {Role.EDITOR, Role.ADMINISTRATOR}:
            return []
        change = Permission(codename="change_page")
        return [GroupPagePermission(page=shelf.page_ptr, permission=change)]

    def _base_user_has_permission(self, user: Any) -> bool | None:
        return None if user.is_active else False

    def _base_queryset_for_user(self, user: Any) -> Any:
        return None if user.is_active else self.model._default_manager.none()


def gated_urls(patterns: Iterable[Any], space: str = "") -> Iterator[URLPattern | URLResolver]:
    """Yield Wagtail's addresses under their names, each behind the gate."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            # A list where Django holds a module: its patterns are what it resolves by.
            pattern.__dict__["url_patterns"] = list(gated_urls(pattern.url_patterns, inner))
            yield pattern
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name}" if pattern.name else ""
            yield URLPattern(
                pattern.pattern, _gated(pattern.callback, name), pattern.default_args, pattern.name
            )


def _gated(view: View, name: str) -> View:
    """Wrap a view of Wagtail, so that it answers only those who may see it."""

    @never_cache
    @csp_override(POLICY)
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if name not in ANSWERING:
            raise Http404
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        require(request.user, ENTER)
        if request.method not in ANSWERING[name]:
            return HttpResponseNotAllowed(ANSWERING[name])
        if name == HOME:
            return redirect("desk_stories:stories")
        story = _story(request.user, kwargs)
        if story is None or request.method != "POST":
            return view(request, *args, **kwargs)
        require(request.user, EDIT, story)
        return _written(view, request, story, args, kwargs)

    return gated


def _story(user: User, kwargs: Mapping[str, Any]) -> Story | None:
    """Return the story in an address; None where the address has none.

    Raises Http404 where there is none of ours, it was withdrawn, or this person does not reach it.
    """
    named = [kwargs[argument] for argument in PAGE_ARGUMENTS if argument in kwargs]
    if not named:
        return None
    page = str(named[0])
    story = Story.objects.filter(page=int(page)).first() if page.isdecimal() else None
    if story is None or story.is_away:
        raise Http404
    if Role.ADMINISTRATOR not in roles_of(user) and not user.has_perm(EDIT, story):
        raise Http404
    return story


def _written(
    view: View, request: HttpRequest, story: Story, args: Any, kwargs: Any
) -> HttpResponseBase:
    """Let Wagtail write, and record the decision in the same transaction."""
    with transaction.atomic():
        take_part()
        before = latest_revision(story)
        response = view(request, *args, **kwargs)
        after = latest_revision(story)
        if after != before:
            assert isinstance(request.user, User)
            note("write_story", story, by=request.user, after={"revision": after})
        # Rendered here: what Wagtail reads while it renders belongs to the same moment.
        if hasattr(response, "render") and not getattr(response, "is_rendered", True):
            response.render()
    return response
