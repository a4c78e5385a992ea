"""A run on a disk: begun, gone on with after any interruption, extended, opened.

::

    DIR/run.json     what the run is: model, seed, futures, engine; what another run is refused by
    DIR/model.npz    the model, so that the folder can be read without the case
    DIR/acts/        the acts, shard by shard (`catspaw.engine.shards`), for any reader of Parquet
    DIR/futures/     a row a future: first passages, counts

Every file is written whole or not at all.  A shard is the same bytes whoever writes it, so it does not matter who
was killed, or when.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from catspaw.core.errors import ModelError, RunStopped, UnknownName
from catspaw.core.extras import need
from catspaw.core.files import write_atomic, write_folder
from catspaw.engine.acts import Acts
from catspaw.engine.decide import Choice
from catspaw.engine.draws import Scheme
from catspaw.engine.packing import digest, packed, unpacked
from catspaw.engine.part import Counts, Part, together
from catspaw.engine.result import Ensemble
from catspaw.engine.shards import Span, name_of, read_acts, read_futures, write_shard
from catspaw.engine.work import sources
from catspaw.network.model import Model

_LOG = logging.getLogger(__name__)
FORMAT = 1
SHARD = 64  # futures a shard; a multiple of four, so that frames are shared
_ABOUT, _MODEL = "run.json", "model.npz"
#: What must be the same for a run to be gone on with, and how to say it.
_SAME: Mapping[str, str] = {
    "format": "format of the folder",
    "sources": "version of the engine",
    "seed": "seed",
    "model": "model (another case, account or date, or the case was changed)",
    "first": "number of the first future",
    "same_world": "future whose world all have",
    "same_luck": "future whose luck all have",
}


@dataclass(frozen=True, slots=True, eq=False)
class RunFolder:
    """A run on a disk, finished or not.

    Attributes
    ----------
    path : Path
    model : Model
        Arranged.
    seed, first, futures : int
        What was asked for.
    scheme : Scheme
    provenance : mapping
    """

    path: Path
    model: Model
    seed: int
    first: int
    futures: int
    scheme: Scheme
    provenance: Mapping[str, str]

    def spans(self) -> list[Span]:
        """First future and end of every shard."""
        end = self.first + self.futures
        return [(at, min(at + SHARD, end)) for at in range(self.first, end, SHARD)]

    def finished(self) -> Iterator[tuple[Span, Counts]]:
        """Give the shards that are whole, and what was counted of them."""
        for span in self.spans():
            found = read_futures(self.path, self.model, span)
            if found is not None:
                yield span, found[0]

    def missing(self) -> list[Span]:
        """Give the shards that are still to be played."""
        there = {span for span, _ in self.finished()}
        return [span for span in self.spans() if span not in there]

    def write(self, part: Part) -> None:
        """Write one shard, whole or not at all."""
        write_shard(self.path, self.model, part)

    def open(self) -> Ensemble:
        """Read the finished shards from the first on, up to the first that is missing; acts stay on the disk.

        Raises
        ------
        RunStopped
            The first shard is not finished yet.
        """
        counts: list[Counts] = []
        choices: list[tuple[Choice, ...]] = []
        whole: list[Span] = []
        for span in self.spans():
            found = read_futures(self.path, self.model, span)
            if found is None:
                break
            counts.append(found[0])
            choices += found[1]
            whole.append(span)
        if not whole:
            raise RunStopped(f"{self.path}: no shard is finished yet; the command that began the run goes on with it")
        if len(choices) < self.futures:
            _LOG.warning("%s: %d of %d futures are there from the first on", self.path, len(choices), self.futures)
        return Ensemble(
            model=self.model,
            seed=self.seed,
            first=self.first,
            futures=len(choices),
            log=OnDisk(self.path, tuple(whole)),
            choices=tuple(choices),
            counts=together(counts),
            scheme=self.scheme,
            provenance=self.provenance,
        )


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Acts in the shards of a folder."""

    path: Path
    spans: tuple[Span, ...]

    def all(self) -> Acts:
        """Give every act: reads all shards into memory."""
        import numpy as np

        from catspaw.engine.acts import DTYPES

        parts = list(self.blocks())
        return Acts(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in DTYPES})

    def of(self, future: int) -> Acts:
        """Give the acts of one future: reads its shard."""
        span = next(span for span in self.spans if span[0] <= future < span[1])
        acts = _shard(self.path / "acts" / name_of(span))
        return acts.rows(acts.future == future)

    def blocks(self) -> Iterator[Acts]:
        """Give the acts shard by shard."""
        for span in self.spans:
            yield read_acts(self.path / "acts" / name_of(span))


