"""The desk's pages of cases, and everything that is done with one."""

from collections.abc import Callable, Mapping
from typing import Any

from desk.coding.test_views import COMPLETE, sent
from routes.case_worlds import (
    CASES,
    IN_HAND,
    NOT_REJECTED,
    OTHER_ID,
    PUBLIC,
    SHOWN,
    STAGES,
    STANDING,
)
from routes.rows import (
    ADJUDICATORS,
    ANYWHERE,
    CODERS,
    COUNTRIES,
    DESK,
    LANGUAGES,
    Post,
    Route,
    same,
    why,
)
from routes.worlds import NOTHING, World
from vigil.casefile.cases.queries import version_of
from vigil.casefile.verification.queries import digest_of, values_to_check

UNCODED = {"candidate", "open", "rejected"}
"""States in which nobody may adjudicate yet: the page leads back to the case and says so."""
UNSETTLED = {name for name, kept in CASES.items() if kept.pending}
UNADJUDICATED = {name for name, kept in CASES.items() if not (kept.pending or kept.adjudicated)}
NOT_CODED_HERE = {"imported", "compiled"}
"""States with values that were not coded here: they are taken up again instead."""
DECIDED = {n for n, kept in CASES.items() if kept.adjudicated or n in NOT_CODED_HERE} - {"merged"}
"""States in which people decided on the values, so that single ones can be changed."""


# What is sent


def other(world: World) -> dict[str, Any]:
    """Send the case beside it, and a reason."""
    return {"other": OTHER_ID, **why(world)}


def merge(world: World) -> dict[str, Any]:
    """Send the case beside it. A candidate has no number to keep: it goes into the other."""
    return {**other(world), "keep": "this" if world.case.public_id else "other"}


def outlet(world: World) -> dict[str, Any]:
    """Correct the outlet of one report."""
    told = {"name": "El Sol de Prueba", "words": "own", "scope": "report"}
    return {"act": "correct", **told, **why(world)}


def suggested(world: World) -> dict[str, Any]:
    """Send the report that the machine suggests."""
    return {"account": world.suggested.pk}


def second(world: World) -> int:
    """Return the second report of the case."""
    return int(world.inside[1].pk)


def adjudication(world: World) -> dict[str, Any]:
    """Send the latest adjudication of the case."""
    latest = world.case.adjudications.first()
    return {"one": latest.pk if latest else NOTHING}


def settled(world: World) -> dict[str, Any]:
    """Send all values of an adjudication as they stand, with a reason."""
    return {"agreed": "yes"}


def another_method(world: World) -> dict[str, Any]:
    """Send the record of the case with one value that differs, why, and by which source."""
    people = ",".join(str(victim.uid) for victim in world.case.victims.all())
    values = {**COMPLETE, "case": {**COMPLETE["case"], "method": "blade"}}
    why = {"why:": "The court says so", "url:": "https://example.org/judgment"}
    return {**sent(values, do="submit"), "people": people, **why}


def source(world: World) -> dict[str, Any]:
    """Send a page that states how the attack was done."""
    value = world.case.accepted.filter(field="method").first()
    page = {"url": "https://example.org/read", "title": "Shots at noon"}
    return {"value": value.pk if value else NOTHING, "says": "states", **page}


def of_person(**more: Any) -> Callable[[World], dict[str, Any]]:
    """Send something about the person of the case."""
    return lambda world: {"person": world.person.uid, **more}


def reason(world: World) -> dict[str, Any]:
    """Send a reason of the list by which something is no case."""
    return {"reason": "no_killing"}


def apart_version(world: World) -> str:
    """Return the state of the case and of the one beside it."""
    return f"{version_of(world.case)}+{version_of(world.other)}"


# The acts


def act(
    name: str,
    send: Callable[[World], Mapping[str, Any]] = lambda world: {},
    by: Any = CODERS,
    **more: Any,
) -> Post:
    """Return an act on a case; what is sent carries the act's name as prefix.

    A case that is gone was a proposal, which the machine regrouped: back to the queue.
    """
    return Post(
        by,
        send=lambda world: {f"{name}-{key}": value for key, value in send(world).items()},
        missing=302,
        **more,
    )


