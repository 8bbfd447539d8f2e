"""Addresses that lead inside, in the many ways they can be written: `CLASSES`, each with a name.

Each must be refused, or fail, without a connection. `HOSTS` are names whose resolver (a
stranger's, as far as we are concerned) answers with addresses inside. What leads inside only
after an answer (redirects, feeds, pages) is in `journeys`.
"""

import ipaddress
from collections.abc import Callable

INSIDE_V4 = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1",
             "100.100.100.200", "0.0.0.0")  # fmt: skip
"""Loopback, two private networks, the metadata of clouds, a carrier's network, and no address."""

PRIVATE_V4 = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200"),
    *("100.127.255.255", "127.0.0.1", "127.0.1.1", "127.255.255.254", "168.63.129.16"),
    *("169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.31.196.1"),
    *("192.52.193.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "192.175.48.1"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255"),
]
PRIVATE_V6 = [
    *("::", "::1", "::2", "::7f00:1", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "::ffff:8.8.8.8"),
    *("::ffff:0:127.0.0.1", "::ffff:0:7f00:1", "64:ff9b::127.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1::7f00:1", "100::1", "100:0:0:1::1"),
    *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1"),
    *("2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1"),
    *("2620:4f:8000::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1"),
    *("fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::a9fe:a9fe", "febf::1", "fec0::1"),
    *("feff::1", "ff02::1", "ff05::1:3", "ffff::1", "2600::5efe:7f00:1"),
    *("2600::200:5efe:a00:1",),
]
LOOPBACK_WRITTEN = [
    *("2130706433", "0x7f000001", "017700000001", "0x7f.1", "0177.1", "127.1", "127.0.1"),
    *("0x7f.0x0.0x0.0x1", "0177.0.0.01", "0177.0.0.0x1", "127.0.0.1.", "0x7F000001"),
    *("00000177.0.0.1", "0x0000007f.0.0.1", "0", "0.", "0x0", "00", "0x", "127.0.0.0x1"),
    *("１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1"),
    *("%31%32%37.0.0.1", "127%2e0%2e0%2e1", "%30x7f.1", "1\u00ad27.0.0.1", "127.0.0\u200b.1"),
    *("𝟏𝟐𝟕.𝟎.𝟎.𝟏", "𝟷𝟸𝟽.1", "¹²⁷.0.0.1", "[::ffff:7f00:0001]", "[0:0:0:0:0:0:0:1]"),
    *("[0000:0000:0000:0000:0000:0000:0000:0001]", "[::FFFF:127.0.0.1]", "[::1%25lo]"),
    *("[::1%lo]", "[fe80::1%25eth0]", "[::ffff:0x7f.1]", "[::1", "::1", "[::1]."),
]
METADATA_WRITTEN = [
    *("2852039166", "0xa9fea9fe", "025177524776", "0xa9.0xfe.0xa9.0xfe", "169.254.43518"),
    *("169.16689662", "0251.0376.0251.0376", "0xa9.254.0251.254", "169。254。169。254"),
    *("①⑥⑨.②⑤④.①⑥⑨.②⑤④", "１６９.２５４.１６９.２５４", "[::ffff:a9fe:a9fe]"),
    *("425.510.425.510", "7147006462", "0x1a9fea9fe", "4294967296", "4294967297", "256.1.1.1"),
    *("1.2.3.4.5", "169.254.169.254.", "0xffffffff", "4294967295", "037777777777"),
]
NAMES = [
    *("localhost", "LOCALHOST", "localhost.", "LocalHost.", "foo.localhost", "a.b.localhost."),
    *("localhost.localdomain", "printer.local", "router.lan", "nas.home", "wiki.corp"),
    *("metadata.google.internal", "instance-data.ec2.internal", "kubernetes.default.svc.internal"),
    *("router.home.arpa", "intranet", "metadata", "db", "x.onion", "ｌｏｃａｌｈｏｓｔ"),
    *("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "local%68ost", "loc\u00adalhost", "%6c%6f%63%61%6c%68%6f%73%74", "a.private"),
    *("ho.st.example", "x.test", "x.invalid", "db.intranet"),
]
CLOUDS = [
    # What a cloud tells its own machines, keys among it: by address and by name.
    *("169.254.169.254", "[fd00:ec2::254]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"),
    *("100.100.100.200", "192.0.0.192", "168.63.129.16", "169.254.0.23", "169.254.169.253"),
    *("[fd20:ce::254]", "[fd00:42::42]", "169.254.42.42", "169.254.169.123", "169.254.10.10"),
    *("metadata.google.internal", "metadata", "metadata.goog", "instance-data", "metadata.local"),
    *("instance-data.ec2.internal", "rancher-metadata", "metadata.tencentyun.com"),
    *("metadata.oraclecloud.com", "metadata.packet.net", "metadata.platformequinix.com"),
    *("kubernetes", "kubernetes.default", "kubernetes.default.svc", "host.docker.internal"),
    *("kubernetes.default.svc.cluster.local", "gateway.docker.internal", "consul.service.consul"),
    *("169.254.169.254.nip.io", "a9fea9fe.nip.io", "169-254-169-254.sslip.io", "localtest.me"),
    *("vcap.me", "lvh.me", "127-0-0-1.traefik.me", "spoofed.burpcollaborator.net"),
]
PATHS = [
    # The same address with what would be asked of it: nothing in a path or a query opens it.
    *("latest/meta-data/iam/security-credentials/", "computeMetadata/v1/?recursive=true"),
    *("metadata/instance?api-version=2021-02-01", "opc/v2/instance/", "latest/user-data"),
    *("v1.0/", "openstack/latest/meta_data.json", "metadata/v1.json", "2009-04-04/meta-data/"),
    *("latest/dynamic/instance-identity/document", "?x=http://example.org/", "#@example.org/"),
    *("..%2f..%2f", "%0d%0aHost:%20example.org", "a;b?c#d", "https://example.org/"),
]
WRITTEN_OTHERWISE = [
    # Digits and dots of other scripts, and letters that fold into others.
    *(
        "１２７．１",
        "𝟙𝟚𝟟.𝟘.𝟘.𝟙",
        "１０.０.０.１",
        "①⓪.⓪.⓪.①",
        "𝟏𝟔𝟗.254.169.254",
        "１９２。１６８。１。１",
    ),
    *(
        "0ｘ7f.1",
        "０x7f000001",
        "２１３０７０６４３３",
        "٠.٠.٠.٠",
        "١٢٧.٠.٠.١",
        "१२७.०.०.१",
        "০.0.0.0",
    ),
    *(
        "127．0.0｡1",
        "127%E3%80%820%E3%80%820%E3%80%821",
        "１２７%2e0.0.1",
        "127.0.0.１",
        "₁₂₇.0.0.1",
    ),
    *("⑩.0.0.1", "⒈27.0.0.1", "⒑0.0.1", "127\u2060.0.0.1", "127.0\ufe0f.0.1", "\ufeff127.0.0.1"),
    *(
        "127.0.0.1\u200d",
        "127.0\u034f.0.1",
        "𝓵𝓸𝓬𝓪𝓵𝓱𝓸𝓼𝓽",
        "ˡᵒᶜᵃˡʰᵒˢᵗ",
        "LOCALHOﬆ",
        "loc%C2%ADalhost",
    ),
    *("localhoſt", "ℓocalhost", "ⅼocalhost", "xn--localhost-", "xn--127-0-0-1", "ｍｅｔａｄａｔａ"),
    *("℡.localhost", "metadata。google。internal", "ⓜetadata.google.internal", "printer。local"),
    *("router｡lan", "𝐝𝐛.internal", "㏄.localhost", "intranet。", "ＬＯＣＡＬＨＯＳＴ。"),
]
ZONES = [
    *(
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[fe80::1%251]",
        "[fe80::1%1]",
        "[::1%25lo]",
        "[::1%lo]",
    ),
    *("[fe80::a9fe:a9fe%25eth0]", "[ff02::1%25eth0]", "[2606:2800:220:1::1%25eth0]", "[::1%]"),
    *("[2606:2800:220:1::1%eth0]", "[::ffff:127.0.0.1%25lo]", "[fe80::1%25]", "[fe80::1%00]"),
    *(
        "[fe80::1%25eth0%25lo]",
        "[%25lo]",
        "[::1%2525lo]",
        "[fe80::1%25@example.org]",
        "127.0.0.1%lo",
    ),
    *("127.0.0.1%25lo", "[127.0.0.1%25lo]", "example.org%25lo", "[v1.fe80::a+en1]", "[v6.::1]"),
]
HOSTS = {
    "one.rebind.org": ["127.0.0.1"],
    "metadata.rebind.org": ["169.254.169.254"],
    "six.rebind.org": ["::1"],
    "mapped.rebind.org": ["::ffff:10.0.0.1"],
    "nat64.rebind.org": ["64:ff9b::7f00:1"],
    "scoped.rebind.org": ["fe80::1%eth0"],
    "mixed.rebind.org": ["93.184.216.34", "10.0.0.1"],
    "last.rebind.org": ["93.184.216.34", "2606:2800:220:1::1", "fd00::1"],
    "zero.rebind.org": ["0.0.0.0"],
    "cgnat.rebind.org": ["100.100.100.200"],
    "teredo.rebind.org": ["2001::1"],
    "sixtofour.rebind.org": ["2002:7f00:1::"],
    "broken.rebind.org": ["not an address"],
    "nothing.rebind.org": [],
    "127.0.0.1.nip.rebind.org": ["127.0.0.1"],
    "fe80.rebind.org": ["fe80::a9fe:a9fe%2"],
    "broadcast.rebind.org": ["255.255.255.255"],
    "isatap.rebind.org": ["2600::5efe:7f00:1"],
    "compatible.rebind.org": ["::10.0.0.1"],
    "unique.rebind.org": ["fd00:ec2::254"],
    "wire.rebind.org": ["168.63.129.16"],
    "first.rebind.org": ["192.168.1.1", "93.184.216.34"],
    "middle.rebind.org": ["93.184.216.34", "172.16.0.1", "93.184.216.35"],
    "fifth.rebind.org": [*[f"93.184.216.{n}" for n in range(34, 38)], "127.0.0.1"],
    "sixth.rebind.org": [*[f"2606:2800:220:1::{n}" for n in range(1, 6)], "::ffff:127.0.0.1"],
    "both.rebind.org": ["93.184.216.34", "64:ff9b::a9fe:a9fe"],
    "padded.rebind.org": ["127.000.000.001"],
    "number.rebind.org": ["2130706433"],
    "empty.rebind.org": [""],
    "name.rebind.org": ["localhost"],
    "bracketed.rebind.org": ["[::1]"],
    "with-port.rebind.org": ["93.184.216.34:80"],
    "spaced.rebind.org": [" 127.0.0.1"],
    "link.rebind.org": ["169.254.1.1"],
    "many.rebind.org": ["10.0.0.1"] * 20,
}
PORTS = [
    *(0, 1, 7, 9, 19, 21, 22, 23, 25, 53, 69, 79),
    *(81, 110, 111, 119, 135, 139, 143, 161, 389, 444, 445, 465),
    *(514, 587, 631, 636, 873, 993, 1080, 1433, 1521, 2049, 2181, 2375),
    *(2376, 2379, 3000, 3128, 3306, 3389, 4001, 4444, 5000, 5432, 5672, 5900),
    *(5984, 5985, 6379, 6443, 7001, 7474, 8000, 8001, 8008, 8080, 8086, 8088),
    *(8443, 8500, 8888, 9000, 9042, 9090, 9092, 9200, 9300, 10250, 10255, 11211),
    *(15672, 27017, 28017, 50070, 65535),
]
SCHEMES = [
    *("file:///etc/passwd", "file://localhost/etc/passwd", "ftp://example.org/", "gopher://x.org/"),
    *("dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "jar:http://127.0.0.1!/", "data:text/html,x"),
    *("javascript:alert(1)", "ws://example.org/", "wss://example.org/", "tftp://127.0.0.1/x"),
    *("sftp://127.0.0.1/", "blob:http://127.0.0.1/x", "view-source:http://127.0.0.1/"),
    *("netdoc:///etc/passwd", "unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/"),
    *("smb://127.0.0.1/share", "nfs://10.0.0.1/", "telnet://127.0.0.1:23/", "ssh://127.0.0.1/"),
    *("imap://127.0.0.1/", "smtp://127.0.0.1:25/", "rtsp://127.0.0.1/", "redis://127.0.0.1:6379/"),
    *("postgres://127.0.0.1/x", "mailto:a@127.0.0.1", "about:blank", "chrome://version/", "x:y"),
    *("php://filter/resource=/etc/passwd", "phar://127.0.0.1/x", "expect://id", "zip:///x#y"),
    *("urn:isbn:1", "feed://127.0.0.1/", "feed:http://127.0.0.1/", "webcal://127.0.0.1/x.ics"),
    *("HTTP+unix://x/", "httpx://127.0.0.1/", "http2://127.0.0.1/", "shttp://127.0.0.1/"),
    *("url:http://127.0.0.1/", "http;//127.0.0.1/", "ht tp://127.0.0.1/", "ｈｔｔｐ://127.0.0.1/"),
]
OTHER_PORTS = [
    *("http://example.org:22/", "http://example.org:25/", "http://example.org:6379/"),
    *("http://example.org:8080/", "https://example.org:8443/", "http://example.org:0/"),
    *("http://example.org:65536/", "http://example.org:-80/", "http://example.org:80a/"),
    *("http://93.184.216.34:11211/", "http://[2606:2800:220:1::1]:9200/"),
    *("http://example.org:+80/", "http://example.org:8e1/", "http://example.org:0x50/"),
    *("http://example.org:８０８０/", "http://example.org: 80/", "http://example.org:80:443/"),
    *("http://example.org:4294967376/", "http://example.org:65616/", "https://example.org:%34%34/"),
]
USER_NAMES = [
    # A user name before the host, or what a careless parser takes for one.
    *("http://example.org@127.0.0.1/", "http://user:pass@example.org/", "http://@127.0.0.1/"),
    *("http://example.org:80@127.0.0.1/", "http://127.0.0.1@example.org/", "http://a:@10.0.0.1/"),
    *("http://example.org%40127.0.0.1/", "http://example.org#@127.0.0.1:22/\\"),
    *("http://user@example.org/", "http://example.org:pass@[::1]/"),
    *("http://example.org@10.0.0.1:80/", "http://127.0.0.1#@example.org/", "http://x@@127.0.0.1/"),
    *("http://127.0.0.1?@example.org/", "http://example.org&@127.0.0.1#@example.org/"),
    *("http://example.org;@127.0.0.1/", "http://example.org%2f@127.0.0.1/", "http://:@127.0.0.1/"),
    *("http://example.org%23@127.0.0.1/", "http://example.org%3f@127.0.0.1/", "http://:x@[::1]/"),
    *("http://example.org＠127.0.0.1/", "http://127.0.0.1＠example.org/", "http://a%40b@10.0.0.1/"),
    *("http://example.org,127.0.0.1/", "http://127.0.0.1,example.org/", "http://127.1#.org/"),
    *("https://example.org:443@169.254.169.254/latest/", "http://[::1]@example.org/"),
]
PARSERS = [
    # Backslashes, slashes and controls, on which parsers disagree.
    *("http://example.org\\@127.0.0.1/", "http:\\\\127.0.0.1\\", "http:/\\127.0.0.1/"),
    *("\\\\127.0.0.1\\share", "http://127.0.0.1\\.example.org/", "http:127.0.0.1/"),
    *("http:/127.0.0.1/", "http:////127.0.0.1/", "http:///127.0.0.1/", "//127.0.0.1/"),
    *("http://127.0.0.1%00.example.org/", "http://example.org%00@127.0.0.1/"),
    *("http://127.0.0.1\t.example.org/", "http://exa\nmple.org/", "ht\ntp://127.0.0.1/"),
    *("http://example.org\r\nHost: 127.0.0.1/", "http://127.0.0.1\x00/", "http://127.0.0.1 /"),
    *("http://example.org/ HTTP/1.1\r\nHost: x", "http://[::1]:80:80/", "http://127.0.0.1:80:80/"),
    *("http://example.org\\127.0.0.1/", "http://127.0.0.1\\@example.org/", "http:\\/127.0.0.1/"),
    *("http://example.org\\.127.0.0.1/", "https:\\\\[::1]\\", "/\\127.0.0.1/", "\\/127.0.0.1/"),
    *(
        "http://127.0.0.1%5c.example.org/",
        "http://127.0.0.1%2f.example.org/",
        "http:\t//127.0.0.1/",
    ),
    *(
        "http://127.0.0.1%23.example.org/",
        "http://127.0.0.1%3f.example.org/",
        "http://127.0.0.1\u2028/",
    ),
    *("http://127.0.0.1／example.org/", "http://127.0.0.1⁄example.org/", "http://127.0.0.1＃.org/"),
    *("http://127.0.0.1？.org/", "http://127.0.0.1：80/", "http://127.0.0.1;.example.org/"),
    *("http://example.org\x0b@127.0.0.1/", "http://\x01127.0.0.1/", "http://127.0.0.1\x7f/"),
    *(
        "http://127.0.0.1\x85/",
        "http://example.org\u2029.127.0.0.1/",
        "HTTP://127.0.0.1/",
        "http:0/",
    ),
    *("hTTps:/[::1]/", "http:[::1]/", "http://[::1].example.org/", "http://[127.0.0.1]/"),
    *("http://[::ffff:127.0.0.1].example.org/", "http://::1/", "http://[[::1]]/", "http://[::1/"),
]
NO_HOST = [
    # No host, or none at all.
    *("", " ", "http://", "http:///", "https://:443/", "http://.", "http://../", "/etc/passwd"),
    *("example.org/news", "news", "?x", "#x", "http://%/", "http://[]/", "http://[/", "http://]/"),
    *("http://a_b..c/", "http://exa mple.org/", "http://<script>/", "http://xn--/", "http://^/"),
]


def _wholes(ip: ipaddress.IPv4Address) -> list[str]:
    a, b, c, d = ip.packed
    number = int(ip)
    return [
        *(f"{number}", f"0x{number:x}", f"0X{number:08X}", f"0{number:o}", f"0000{number:o}"),
        *(f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{number & 0xFFFF}", f"0x{a:x}.{b}.{c}.0{d:o}"),
        *(
            f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
            f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
            f"{ip}.",
            f"%{ord(str(a)[0]):x}{str(ip)[1:]}",
        ),
        *(f"0x{a:02x}.0x{number & 0xFFFFFF:06x}", f"000{a:o}.00{b:o}.0000{c:o}.0{d:o}"),
    ]


_EMBEDDINGS: tuple[Callable[[int], int], ...] = (
    lambda v4: 0xFFFF << 32 | v4,  # mapped
    lambda v4: v4,  # compatible
    lambda v4: 0xFFFF << 48 | v4,  # translated (RFC 6052)
    lambda v4: 0x2002 << 112 | v4 << 80 | 1,  # 6to4
    lambda v4: 0x64FF9B << 96 | v4,  # NAT64
    lambda v4: 0x64FF9B0001 << 80 | v4,  # NAT64 of a local network
    lambda v4: 0x20010000 << 96 | v4 << 64 | 0x8000 << 48 | (v4 ^ 0xFFFFFFFF),  # Teredo
    lambda v4: 0x2600 << 112 | 0x5EFE << 32 | v4,  # ISATAP
    lambda v4: 0xFE80 << 112 | 0x2005EFE << 32 | v4,  # ISATAP, link-local
    lambda v4: 0xFEC0 << 112 | v4,  # site-local
)


def _embedded(ip: ipaddress.IPv4Address) -> list[str]:
    found = [ipaddress.IPv6Address(embed(int(ip))) for embed in _EMBEDDINGS]
    tail = [f"{one.exploded[:-9]}{ip}" for one in found[:3]]
    return [f"[{text}]" for text in (*map(str, found), *(one.exploded for one in found), *tail)]


_INSIDE = [ipaddress.IPv4Address(address) for address in INSIDE_V4]

CLASSES: dict[str, list[str]] = {
    "IPv4": [f"http://{address}/" for address in PRIVATE_V4],
    "IPv6": [f"https://[{address}]/" for address in PRIVATE_V6],
    "IPv4 as a number": [f"http://{host}/" for ip in _INSIDE for host in _wholes(ip)],
    "IPv4 in IPv6": [f"http://{host}/" for ip in _INSIDE for host in _embedded(ip)],
    "loopback written oddly": [f"http://{host}/x" for host in LOOPBACK_WRITTEN],
    "metadata written oddly": [f"http://{host}/latest/meta-data/" for host in METADATA_WRITTEN],
    "metadata services": [f"http://{host}/latest/meta-data/" for host in CLOUDS],
    "paths of metadata": [f"http://169.254.169.254/{path}" for path in PATHS],
    "other scripts": [f"http://{host}/" for host in WRITTEN_OTHERWISE],
    "zones": [f"http://{host}/" for host in ZONES],
    "names of local networks": [f"https://{name}/" for name in NAMES],
    "answers of a resolver": [f"http://{host}/" for host in HOSTS],
    "schemes": SCHEMES,
    "ports": [
        *OTHER_PORTS,
        *(f"http://example.org:{port}/" for port in PORTS),
        *(f"http://93.184.216.34:{port}/" for port in PORTS[::4]),
    ],
    "user names": USER_NAMES,
    "parsers that disagree": PARSERS,
    "no host": NO_HOST,
}
"""By class, so that a test can count them."""
