"""The budget of an application: its lines, their sum, and whether it is what is asked for. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vigil.fund.calls.form_definition import Field, in_language
from vigil.fund.payments import money
from vigil.trust.access.errors import NotPossible


def budget_minor(field: Field, values: Mapping[str, Any], currency: str, language: str) -> int:
    """Return the sum of a budget in the minor unit. Raises NotPossible, which names the line."""
    total = 0
    for option in field["options"]:
        line = f"{field['key']}__{option['key']}"
        if typed := str(values.get(line) or "").strip():
            try:
                total += money.read_amount(typed, currency, language)
            except NotPossible as error:
                raise NotPossible(f"{_label(option, language)}: {error}") from None
        elif str(values.get(f"{line}__for") or "").strip():
            raise NotPossible(
                _("%(line)s: write an amount, or remove the words beside it.")
                % {"line": _label(option, language)}
            )
    return total


def check_sum(total: int, asked: int | None, most: int | None, currency: str) -> None:
    """Compare the sum of a budget with the amount asked for and the most. Raises NotPossible."""
    if most is not None and total > most:
        raise NotPossible(
            _("The lines add up to %(sum)s. At most %(most)s can be asked for: make it smaller.")
            % {
                "sum": money.format_amount(total, currency),
                "most": money.format_amount(most, currency),
            }
        )
    if asked is not None and total != asked:
        raise NotPossible(
            _("The lines add up to %(sum)s, but you ask for %(asked)s. Change one of the two.")
            % {
                "sum": money.format_amount(total, currency),
                "asked": money.format_amount(asked, currency),
            }
        )


def _label(option: Mapping[str, Any], language: str) -> str:
    return str(in_language(option["label"], language))
