"""Opening an event file as text: plain, gzip, or a ZIP with one file in it; refused where it is something else.

What a file is, its first bytes tell and not its name: a download that failed is often a web page called ``.csv``.
"""

from __future__ import annotations

import codecs
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import IO, cast

from catspaw.core.errors import CatspawError

#: Bytes read at a time: large enough to be quick, small enough to bound memory.
BLOCK = 4 << 20
_BROKEN = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_KINDS = {
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"SQLite format 3": "an SQLite database",
    b"PK\x03\x04": "a ZIP archive inside another archive",
    b"\x1f\x8b": "a gzip archive inside another archive",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SIDE = (".pdf", ".md", ".doc", ".docx", ".htm", ".html", "readme.txt", "license.txt")
_WANTED = "it takes text tables (.csv, .tab, .tsv, .txt), plain, as .gz, or as a .zip with one such file"

Watch = Callable[[int], None]


def _ignore(_position: int) -> None:
    return None


def digest(path: Path) -> str | None:
    """Give the SHA-256 of a file; None for a pipe, which can be read only once.

    Raises
    ------
    CatspawError
        Where it cannot be read.
    """
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None


def text_blocks(path: Path, *, encoding: str | None = None, watch: Watch = _ignore) -> Iterator[str]:
    """Give the text of a file in blocks, without its byte order mark.

    Parameters
    ----------
    path : Path
        Plain, gzip or ZIP.
    encoding : str, optional
        By default what the byte order mark says, else UTF-8.  A byte that does not fit becomes a lone surrogate.
    watch : callable, optional
        Told the position in the file on disk after each block.

    Raises
    ------
    CatspawError
        Where the file cannot be opened, is broken, empty, or not a table of text.
    """
    with _opened(path) as (raw, stream):
        head = stream.read(BLOCK)
        _refuse_other_kinds(path, head)
        decoder = codecs.getincrementaldecoder(_encoding(path, head, encoding))(errors="surrogateescape")
        while head:
            watch(raw.tell() if raw.seekable() else 0)
            yield decoder.decode(head)
            head = stream.read(BLOCK)
        yield decoder.decode(b"", final=True)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Give the file on disk and the stream to read; errors while reading become messages."""
    try:
        with path.open("rb") as raw:
            start = raw.peek(4)[:4]
            if start[:2] == b"\x1f\x8b":
                yield raw, cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
            elif start == b"PK\x03\x04":
                with zipfile.ZipFile(raw) as archive, archive.open(_only_member(path, archive)) as member:
                    yield raw, member
            else:
                yield raw, raw
    except _BROKEN:
        raise CatspawError(f"{path} ends too early or is damaged: download it again") from None
    except (RuntimeError, NotImplementedError) as error:
        raise CatspawError(f"{path} cannot be unpacked ({error}): unpack it and give the file inside") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> CatspawError:
    return CatspawError(f"{path} cannot be read: {error.strerror or error}")


def _only_member(path: Path, archive: zipfile.ZipFile) -> str:
    names = [i.filename for i in archive.infolist() if not i.is_dir() and not i.filename.startswith("__MACOSX/")]
    if "[Content_Types].xml" in names:
        raise CatspawError(f"{path} is an Excel workbook: save its sheet as CSV (UTF-8) and import that")
    tables = [n for n in names if not n.lower().endswith(_SIDE)]
    if len(tables) != 1:
        listed = ", ".join(tables[:5]) or "none"
        raise CatspawError(f"{path} holds {len(tables)} tables ({listed}): unpack it and name the files to import")
    return tables[0]


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    if not head.strip():
        raise CatspawError(f"{path} is empty")
    for magic, kind in _KINDS.items():
        if head.startswith(magic):
            raise CatspawError(f"{path} is {kind}, not an event file: {_WANTED}")
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<rss")):
        raise CatspawError(f"{path} is a web page (perhaps a log-in or error page): download the data again")
    if start.startswith((b"{", b"[")):
        raise CatspawError(f"{path} is JSON: export it as CSV; {_WANTED}")
    if b"\0" in head[:8192] and not head.startswith(tuple(_MARKS)):
        raise CatspawError(f"{path} is a binary file: {_WANTED}")


def _encoding(path: Path, head: bytes, asked: str | None) -> str:
    marked = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    chosen = marked or asked or "utf-8"
    try:
        codecs.lookup(chosen)
    except LookupError:
        raise CatspawError(f"{path}: `{chosen}` is no encoding; try utf-8, cp1252, latin-1 or utf-16") from None
    return chosen
