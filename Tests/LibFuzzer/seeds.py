"""Starting inputs and dictionaries of the fuzz targets: small literal ones, and those of ../shared/corpora where it is.

An input starts with the choices of its target, a byte each (see Targets); the rest is what is read.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import re
import struct
import tarfile
import zlib
from pathlib import Path

MOST_BYTES = 4000
RULES = Path(__file__).resolve().parent.parent.parent / "Rules"

CSV = [
    b"1,2,3\n", b'"a ""b""",,\r\n"1\n2",x,y\r', b"\xef\xbb\xbf1;2\n", b'x"y,"z"w,\0\n1,2', b'"open,1\n2,3',
    b"# note\n1\\,2,\\N\n'it''s',\\n\n", b'\n\n1\n\r\n2', b"sep=;\n1;2\n", "é,ü,…\n".encode(), b"1\t2\n3|4\n",
]
JSON = [
    b'{"a":"x\\ud83d\\ude00","v":{"c":"\\ud83d\\ude00"}}\n',
    b'{"a":"x\\u00e9\\n","v":{"c":null}}\n', b'{"a":1,"v":{"c":"\\ud83d\\ude00"},"v.c":2}\n',
    b',{"a":[1,{"b":2}],"v":[]}]', b'{"a":1,"a":2}\n[]\n', b',{"a":"\\ud800"}, 3 , {"a":-0.5e+3}]\n',
    b'],"count":2,"next_page":null}', b'"l":[{"x":1},{"x":"2"}]}\n', b' \t{"l":[{"x":{}},null,3],"a":true}\r\n',
    b'[[[[{"a":{"b":{"c":1}}}]]]]', b'{"tickets":[{"a":1}],"meta":{"has_more":false}}',
]
BATCH = [
    b',"name":null,"html_body":"<b>\\u003c\\"","extra":[1,{"k":"v"}]},{"id":2}]}}}', b'}]}}}',
    b',"extra":1.5e3,"a \\" b":{"x":{"y":[]}},"odd":[]},{"id":-0},7]}}}', b',"\\u0069d":3}]},"more":{}}}',
    b'{"data":{"tickets":{"comments":[{"id":1}],"users":[{},{},3]}}}', b"[1,2]",
]
TIMES = [
    "2021-02-02T02:02:02Z", "2000-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
    "2020-02-29 23:59:59.123456789+05:30", "0000-01-01T00:00:00-00:01", "9999-12-31t23:59:59z",
    "2021-03-28 02:30:00", "2021-10-31 02:30:00", "1937-06-30 23:59:59", "-62167219200", "1612231322.5", "-0.5",
    "1612231322123", "2021-02-02 02:02:02.5+01", "02/02/2021 12:30 AM", "Tue, 02 Feb 2021 02:02:02 GMT+01:00",
    "Feb  2, 2021 02:02:02 pm", "2102020202", "Tuesday 2. February 21 02.02 UTC",
]
EMAILS = [
    "ann@example.org", " Ann.B+c@Example.ORG\t", '"a b\\"c"@example.org', "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]",
    "jörg@exämple.org", "İ@x.y", "a\u200b@example.org", "a@b@c", "@x", "a..b@c.d", "a@-b.c", "x" * 65 + "@y.z",
]
VALUES = [
    "0", "-9223372036854775808", "12345678901234567890", "TRUE", "1.50e3", "-0.0E-7", '{"a":[1,"\\u0041"],"b":null}',
    '"A\\ud83d\\ude00\\/"', "[[],{}]", "\x00\x1f\"\\", "日本語 and ascii and more of it", "\x01\"a\"",
]
PLANS = [
    "sources:\n  chat: {path: chat.csv}\n", "sources:\n  chat:\n    path: [a.csv, 'b*.csv']\n    format: csv\n",
    "migration: x\nsources:\n  s:\n    path: s.json\n    each: l[]\n    where: type = RECORD\n    null: [NA]\ntickets:\n  source: s\n",
    "a: &x [1]\nb: *x\n", "sources: {c: {path: c.csv, delimiter: ';', quote: none, escape: '\\', skip-lines: 2}}\n"
    "comments:\n  fields:\n    extra: {from: X, type: timestamp, format: '%Y-%m-%d', time-zone: Europe/Berlin}\n",
]
TEXTS = [
    "", "word", "<a href=\"x\">'&amp;", "a | b \\| c", "`code` *b* _i_ [x](y) ![z] ~s~ $m$ #1", "1. item", "- item", "@a @@ b@c.d",
    "https://example.org www.example.org", "two\nlines\r\nor more\u2028", "\x1b[31m::error::x", "a\n::set-output name=a::b",
    "##[error]a ##vso[b]c ##teamcity[d", "a\u202eb\u200bc\ufeff\u00ad", "e\u0301 \u65e5\u672c\u8a9e \U0001f468\u200d\U0001f469", "a%0Ab,c:d=e",
    "\ufffe\uffff\ue000\U0010ffff", "a\\nb\"c\"", "{{title}} {{{x}}}", "]]> <!-- x --> &#39;", "2021-02-02T02:02:02Z", "a/b.csv:3",
]
BLOCKS = [
    # A block of one record: its count, file, length, offset, line, record, element, and the length and bytes of each cell.
    bytes([1, 1, 1, 6, 5, 0, 2, 0, 0, 3]) + b"abc", bytes([1, 2, 1, 8, 5, 9, 2, 1, 0, 0, 3]) + b"abc", bytes([1, 0, 0, 6]),
    bytes([1, 1, 2, 6, 5, 0, 2, 0, 0, 5, 4, 2, 0, 0, 1, 0]) + b"a", bytes([1, 3, 1, 6]) + b"\xff" * 9 + b"\x01",
]
LISTS = [
    b'{"archive":"a","deskaudit_work":1,"feeds":[{"files":[],"source":"s"}],"items":1,"plan":"","program":"","rules":"",'
    b'"seed":"","tool":""}\n{"bytes":0,"input":"archive","item":0,"paths":["a"]}\n',
]
DICTIONARIES = {
    "csv": ['"\\""', '"\\"\\""', '"\\x0d\\x0a"', '"\\xef\\xbb\\xbf"', '"sep="', '"\\\\N"', '"\\\\\\x0d\\x0a"', '"#"'],
    "json": ['"\\\\u"', '"\\\\ud83d\\\\ude00"', '"\\\\ud800"', '"null"', '"true"', '"{\\"a\\":"', '"\\"v\\":{\\"c\\":"',
             '"_embedded"', '"},{"', '"]}"', '"\\"v.c\\":"', '"\\"l\\":[{\\"x\\":"', '"next_page"', '"count"'],
    "batch": ['"\\"extra\\":"', '"\\"html_body\\":\\""', '"\\"id\\":"', '"},{\\"id\\":"', '"]}}}"', '"\\\\ud83d\\\\ude00"',
              '"\\"a \\\\\\" b\\":"', '"null"', '"-0"', '"1e5"'],
    "archive": ['"ustar\\x0000"', '"ustar  \\x00"', '"\\x1f\\x8b\\x08"', '" path="', '" size="', '"././@LongLink"'],
    "time": ['"T"', '"Z"', '"+00:00"', '"-23:59"', '"."', '"UTC"', '"GMT"', '"Feb"', '"february"', '"am"', '"29"', '"0000"'],
    "email": ['"@"', '"[IPv6:"', '"]"', '"\\"\\\\"', '"\\xc4\\xb0"', '"\\xe2\\x80\\x8b"', '"\\xc2\\xa0"', '"\\xe3\\x80\\x80"'],
    "value": ['"\\\\u00"', '"e+"', '"9223372036854775808"', '"\\xf0\\x9f\\x98\\x80"', '"\\xed\\xa0\\x80"', '"null"'],
    "plan": ['"sources:"', '"path:"', '"tickets:"', '"comments:"', '"users:"', '"fields:"', '"from:"', '"type:"', '"map:"',
             '"default:"', '"identity:"', '"keep:"', '"ids:"', '"tables:"', '"rules:"', '"template:"', '"each:"', '"where:"',
             '"format:"', '"*a"', '"&a"', '"? "', '"fetch:"', '"cut:"', '"when-null:"', '"extract:"', '"records:"', '"counts:"'],
    "page": ['"---\\x0a"', '"area: counts\\x0a"', '"check: "', '"severity: error\\x0a"', '"each: record-type\\x0a"', '"default: off\\x0a"',
             '"max-violations: "', '"max-share: 0.5%\\x0a"', '"needs: ["', '"where: "', '"archive.comments."', '"expected.users."',
             '"\\x0a# "', '"\\x0a## Passes\\x0a"', '"\\x0a## Fails\\x0a"', '"\\x0a### "', '"\\x0a```"', '"```diff chat\\x0a"',
             '"```text findings\\x0a"', '"```damage\\x0a"', '"flip tar 1536"', '"cut file 20"', '"drop 100"', '"repeat 100"',
             '"rename 100 to "', '"add link "', '"pad tar 512"', '"digest-file"', '"```json batch 100\\x0a"', '"```gzip a.csv 9\\x0a"',
             '"```yaml plan\\x0a"', '"organizations"', '"*a"', '"&a"', '"[["', '"## When it fails\\x0a"', '"](x)"'],
    "escape": ['"::"', '"##["', '"##vso["', '"##teamcity["', '"\\x1b["', '"\\xe2\\x80\\xae"', '"\\xef\\xbb\\xbf"', '"\\xcc\\x81"', '"&#124;"',
               '"]]>"', '"%0A"', '"\\x0d\\x0a"', '"\\xef\\xb8\\x8f"', '"\\xf0\\x9f\\x87\\xa9"', '"\\xc2\\x85"', '"\\xf3\\xa0\\x80\\x81"', '"www."', '"://"'],
    "facts": ['"\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x01"', '"\\x80\\x80\\x80\\x80\\x04"', '"deskaudit facts 1\\x0a"', '"\\x78\\x01"',
              '"\\x00\\x00\\x00\\x40"', '"\\"files\\":[0,1]"', '"\\"feed\\":0"', '"\\"deliveries\\":[]"', '"\\"rows\\":"'],
}