ACTS: dict[str, Post] = {
    "accept": act("accept", done=same(["candidate"], stage="open")),
    "reject": act("reject", reason, done=same(["candidate", "open"], stage="rejected")),
    "reopen": act("reopen", why, done=same(["rejected"], stage="open")),
    "merge": act(
        "merge",
        merge,
        done={**same(NOT_REJECTED), "candidate": {"superseded": True}},
        adjudicators=PUBLIC,
    ),
    "split": act(
        "split",
        lambda world: {"chosen": [second(world)], **why(world)},
        done=same(NOT_REJECTED),
        adjudicators=PUBLIC,
    ),
    "move": act(
        "move",
        lambda world: {"account": second(world), **other(world)},
        # Also out of what was marked as not a case: so a mistaken grouping is mended.
        done=same(STANDING),
        adjudicators=PUBLIC,
    ),
    "confirm": act("confirm", suggested, done=same(IN_HAND), adjudicators=PUBLIC),
    "dismiss": act("dismiss", suggested, done=same(STANDING)),
    "judge": act(
        "judge",
        lambda world: {"a": world.inside[0].pk, "b": second(world), "verdict": "different"},
        done=same(STANDING),
    ),
    "revoke": act("revoke", lambda world: {"one": world.judgement.pk}, done=same(STANDING)),
    "match": act(
        "match",
        lambda world: {"listed": world.listed.pk, "verdict": "same"},
        done=same(IN_HAND),
    ),
    "unmatch": act("unmatch", lambda world: {"one": world.match.pk}, done=same(STANDING)),
    "undo": act(
        "undo",
        lambda world: {"one": world.undoable.pk},
        done=same(STANDING),
        adjudicators=PUBLIC,
    ),
    "contest": act(
        "contest",
        lambda world: {"contested": "no" if world.case.contested else "yes", **why(world)},
        ADJUDICATORS,
        done={**same(IN_HAND, contested=True), "contested": {"contested": False}},
    ),
    "relate": act(
        "relate",
        lambda world: {"other": OTHER_ID, "kind": "same_chain"},
        done=same(IN_HAND),
        adjudicators=PUBLIC,
    ),
    "add_source": act("add_source", source, done=same(IN_HAND), adjudicators=PUBLIC),
    "remove_source": act(
        "remove_source",
        lambda world: {"one": world.read_here.pk},
        done=same(IN_HAND),
        adjudicators=PUBLIC,
    ),
    "verify": act(
        "verify",
        adjudication,
        done=same(UNSETTLED, stage="verified"),
        refused=dict.fromkeys(UNADJUDICATED, 404),
    ),
    "set_aside": act(
        "set_aside",
        lambda world: {**adjudication(world), **why(world)},
        done=same(UNSETTLED),
        refused=dict.fromkeys(UNADJUDICATED, 404),
    ),
    "publish": act(
        "publish",
        why,
        ADJUDICATORS,
        # What was withdrawn is shown again by two people.
        done={"internal": {"visibility": "published"}, "withdrawn": {"waits": True}},
    ),
    "withdraw": act("withdraw", why, ADJUDICATORS, done=same(SHOWN, visibility="withdrawn")),
    "agree": act(
        "agree",
        of_person(given_by="self", given_how="in_person", given_on="2026-01-05", why="He said so"),
        ADJUDICATORS,
        done=same(IN_HAND, waits=True),
    ),
    "protect_source": act(
        "protect_source",
        lambda world: {"report": world.inside[0].report_id, "parts": "both"},
        # What hides somebody is not refused for what else is thought of the case.
        done=same(STANDING - {"candidate"}),
    ),
    "end_agreement": act(
        "end_agreement",
        lambda world: {"person": world.person.uid, "one": world.consent.pk},
        done=same(STANDING),
    ),
}
PROTECT: dict[str, Post] = {
    # What hides somebody is not refused for what else is thought of the case.
    "hide": act("protect", of_person(level="hidden"), done=same(STANDING - {"candidate"})),
    "show": act(
        "protect",
        of_person(level="open", why="Her brother asks for it"),
        done=same(STANDING - {"candidate"}, waits=True),
        adjudicators=STANDING,
    ),
}

