from pathlib import Path

from catspaw.engine.effects import EFFECTS
from catspaw.engine.effects.table import as_markdown
from catspaw.network.model import TABLES, columns

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"


def part(name: str) -> str:
    text = PAGE.read_text(encoding="utf-8")
    start = text.index("-->\n", text.index(f"<!-- {name}:")) + 4
    return text[start : text.index(f"\n<!-- end of {name} -->")]


def test_the_table_of_effects_is_the_registry():
    assert part("effects") == as_markdown(EFFECTS)


def test_every_array_that_the_engine_takes_is_listed():
    want = [
        f"| {table.__name__} | `{name}` | {' × '.join(spec.axes.split())} | {spec.unit} |"
        for table in TABLES
        for name, spec in columns(table).items()
    ]
    assert part("taken").splitlines()[2:] == want


def test_every_array_of_a_table_says_its_axes_and_unit():
    for table in TABLES:
        others = {"ids", "actors", "places", "array", "propositions", "effects", "provenance"}
        others |= {"first_day"} if table.__name__ == "History" else set()
        assert set(table.__slots__) - others == set(columns(table))
        assert all(spec.axes and spec.unit for spec in columns(table).values())
