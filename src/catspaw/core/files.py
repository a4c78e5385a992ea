"""Writing files whole or not at all: a temporary sibling, flushed to the disk, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from catspaw.core.errors import CatspawError


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never half of it.

    Parameters
    ----------
    path : Path
        The file; its folder is there. Its permissions stay as they are.
    content : str or bytes
        Text is written as UTF-8, line ends as they stand.

    Raises
    ------
    CatspawError
        Where the file cannot be written; the old one is then untouched.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = path.resolve()  # a link stays a link
    temporary = _sibling(target)
    try:
        if target.exists() and not target.is_file():
            raise CatspawError(f"{path} is there and is no plain file; choose another name")
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except OSError as error:
        raise _cannot(path, error) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Make a new folder with files in it, all or nothing.

    Parameters
    ----------
    folder : Path
        Must not be there, or be an empty folder.
    files : mapping
        Path inside the folder to content.

    Raises
    ------
    CatspawError
        Where the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CatspawError(f"{folder} is there already and is left as it is; choose another name")
    temporary = _sibling(folder.resolve())
    try:
        for name, content in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, content)
        if folder.is_dir():
            folder.resolve().rmdir()  # it is empty; some systems replace no folder
        temporary.replace(folder.resolve())
    except OSError as error:
        raise _cannot(folder, error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _sibling(path: Path) -> Path:
    return path.with_name(f".{path.name}.{token_hex(6)}")


def _cannot(path: Path, error: OSError) -> CatspawError:
    return CatspawError(f"{path} cannot be written: {error.strerror}")
