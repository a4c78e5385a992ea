"""Heavy parts that only some jobs need: asked for by name where they are missing."""

from __future__ import annotations

from importlib.util import find_spec

from catspaw.core.errors import MissingProgram


def need(extra: str, *modules: str) -> None:
    """Make sure that the modules of an extra are installed.

    Parameters
    ----------
    extra : str
        Name of the extra in ``pip install 'catspaw[extra]'``.
    *modules : str
        What it brings.

    Raises
    ------
    MissingProgram
        With the command that installs them.
    """
    missing = [name for name in modules if not _there(name)]
    if missing:
        raise MissingProgram(f"this needs {' and '.join(missing)}: pip install 'catspaw[{extra}]'")


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # a module put out of action in sys.modules
        return False