ROUTES: dict[str, Route] = {
    "desk/": Route(DESK, of="case"),
    "desk/cases/": Route(DESK, of="case"),
    "desk/cases/<int:pk>/": Route(DESK, of="case"),
    "desk/reject/": Route(
        posts={
            "": Post(
                CODERS,
                send=lambda world: {"case": [world.names["pk"]], **reason(world)},
                done=same(["candidate"], stage="rejected"),
                # Several are sent at once: what cannot be done is said on the page that follows.
                otherwise=302,
                beyond=302,
                nothing=frozenset({"merged", "none"}),
                missing=422,
            )
        },
        of="case",
        gate=CODERS,
    ),
    "desk/places/": Route(DESK),
    "desk/places/map/": Route(DESK),
    "desk/cases/<int:pk>/compare/<int:other>/": Route(
        DESK,
        {
            "apart": Post(
                CODERS,
                send=lambda world: {"act": "apart", "version": apart_version(world)},
                done=same(STANDING),
                nothing=frozenset({"merged", "none"}),
                missing=404,
            )
        },
        of="case",
        seen={"merged": 404},
    ),
    "desk/search/": Route(DESK),
    "desk/cases/<int:pk>/outlet/<int:report>/": Route(
        DESK,
        {
            "correct": Post(
                CODERS,
                send=outlet,
                done=same(STANDING),
                adjudicators=PUBLIC,
                nothing=frozenset({"merged", "none"}),
            )
        },
        of="case",
        # A merged case holds no reports any more.
        seen={"merged": 404},
    ),
    "desk/cases/<int:pk>/triage/": Route(
        posts={
            "note": Post(
                CODERS,
                send=lambda world: {"act": "note", "text": "Look again"},
                done=same(STANDING),
            )
        },
        of="case",
    ),
    "desk/cases/<int:pk>/here/": Route(
        posts={
            "": Post(DESK, done=same(STAGES), recorded=False, status=200, within=ANYWHERE),
        },
        of="case",
    ),
    "desk/views/": Route(
        posts={
            "": Post(
                DESK,
                send=lambda world: {"name": "Mine"},
                done=same([""]),
                recorded=False,
                within=ANYWHERE,
            )
        },
    ),
    "desk/assign/": Route(
        posts={
            "": Post(
                CODERS,
                send=lambda world: {"case": [world.names["pk"]], "to": world.by.pk},
                done=same(STANDING),
                otherwise=302,
                beyond=302,
                nothing=frozenset({"merged", "none"}),
                missing=422,
            )
        },
        of="case",
        gate=CODERS,
    ),
    "desk/accept/": Route(
        posts={
            "": Post(
                CODERS,
                send=lambda world: {"case": [world.names["pk"]]},
                done=same(["candidate"], stage="open"),
                otherwise=302,
                beyond=302,
                nothing=frozenset({"merged", "none"}),
                missing=422,
            )
        },
        of="case",
        gate=CODERS,
    ),
    "desk/undo/": Route(
        # Nothing was done before, so nothing is undone.
        posts={"": Post(CODERS, otherwise=422, within=ANYWHERE)},
        gate=CODERS,
    ),
    "desk/cases/<int:pk>/coding/": Route(
        CODERS,
        {
            "hand in": Post(
                CODERS,
                send=lambda world: sent(COMPLETE, do="submit"),
                done={**same(["coded", "imported"]), "open": {"stage": "coded"}},
            ),
            "keep": Post(
                CODERS,
                send=lambda world: sent(COMPLETE, do="save"),
                done=same(["open", "coded", "imported"]),
                recorded=False,
            ),
            "choose between two windows": Post(
                CODERS,
                send=lambda world: sent(
                    COMPLETE, do="resolve", names="method", **{"choose-method": "here"}
                ),
                done=same(["open", "coded", "imported"]),
                recorded=False,
            ),
        },
        of="case",
        within=COUNTRIES | LANGUAGES,
        seen=dict.fromkeys(STAGES - {"open", "coded", "imported"}, 302),
        held=True,
    ),
    "desk/cases/<int:pk>/coding/draft/": Route(
        CODERS,
        {
            "": Post(
                CODERS,
                send=lambda world: sent(COMPLETE, names="method", revision="0"),
                done=same(["open", "coded", "imported"]),
                status=200,
                recorded=False,
            ),
        },
        of="case",
        within=COUNTRIES | LANGUAGES,
    ),
    "desk/cases/<int:pk>/adjudication/": Route(
        ADJUDICATORS,
        {
            "": Post(
                ADJUDICATORS,
                send=settled,
                done=same(STANDING - UNCODED - NOT_CODED_HERE),
                refused=dict.fromkeys(UNCODED | NOT_CODED_HERE, 302),
            )
        },
        of="case",
        within=COUNTRIES | LANGUAGES,
        seen=dict.fromkeys(UNCODED | NOT_CODED_HERE, 302),
    ),
    "desk/cases/<int:pk>/take-up/": Route(
        ADJUDICATORS,
        {
            "": Post(
                ADJUDICATORS,
                send=another_method,
                done=same(DECIDED),
                refused=dict.fromkeys(STAGES - DECIDED, 302),
            )
        },
        of="case",
        within=COUNTRIES | LANGUAGES,
        seen=dict.fromkeys(STAGES - DECIDED, 302),
    ),
    **{
        f"desk/cases/<int:pk>/{name}/": Route(posts={"": post}, of="case")
        for name, post in ACTS.items()
    },
    "desk/cases/<int:pk>/protect/": Route(posts=PROTECT, of="case"),
    "desk/verification/": Route(DESK, of="case"),
    "desk/verification/<int:pk>/": Route(
        CODERS,
        {
            "": Post(
                CODERS,
                send=lambda world: {
                    "rest": "on",
                    "seen": digest_of(values_to_check(world.case)),
                },
                done=same(["compiled"]),
            )
        },
        of="case",
        within=COUNTRIES | LANGUAGES,
        seen=dict.fromkeys(STAGES - {"compiled"}, 302),
    ),
    "desk/add/": Route(CODERS, gate=CODERS),
    "desk/add/link/": Route(
        # A link that cannot be read; reading one is not asked for here.
        posts={"": Post(CODERS, otherwise=422, within=ANYWHERE)},
        gate=CODERS,
    ),
    "desk/add/text/": Route(
        # An empty one; reading one is not asked for here.
        posts={"": Post(CODERS, otherwise=422, within=ANYWHERE)},
        gate=CODERS,
    ),
    "desk/add/case/": Route(
        posts={
            "": Post(
                CODERS,
                send=lambda world: {
                    "names": "Tomás Example Prueba",
                    "case-event": "killing",
                    "case-place-country": "COL",
                    "case-place-name": "Villa Inventada",
                    "case-place-precision": "town",
                },
                done=same([""]),
                # What is typed is in no language yet.
                within=COUNTRIES,
            )
        },
        gate=CODERS,
    ),
}