@lru_cache(maxsize=4)
def _shard(path: Path) -> Acts:
    return read_acts(path)


def begun(
    path: Path,
    model: Model,
    *,
    futures: int,
    seed: int,
    first: int,
    scheme: Scheme,
    provenance: Mapping[str, str],
) -> RunFolder:
    """Begin a run of an arranged model in a folder, or go on with the one that is there.

    More futures than it was begun with extend it; what is finished stays.

    Raises
    ------
    ModelError
        The folder holds another run, or one of more futures.
    CatspawError
        The folder holds something else, or cannot be written.
    MissingProgram
        pyarrow is not installed: shards are Parquet, and without it a run keeps its acts in memory.
    """
    need("events", "pyarrow")
    made = RunFolder(path, model, seed, first, futures, scheme, provenance)
    about = _about(made)
    if not (path / _ABOUT).exists():
        write_folder(path, {_ABOUT: _text(about), _MODEL: packed(model)})
    else:
        _go_on(made, about, _read_about(path))
    for name in ("acts", "futures"):
        (path / name).mkdir(exist_ok=True)
    return made


def open_run(path: str | Path) -> Ensemble:
    """Open a run on a disk, as far as it is finished; its acts are read when they are asked for.

    Raises
    ------
    UnknownName
        There is no run in the folder.
    ModelError
        It was made by another format, or its files are damaged.
    RunStopped
        Nothing of it is finished yet.
    MissingProgram
        pyarrow is not installed.
    """
    need("events", "pyarrow")
    folder, about = Path(path), _read_about(Path(path))
    if about.get("format") != FORMAT:
        raise ModelError(f"{folder} has the format {about.get('format')!r}; this version of catspaw reads {FORMAT}")
    try:
        model = unpacked((folder / _MODEL).read_bytes())
        scheme = Scheme(about["same_world"], about["same_luck"])
        numbers = {name: int(about[name]) for name in ("seed", "first", "futures")}
        made = RunFolder(folder, model, **numbers, scheme=scheme, provenance=dict(about["provenance"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder} is damaged ({error!r}); run again into another folder") from None
    return made.open()


def _go_on(made: RunFolder, wanted: dict[str, Any], there: dict[str, Any]) -> None:
    for name, says in _SAME.items():
        if there.get(name) != wanted[name]:
            values = f": {there.get(name)} there, {wanted[name]} asked for" if name != "model" else ""
            raise ModelError(f"{made.path} holds a run with another {says}{values}; choose another folder")
    before = int(there["futures"])
    if made.futures < before:
        raise ModelError(
            f"{made.path} holds a run of {before} futures and {made.futures} were asked for; allowed: as many or more, "
            "or another folder"
        )
    if made.futures > before:
        write_atomic(made.path / _ABOUT, _text(wanted))
    _tidy(made)


def _tidy(made: RunFolder) -> None:
    """Remove what a killed run left half written, and the last shard of a run that is extended, if it was short."""
    known = {name_of(span) for span in made.spans()}
    for name in ("futures", "acts"):
        for path in (made.path / name).glob("*"):
            if ".parquet" in path.name and path.name not in known:
                path.unlink(missing_ok=True)


def _about(made: RunFolder) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "sources": sources(),
        "model": digest(made.model),
        "seed": made.seed,
        "first": made.first,
        "futures": made.futures,
        "same_world": made.scheme.same_world,
        "same_luck": made.scheme.same_luck,
        "as_of": made.model.as_of.isoformat(),
        "horizon_days": made.model.horizon_days,
        "outcomes": {one.id: one.says for one in made.model.outcomes},
        "provenance": dict(made.provenance),
    }


def _text(about: dict[str, Any]) -> str:
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _read_about(path: Path) -> dict[str, Any]:
    try:
        found = json.loads((path / _ABOUT).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        why = f"{_ABOUT} cannot be read ({error})" if (path / _ABOUT).exists() else f"there is no {_ABOUT} in it"
        raise UnknownName(f"{path} holds no run: {why}; make one with: catspaw run CASE --out {path}") from None
    if not isinstance(found, dict):
        raise UnknownName(f"{path} holds no run: {_ABOUT} is not a JSON object")
    return found
