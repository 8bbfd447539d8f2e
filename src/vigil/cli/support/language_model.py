"""The reader with a language model, for the commands that may use it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vigil.cli.support.data_folder import data_folder

if TYPE_CHECKING:
    from vigil.reading.intake.extraction.extractor import ReadsAccounts
    from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader

SETTINGS = "vigil.toml"
"""The file of the data folder that holds `[reader.llm]`."""


def language_model(
    offline: "ReadsAccounts", settings: Path | None, *, alone: bool = False
) -> "LanguageModelReader":
    """Return the reader that the settings name. Raises a ClickException where they cannot be used.

    `alone` asks about all reports and takes the model's accounts alone.
    """
    from vigil.reading.intake.extraction.language_model.errors import ModelSettingsError
    from vigil.reading.intake.extraction.language_model.reader import LanguageModelReader
    from vigil.reading.intake.extraction.language_model.settings import load_model_settings

    data = data_folder()
    try:
        read = load_model_settings(settings or data / SETTINGS)
        return LanguageModelReader(offline, read, data, alone=alone)
    except ModelSettingsError as error:
        raise click.ClickException(str(error)) from error


def language_model_of_run(offline: "ReadsAccounts") -> "LanguageModelReader | None":
    """Return the reader where the settings of the data folder ask for it in runs (`in_run`)."""
    path = data_folder() / SETTINGS
    if not path.is_file():
        return None
    from vigil.reading.intake.extraction.language_model.errors import ModelSettingsError
    from vigil.reading.intake.extraction.language_model.settings import load_model_settings

    try:
        wanted = load_model_settings(path).in_run
    except ModelSettingsError as error:
        raise click.ClickException(str(error)) from error
    return language_model(offline, path) if wanted else None


def summary_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a language model was asked and answered, in words."""
    from vigil.reading.intake.extraction.language_model.errors import TROUBLES

    count = {key: value for key, value in summary.items() if isinstance(value, int)}
    yield (
        f"{summary['reader']}: {count.get('doubtful', 0):,} doubtful reports, "
        f"{count.get('from_cache', 0):,} answers kept from before, {count['requests']:,} requests, "
        f"{count['prompt_tokens'] + count['answer_tokens']:,} tokens, "
        f"{summary['cost']:,.2f} {summary['currency']}"
    )
    yield (
        f"{count.get('values_added', 0):,} values added, "
        f"{count.get('disagreements', 0):,} disagreements marked for people, "
        f"{count.get('texts_cut', 0):,} texts cut to fit, "
        f"{count.get('passages_left_out', 0):,} planted passages left out"
    )
    dropped = {key[8:]: number for key, number in count.items() if key.startswith("dropped_")}
    if dropped:
        listed = ", ".join(f"{why.replace('_', ' ')} {n:,}" for why, n in dropped.items())
        yield f"Dropped, because the words of the report do not state it: {listed}"
    for kind, words in TROUBLES.items():
        if number := count.get(f"failed_{kind}"):
            yield f"{number:,} reports read offline only: {words}"