def tar_of(members: dict[str, bytes], form: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as tar:
        for name, contents in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(contents)
            tar.addfile(info, io.BytesIO(contents))
    # Two blocks of zeros are enough; Python fills ten kilobytes.
    return buffer.getvalue().rstrip(b"\0") + bytes(1536)


def archives() -> list[bytes]:
    small = {"batch-1.json": b'{"data":{}}', "folder/batch-2.json": b"{}" * 300}
    long = {"x" * 120 + ".json": b"{}", "é.json": b"[]"}
    # ustar has no room for a long name.
    tars = [tar_of(small, tarfile.USTAR_FORMAT)]
    tars += [tar_of(members, form) for members in (small, long) for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)]
    inputs = [bytes([0]) + gzip.compress(tar, mtime=0) for tar in tars]
    inputs += [bytes([1, level]) + tar for tar, level in zip(tars, itertools.cycle([0, 1, 9]))]
    inputs += [bytes([2]) + tar for tar in tars]
    inputs += [bytes([3, bit, byte, 0, level]) + b"one\xfftwo two two\xff" + b"three" * 200
               for bit, byte, level in [(0, 0, 1), (3, 3, 6), (7, 40, 0), (5, 90, 9)]]
    return inputs


def pages() -> list[bytes]:
    """The pages of the rule book, all in one area: as they are, and without what is below their titles."""
    texts = [re.sub(r"(?m)^area: .*$", "area: counts", path.read_text(), count=1) for path in sorted(RULES.glob("*/*.md"))]
    heads = [text[:text.index("\n", text.index("\n# ") + 1) + 1] for text in texts]
    return [text.encode() for text in heads + texts if len(text.encode()) < 2 * MOST_BYTES]


