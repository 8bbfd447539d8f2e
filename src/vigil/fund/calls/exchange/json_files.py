"""Form, conditions and rubric of a call as one JSON file."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from vigil.trust.access.errors import NotPossible

FORMAT: Final = 1
NAMES: Final = ("form", "eligibility", "rubric")
MAX_JSON_BYTES: Final = 2_000_000


def json_of(values: Mapping[str, Any]) -> bytes:
    """Return form, conditions and rubric as JSON; the same values give the same bytes."""
    told = {"vigil_form": FORMAT, **{name: values[name] for name in NAMES}}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def read_json(content: bytes) -> dict[str, Any]:
    """Return form, conditions and rubric of a file, as far as they are there; not checked yet.

    Raises NotPossible, which names the line.
    """
    if len(content) > MAX_JSON_BYTES:
        raise NotPossible(_("This file is too large to be a form."))
    try:
        told = json.loads(content.decode("utf-8-sig"))
        # No database keeps half a character, NUL, or what is no number.
        if rb"\u0000" in json.dumps(told, ensure_ascii=False, allow_nan=False).encode():
            raise ValueError("it holds a NUL")
    except (ValueError, RecursionError) as error:
        raise NotPossible(
            _("This is no JSON: look at line %(n)d, for a comma or a quote that is missing.")
            % {"n": getattr(error, "lineno", 1)}
        ) from None
    if not isinstance(told, dict) or told.get("vigil_form") != FORMAT:
        raise NotPossible(
            _("This is not a form of a call: “vigil_form” must be %(n)d.") % {"n": FORMAT}
        )
    return {name: told[name] for name in NAMES if name in told}
