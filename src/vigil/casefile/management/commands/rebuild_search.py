"""`vigil manage rebuild_search`: write the index of the search again from the case file."""

from typing import Any

from django.core.management.base import BaseCommand

from vigil.casefile.searching.rebuilding import rebuild


class Command(BaseCommand):
    """Write the words of every report, note and case for the search again."""

    help = (
        "Write the index of the search of the desk again from the stored reports and notes. "
        "Needed only after somebody changed the database by hand or restored parts of it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild the index, and print how many texts it holds."""
        self.stdout.write(f"{rebuild()} reports and notes.")
