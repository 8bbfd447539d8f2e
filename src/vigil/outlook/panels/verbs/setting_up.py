"""Set up a panel: its chairs and rounds; open it, abandon it, copy it for a new edition.

How answers are pooled, and how many experts a public result needs, is fixed before anybody answers.
Neither changes once the panel is open.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.models import FEWEST, Panel, Question, Round
from vigil.outlook.panels.deadlines import checked_zone, instant_of_wall_time
from vigil.outlook.panels.preconditions import PANEL, ROUND, clean_text, require_running
from vigil.outlook.questions import term_lists
from vigil.outlook.questions.verbs import has_realisation
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.estimation.weights import LEAST as FEWEST_SEEDS
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.locked_rows import held
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

FEWEST_PUBLIC: Final = 3
"""With fewer experts no result is public, whatever the chair sets: it would reveal answers."""
MOST_EXTREME: Final = 3.0
OPEN_TO_CHANGE: Final = frozenset(
    {
        *("title", "about", "language", "edition", "zone", "follows", "names"),
        *("smallest", "smallest_why", "pooling", "extremising"),
    }
)
DRAFT, OPEN = Panel.State.DRAFT, Panel.State.OPEN


@transaction.atomic
def make_panel(title: str, *, by: User, **values: Any) -> Panel:
    """Create a draft panel. The person who creates it is its chair.

    `values` are fields of OPEN_TO_CHANGE. Raises NotAllowed, Unfit naming the field.
    """
    require(by, "outlook.chair")
    take_part()
    panel = _set(Panel(chair=by), {"title": title, **values}, by)
    panel.save()
    record("make_panel", PANEL, panel.uid, by=by)
    return panel


@transaction.atomic
def edit_panel(panel: Panel, values: Mapping[str, Any], *, by: User) -> Panel:
    """Change a draft panel.

    Raises NotAllowed, NotPossible (it belongs to an assessment), Unfit naming the field.
    """
    take_part()
    panel = require_running(panel, DRAFT, by=by)
    if panel.assessment_id is not None:
        raise NotPossible(_("This panel belongs to an assessment. Its director changes it there."))
    panel = _set(panel, values, by)
    panel.save()
    record("edit_panel", PANEL, panel.uid, by=by, after={"fields": sorted(values)})
    return panel


@transaction.atomic
def set_co_chairs(panel: Panel, users: Iterable[User], *, by: User) -> Panel:
    """Set who leads a panel together with its chair. Co-chairs may do all that the chair may.

    Raises NotAllowed, NotPossible (one of them does not have the role, or sits on the panel; the
    panel is over).
    """
    panel = require_running(panel, DRAFT, OPEN, by=by)
    wanted = [user for user in users if user.pk != panel.chair_id]
    for user in wanted:
        if Role.PANEL_CHAIR not in roles_of(user):
            raise NotPossible(_("%(who)s does not hold the role of a chair.") % {"who": user})
        if panel.seats.filter(user=user).exists():
            raise NotPossible(_("%(who)s was invited to this panel as an expert.") % {"who": user})
    panel.co_chairs.set(wanted)
    chairs = sorted(user.pk for user in wanted)
    record("set_co_chairs", PANEL, panel.uid, by=by, after={"chairs": chairs})
    return panel


@transaction.atomic
def plan_round(panel: Panel, kind: str, opens: datetime, closes: datetime, *, by: User) -> Round:
    """Add a round after the existing ones. `opens` and `closes` are wall times in the panel's zone.

    An open panel takes more rounds until a final one was closed. Raises NotAllowed, NotPossible,
    Unfit (there is no such kind; it ends before it begins; it begins before the previous one ends).
    """
    panel = require_running(panel, DRAFT, OPEN, by=by)
    if kind not in Round.Kind.values:
        raise Unfit(_("Say which round this is."), "kind")
    opens_at = instant_of_wall_time(opens, panel.zone, "opens")
    closes_at = instant_of_wall_time(closes, panel.zone, "closes")
    if closes_at <= opens_at:
        raise Unfit(_("A round closes after it opens."), "closes")
    last = panel.rounds.last()
    if last is not None and last.kind == Round.Kind.FINAL:
        raise Unfit(_("After the final round there is none."), "kind")
    if last is not None and opens_at < last.closes_at:
        raise Unfit(_("It opens before the round before it closes."), "opens")
    number = last.number + 1 if last is not None else 1
    row = Round.objects.create(
        panel=panel, number=number, kind=kind, opens_at=opens_at, closes_at=closes_at
    )
    after = {"round": number, "kind": kind, "closes": closes_at.isoformat()}
    record("plan_round", PANEL, panel.uid, by=by, after=after)
    return row


@transaction.atomic
def drop_round(round: Round, *, by: User) -> None:
    """Remove the last planned round.

    Raises NotAllowed, NotPossible (it was opened; it is not the last).
    """
    panel = require_running(round.panel, DRAFT, OPEN, by=by)
    row = held(round)
    if row.state != Round.State.PLANNED or panel.rounds.filter(number__gt=row.number).exists():
        raise NotPossible(_("Only the last round can be taken out, before it is opened."))
    row.delete()
    record("drop_round", PANEL, panel.uid, by=by, before={"round": row.number})


@transaction.atomic
def move_deadline(round: Round, closes: datetime, *, by: User) -> Round:
    """Give everybody more time in a round that is not closed. `closes`: wall time of the panel.

    Raises NotAllowed, NotPossible (the round is closed; the new deadline is not later, which would
    cut somebody off).
    """
    panel = require_running(round.panel, DRAFT, OPEN, by=by)
    row = held(round)
    if row.state == Round.State.CLOSED:
        raise NotPossible(_("This round is closed."))
    closes_at = instant_of_wall_time(closes, panel.zone, "closes")
    if row.state == Round.State.OPEN and closes_at <= row.closes_at:
        raise Unfit(_("A deadline that was told is only moved to a later one."), "closes")
    if closes_at <= row.opens_at:
        raise Unfit(_("A round closes after it opens."), "closes")
    after_it = panel.rounds.filter(number=row.number + 1).first()
    if after_it is not None and after_it.opens_at < closes_at:
        raise Unfit(_("The next round opens before that. Move it first."), "closes")
    before, row.closes_at = row.closes_at, closes_at
    row.save(update_fields=["closes_at"])
    row.reminders.update(superseded=True)  # they stated the earlier deadline
    record(
        "move_deadline", ROUND, row.uid, by=by,
        before={"closes": before.isoformat()}, after={"closes": closes_at.isoformat()},
    )  # fmt: skip
    return row


@transaction.atomic
def open_panel(panel: Panel, *, by: User) -> Panel:
    """Open a panel. From now on its questions, and how it pools, cannot change.

    Raises NotAllowed, NotPossible (it has no question or no round; the answer to a seed is missing;
    weights by seeds without seeds; words that name somebody whom the public is not shown).
    """
    take_part()
    panel = require_running(panel, DRAFT, by=by)
    _require_ready(panel)
    require_no_hidden_names(*_words(panel))
    panel.taxonomies = term_lists.versions()
    panel.breaks = [*taxonomy_breaks(panel), *asked_breaks(panel)]
    panel.state, panel.opened_at = OPEN, timezone.now()
    panel.save()
    after = {"state": panel.state, "method": panel.pooling}
    record("open_panel", PANEL, panel.uid, by=by, after=after)
    return panel


@transaction.atomic
def abandon_panel(panel: Panel, *, by: User, why: str) -> Panel:
    """End a panel without a result. Nothing of it is ever pooled or shown.

    Raises NotAllowed, NotPossible (it is final or abandoned already; no reason was given).
    """
    panel = require_running(panel, DRAFT, OPEN, Panel.State.CLOSED, by=by)
    if not why.strip():
        raise Unfit(_("Say why."), "why")
    before, panel.state = panel.state, Panel.State.ABANDONED
    panel.save(update_fields=["state"])
    record(
        "abandon_panel", PANEL, panel.uid, by=by,
        before={"state": before}, after={"state": panel.state}, why=why.strip(),
    )  # fmt: skip
    return panel


def taxonomy_breaks(panel: Panel) -> list[dict[str, Any]]:
    """Return the lists of terms whose version differs from the one that the panel before used."""
    if panel.follows is None:
        return []
    earlier = panel.follows.taxonomies
    return [
        {"what": "taxonomy", "list": name, "before": earlier.get(name, ""), "after": version}
        for name, version in panel.taxonomies.items()
        if earlier.get(name) != version
    ]


def asked_breaks(panel: Panel) -> list[dict[str, Any]]:
    """Return which terms are asked otherwise than in the edition before, and which countries moved.

    Only of the panel of a region that follows another. A new or gone term or country has nothing to
    be compared with, and is no break of a series.
    """
    if panel.follows is None or panel.assessment is None:
        return []
    own = set(panel.assessed_places.values_list("code", flat=True))
    return [
        {"what": "asked", **one}
        for one in panel.assessment.breaks
        if one["change"] in ("bands", "wording")
        or (one["change"] == "moved" and one["code"] in own)
    ]


def expert_breaks(panel: Panel) -> list[dict[str, Any]]:
    """Return how many experts stayed, left and joined since the last panel; empty if all stayed."""
    if panel.follows is None:
        return []
    now, before = _experts(panel), _experts(panel.follows)
    if now == before:
        return []
    counts = {"stayed": len(now & before), "left": len(before - now), "joined": len(now - before)}
    return [{"what": "experts", **counts}]


def _experts(panel: Panel) -> set[int]:
    rows = panel.seats.filter(submissions__isnull=False, removed=False)
    return set(rows.values_list("user", flat=True))


def _set(panel: Panel, values: Mapping[str, Any], by: User) -> Panel:
    if odd := sorted(set(values) - OPEN_TO_CHANGE):
        raise ValueError(f"no fields of a panel that can be set: {odd}")
    for name, value in values.items():
        setattr(panel, name, clean_text(value) if isinstance(value, str) else value)
    check_settings(panel)
    if panel.follows is not None and not _may_follow(panel, by):
        raise Unfit(_("It follows a final panel that you lead."), "follows")
    return panel


def check_settings(panel: Panel) -> None:
    """Check the title of a panel, and how it asks and pools. Raises Unfit naming the field."""
    if not panel.title or len(panel.title) > 200:
        raise Unfit(_("Give it a title of at most 200 characters."), "title")
    checked_zone(panel.zone)
    if panel.names not in Panel.Names.values:
        raise Unfit(_("Say whether experts know who the others are."), "names")
    if panel.pooling not in Panel.Pooling.values:
        raise Unfit(_("Say how judgements are put together."), "pooling")
    _check_smallest(panel)
    if panel.extremising is not None and not 1 <= panel.extremising <= MOST_EXTREME:
        raise Unfit(_("The exponent is 1 to 3; 1 changes nothing."), "extremising")


def _may_follow(panel: Panel, by: User) -> bool:
    before = panel.follows
    assert before is not None
    return before.pk != panel.pk and by.has_perm("outlook.run_panel", before)


def _check_smallest(panel: Panel) -> None:
    if not isinstance(panel.smallest, int) or not FEWEST_PUBLIC <= panel.smallest <= 1000:
        raise Unfit(
            _("A result stands on %(n)d experts at least: of fewer it tells what one answered.")
            % {"n": FEWEST_PUBLIC},
            "smallest",
        )
    if panel.smallest < FEWEST and not panel.smallest_why:
        raise Unfit(
            _("Say why fewer than %(n)d experts are enough. It is shown with the results.")
            % {"n": FEWEST},
            "smallest_why",
        )


def _require_ready(panel: Panel) -> None:
    if found := lacks(panel):
        raise NotPossible(" ".join(found))


def _words(panel: Panel) -> Iterator[str]:
    """Yield all texts of a panel that its readers will read, each once."""
    texts = [panel.title, panel.about, panel.smallest_why]
    for one in panel.questions.all():
        texts += (one.text, one.unit, *one.guidance, *(band["text"] for band in one.bands))
    yield from dict.fromkeys(texts)


def lacks(panel: Panel) -> list[str]:
    """Return what a draft still needs before it can be opened, in sentences for its chair."""
    questions = list(panel.questions.all())
    found = []
    if not any(not question.is_seed for question in questions):
        found.append(_("There is nothing to answer yet: add a question."))
    if not panel.rounds.exists():
        found.append(_("Plan a round first."))
    seeds = [question for question in questions if question.is_seed]
    if missing := [str(one.position) for one in seeds if not has_realisation(one)]:
        said = _("The answer to these seed questions is missing: %(numbers)s.")
        found.append(said % {"numbers": ", ".join(missing)})
    weighing = [one for one in seeds if one.kind == Question.Kind.QUANTITY]
    if panel.pooling == Panel.Pooling.PERFORMANCE and len(weighing) < FEWEST_SEEDS:
        said = _("Weights need %(n)d seed questions on quantities at least; there are %(there)d.")
        found.append(said % {"n": FEWEST_SEEDS, "there": len(weighing)})
    return found


LOG: Final = LogWords(
    verbs={
        "abandon_panel": pgettext_lazy("decision", "abandon a panel"),
        "drop_round": pgettext_lazy("decision", "take a planned round out"),
        "edit_panel": pgettext_lazy("decision", "change a panel"),
        "make_panel": pgettext_lazy("decision", "begin a panel"),
        "move_deadline": pgettext_lazy("decision", "move a deadline"),
        "open_panel": pgettext_lazy("decision", "open a panel"),
        "plan_round": pgettext_lazy("decision", "plan a round"),
        "set_co_chairs": pgettext_lazy("decision", "say who leads a panel with its chair"),
    },
    kinds={
        "panel": pgettext_lazy("decision", "panel of experts"),
    },
    parts={
        "chairs": pgettext_lazy("decision", "who leads it as well"),
        "closes": pgettext_lazy("decision", "deadline"),
        "edition": pgettext_lazy("decision", "edition"),
    },
)
