"""What the documentation promises has a test, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\[([^\]]*)\]\(([^)#]+)(?:#[^)]*)?\)")


def rows() -> list[list[str]]:
    """The rows of all tables of docs/features.md."""
    lines = (ROOT / "docs" / "features.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "feature"]


def test_each_feature_has_a_test() -> None:
    table = rows()
    assert len(table) > 40 and all(len(row) == 7 for row in table)
    without = [row[0] for row in table if row[5].startswith("yes") and not LINK.search(row[6])]
    assert not without, f"docs/features.md says yes to {without} and names no test"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_tests_exist(row: list[str]) -> None:
    for name, target in LINK.findall(row[6]):
        text = (ROOT / "docs" / target).resolve().read_text()
        assert not name.startswith("test_") or name.endswith(".py") or f"def {name}(" in text, f"{target} has no {name}"


@pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for _, target in LINK.findall(path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
