"""`vigil manage rebuild_public_record`: write the public record again from the case file."""

from typing import Any

from django.core.management.base import BaseCommand

from vigil.publication.record.projection import rebuild


class Command(BaseCommand):
    """Write every row of the public record again from the case file."""

    help = (
        "Write the public record again from the case file. "
        "Needed only after somebody changed the database by hand."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild the rows, and print the number of public cases."""
        self.stdout.write(f"{rebuild()} public cases.")
