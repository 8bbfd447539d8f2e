"""Small inputs that ask for a great deal, and a program that reads them as intake does.

`python -m reading.intake.killers SECONDS` reads lines of a name and a folder, with a tab between.
For each it writes the input into the folder, reads it, and prints what it came to and what that
cost: in a fork for each, because memory is measured at its peak, which ends after so many seconds
of a processor.
"""

import gzip
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from peak import peak_memory

PAGE_HEAD = b"<!doctype html><html><head><title>t</title></head><body>"
ARTICLE = b"<p>A reporter was shot dead on the road to the harbour on Thursday evening.</p>"


def nested(depth: int, tag: bytes = b"div") -> bytes:
    return PAGE_HEAD + b"<%b>" % tag * depth + ARTICLE


def feed(items: int) -> bytes:
    one = b"<item><title>t</title><link>x</link></item>"
    head = b'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>'
    return head + one * items + b"</channel></rss>"


def zeros(megabytes: int) -> bytes:
    return gzip.compress(bytes(1 << 20), 9) * megabytes


def entities() -> bytes:
    """A billion laughs: entities within entities."""
    lines = ['<!ENTITY a0 "lol">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    declared = "<!DOCTYPE rss [" + "".join(lines) + "]>"
    return (
        f'<?xml version="1.0"?>{declared}<rss version="2.0"><channel><title>&a9;</title>'
        "<item><title>&a9;</title><link>https://a.example/</link></item></channel></rss>"
    ).encode()


KILLERS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    # name: kind of source, name of the file, content
    "nested div of 97 kB": ("page", "a.html", lambda: nested(19_400)),
    "nested div of 195 kB": ("page", "a.html", lambda: nested(39_000)),
    "nested div of 9 MB": ("page", "a.html", lambda: nested(1_800_000)),
    "nested div just allowed": ("page", "a.html", lambda: nested(1_900)),
    "nested b": ("page", "a.html", lambda: nested(60_000, b"b")),
    "nested p that need no end": ("page", "a.html", lambda: nested(60_000, b"p")),
    "nested lists": ("page", "a.html", lambda: nested(60_000, b"ul><li")),
    "nested tables": ("page", "a.html", lambda: nested(60_000, b"table><tr><td")),
    "attributes without end": (
        "page",
        "a.html",
        lambda: PAGE_HEAD + b"<div " + b"a=b " * 500_000 + b">" + ARTICLE,
    ),
    "tags without end": ("page", "a.html", lambda: PAGE_HEAD + b"<a " * 1_000_000 + ARTICLE),
    "comments without end": ("page", "a.html", lambda: PAGE_HEAD + b"<!--" * 1_000_000 + ARTICLE),
    "links just allowed": (
        "page",
        "a.html",
        lambda: PAGE_HEAD + b"<a href=x>y</a>" * 24_900 + ARTICLE,
    ),
    "images just allowed": ("page", "a.html", lambda: PAGE_HEAD + b"<img>" * 49_900 + ARTICLE),
    "links": ("page", "a.html", lambda: PAGE_HEAD + b"<a href=x>y</a>" * 300_000 + ARTICLE),
    "paragraphs just allowed": (
        "page",
        "a.html",
        lambda: PAGE_HEAD + b"".join(b"<p>%d shot, %d hurt</p>" % (n, -n) for n in range(24_900)),
    ),
    "paragraphs": ("page", "a.html", lambda: PAGE_HEAD + b"<p>shot, hurt</p>" * 90_000),
    "one line of text": ("page", "a.html", lambda: PAGE_HEAD + b"word " * 1_500_000),
    "gzip to 1.5 GB": ("page", "a.html.gz", lambda: zeros(1_500)),
    "gzip to 1.5 GB in a folder": ("folder", "a.html.gz", lambda: zeros(1_500)),
    "gzip to 1.5 GB of lines": ("jsonl", "a.jsonl.gz", lambda: zeros(1_500)),
    "gzip to 600 MB of lines": ("jsonl", "a.jsonl.gz", lambda: zeros(600)),
    "gzip to 1.5 GB of cells": ("csv", "a.csv.gz", lambda: zeros(1_500)),
    "gzip to 600 MB of cells": ("csv", "a.csv.gz", lambda: zeros(600)),
    "feed of 200,000 items": ("feed", "a.xml", lambda: feed(200_000)),
    "feed of 9 MB": ("feed", "a.xml", lambda: feed(209_000)),
    "feed of entities": ("feed", "a.xml", entities),
    "feed in gzip": ("feed", "a.xml.gz", lambda: zeros(1_500)),
    "feed of nested elements": (
        "feed",
        "a.xml",
        lambda: b"<rss version='2.0'><channel>" + b"<a>" * 500_000,
    ),
    "json feed of brackets": (
        "feed",
        "a.json",
        lambda: b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 4_000_000,
    ),
    "lines of brackets": (
        "jsonl",
        "a.jsonl",
        lambda: b'{"id":"1","text":' + b"[" * 4_000_000 + b"\n" + b'{"id":"2","text":"whole"}\n',
    ),
    "png": ("page", "a.html", lambda: b"\x89PNG\r\n\x1a\n" + bytes(17_000)),
}


def main(seconds: int) -> None:
    # Loaded once, for all forks.
    from vigil.reading.intake.sources import collecting

    _ = collecting
    for line in sys.stdin:
        name, folder = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            code = 1
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
                told = read(name, Path(folder))
                sys.stdout.write(json.dumps(told))
                sys.stdout.flush()
                code = 0
            finally:
                os._exit(code)
        _child, status = os.waitpid(child, 0)
        sys.stdout.write(f"\t{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def read(name: str, folder: Path) -> dict[str, float]:
    from vigil.reading.intake.archive import Archive
    from vigil.reading.intake.sources.collecting import Collected, collect
    from vigil.reading.intake.sources.config import Source

    kind, file, build = KILLERS[name]
    path = folder / "given" / file
    path.parent.mkdir()
    path.write_bytes(build())
    # What it took to build is not what it takes to read.
    before = resource.getrusage(resource.RUSAGE_SELF)
    source = Source(name="killer", kind=kind, path=path.parent if kind == "folder" else path)
    given = list(collect(source, Archive(folder / "archive")))
    after = resource.getrusage(resource.RUSAGE_SELF)
    taken = [found for found in given if isinstance(found, Collected)]
    return {
        "reports": len(taken),
        "refused": len(given) - len(taken),
        "memory": peak_memory(),
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
