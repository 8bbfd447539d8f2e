"""Run all migrations on a new database, in the order that takes the least time.

Each change to a model makes Django build anew every model that is connected with it. So the
migrations of the libraries come first, most of them Wagtail's, while few models are connected.
"""

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_libraries_first() -> None:
    """Migrate the database of the settings: the libraries, what they need of ours, then the rest.

    The result is that of `migrate`; only the order differs.
    """
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("vigil.")}
    executor = MigrationExecutor(connection)
    last = executor.loader.graph.leaf_nodes()
    executor.migrate([(app, name) for app, name in last if app not in ours])
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    django.setup()
    migrate_libraries_first()
