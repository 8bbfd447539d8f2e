"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from vigil.site.file_modes import keep_new_files_closed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.site.settings")
keep_new_files_closed()
application = get_wsgi_application()
