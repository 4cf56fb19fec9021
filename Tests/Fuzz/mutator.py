"""Changes bytes and texts at random, the same way for the same seed."""

import re

# What turns a terminal, a table or a reader around: controls, C1, directions, line separators, and bytes that are no text.
NASTY = [
    b"\x00", b"\x01", b"\x07", b"\x08", b"\t", b"\x0b", b"\x0c", b"\r", b"\x1b[31m", b"\x1b]0;title\x07", b"\x7f",
    b"\xc2\x85", b"\xc2\x9b31m", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xe2\x80\xae", b"\xe2\x80\x8f", b"\xe2\x81\xa6",
    b"\xd8\x9c", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xc3",
    "é漢🏴".encode(), "e\u0301\u0301\u0301".encode(),
]  # fmt: skip
WORDS = [
    "0", "-1", "-0", "1", "2", "1e9", "1e-9", "1e400", "0.1e-400", ".nan", "nan", ".inf", "-inf", "0x10", "017", "0.5",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "4294967296",
    "1" * 400, "-5%", "0%", "100%", "101%", "1000%", "0s", "1s", "-3d", "1h30m", "99999w", "34y", "1e18d", "1 B", "9e99 TiB",
    "0 bit/s", "null", "~", "true", "off", "{}", "[]", "[[[[", "{{{{", "*a", "&a 1", "&a [*a]", "!!binary x", "---", "|", ">",
    "2026-02-30", "0000-00-00", "9999-12-31", "2026-03-29T02:30:00", "1969-12-31", "24:00", "mon", "rest", "never", "> 2%",
    "> 1000%", "openssl", "openssl < 0", "openssl -> 9", "vpn", "../x", "/dev/zero", "/etc/passwd", ".", "x" * 5000,
    "", "'", '"', "\\", "=", ",", ";", ":", "#", "%s%n", "$(id)", "`id`", "<b>", "&amp;", "CVE-2026-1", "CVE-" + "9" * 60,
    "DSA-1-1", "DLA-1-1", "1:2:3", "1-", "-1-1", "a~b", "1.0+deb12u1", "(>= 1", "install ok installed", "amd64", "Package:",
]  # fmt: skip
TOKEN = re.compile(rb"[A-Za-z0-9_.%+~]+|[^\sA-Za-z0-9_.%+~]")


class Mutator:
    """Draws from a `random.Random`; what it makes follows from that alone."""

    def __init__(self, chance):
        self.chance = chance

    def text(self, data):
        """The text with one to four changes, to a line, a word, a character or a byte."""
        for _ in range(self.chance.choice((1, 1, 2, 4))):
            change = self.chance.choice(
                (self.line, self.word, self.word, self.word, self.swap, self.insert, self.insert, self.byte, self.cut)
            )
            data = change(data)
        return data

    def bytes(self, data):
        """The bytes with one to four changes to some of them."""
        for _ in range(self.chance.choice((1, 1, 2, 4))):
            data = self.chance.choice((self.byte, self.byte, self.block, self.number, self.cut, self.insert))(data)
        return data

    def figures(self, data):
        """The text with one to four of its numbers changed to others that may be right, too, at the edge of what is."""
        for _ in range(self.chance.choice((1, 2, 4))):
            spans = [found.span() for found in re.finditer(rb"\d+(?:\.\d+)?", data)] or [(0, 0)]
            start, end = self.chance.choice(spans)
            new = self.chance.choice((b"0", b"1", b"2", b"3", b"7", b"10", b"20", b"100", b"0.5", b"1.0", b"99.999", b"1e3"))
            data = data[:start] + new + data[end:]
        return data

    def scenario(self, data):
        """A scenario's text, changed so that it still is one, or so that it may be none."""
        return self.figures(data) if self.chance.random() < 0.4 else self.text(data)

    def place(self, data):
        return self.chance.randrange(len(data) + 1)

    def line(self, data):
        lines = data.split(b"\n")
        at = self.chance.randrange(len(lines))
        change = self.chance.randrange(5)
        if change == 0:
            del lines[at]
        elif change == 1:
            lines.insert(at, lines[at])
        elif change == 2:
            lines[at] = lines[self.chance.randrange(len(lines))]
        elif change == 3:
            lines.insert(self.chance.randrange(len(lines) + 1), lines.pop(at))
        else:
            lines[at] = b" " * self.chance.randrange(5) + lines[at].lstrip()
        return b"\n".join(lines)

    def tokens(self, data):
        return [found.span() for found in TOKEN.finditer(data)]

    def word(self, data):
        spans = self.tokens(data) or [(0, 0)]
        start, end = self.chance.choice(spans)
        return data[:start] + self.chance.choice(WORDS).encode() + data[end:]

    def swap(self, data):
        """One word in another one's place."""
        spans = self.tokens(data) or [(0, 0)]
        (start, end), (first, last) = self.chance.choice(spans), self.chance.choice(spans)
        return data[:start] + data[first:last] + data[end:]

    def insert(self, data):
        at = self.place(data)
        return data[:at] + self.chance.choice(NASTY) * self.chance.choice((1, 1, 1, 3)) + data[at:]

    def byte(self, data):
        at = self.place(data)
        change = self.chance.randrange(3)
        if change == 0:
            return data[:at] + data[at + 1 :]
        new = bytes([self.chance.randrange(256)])
        if change == 1 and at < len(data):
            new = bytes([data[at] ^ 1 << self.chance.randrange(8)])
        return data[:at] + new + data[at + (change == 1) :]

    def block(self, data):
        """A run of bytes left out, doubled, or zeroed."""
        at, length = self.place(data), self.chance.choice((2, 4, 16, 64, 512, 4096))
        piece = self.chance.choice((b"", data[at : at + length] * 2, bytes(length), b"\xff" * length))
        return data[:at] + piece + data[at + length :]

    def number(self, data):
        """A binary number in one of the lengths that formats have."""
        at, length = self.place(data), self.chance.choice((1, 2, 4, 8))
        value = self.chance.choice((0, 1, 0x7F, 0x80, 0xFF)) if length == 1 else self.chance.choice(
            (0, 1, 2 ** (8 * length - 1) - 1, 2 ** (8 * length - 1), 2 ** (8 * length) - 1)
        )
        return data[:at] + value.to_bytes(length, self.chance.choice(("little", "big"))) + data[at + length :]

    def cut(self, data):
        return data[: self.place(data)] if self.chance.random() < 0.5 else data
