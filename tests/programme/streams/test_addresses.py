"""What hosts type as the address of a stream: shown, offered as a button, or refused in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from each import each
from vigil.programme.streams.address_words import refusal_sentence, target_sentence
from vigil.programme.streams.addresses import LONGEST, LONGEST_TEXT, read_address
from vigil.programme.streams.places import origin_of
from vigil.programme.streams.targets import Form, Provider, Reason, Refusal, StreamTarget

ID = "dQw4w9-_gXc"
YOUTUBE = f"https://www.youtube-nocookie.com/embed/{ID}"
CHANNEL = "UC" + "x" * 22
LONG = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
SHORT = "kkGMgK9ZtnKfYAgnEtQxbv"
TUBE = "https://tube.hermanas.example"

SHOWN: dict[str, tuple[Provider, str]] = {
    # YouTube
    f"https://www.youtube.com/watch?v={ID}": (Provider.YOUTUBE, YOUTUBE),
    f"https://m.youtube.com/watch?app=desktop&v={ID}&t=42s": (Provider.YOUTUBE, YOUTUBE),
    f"http://youtube.com/watch?v={ID}&list=PLabc": (Provider.YOUTUBE, YOUTUBE),
    f"youtube.com/watch?v={ID}": (Provider.YOUTUBE, YOUTUBE),
    f"https://www.youtube.com/live/{ID}?feature=share": (Provider.YOUTUBE, YOUTUBE),
    f"https://www.youtube.com/shorts/{ID}": (Provider.YOUTUBE, YOUTUBE),
    f"https://www.youtube.com/embed/{ID}?si=abc&autoplay=1": (Provider.YOUTUBE, YOUTUBE),
    f"https://www.youtube-nocookie.com/embed/{ID}": (Provider.YOUTUBE, YOUTUBE),
    f"https://youtu.be/{ID}?si=tracking": (Provider.YOUTUBE, YOUTUBE),
    f"  youtu.be/{ID}  ": (Provider.YOUTUBE, YOUTUBE),
    f"https://studio.youtube.com/video/{ID}/livestreaming": (Provider.YOUTUBE, YOUTUBE),
    f"https://www.youtube.com/embed/live_stream?channel={CHANNEL}": (
        Provider.YOUTUBE,
        f"https://www.youtube-nocookie.com/embed/live_stream?channel={CHANNEL}",
    ),
    f'<iframe width="560" height="315" src="https://www.youtube.com/embed/{ID}?si=a&amp;b=c" '
    'title="YouTube video player" frameborder="0" allowfullscreen></iframe>': (
        Provider.YOUTUBE,
        YOUTUBE,
    ),
    f"Watch with us: https://youtu.be/{ID}. All are welcome.": (Provider.YOUTUBE, YOUTUBE),
    # Vimeo
    "https://vimeo.com/123456789": (
        Provider.VIMEO,
        "https://player.vimeo.com/video/123456789?dnt=1",
    ),
    "https://vimeo.com/123456789/0a1b2c3d4e?share=copy": (
        Provider.VIMEO,
        "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&dnt=1",
    ),
    "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&badge=0": (
        Provider.VIMEO,
        "https://player.vimeo.com/video/123456789?h=0a1b2c3d4e&dnt=1",
    ),
    "https://vimeo.com/channels/hermanas/123456789": (
        Provider.VIMEO,
        "https://player.vimeo.com/video/123456789?dnt=1",
    ),
    "https://vimeo.com/event/4498929": (Provider.VIMEO, "https://vimeo.com/event/4498929/embed"),
    "https://vimeo.com/event/4498929/0a1b2c3d4e": (
        Provider.VIMEO,
        "https://vimeo.com/event/4498929/embed/0a1b2c3d4e",
    ),
    '<div style="padding:56.25% 0 0 0"><iframe src="https://vimeo.com/event/4498929/embed" '
    'allow="autoplay"></iframe></div>': (Provider.VIMEO, "https://vimeo.com/event/4498929/embed"),
    '<iframe src="//player.vimeo.com/video/123456789"></iframe>': (
        Provider.VIMEO,
        "https://player.vimeo.com/video/123456789?dnt=1",
    ),
    # PeerTube and Owncast stand on any host
    f"{TUBE}/w/{SHORT}": (Provider.PEERTUBE, f"{TUBE}/videos/embed/{SHORT}?p2p=0"),
    f"{TUBE}/videos/watch/{LONG}": (Provider.PEERTUBE, f"{TUBE}/videos/embed/{LONG}?p2p=0"),
    f"{TUBE}/videos/embed/{LONG}?autoplay=1": (
        Provider.PEERTUBE,
        f"{TUBE}/videos/embed/{LONG}?p2p=0",
    ),
    f"{TUBE}/w/{SHORT}?start=1m": (Provider.PEERTUBE, f"{TUBE}/videos/embed/{SHORT}?p2p=0"),
    f'<iframe src="{TUBE}/videos/embed/{LONG}" sandbox="allow-scripts"></iframe>': (
        Provider.PEERTUBE,
        f"{TUBE}/videos/embed/{LONG}?p2p=0",
    ),
    "https://live.hermanas.example/embed/video": (
        Provider.OWNCAST,
        "https://live.hermanas.example/embed/video",
    ),
    # The player of a service that we do not know: its embed code says that it is for others
    '<iframe src="https://player.congress.example/e/7?key=a&amp;b=c#now"></iframe>': (
        Provider.OTHER,
        "https://player.congress.example/e/7?key=a&b=c",
    ),
}
PLAYED = (
    "https://live.hermanas.example/hls/stream.m3u8",
    "https://cdn.congress.example/a/master.M3U8?token=abc",
    '<video controls><source src="https://cdn.congress.example/a.m3u8"></video>',
)
ZOOM = "https://us02web.zoom.us/j/81234567890?pwd=abcDEF123"
JOINED: dict[str, Provider] = {
    ZOOM: Provider.ZOOM,
    "https://zoom.us/my/hermanas": Provider.ZOOM,
    "https://zoom.us/w/81234567890?pwd=a": Provider.ZOOM,
    "https://us02web.zoom.us/s/81234567890": Provider.ZOOM,
    "https://app.zoom.us/wc/join/81234567890": Provider.ZOOM,
    "https://us02web.zoom.us/webinar/register/WN_abc": Provider.ZOOM,
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0?context=%7b%7d": (
        Provider.TEAMS
    ),
    "https://teams.microsoft.com/meet/1234567890?p=abc": Provider.TEAMS,
    "https://teams.live.com/meet/9312345678?p=abc": Provider.TEAMS,
    "https://congress.webex.com/meet/hermanas": Provider.WEBEX,
    "https://congress.webex.com/congress/j.php?MTID=m0123": Provider.WEBEX,
    "https://meet.jit.si/DaysOfRemembrance": Provider.JITSI,
    "https://8x8.vc/vpaas-magic-cookie/Room": Provider.JITSI,
    "https://meet.hermanas.example/DaysOfRemembrance": Provider.JITSI,
    "https://bbb.hermanas.example/b/cas-rey-abc-def": Provider.BIGBLUEBUTTON,
    "https://bbb.hermanas.example/rooms/cas-rey-abc-def/join": Provider.BIGBLUEBUTTON,
    "https://meet.google.com/abc-defg-hij": Provider.MEET,
}
REFUSED: dict[str, Reason] = {
    # What only looks like a provider
    f"https://youtube.com.evil.example/watch?v={ID}": Reason.LOOKALIKE,
    f"https://www.youtube.com-live.example/w/{SHORT}": Reason.LOOKALIKE,
    f"https://my-youtube.example/w/{SHORT}": Reason.LOOKALIKE,
    "https://zoom.us.evil.example/j/81234567890": Reason.LOOKALIKE,
    "https://meet.jit.si.evil.example/Room": Reason.LOOKALIKE,
    f"https://player.vimeo.com.evil.example/video/{ID}": Reason.LOOKALIKE,
    '<iframe src="https://youtube.com.evil.example/embed/x"></iframe>': Reason.LOOKALIKE,
    f"https://notyoutu.be.example/{ID}": Reason.UNKNOWN,
    # Users, ports, schemes, local hosts
    f"https://youtube.com@evil.example/watch?v={ID}": Reason.USER,
    f"https://casilda:word@{TUBE[8:]}/w/{SHORT}": Reason.USER,
    f"https://www.youtube.com:8443/watch?v={ID}": Reason.PORT,
    "https://live.hermanas.example:8080/hls/stream.m3u8": Reason.PORT,
    "rtmp://a.rtmp.youtube.com/live2/abcd-efgh": Reason.SENDING,
    "srt://live.hermanas.example:9000": Reason.SENDING,
    "zoommtg://zoom.us/join?confno=81234567890": Reason.SCHEME,
    "javascript:alert(1)": Reason.SCHEME,
    "data:text/html,<p>hello": Reason.SCHEME,
    "http://live.hermanas.example/hls/stream.m3u8": Reason.SCHEME,
    "https://localhost/hls/stream.m3u8": Reason.PRIVATE,
    "localhost:8080/hls/stream.m3u8": Reason.PRIVATE,
    "https://192.168.1.20/live.m3u8": Reason.PRIVATE,
    "https://2130706433/live.m3u8": Reason.PRIVATE,
    "https://[::1]/live.m3u8": Reason.PRIVATE,
    f"https://tube.internal/w/{SHORT}": Reason.PRIVATE,
    '<iframe src="https://10.0.0.1/player"></iframe>': Reason.PRIVATE,
    # Pages that are no stream
    "https://www.youtube.com/@hermanas/live": Reason.CHANNEL,
    f"https://www.youtube.com/channel/{CHANNEL}": Reason.CHANNEL,
    "https://www.youtube.com/playlist?list=PLabc": Reason.CHANNEL,
    "https://www.youtube.com/embed/videoseries?list=PLabc": Reason.CHANNEL,
    "https://www.youtube.com/": Reason.PAGE,
    "https://www.youtube.com/watch?v=tooshort": Reason.PAGE,
    "https://vimeo.com/hermanas": Reason.PAGE,
    "https://vimeo.com/showcase/1234567": Reason.CHANNEL,
    f"{TUBE}/w/p/{SHORT}": Reason.CHANNEL,
    "https://zoom.us/": Reason.PAGE,
    "https://us02web.zoom.us/u/kabc": Reason.PAGE,
    "https://us02web.zoom.us/rec/share/abc": Reason.RECORDING,
    "https://us02web.zoom.us/s/81234567890?zak=eyJ0": Reason.PERSONAL,
    "https://us02web.zoom.us/w/81234567890?tk=eyJ0": Reason.PERSONAL,
    "https://bbb.hermanas.example/bigbluebutton/api/join?checksum=a": Reason.PERSONAL,
    "https://bbb.hermanas.example/html5client/join?sessionToken=a": Reason.PERSONAL,
    "https://meet.jit.si/Room?jwt=eyJ0": Reason.PERSONAL,
    "https://www.facebook.com/hermanas/videos/123": Reason.FOLLOWS,
    "https://x.com/i/broadcasts/1abc": Reason.FOLLOWS,
    "https://live.hermanas.example/": Reason.FRONT_PAGE,
    "https://webcast.congress.example/en/asset/k1a": Reason.UNKNOWN,
    "https://live.hermanas.example/film.mp4": Reason.RECORDING,
    "https://live.hermanas.example/live.mpd": Reason.FORMAT,
    '<script src="https://player.congress.example/embed.js"></script>': Reason.SCRIPT,
    # Nonsense
    "https://*.hermanas.example/live.m3u8": Reason.NO_ADDRESS,
    "https://a_b.hermanas.example/live.m3u8": Reason.NO_ADDRESS,
    "": Reason.NO_ADDRESS,
    "the usual link": Reason.NO_ADDRESS,
    "nonsense": Reason.NO_ADDRESS,
    "https://": Reason.NO_ADDRESS,
    "https://live.hermanas.example/\u200bhls/stream.m3u8": Reason.NO_ADDRESS,
    "https://live.hermanas.example\\@evil.example/": Reason.NO_ADDRESS,
    f"{ZOOM} https://youtu.be/{ID}": Reason.SEVERAL,
    "https://live.hermanas.example/" + "x" * LONGEST: Reason.LONG,
    "x" * (LONGEST_TEXT + 1): Reason.LONG,
}


@each("text", SHOWN)
def test_pages_and_codes_become_a_player(text: str) -> None:
    provider, address = SHOWN[text]
    read = read_address(text)
    assert isinstance(read, StreamTarget), read
    assert (read.form, read.provider, read.address) == (Form.EMBED, provider, address)
    # What is kept is read again when it is shown, and leads to the same.
    again = read_address(address)
    if provider != Provider.OTHER:
        assert again == read


@each("text", PLAYED)
def test_playlists_are_played(text: str) -> None:
    read = read_address(text)
    assert isinstance(read, StreamTarget), read
    assert read.form == Form.HLS
    assert read.address in text


@each("text", JOINED)
def test_meetings_become_a_button(text: str) -> None:
    read = read_address(text)
    assert isinstance(read, StreamTarget), read
    assert (read.form, read.provider, read.address) == (Form.JOIN, JOINED[text], text)


@each("text", REFUSED)
def test_all_else_is_refused_with_what_to_do(text: str) -> None:
    read = read_address(text)
    assert isinstance(read, Refusal), read
    assert read.reason == REFUSED[text]
    sentence = refusal_sentence(read)
    assert "%(" not in sentence
    assert len(sentence) > 40


def test_every_reason_is_asked_for() -> None:
    assert set(REFUSED.values()) == set(Reason)


def test_the_link_is_found_in_an_invitation() -> None:
    invitation = (
        f"Casilda is inviting you to a meeting.\nTopic: Remembrance\n<{ZOOM}>\n"
        "Meeting ID: 812 3456 7890\nFind your number: https://us02web.zoom.us/u/kabc\n"
    )
    read = read_address(invitation)
    assert isinstance(read, StreamTarget)
    assert (read.provider, read.address) == (Provider.ZOOM, ZOOM)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (f"https://youtu.be/{ID}", f"https://www.youtube.com/watch?v={ID}"),
        (
            "https://player.vimeo.com/video/123456?h=0a1b2c3d4e",
            "https://vimeo.com/123456/0a1b2c3d4e",
        ),
        (f"{TUBE}/videos/embed/{LONG}", f"{TUBE}/w/{LONG}"),
        ("https://live.hermanas.example/embed/video", "https://live.hermanas.example/"),
    ],
)
def test_what_opens_in_a_tab_is_the_page_of_the_stream(text: str, page: str) -> None:
    read = read_address(text)
    assert isinstance(read, StreamTarget)
    assert read.page == page


def test_hosts_are_told_what_became_of_it() -> None:
    assert "without cookies" in target_sentence("embed", "youtube")
    assert target_sentence("join", "zoom") == "Offered as a button to Zoom."
    assert "another service" in target_sentence("embed", "")
    assert "HLS" in target_sentence("hls", "")


@settings(max_examples=25)
@given(st.text(max_size=80))
def test_any_text_is_read_and_nothing_but_https_comes_out(text: str) -> None:
    for tried in (text, f"https://{text}", f'<iframe src="{text}">', f"https://youtu.be/{text}"):
        read = read_address(tried)
        if isinstance(read, StreamTarget):
            assert read.address.startswith("https://")
            assert not any(c.isspace() or c in '"<>\\' for c in read.address)
            assert origin_of(read.address).startswith("https://")
        else:
            refusal_sentence(read)
