"""`vigil manage rebuild_public_record`: the public record's rows, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from vigil.publication.record.projection import rebuild


class Command(BaseCommand):
    """Make every row of the public record anew from the case file."""

    help = "Make the public record anew. Needed only where the case file was changed by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how many cases are public."""
        self.stdout.write(f"{rebuild()} public cases.")
