"""What the audit says, in words: the verbs of decisions, and what each changed."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from vigil.casefile.models import CaseRelation, Judgement, Release, Stage, Visibility
from vigil.casefile.wording import in_a_row
from vigil.desk.words import country_name, field_label, language_name, room_name
from vigil.trust.domain.consenting import USES
from vigil.trust.models import Consent, Letter, Level, Request, Role

VERBS: dict[str, Promise] = {
    "accept": pgettext_lazy("decision", "accept"),
    "adjudicate": pgettext_lazy("decision", "adjudicate"),
    "answer_request": pgettext_lazy("decision", "answer a request"),
    "change_listed": pgettext_lazy("decision", "change rows of a list"),
    "coded": pgettext_lazy("decision", "coded twice"),
    "contest": pgettext_lazy("decision", "mark as contested"),
    "correct_monitoring": pgettext_lazy("decision", "correct what is monitored"),
    "create": pgettext_lazy("decision", "create the account"),
    "discard_letter": pgettext_lazy("decision", "discard a letter"),
    "dismiss": pgettext_lazy("decision", "dismiss the suggestion"),
    "empty_letter": pgettext_lazy("decision", "remove the text of a letter"),
    "end_monitoring": pgettext_lazy("decision", "end the monitoring"),
    "enter": pgettext_lazy("decision", "enter by hand"),
    "erase_request": pgettext_lazy("decision", "erase a request"),
    "export_sheet": pgettext_lazy("decision", "hand out a sheet"),
    "freeze_release": pgettext_lazy("decision", "freeze a release"),
    "give_consent": pgettext_lazy("decision", "record an agreement"),
    "grant_role": pgettext_lazy("decision", "grant a role"),
    "import_again": pgettext_lazy("decision", "take in from the sheet again"),
    "import_case": pgettext_lazy("decision", "take in from a sheet"),
    "import_list": pgettext_lazy("decision", "take in a list"),
    "import_sheet": pgettext_lazy("decision", "take in a sheet"),
    "judge": pgettext_lazy("decision", "judge two reports"),
    "lift_name": pgettext_lazy("decision", "name again"),
    "lift_withdrawal": pgettext_lazy("decision", "lift a withdrawal"),
    "load_open_case_file": pgettext_lazy("decision", "load the open case file"),
    "map_sheet": pgettext_lazy("decision", "say what a sheet means"),
    "match": pgettext_lazy("decision", "compare with a list or a case"),
    "merge": pgettext_lazy("decision", "merge"),
    "move": pgettext_lazy("decision", "move"),
    "open": pgettext_lazy("decision", "accept as a case"),
    "open_sealed": pgettext_lazy("decision", "open what was sealed"),
    "publish": pgettext_lazy("decision", "publish"),
    "receive_request": pgettext_lazy("decision", "take a request in"),
    "redeem_one_time_link": pgettext_lazy("decision", "sign in by link"),
    "reject": pgettext_lazy("decision", "reject"),
    "relate": pgettext_lazy("decision", "relate"),
    "release_letter": pgettext_lazy("decision", "release a letter"),
    "remove_upload": pgettext_lazy("decision", "remove a document"),
    "reopen": pgettext_lazy("decision", "take up again"),
    "retire_keys": pgettext_lazy("decision", "forget old keys of the vault"),
    "revoke_judgement": pgettext_lazy("decision", "take a judgement back"),
    "revoke_role": pgettext_lazy("decision", "take a role away"),
    "rotate_keys": pgettext_lazy("decision", "change the key of the vault"),
    "seal": pgettext_lazy("decision", "seal"),
    "set_protection": pgettext_lazy("decision", "set the protection"),
    "settle": pgettext_lazy("decision", "not contested any more"),
    "settle_sheet": pgettext_lazy("decision", "settle a conflict with the sheet"),
    "shred": pgettext_lazy("decision", "remove what was sealed"),
    "split": pgettext_lazy("decision", "split"),
    "start_monitoring": pgettext_lazy("decision", "start the monitoring"),
    "submit_coding": pgettext_lazy("decision", "hand in a coding"),
    "take_in_upload": pgettext_lazy("decision", "attach a document"),
    "take_back_monitoring": pgettext_lazy("decision", "take the monitoring back"),
    "undo_merge": pgettext_lazy("decision", "undo a merge"),
    "undo_move": pgettext_lazy("decision", "undo a move"),
    "undo_split": pgettext_lazy("decision", "undo a split"),
    "unmatch": pgettext_lazy("decision", "take a comparison back"),
    "verify": pgettext_lazy("decision", "verify"),
    "verify_imported": pgettext_lazy("decision", "verify what a sheet brought in"),
    "withdraw": pgettext_lazy("decision", "withdraw"),
    "withdraw_consent": pgettext_lazy("decision", "end an agreement"),
    "withdraw_everywhere": pgettext_lazy("decision", "withdraw everywhere"),
    "withdraw_name": pgettext_lazy("decision", "withdraw a name"),
    "write_letter": pgettext_lazy("decision", "write a letter"),
}
"""Verb of a decision -> what it did, as a person reads it."""

PARTS: dict[str, Promise] = {
    "cases": pgettext_lazy("decision", "cases"),
    "kept": pgettext_lazy("decision", "kept as it was"),
    "taken": pgettext_lazy("decision", "taken from the sheet"),
    "sha256": pgettext_lazy("decision", "digest of the file"),
    "rows": pgettext_lazy("decision", "rows"),
    "new_cases": pgettext_lazy("decision", "new cases"),
    "changed": pgettext_lazy("decision", "changed rows"),
    "unchanged": pgettext_lazy("decision", "unchanged rows"),
    "conflicts": pgettext_lazy("decision", "rows in conflict"),
    "broken": pgettext_lazy("decision", "broken rows"),
    "absent": pgettext_lazy("decision", "rows not in this file"),
    "file": pgettext_lazy("decision", "file"),
    "added_rows": pgettext_lazy("decision", "persons added"),
    "about": pgettext_lazy("decision", "about"),
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
    "field": pgettext_lazy("decision", "field"),
    "from": pgettext_lazy("decision", "from"),
    "gone": pgettext_lazy("decision", "rows not in this file"),
    "given_by": pgettext_lazy("decision", "who agreed"),
    "given_how": pgettext_lazy("decision", "how"),
    "given_on": pgettext_lazy("decision", "since"),
    "keep": pgettext_lazy("decision", "the one that stays"),
    "keys": pgettext_lazy("decision", "keys"),
    "kind": pgettext_lazy("decision", "kind"),
    "language": pgettext_lazy("decision", "language"),
    "languages": pgettext_lazy("decision", "languages"),
    "level": pgettext_lazy("decision", "level"),
    "new": pgettext_lazy("decision", "new"),
    "other": pgettext_lazy("decision", "other case"),
    "since": pgettext_lazy("decision", "since"),
    "outlet": pgettext_lazy("decision", "outlet"),
    "note": pgettext_lazy("decision", "note"),
    "person": pgettext_lazy("decision", "person"),
    "recipient": pgettext_lazy("decision", "recipient"),
    "role": pgettext_lazy("decision", "role"),
    "list": pgettext_lazy("decision", "list"),
    "row": pgettext_lazy("decision", "row"),
    "split_from": pgettext_lazy("decision", "split off from"),
    "sheet": pgettext_lazy("decision", "sheet"),
    "sources": pgettext_lazy("decision", "sources"),
    "stage": pgettext_lazy("decision", "stage"),
    "state": pgettext_lazy("decision", "state"),
    "suggested": pgettext_lazy("decision", "suggested"),
    "territory": pgettext_lazy("decision", "country"),
    "to": pgettext_lazy("decision", "to"),
    "until": pgettext_lazy("decision", "until"),
    "urgent": pgettext_lazy("decision", "urgent"),
    "use": pgettext_lazy("decision", "use"),
    "values": pgettext_lazy("decision", "values"),
    "version": pgettext_lazy("decision", "version"),
    "verdict": pgettext_lazy("decision", "verdict"),
    "visibility": pgettext_lazy("decision", "visibility"),
    "wants": pgettext_lazy("decision", "asked for"),
    "withdrawal": pgettext_lazy("decision", "withdrawal"),
    "upload": pgettext_lazy("decision", "document"),
    "original": pgettext_lazy("decision", "original kept"),
    "decides": pgettext_lazy("decision", "decides something"),
    "trouble": pgettext_lazy("decision", "trouble"),
}
"""Part of what a decision recorded -> its name."""

CHOICES: dict[str, dict[str, str | Promise]] = {
    "stage": dict(Stage.choices),
    "visibility": dict(Visibility.choices),
    "verdict": dict(Judgement.Verdict.choices),
    "role": dict(Role.choices),
    "state": dict([*Request.State.choices, *Letter.State.choices]),
    "trouble": dict(Letter.Trouble.choices),
    "wants": dict(Request.Wants.choices),
    "level": dict(Level.choices),
    "given_by": dict(Consent.Relation.choices),
    "given_how": dict(Consent.Given.choices),
    "kind": dict([*CaseRelation.Kind.choices, *Release.Kind.choices]),
    "use": USES,  # type: ignore[dict-item]
}
"""Part of what a decision recorded -> its codes and their names."""

NAMES: dict[str, Callable[[str], str]] = {
    "countries": country_name,
    "territory": country_name,
    "language": language_name,
    "languages": language_name,
}
"""Part of what a decision recorded -> what names its codes."""

WHYS: dict[str, Promise] = {
    "Compiled from published sources; not double-coded by this installation.": pgettext_lazy(
        "decision", "Compiled from published sources; not double-coded by this installation."
    ),
    "From a team's own sheet; not double-coded by this installation.": pgettext_lazy(
        "decision", "From a team's own sheet; not double-coded by this installation."
    ),
    "discarded": pgettext_lazy("decision", "discarded"),
    "first run of this installation": pgettext_lazy("decision", "first run of this installation"),
    "its time is over": pgettext_lazy("decision", "its time is over"),
    "sending the letter": pgettext_lazy("decision", "sending the letter"),
    "sent": pgettext_lazy("decision", "sent"),
    "the file never came in whole": pgettext_lazy("decision", "the file never came in whole"),
}
"""Reason that the installation itself gives -> what a person reads. The audit keeps one language,
and so does not say a thing in as many ways as there are people who did it."""

KINDS: dict[str, Promise] = {
    "case": pgettext_lazy("decision", "case"),
    "letter": pgettext_lazy("decision", "letter"),
    "list": pgettext_lazy("decision", "list"),
    "monitoring": pgettext_lazy("decision", "monitoring of an outlet"),
    "pair": pgettext_lazy("decision", "pair of reports"),
    "person": pgettext_lazy("decision", "account of a person"),
    "release": pgettext_lazy("decision", "release"),
    "request": pgettext_lazy("decision", "request"),
    "upload": pgettext_lazy("decision", "document"),
    "vault": pgettext_lazy("decision", "vault"),
    "sheet": pgettext_lazy("decision", "sheet"),
    "victim": pgettext_lazy("decision", "person in a case"),
    "withdrawal": pgettext_lazy("decision", "withdrawal"),
}
"""Kind of the thing decided on -> its name."""


def verb_label(verb: str) -> str:
    """Return what a verb did; one that has no words yet stands for itself."""
    return str(VERBS.get(verb, verb))


def kind_label(kind: str) -> str:
    """Return the name of a kind of thing; one that has no words yet stands for itself."""
    return str(KINDS.get(kind, kind))


def part_label(name: str) -> str:
    """Return the name of a part of a decision: its own, else that of a room or of a field."""
    return str(PARTS[name]) if name in PARTS else room_name(field_label(name))


def part_value(name: str, value: Any) -> str:
    """Write what a decision recorded: entries one after the other, codes by their names."""
    if isinstance(value, list):
        return in_a_row(part_value(name, entry) for entry in value)
    if isinstance(value, bool):
        return pgettext("decision", "yes") if value else pgettext("decision", "no")
    if name in NAMES and value:
        return NAMES[name](str(value))
    return str(CHOICES.get(name, {}).get(str(value), value))


def why_label(why: str) -> str:
    """Return a reason as it is read: the installation's own in words, a person's as it stands."""
    return str(WHYS.get(why, why))
