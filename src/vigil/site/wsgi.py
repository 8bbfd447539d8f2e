"""The WSGI entry point."""

import gc
import os

import django
from django.conf import settings
from django.urls import get_resolver

from vigil.site.checks.file_modes import keep_new_files_closed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
keep_new_files_closed()
django.setup(set_prefix=False)

# Once the settings are known:
from vigil.site.web.proxies import Proxies, behind_proxies  # noqa: E402
from vigil.site.web.request_encoding import Application  # noqa: E402

application = behind_proxies(Application(), Proxies(settings.VIGIL_PROXIES))


def _keep_what_is_loaded() -> None:
    """Load every view, and take all that stays out of garbage collection.

    A full collection looked at all of it each few requests: a third of a second every time.
    """
    get_resolver().url_patterns  # noqa: B018 - reading it loads the views
    gc.collect()
    gc.freeze()


_keep_what_is_loaded()
