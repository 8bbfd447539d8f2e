"""The public record, what programs read of it, and the one form that anybody may send."""

from routes.case_worlds import SHOWN, STAGES
from routes.rows import ANYWHERE, EVERYBODY, Post, Route, same
from witness.testimony_factories import old_ticket

OF_ONE_CASE = {
    **dict.fromkeys(STAGES - SHOWN, 404),
    # As whoever has the old address is told.
    "withdrawn": 410,
    "merged": 301,
}
PAGE = Route(EVERYBODY)
OF_CASES = Route(EVERYBODY, of="case")
LISTED = Route(EVERYBODY, of="case", lists="id")
FILE = Route(EVERYBODY, of="case", lists="id", programs=True)
OF_FIGURE = Route(EVERYBODY, of="case", programs=True)
PROGRAM = Route(EVERYBODY, programs=True)

ROUTES: dict[str, Route] = {
    "healthz": PAGE,
    "readyz": PAGE,
    "": OF_CASES,
    "cases/": LISTED,
    "cases/people/": LISTED,
    "cases/<str:public_id>/": Route(EVERYBODY, of="case", seen=OF_ONE_CASE),
    "cases/<str:public_id>/cite.<str:form>": Route(
        EVERYBODY, of="case", seen=OF_ONE_CASE, programs=True
    ),
    "cases/<str:public_id>/card.png": Route(EVERYBODY, of="case", seen=OF_ONE_CASE),
    "cases/<str:public_id>/sources/<int:number>/": Route(
        EVERYBODY,
        {
            "open": Post(
                EVERYBODY,
                send=lambda world: {"ticket": old_ticket()},
                # Its address may be shown: it stands on the page of the case.
                done=same(SHOWN),
                recorded=False,
                otherwise=404,
                refused={"withdrawn": 410, "merged": 302},
                within=ANYWHERE,
            )
        },
        of="case",
        seen={**OF_ONE_CASE, **dict.fromkeys(SHOWN, 302), "merged": 302},
    ),
    **{f"cases/cases.{form}": FILE for form in ("csv", "geojson", "xlsx", "atom")},
    "cases/people.csv": FILE,
    "cases/cases.csv-metadata.json": PROGRAM,
    "map/": OF_CASES,
    "map/points.json": Route(EVERYBODY, of="case", lists="count"),
    "figures/": OF_CASES,
    "figures/<slug:key>/": OF_CASES,
    "figures/<slug:key>/embed/": OF_CASES,
    **{
        f"figures/<slug:key>/{name}": OF_FIGURE
        for name in ("table.csv", "figure.json", "chart.svg", "card.png", "square.png")
    },
    "figures/<slug:key>/cite.<str:form>": OF_FIGURE,
    "data/": PAGE,
    "data/api/": PAGE,
    "about/": OF_CASES,
    "about/policy/": PAGE,
    "about/report-an-error/": Route(
        EVERYBODY,
        {
            "ask": Post(
                EVERYBODY,
                send=lambda world: {
                    "wants": "correction",
                    "text": "The date is wrong.",
                    "ticket": old_ticket(),
                },
                done=same([""]),
                within=ANYWHERE,
            ),
            "nothing said": Post(
                EVERYBODY,
                send=lambda world: {"ticket": old_ticket()},
                otherwise=422,
                within=ANYWHERE,
            ),
        },
    ),
    "about/report-an-error/sent/": PAGE,
    # The root leads to the guide.
    "api/v1/": Route(EVERYBODY, seen={"": 302}, programs=True),
    "api/v1/openapi.json": PROGRAM,
    "api/v1/codebook": PROGRAM,
    "api/v1/coverage": PROGRAM,
    "api/v1/cases": FILE,
    "api/v1/cases.geojson": FILE,
    "api/v1/facets": Route(EVERYBODY, of="case", lists="count", programs=True),
    "api/v1/cases/<public_id>": Route(EVERYBODY, of="case", seen=OF_ONE_CASE, programs=True),
}
