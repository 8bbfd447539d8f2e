"""What leads inside only after a first answer came from outside.

A redirect, a header, a robots.txt, a name that moves, a feed, a page. `{at}` stands for an address
inside, `{bare}` for the same without its scheme.
"""

import socket

from reading.intake.fetching.vectors import CLASSES

STATUSES = ("301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect",
            "308 Permanent Redirect")  # fmt: skip

# A redirect: every class of address by every status.

REDIRECTS: list[tuple[str, str]] = [
    (status, vectors[(7 * turn + 3) % len(vectors)])
    for turn, status in enumerate(STATUSES)
    for name, vectors in CLASSES.items()
    if name != "no host"  # these are relative addresses here
]
"""A status, and where it sends."""

LOCATIONS = [
    *("//127.0.0.1/", "///127.0.0.1/", "////127.0.0.1/", "/\\127.0.0.1/", "\\\\127.0.0.1/"),
    *("//[::1]/", "//169.254.169.254/latest/", "//2130706433", "//0", "//x@127.0.0.1/", "//@[::1]"),
    *("http://127.0.0.1", " http://127.0.0.1/ ", "\thttp://127.0.0.1/", "HTTP://127.0.0.1/"),
    *("http:\\\\127.0.0.1/", "http:////127.0.0.1/", "https:/127.0.0.1/", "https:127.0.0.1/"),
    *("http://example.org:22/", "http://example.org:6379/x", "//example.org:8080/", "//localhost/"),
    *("http://one.rebind.org/", "//metadata.rebind.org/", "https://mixed.rebind.org/", "//db/"),
    *("file:///etc/passwd", "file:/etc/passwd", "gopher://127.0.0.1:6379/_x", "data:text/html,x"),
    *("ftp://127.0.0.1/", "javascript:1", "view-source:http://127.0.0.1/", "blob:http://127.0.0.1"),
    *("<http://127.0.0.1/>", '"http://127.0.0.1/"', "http://127.0.0.1/, http://example.org/"),
    *("http://example.org@127.0.0.1/", "http://example.org\\@127.0.0.1/", "url=http://127.0.0.1/"),
    *("//１２７.０.０.１/", "//①②⑦.⓪.⓪.①/", "//127。0。0。1/", "//ｌｏｃａｌｈｏｓｔ/"),
]

# An answer that is no redirect, and names an address all the same.

_NO_REDIRECTS = ("200 OK", "201 Created", "202 Accepted", "300 Choices", "304 Not Modified",
                 "305 Use Proxy", "306 Proxy", "309 X", "399 X", "404 Not Found")  # fmt: skip
_BESIDE = (
    *("Refresh: 0; url={at}", "Refresh: 0;{at}", "Link: <{at}>; rel=next", "SourceMap: {at}"),
    *("Link: <{at}>; rel=preload", "X-Accel-Redirect: {at}", 'Alt-Svc: h2="{bare}"'),
    *("Content-Location: {at}", "URI: {at}", "X-Location: {at}", 'Report-To: {"url":"{at}"}'),
)
HEADERS = [
    *(f"HTTP/1.1 {status}\r\nLocation: {{at}}\r\n" for status in _NO_REDIRECTS),
    *(f"HTTP/1.1 200 OK\r\n{header}\r\n" for header in _BESIDE),
    *(f"HTTP/1.1 302 Found\r\n{header}\r\n" for header in _BESIDE),
    "HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\nLocation: {at}\r\n",
    'HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm="{at}"\r\n',
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm="{at}"\r\n',
    "HTTP/1.1 103 Hints\r\nLink: <{at}>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n",
    "HTTP/1.1 100 Continue\r\nLocation: {at}\r\n\r\nHTTP/1.1 200 OK\r\n",
    "HTTP/1.1 302 Found\r\nLocation: {at}\r\nLocation: http://example.org/none\r\n",
    "HTTP/1.1 302 Found\r\nLocation: http://example.org/none\r\nLocation: {at}\r\n",
    "HTTP/1.1 302 Found\r\nlocation:{at}\r\n",
    "HTTP/1.1 302 Found\r\nLOCATION :{at}\r\n",
    "HTTP/1.1 302 Found\r\nLocation:\r\n {at}\r\n",
    "HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\n @{bare}/\r\n",
    "HTTP/1.1 302 Found\r\nLocation: {at}\x00.example.org/\r\n",
    "HTTP/1.1 302 Found\r\nX: y\nLocation: {at}\n",
    "HTTP/1.0 302 Found\r\nLocation: {at}\r\n",
    "HTTP/1.1 0302 Found\r\nLocation: {at}\r\n",
]

