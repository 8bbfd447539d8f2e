"""The WSGI entry point."""

import os

import django
from django.conf import settings

from vigil.site.checks.file_modes import keep_new_files_closed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
keep_new_files_closed()
django.setup(set_prefix=False)

# Once the settings are known:
from vigil.site.web.proxies import Proxies, behind_proxies  # noqa: E402
from vigil.site.web.request_encoding import Application  # noqa: E402

application = behind_proxies(Application(), Proxies(settings.VIGIL_PROXIES))