def facts_file(frames: list[tuple[int, bytes]]) -> bytes:
    """What is below the first line of a facts file."""
    line, text = b"deskaudit facts 1\n", b""
    for kind, contents in frames:
        packed = zlib.compress(contents, 1)
        text += bytes([kind]) + struct.pack("<II", len(contents), len(packed)) + packed
    return text + hashlib.sha256(line + text).digest()


def facts() -> list[bytes]:
    files = [facts_file([(1, b'{"item":0,"work":"x"}'), (2, BLOCKS[0][1:]), (0, b"{}")]), facts_file([(0, b"")]),
             facts_file([(4, bytes([0])), (0, b"")])[:-1], bytes([2]) + struct.pack("<II", 1 << 20, 9) + b"x" * 9]
    frames = [b"one\xfftwo two\xff\xffthree" * 3, b"", b"\xff"]
    return [b"\0" + block for block in BLOCKS] + [b"\0" + bytes(range(100, 180))] + \
        [b"\1" + block for block in BLOCKS] + [b"\2\0" + b"a\0b c\0\0<p>d\xc3\xa9</p>\0\xff\xfe\0" + b"long" * 9] + \
        [bytes([3, 0, place, 1, place % 2]) + text for text in frames for place in range(0, 100, 9)] + \
        [b"\4" + text for text in files] + [b"\6" + text for text in LISTS] + \
        [bytes([5, 0, number % 3, number * 3, number % 5, 0, number, 3, 2, 0, 1]) for number in range(40)]


