"""What a browser would make of what a server answers, so that a check says the same."""

import pytest

from vigil.programme.streams.finding_words import SENTENCES
from vigil.programme.streams.findings import (
    Answered,
    Finding,
    finding_of,
    finding_of_oembed,
    refuses_framing,
)
from vigil.programme.streams.targets import Form

OURS = "https://vigil.example"
PLAYER = "https://player.example/e/1"
LIST = "https://cdn.example/live/master.m3u8"
CORS = ("Access-Control-Allow-Origin", "*")
XFO, CSP = "X-Frame-Options", "Content-Security-Policy"


def answered(
    *headers: tuple[str, str], status: int = 200, url: str = "", **more: object
) -> Answered:
    asked = str(more.get("asked", PLAYER))
    content = str(more.get("content", "")).encode()
    return Answered(asked, url or asked, status, headers, content)


@pytest.mark.parametrize(
    ("headers", "refuses"),
    [
        ((), False),
        (((XFO, "DENY"),), True),
        (((XFO, "SAMEORIGIN"),), True),
        (((XFO, "SAMEORIGIN, SAMEORIGIN"),), True),
        (((XFO, "ALLOW-FROM https://other.example"),), False),
        (((CSP, "frame-ancestors 'none'"),), True),
        (((CSP, "frame-ancestors 'self'"),), True),
        (((CSP, "default-src 'self'; frame-ancestors https://other.example"),), True),
        (((CSP, "default-src 'none'"),), False),
        # With frame-ancestors, browsers ignore X-Frame-Options.
        (((XFO, "DENY"), (CSP, "frame-ancestors *")), False),
        (((CSP, "frame-ancestors https:"),), False),
        (((CSP, "frame-ancestors vigil.example"),), False),
        (((CSP, "frame-ancestors https://VIGIL.example:443"),), False),
        (((CSP, "frame-ancestors http://vigil.example"),), False),
        (((CSP, "frame-ancestors https://vigil.example:8443"),), True),
        (((CSP, "frame-ancestors *.example"),), False),
        (((CSP, "frame-ancestors *.vigil.example"),), True),
        # Every policy must allow us, in one header or in several.
        (((CSP, "frame-ancestors *, frame-ancestors 'none'"),), True),
        (((CSP, "frame-ancestors *"), (CSP, "frame-ancestors 'none'")), True),
    ],
)
def test_who_may_frame_a_page(headers: tuple[tuple[str, str], ...], refuses: bool) -> None:
    answer = answered(*headers)
    assert refuses_framing(answer, OURS) is refuses
    assert finding_of(Form.EMBED, answer, OURS) == (
        Finding.NO_FRAME if refuses else Finding.ANSWERS
    )
    assert finding_of(Form.JOIN, answer, OURS) == Finding.ANSWERS


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (answered(status=404), Finding.GONE),
        (answered(status=410), Finding.GONE),
        (answered(status=401), Finding.LOGIN),
        (answered(status=403), Finding.FORBIDDEN),
        (answered(status=503), Finding.NO_ANSWER),
        (answered(url="https://accounts.service.example/x"), Finding.LOGIN),
        (answered(url="https://player.example/login?next=/e/1"), Finding.LOGIN),
        (answered(url="https://other.example/e/1"), Finding.MOVED),
        (answered(url="https://player.example/e/2"), Finding.ANSWERS),
    ],
)
def test_what_a_player_answers(answer: Answered, found: Finding) -> None:
    assert finding_of(Form.EMBED, answer, OURS) == found


@pytest.mark.parametrize(
    ("headers", "content", "found"),
    [
        ((CORS,), "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", Finding.ANSWERS),
        ((("access-control-allow-origin", OURS),), "\ufeff#EXTM3U\n", Finding.ANSWERS),
        ((), "#EXTM3U\n", Finding.NO_CORS),
        ((CORS,), "<html>", Finding.NO_PLAYLIST),
        ((CORS,), "#EXTM3U\nhttps://elsewhere.example/low.m3u8\n", Finding.ELSEWHERE),
        (
            (CORS,),
            '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI="//a.example/fr.m3u8"\n',
            Finding.ELSEWHERE,
        ),
    ],
)
def test_what_a_playlist_answers(
    headers: tuple[tuple[str, str], ...], content: str, found: Finding
) -> None:
    assert finding_of(Form.HLS, answered(*headers, asked=LIST, content=content), OURS) == found


def test_youtube_tells_of_a_video_what_its_player_does_not() -> None:
    told = {status: finding_of_oembed(status) for status in (200, 400, 401, 403, 404, 500)}
    assert told[401] == Finding.NO_FRAME
    assert [told[status] for status in (400, 403, 404)] == [Finding.GONE] * 3
    assert told[200] == told[500] == Finding.ANSWERS


def test_every_finding_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Finding)
