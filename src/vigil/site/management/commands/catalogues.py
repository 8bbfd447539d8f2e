"""`manage catalogues`: bring the translations in step with the sources, and compile them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vigil.site.languages.catalogues import (
    LANGUAGES,
    extract,
    keys,
    read,
    untranslated,
    update,
    write,
)


class Command(BaseCommand):
    """Write the catalogues anew; what has no translation yet is counted."""

    help = "Bring the catalogues of the interface in step with the sources and compile them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--compile`: only compile what the catalogues hold."""
        parser.add_argument(
            "--compile", action="store_true", help="compile only; take up no new message"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it for every language but English, whose words are the keys."""
        for language in LANGUAGES:
            if options["compile"]:
                write(language, read(language))
            else:
                update(language)
            held = read(language)
            left = len(untranslated(held))
            self.stdout.write(f"{language}: {len(keys(held))} messages, {left} to translate")
        if not options["compile"]:
            self.stdout.write(f"The sources hold {len(keys(extract()))} messages.")
