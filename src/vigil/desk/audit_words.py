"""What the audit says, in words: the verbs of decisions, and what each changed."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from vigil.casefile.models import Judgement, Stage, Visibility
from vigil.desk.words import field_label
from vigil.trust.models import Role

VERBS: dict[str, Promise] = {
    "accept": pgettext_lazy("decision", "accept"),
    "adjudicate": pgettext_lazy("decision", "adjudicate"),
    "coded": pgettext_lazy("decision", "coded twice"),
    "contest": pgettext_lazy("decision", "mark as contested"),
    "create": pgettext_lazy("decision", "create the account"),
    "dismiss": pgettext_lazy("decision", "dismiss the suggestion"),
    "enter": pgettext_lazy("decision", "enter by hand"),
    "freeze_release": pgettext_lazy("decision", "freeze a release"),
    "grant_role": pgettext_lazy("decision", "grant a role"),
    "judge": pgettext_lazy("decision", "judge two reports"),
    "load_open_case_file": pgettext_lazy("decision", "load the open case file"),
    "merge": pgettext_lazy("decision", "merge"),
    "move": pgettext_lazy("decision", "move"),
    "open": pgettext_lazy("decision", "accept as a case"),
    "publish": pgettext_lazy("decision", "publish"),
    "redeem_one_time_link": pgettext_lazy("decision", "sign in by link"),
    "reject": pgettext_lazy("decision", "reject"),
    "relate": pgettext_lazy("decision", "relate"),
    "reopen": pgettext_lazy("decision", "take up again"),
    "revoke_judgement": pgettext_lazy("decision", "take a judgement back"),
    "revoke_role": pgettext_lazy("decision", "take a role away"),
    "settle": pgettext_lazy("decision", "not contested any more"),
    "split": pgettext_lazy("decision", "split"),
    "submit_coding": pgettext_lazy("decision", "hand in a coding"),
    "undo_merge": pgettext_lazy("decision", "undo a merge"),
    "undo_move": pgettext_lazy("decision", "undo a move"),
    "undo_split": pgettext_lazy("decision", "undo a split"),
    "verify": pgettext_lazy("decision", "verify"),
    "withdraw": pgettext_lazy("decision", "withdraw"),
}
"""Verb of a decision -> what it did, as a person reads it."""

PARTS: dict[str, Promise] = {
    "absorb": pgettext_lazy("decision", "the one that went"),
    "absorbed": pgettext_lazy("decision", "merged in"),
    "account": pgettext_lazy("decision", "account"),
    "accounts": pgettext_lazy("decision", "accounts"),
    "adjudication": pgettext_lazy("decision", "adjudication"),
    "case": pgettext_lazy("decision", "case"),
    "codebook": pgettext_lazy("decision", "codebook"),
    "contested": pgettext_lazy("decision", "contested"),
    "countries": pgettext_lazy("decision", "countries"),
    "email": pgettext_lazy("decision", "e-mail address"),
    "from": pgettext_lazy("decision", "from"),
    "keep": pgettext_lazy("decision", "the one that stays"),
    "kind": pgettext_lazy("decision", "kind"),
    "languages": pgettext_lazy("decision", "languages"),
    "new": pgettext_lazy("decision", "new case"),
    "other": pgettext_lazy("decision", "other case"),
    "role": pgettext_lazy("decision", "role"),
    "split_from": pgettext_lazy("decision", "split off from"),
    "stage": pgettext_lazy("decision", "stage"),
    "suggested": pgettext_lazy("decision", "suggested"),
    "verdict": pgettext_lazy("decision", "verdict"),
    "visibility": pgettext_lazy("decision", "visibility"),
}
"""Part of what a decision recorded -> its name."""

CHOICES = {
    "stage": Stage,
    "visibility": Visibility,
    "verdict": Judgement.Verdict,
    "role": Role,
}
KINDS: dict[str, Promise] = {
    "case": pgettext_lazy("decision", "case"),
    "pair": pgettext_lazy("decision", "pair of reports"),
    "person": pgettext_lazy("decision", "account of a person"),
    "release": pgettext_lazy("decision", "release"),
}
"""Kind of the thing decided on -> its name."""


def verb_label(verb: str) -> str:
    """Return what a verb did; one that has no words yet stands for itself."""
    return str(VERBS.get(verb, verb))


def kind_label(kind: str) -> str:
    """Return the name of a kind of thing; one that has no words yet stands for itself."""
    return str(KINDS.get(kind, kind))


def part_label(name: str) -> str:
    """Return the name of a part of a decision: its own, else that of a field of the codebook."""
    return str(PARTS[name]) if name in PARTS else field_label(name)


def part_value(name: str, value: Any) -> str:
    """Write what a decision recorded: entries one after the other, choices by their labels."""
    if isinstance(value, list):
        return ", ".join(part_value(name, entry) for entry in value)
    choices = CHOICES.get(name)
    if choices is not None and value in choices.values:
        return str(choices(value).label)
    return str(value)