def choices(texts: list[bytes], *columns: list[int]) -> list[bytes]:
    """Each text after choices that go through all of each column."""
    longest = max([len(texts)] + [len(column) for column in columns])
    return [bytes(column[number % len(column)] for column in columns) + texts[number % len(texts)]
            for number in range(longest * 2)]


def of(target: str) -> list[bytes]:
    """The literal inputs of a target."""
    match target:
        case "csv":
            plain = choices(CSV, [0, 0, 1, 2, 3], [0], [1, 0, 2, 7], [0], [6, 0, 1], [2, 2, 1], [9, 3])
            dialects = choices(CSV, [0, 1], list(range(8, 16)), [1, 2, 6, 7], [0, 4], [2, 63], [2], [5])
            encodings = choices([b"\xef\xbb\xbf" + text for text in CSV], [0], [0], [7, 1], [1, 2, 3], [1, 5], [2], [3])
            return plain + dialects + encodings
        case "json":
            return choices(JSON, list(range(7)), [0, 6, 63], [1], [0, 1], [3, 40]) + choices(JSON, [1], [0], [0], [0], [0])
        case "batch":
            return choices(BATCH, [1, 1, 1, 1, 0, 0])
        case "archive":
            return archives()
        case "time":
            stamps = [text.encode() for text in TIMES]
            numbers = [bytes(range(first, first + 20)) for first in range(0, 200, 9)]
            return choices(stamps, list(range(72)), [1]) + choices(numbers, list(range(24, 72)), [0])
        case "email":
            return [text.encode() for text in EMAILS]
        case "value":
            return choices([text.encode() for text in VALUES], [0, 1, 4, 9])
        case "plan":
            return [text.encode() for text in PLANS]
        case "page":
            return pages()
        case "escape":
            return choices([text.encode() for text in TEXTS], list(range(9)))
        case "facts":
            return facts()
    return []


def of_corpora(target: str, corpora: Path) -> list[bytes]:
    """Those of outside corpora."""
    def files(pattern: str) -> list[bytes]:
        return [data for path in sorted(corpora.glob(pattern)) if path.is_file() and len(data := path.read_bytes()) < MOST_BYTES]

    match target:
        case "csv":
            return choices(files("csv-spectrum/csvs/*") or [b""], [0], [0], [7, 6, 1], [0], [3, 63], [2], [9])
        case "json":
            texts = files("json-testsuite/test_parsing/*")
            return [bytes([1, 3, 1, 0, 0]) + b"," + text + b"]" for text in texts] + \
                [bytes([0, 3, 1, 0, 0]) + b'{"a":' + text + b"}" for text in texts]
        case "batch":
            return [b"\1" + b',"extra":' + text + b"}]}}}" for text in files("json-testsuite/test_parsing/*")]
        case "value":
            return [b"\0" + text for text in files("json-testsuite/test_parsing/*")]
        case "escape":
            strings = [json.loads(path.read_text()) for path in corpora.glob("blns/blns.json")]
            return choices([text.encode() for text in itertools.chain(*strings)] or [b""], [8, 20, 31])
        case "archive":
            return [b"\0" + data for data in files("go-gzip-cases/*.gz") + files("go-tar-testdata/**/*.tar.gz")] + \
                [b"\1\1" + data for data in files("go-tar-testdata/**/*.tar")]
        case "time" | "email":
            name = "date-time" if target == "time" else "email"
            texts = [test["data"] for path in sorted(corpora.glob(f"json-schema-formats/tests/*/optional/format/{name}.json"))
                     for group in json.loads(path.read_text()) for test in group["tests"] if isinstance(test["data"], str)]
            return [(b"\1\1" if target == "time" else b"") + text.encode("utf-8", "surrogatepass") for text in texts]
    return []
