"""For how long somebody has coded without a break."""

from datetime import UTC, datetime, timedelta

from vigil.casefile.care.queries import without_break

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_codings_that_follow_each_other_are_one_stretch() -> None:
    codings = [
        (ago(130), ago(110), ago(109)),  # then a break of nineteen minutes
        (ago(90), ago(60), ago(59)),
        (ago(50), ago(30), ago(28)),
        (ago(27), ago(4), None),
    ]
    assert without_break(codings, NOW) == ago(90)


def test_whoever_paused_or_began_yesterday_starts_anew() -> None:
    assert without_break([(ago(60), ago(40), None)], NOW) is None
    assert without_break([(ago(2000), ago(5), None)], NOW) == ago(5)
    assert without_break([], NOW) is None