# robots.txt: sent inside itself, or naming what is inside.

ROBOTS = [
    *(
        "Sitemap: {at}",
        "sitemap:{at}",
        "Sitemap: //{bare}/sitemap.xml",
        "Host: {bare}",
        "Host: {at}",
    ),
    *("User-agent: *\nAllow: /\nSitemap: {at}\nSitemap: http://169.254.169.254/s.xml",),
    *("User-agent: Vigil\nCrawl-delay: 0\nSitemap: file:///etc/passwd", "Redirect: {at}"),
    *("<meta http-equiv=refresh content='0;url={at}'>", "Request-rate: 1/0\nSitemap: {at}"),
    *("# http-equiv: refresh {at}", "Include: {at}", "Noindex: {at}\nClean-param: x {at}"),
]

# A name: which addresses it has at one look, and which at the next.

MOVING = [
    *("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "172.31.0.1", "100.100.100.200"),
    *("0.0.0.0", "168.63.129.16", "::1", "::ffff:127.0.0.1", "fd00:ec2::254", "fe80::1%eth0"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "::7f00:1", "224.0.0.1", "255.255.255.255"),
]

STREAM, V4, V6 = socket.SOCK_STREAM, socket.AF_INET, socket.AF_INET6
Entry = tuple[int, int, int, str, tuple[object, ...]]
_OUTSIDE: Entry = (V4, STREAM, 6, "example.org", ("93.184.216.34", 80))
CHAINS: list[list[Entry]] = [
    [(V4, STREAM, 6, "db.internal", ("10.0.0.1", 80))],
    [(V4, STREAM, 6, "localhost", ("127.0.0.1", 80))],
    [(V4, STREAM, 6, "cdn.example.net", ("169.254.169.254", 80))],
    [
        (V4, STREAM, 6, "a.example.net", ("93.184.216.34", 80)),
        (V4, STREAM, 6, "", ("10.0.0.1", 80)),
    ],
    [(V6, STREAM, 6, "localhost", ("::1", 80, 0, 0))],
    [(V6, STREAM, 6, "", ("fe80::1", 80, 0, 2))],
    [(V6, STREAM, 6, "", ("fe80::1%eth0", 80, 0, 2))],
    [(V6, STREAM, 6, "", ("::ffff:127.0.0.1", 80, 0, 0))],
    [(V6, STREAM, 6, "", ("64:ff9b::a9fe:a9fe", 80, 0, 0))],
    [_OUTSIDE, (V6, STREAM, 6, "", ("::1", 80, 0, 0))],
    [(V6, STREAM, 6, "", ("fd00:ec2::254", 80, 0, 0)), _OUTSIDE],
    [_OUTSIDE, _OUTSIDE, _OUTSIDE, (V4, STREAM, 6, "", ("192.168.1.1", 80))],
    [(V4, STREAM, 6, "", ("0.0.0.0", 80))],
    [(V6, STREAM, 6, "", ("::", 80, 0, 0))],
    [(V4, STREAM, 6, "example.org", ("127.1", 80))],
    [(V4, STREAM, 6, "example.org", ("not an address", 80))],
]
"""What the system says of example.org, wherever a chain of aliases ended."""

# Feeds and pages: everything in them that names an address.

_ITEM = "<title>A reporter was shot</title><description>Words of the feed.</description>"


def _rss(channel: str = "", item: str = "", before: str = "", root: str = "") -> str:
    spaces = (
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
    )
    return (
        f'<?xml version="1.0"?>{before}<rss version="2.0" {spaces} {root}><channel><title>f</title>'
        f"{channel}<item>{_ITEM}{item}</item></channel></rss>"
    )


def _atom(entry: str, feed: str = "", root: str = "") -> str:
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {root}><title>f</title>'
        f"{feed}<entry><title>t</title><summary>Words.</summary>{entry}</entry></feed>"
    )


