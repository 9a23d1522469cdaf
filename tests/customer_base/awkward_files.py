"""The files of the corpus whose bytes no editor would keep: encodings, disguises, huge cells.

    python -m tests.customer_base.awkward_files

writes them anew; a test holds that what is committed is what this makes.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"

_LETTERS = (
    "customer_id;name;email\r\n"
    "1;Zoë Müller;zoe@example.com\r\n"
    "2;José “Pepe” Ñandú — 5 €;pepe@example.com\r\n"
    "3;Šárka Žižková;sarka@example.com\r\n"
    "4;Þórður Jónsson;thordur@example.com\r\n"
)
_BALTIC = (
    "customer_id;name;email\r\n1;Žydrūnė Šimkutė;z@example.com\r\n2;Čiurlionis;c@example.com\r\n"
)
_CYRILLIC = "customer_id;имя;email\r\n1;Иван Иванов;i@example.com\r\n2;Мария;m@example.com\r\n"
_POLISH = "customer_id,name\n1,Stanisław Żółty\n2,Paweł\n"
_TABBED = (
    'customer_id\tname\temail\r\n1\tŽydrūnė\tz@example.com\r\n2\t"Ona\r\nOnaitė"\to@example.com\r\n'
)
_PLAIN = "customer_id,email\n1,one@example.com\n2,two@example.com\n"


def _zipped(name: str, content: bytes) -> bytes:
    kept = io.BytesIO()
    # A fixed day, so that the same file is made every time.
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(
            zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
        )
    return kept.getvalue()


def _columns(count: int) -> str:
    headers = ["customer_id", *(f"extra {place}" for place in range(2, count + 1))]
    return ",".join(headers) + "\n" + ",".join(["c1", *["x"] * (count - 1)]) + "\n"


def awkward() -> dict[str, bytes]:
    """File name → its bytes."""
    return {
        "encoding-utf16-with-mark.csv": b"\xff\xfe" + _TABBED.encode("utf-16-le"),
        "encoding-utf16-big-end-without-mark.csv": _TABBED.encode("utf-16-be"),
        "encoding-utf16-with-sep-line.csv": ("\ufeffsep=;\r\n" + _LETTERS).encode("utf-16-be"),
        "encoding-windows-1252.csv": _LETTERS.encode("cp1252"),
        "encoding-windows-1251.csv": _CYRILLIC.encode("cp1251"),
        "encoding-windows-1257.csv": _BALTIC.encode("cp1257"),
        "encoding-windows-1250.csv": _POLISH.encode("cp1250"),
        "encoding-dos-cyrillic.csv": _CYRILLIC.encode("cp866"),
        "encoding-utf32.csv": b"\xff\xfe\x00\x00" + _PLAIN.encode("utf-32-le"),
        "encoding-two-in-one-file.csv": _BALTIC.encode()
        + "3;Zoë;zoe@example.com\r\n".encode("cp1252"),
        "encoding-cut-amid-a-letter.csv": (_BALTIC + "3;Onaitė").encode()[:-1],
        "null-characters.csv": _PLAIN.encode() + b"3,th\x00ree@example.com\n",
        "noise.csv": bytes((place * 37 + 11) % 256 for place in range(2048)),
        "line-ends-carriage-return.csv": _PLAIN.replace("\n", "\r").encode(),
        "line-ends-mixed.csv": (
            b"customer_id,name,email\r\n1,A,a@example.com\n2,B,b@example.com\r"
            b'3,"C\r\nC",c@example.com\r\n,nobody,\n'
        ),
        "cell-of-40000-characters.csv": (
            b"customer_id,name\n1,A\n2," + b"x" * 40_000 + b"\n3,C\n4," + b"y" * 32_767 + b"\n"
        ),
        "quotes-note-of-300-lines.csv": (
            b'customer_id,name,note\n1,A,"' + b"and then,\n" * 300 + b'"\n2,B,\n'
        ),
        "columns-300.csv": _columns(300).encode(),
        "columns-301.csv": _columns(301).encode(),
        "disguised-old-workbook.csv": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504,
        "disguised-pdf.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        "disguised-parquet.csv": b"PAR1" + b"\x15\x04" * 40 + b"PAR1",
        "disguised-json-lines-of-a-list.csv": (
            json.dumps([{"customer_id": 1, "email": "one@example.com"}], indent=2).encode()
        ),
    }


def packed() -> dict[str, bytes]:
    """Those whose bytes depend on the library that packs them."""
    return {
        "disguised-workbook.csv": _zipped("xl/workbook.xml", b"<workbook/>"),
        "disguised-zip-bomb.csv": _zipped("customers.csv", b"\x00" * 20_000_000),
        "disguised-gzip.csv": gzip.compress(_PLAIN.encode(), mtime=0),
        "disguised-gzip-bomb.csv": gzip.compress(b"\x00" * 20_000_000, mtime=0),
    }


def write() -> None:
    for name, content in (awkward() | packed()).items():
        (CORPUS / name).write_bytes(content)


if __name__ == "__main__":
    write()
