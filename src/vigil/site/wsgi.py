"""The WSGI entry point."""

import os

import django

from vigil.site.checks.file_modes import keep_new_files_closed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
keep_new_files_closed()
django.setup(set_prefix=False)

from vigil.site.web.request_encoding import Application  # noqa: E402 - once the settings are known

application = Application()