def _json(item: str, feed: str = "") -> str:
    return (
        '{"version":"https://jsonfeed.org/version/1.1","title":"f",'
        + feed
        + '"items":[{"id":"1","content_text":"Words.",'
        + item
        + "}]}"
    )


FEEDS = [
    *(_rss(item="<link>{at}</link>"), _rss(item="<link>//{bare}/</link>")),
    *(_rss(item="<guid>{at}</guid>"), _rss(item='<guid isPermaLink="true">{at}</guid>')),
    _rss(item='<enclosure url="{at}" type="audio/mpeg" length="1"/>'),
    _rss(item='<source url="{at}">s</source>'),
    _rss(item="<comments>{at}</comments><wfw:commentRss>{at}</wfw:commentRss>"),
    _rss(item='<media:content url="{at}"><media:thumbnail url="{at}"/></media:content>'),
    _rss(item='<atom:link rel="alternate" href="{at}"/>'),
    _rss(item="<link>/x</link>", root='xml:base="{at}"'),
    _rss(item='<link xml:base="{at}">x</link>'),
    _rss(item='<description>&lt;img src="{at}"&gt;&lt;iframe src="{at}"&gt;</description>'),
    _rss(item='<xi:include href="{at}"/>'),
    _rss(channel="<link>{at}</link><docs>{at}</docs><image><url>{at}</url></image>"),
    _rss(channel='<cloud domain="127.0.0.1" port="80" path="/" protocol="soap"/>'),
    _rss(channel='<atom:link rel="self" href="{at}"/><atom:link rel="next" href="{at}"/>'),
    _rss(channel='<atom:link rel="hub" href="{at}"/>'),
    _rss(channel="<itunes:new-feed-url>{at}</itunes:new-feed-url>"),
    _rss(channel='<textInput><link>{at}</link></textInput><itunes:image href="{at}"/>'),
    _rss(before='<?xml-stylesheet type="text/xsl" href="{at}"?>'),
    _rss(before='<!DOCTYPE rss SYSTEM "{at}">'),
    _rss(before='<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "{at}">'),
    _rss("&x;", "<link>&x;</link>", '<!DOCTYPE rss [<!ENTITY x SYSTEM "{at}">]>'),
    _rss("&x;", before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    _rss(before='<!DOCTYPE rss [<!ENTITY % x SYSTEM "{at}"> %x;]>'),
    _rss("&x;", before='<!DOCTYPE rss [<!ENTITY x "{at}">]>', item="<link>&x;</link>"),
    _rss(root='xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {at}"'),
    "<redirect><newLocation>{at}</newLocation></redirect>",
    '<html><head><link rel="alternate" type="application/rss+xml" href="{at}"></head></html>',
    *("{at}", '"{at}"', '<opml><body><outline xmlUrl="{at}"/></body></opml>'),
    _atom('<link href="{at}"/>'),
    _atom('<link rel="alternate" href="{at}"/><link rel="edit" href="{at}"/>'),
    _atom('<link rel="enclosure" href="{at}"/><link rel="replies" href="{at}"/>'),
    _atom('<content src="{at}"/>'),
    _atom("<id>{at}</id>"),
    _atom('<link href="x"/>', root='xml:base="{at}"'),
    _atom("<id>1</id>", '<link rel="next" href="{at}"/><icon>{at}</icon><logo>{at}</logo>'),
    _json('"url":"{at}"'),
    _json('"external_url":"{at}"'),
    _json('"url":"x","image":"{at}","attachments":[{"url":"{at}","mime_type":"audio/mpeg"}]'),
    _json('"url":""', '"home_page_url":"{at}","feed_url":"{at}","next_url":"{at}",'),
    _json('"url":""', '"icon":"{at}","hubs":[{"type":"WebSub","url":"{at}"}],'),
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/'
    '1.0/"><channel rdf:about="{at}"/><item rdf:about="{at}"><link>{at}</link></item></rdf:RDF>',
]

_TEXT = "<p>A reporter was shot dead on the road to the harbour on Thursday evening.</p>"


def _page(head: str = "", body: str = "", before: str = "<!doctype html>", root: str = "") -> str:
    return (
        f"{before}<html {root}><head><title>t</title>{head}</head><body>{_TEXT}{body}</body></html>"
    )


PAGES = [
    _page('<meta http-equiv="refresh" content="0; url={at}">'),
    _page('<meta http-equiv="refresh" content="0;{at}">'),
    _page('<noscript><meta http-equiv=refresh content="0;URL=\'{at}\'"></noscript>'),
    _page('<base href="{at}">', '<a href="x">x</a><img src="x">'),
    _page('<link rel="canonical" href="{at}">'),
    _page('<link rel="amphtml" href="{at}"><link rel="shortlink" href="{at}">'),
    _page('<link rel="alternate" type="application/rss+xml" href="{at}">'),
    _page('<link rel="alternate" type="application/json+oembed" href="{at}">'),
    _page('<link rel="stylesheet" href="{at}"><style>@import "{at}"; x{b:url({at})}</style>'),
    _page('<link rel="preload" href="{at}"><link rel="preconnect" href="{at}">'),
    _page('<link rel="prefetch" href="{at}"><link rel="dns-prefetch" href="//{bare}">'),
    _page('<link rel="manifest" href="{at}"><link rel="icon" href="{at}">'),
    _page('<link rel="next" href="{at}"><link rel="prev" href="{at}">'),
    _page('<link rel="pingback" href="{at}"><link rel="webmention" href="{at}">'),
    _page('<meta property="og:url" content="{at}"><meta property="og:image" content="{at}">'),
    _page('<meta name="twitter:player" content="{at}"><meta property="al:web:url" content="{at}">'),
    _page('<script type="application/ld+json">{"@context":"{at}","@type":"Article"}</script>'),
    _page('<script type="application/ld+json">{"@graph":[{"@id":"{at}","url":"{at}"}]}</script>'),
    _page('<script src="{at}"></script><script type="module">import "{at}"</script>'),
    _page("<script>location='{at}'; fetch('{at}')</script>"),
    _page(body='<iframe src="{at}"></iframe><frameset><frame src="{at}"></frameset>'),
    _page(body='<img src="{at}" srcset="{at} 2x" longdesc="{at}"><picture><source srcset="{at}">'),
    _page(body='<video src="{at}" poster="{at}"><track src="{at}"></video><audio src="{at}">'),
    _page(body='<object data="{at}" codebase="{at}"></object><embed src="{at}">'),
    _page(body='<svg><use xlink:href="{at}#x"/><image href="{at}"/></svg>'),
    _page(body='<form action="{at}"><input type="image" src="{at}" formaction="{at}"></form>'),
    _page(body='<a href="{at}" ping="{at}">x</a><area href="{at}"><q cite="{at}">x</q>'),
    _page(body='<table background="{at}"><td background="{at}"></table><math href="{at}">'),
    _page(body="<xi:include href='{at}' xmlns:xi='http://www.w3.org/2001/XInclude'/>"),
    _page(body='<!--#include virtual="{at}"--><esi:include src="{at}"/><?import href="{at}"?>'),
    _page(before='<!DOCTYPE html SYSTEM "{at}">'),
    _page(before='<?xml-stylesheet href="{at}"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML" "{at}">'),
    _page(before='<!DOCTYPE html [<!ENTITY x SYSTEM "{at}">]>', body="&x;"),
    _page(before='<!DOCTYPE html [<!ENTITY % x SYSTEM "{at}"> %x;]>'),
    _page(before='<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>', body="&x;"),
    _page(root='manifest="{at}" xml:base="{at}" itemscope itemtype="{at}"'),
    _page(body='<time itemprop="datePublished" datetime="{at}">{at}</time>'),
]  # fmt: skip
