"""Read what stands beside a value in a coding form: quotes, doubts, why there is no value."""

from dataclasses import replace

from django.http import QueryDict

from vigil.casefile.coding.details import FieldDetails
from vigil.desk.fields.inputs import FieldInput


def sent_details(data: QueryDict, item: FieldInput) -> FieldDetails:
    """Return what was sent beside a field. Why it has no value counts only if it has none."""
    sent = FieldDetails.of_form(
        empty=data.get(f"{item.name}--empty", ""),
        confidence=data.get(f"{item.name}--confidence", ""),
        accepted=data.get(f"{item.name}--accepted", ""),
        quotes=data.get(f"{item.name}--quotes", ""),
        words=data.get(f"{item.name}--words", ""),
    )
    removed = set(data.getlist(f"{item.name}--drop"))
    quotes = tuple(q for number, q in enumerate(sent.quotes) if str(number) not in removed)
    valued = item.value is not None
    return replace(sent, quotes=quotes, empty="" if valued else sent.empty)
