"""Taking a document in: its text once and for all, its hash, when it was retrieved, the original beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from catspaw.core.errors import CatspawError, nearest
from catspaw.core.extras import need
from catspaw.reading.intake.convert import convert
from catspaw.reading.intake.fetch import Fetched, fetch
from catspaw.reading.intake.plain import Plain, from_markdown, from_text
from catspaw.reading.intake.published import published
from catspaw.reading.intake.tongue import Tongue, tongue

#: Bytes of an original, and letters of its text: beyond these it is no report. A stated choice.
LARGEST, LONGEST = 20_000_000, 1_000_000

MEDIA = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class Intake:
    """A document as taken in; offsets refer to `text`, which never changes.

    Attributes
    ----------
    text : str
        A paragraph is a non-empty line.
    original : bytes
        As it came.
    media : str
        txt, md, html or pdf.
    where : str
        The path or the address that it came from.
    retrieved : str
        UTC, ISO 8601, to the second.
    title : str
        The document's own, or its first line.
    dated : date or None
        Day of publication, and in `dated_by` how it was found.
    language : Tongue
    notes : tuple of str
        What the user should know of how it was read.
    """

    text: str
    original: bytes
    media: str
    where: str
    retrieved: str
    title: str
    dated: date | None
    dated_by: str
    language: Tongue
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the text, as UTF-8."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def original_digest(self) -> str:
        """SHA-256 of the original."""
        return sha256(self.original).hexdigest()

    @property
    def paragraphs(self) -> int:
        """How many non-empty lines the text has."""
        return sum(bool(line.strip()) for line in self.text.split("\n"))


def take(
    where: str | Path, *, retrieved: datetime | None = None, fetcher: Callable[[str], Fetched] | None = None
) -> Intake:
    """Take in a file, or a page from an address.

    Parameters
    ----------
    where : str or Path
        A .txt, .md, .html or .pdf file; or an http(s) address, which is fetched then and there.
    retrieved : datetime, optional
        Default: now.
    fetcher : callable, optional
        How an address is fetched; default: `fetch`.

    Raises
    ------
    CatspawError
        With the file's name, what is wrong, and what to do.
    """
    need("reading", "trafilatura", "pypdf", "httpx", "py3langid")
    moment = (retrieved or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    address = str(where)
    online = address.startswith(("http://", "https://"))
    data, media, source = _from_address(address, fetcher or fetch) if online else _from_file(Path(where))
    try:
        plain = _plain(data, media)
    except CatspawError as error:
        raise CatspawError(f"{_shown(address)} {error}") from None
    day = published(plain.text, declared=plain.published, url=source if online else "")
    return Intake(
        text=plain.text,
        original=data,
        media=media,
        where=source,
        retrieved=moment,
        title=plain.title or next((x.strip() for x in plain.text.split("\n") if x.strip()), "")[:200],
        dated=day[0] if day else None,
        dated_by=day[1] if day else "",
        language=tongue(plain.text),
        notes=plain.notes,
    )


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _from_address(url: str, fetcher: Callable[[str], Fetched]) -> tuple[bytes, str, str]:
    found = fetcher(url)
    return found.data, _sniffed(found.data, found.media, found.url), found.url


def _sniffed(data: bytes, declared: str, url: str) -> str:
    """Tell what was fetched: by its first bytes, then as declared, then by the end of the address."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if "html" in declared.lower() or data[:512].lstrip().lower().startswith((b"<!doctype", b"<html")):
        return "html"
    return MEDIA.get(PurePosixPath(urlsplit(url).path).suffix.lower(), "txt")


def _from_file(path: Path) -> tuple[bytes, str, str]:
    shown = _shown(str(path))
    media = MEDIA.get(path.suffix.lower())
    if media is None:
        hint = nearest(path.suffix.lower(), MEDIA)
        raise CatspawError(
            f"{shown}: {path.suffix or 'a name without ending'} is not read; {', '.join(MEDIA)} are{hint}"
        )
    try:
        if not path.is_file():
            raise CatspawError(f"{shown} is no file" if path.exists() else f"{shown} is not there")
        size = path.stat().st_size
        if size > LARGEST:
            raise CatspawError(f"{shown} has {size:,} bytes; at most {LARGEST:,} are read: give the report alone")
        return path.read_bytes(), media, str(path)
    except (OSError, ValueError) as error:
        raise CatspawError(f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _plain(data: bytes, media: str) -> Plain:
    if media == "txt":
        plain = from_text(data)
    elif media == "md":
        plain = from_markdown(data)
    else:
        plain = convert(data, media)
    if not plain.text.strip():
        raise CatspawError("has no text in it")
    if len(plain.text) > LONGEST:
        raise CatspawError(f"holds {len(plain.text):,} characters of text; at most {LONGEST:,} are read: split it")
    return plain
