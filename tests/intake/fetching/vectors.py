"""Addresses that lead inside, in the many ways they can be written.

Each must be refused, or fail, without a connection. `HOSTS` are names whose resolver (a
stranger's, as far as we are concerned) answers with addresses inside.
"""

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
}
WHOLE = [
    # Another scheme.
    *("file:///etc/passwd", "file://localhost/etc/passwd", "ftp://example.org/", "gopher://x.org/"),
    *("dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "jar:http://127.0.0.1!/", "data:text/html,x"),
    *("javascript:alert(1)", "ws://example.org/", "wss://example.org/", "tftp://127.0.0.1/x"),
    *("sftp://127.0.0.1/", "blob:http://127.0.0.1/x", "view-source:http://127.0.0.1/"),
    *("netdoc:///etc/passwd", "unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/"),
    # Another port.
    *("http://example.org:22/", "http://example.org:25/", "http://example.org:6379/"),
    *("http://example.org:8080/", "https://example.org:8443/", "http://example.org:0/"),
    *("http://example.org:65536/", "http://example.org:-80/", "http://example.org:80a/"),
    *("http://93.184.216.34:11211/", "http://[2606:2800:220:1::1]:9200/"),
    # A user name before the host, or what a careless parser takes for one.
    *("http://example.org@127.0.0.1/", "http://user:pass@example.org/", "http://@127.0.0.1/"),
    *("http://example.org:80@127.0.0.1/", "http://127.0.0.1@example.org/", "http://a:@10.0.0.1/"),
    *("http://example.org%40127.0.0.1/", "http://example.org#@127.0.0.1:22/\\"),
    *("http://user@example.org/", "http://example.org:pass@[::1]/"),
    # Backslashes, slashes and controls, on which parsers disagree.
    *("http://example.org\\@127.0.0.1/", "http:\\\\127.0.0.1\\", "http:/\\127.0.0.1/"),
    *("\\\\127.0.0.1\\share", "http://127.0.0.1\\.example.org/", "http:127.0.0.1/"),
    *("http:/127.0.0.1/", "http:////127.0.0.1/", "http:///127.0.0.1/", "//127.0.0.1/"),
    *("http://127.0.0.1%00.example.org/", "http://example.org%00@127.0.0.1/"),
    *("http://127.0.0.1\t.example.org/", "http://exa\nmple.org/", "ht\ntp://127.0.0.1/"),
    *("http://example.org\r\nHost: 127.0.0.1/", "http://127.0.0.1\x00/", "http://127.0.0.1 /"),
    *("http://example.org/ HTTP/1.1\r\nHost: x", "http://[::1]:80:80/", "http://127.0.0.1:80:80/"),
    # No host, or none at all.
    *("", " ", "http://", "http:///", "https://:443/", "http://.", "http://../", "/etc/passwd"),
    *("example.org/news", "news", "?x", "#x", "http://%/", "http://[]/", "http://[/", "http://]/"),
    *("http://a_b..c/", "http://exa mple.org/", "http://<script>/", "http://xn--/", "http://^/"),
]

VECTORS = [
    *(f"http://{address}/" for address in PRIVATE_V4),
    *(f"https://[{address}]/" for address in PRIVATE_V6),
    *(f"http://{host}/latest/meta-data/" for host in LOOPBACK_WRITTEN + METADATA_WRITTEN),
    *(f"https://{name}/" for name in NAMES),
    *(f"http://{host}/" for host in HOSTS),
    *WHOLE,
]
