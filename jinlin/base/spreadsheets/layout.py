"""Where in a sheet the table stands: its title, its header, its columns, its first row."""

from __future__ import annotations

from dataclasses import dataclass, field

from jinlin.base.spreadsheets.cells import column_letter, header_text
from jinlin.base.spreadsheets.grid import EXAMPLE, REMARK, SERIAL, TOTAL, Grid

HEADER_SEARCH = 60
HEADER_LEVELS = 7
LONG_HEADER = 60


@dataclass(frozen=True, slots=True)
class Layout:
    """One table in a sheet. Rows and columns count from 0; ``end`` is the row before which the table stops.

    ``header`` is (first row, last row) or None where the sheet begins with data. ``skipped`` names rows
    between header and data by what they are (``numbering``, ``annotation``, ``example``).
    """

    left: int
    right: int
    header: tuple[int, int] | None
    first: int
    headings: tuple[str, ...]
    end: int | None = None
    above: tuple[str, ...] = ()
    skipped: dict[int, str] = field(default_factory=dict)
    hints: dict[int, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


def tables(grid: Grid) -> list[Layout]:
    """Every table of the sheet, the likeliest first column block of each, from the top down."""
    found: list[Layout] = []
    start = 0
    while start < grid.height and len(found) < 20:
        layout = table_at(grid, start)
        if layout is None:
            break
        found.append(layout)
        if layout.end is None:
            break
        start = layout.end
    return found


def table_at(grid: Grid, start: int) -> Layout | None:
    """The first table from a row on; None where there is nothing, or nothing but single remarks."""
    candidates = []
    all_blocks = blocks(grid, start)
    for left, right in all_blocks:
        header = header_start(grid, start, left, right)
        rows = [r for r in sorted(grid.rows) if r >= start and grid.filled(r, left, right)]
        if not rows:
            continue
        width = len(grid.filled(header, left, right)) if header is not None else 0
        covered = sum(1 for c in range(left, right + 1) if header is not None and grid.text(header, c))
        candidates.append((max(width, covered), len(rows), -left, left, right, header))
    if not candidates:
        return None
    _, _, _, left, right, header = max(candidates)
    left, right = joined(grid, start, (left, right), header, all_blocks)
    others = [b for b in all_blocks if b[1] < left or b[0] > right]
    return described(grid, start, left, right, header, others)


def blocks(grid: Grid, start: int) -> list[tuple[int, int]]:
    """Runs of columns parted by columns that are wholly blank (merged titles do not bridge the gap)."""
    used = set()
    for row in grid.rows:
        if row >= start:
            filled = grid.filled(row)
            used.update(filled)
            if len(filled) > 1:
                for column in filled:
                    region = grid.starts.get((row, column))
                    used.update(range(column, region[3] + 1) if region else ())
    runs: list[tuple[int, int]] = []
    for column in sorted(used):
        if runs and column == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def joined(
    grid: Grid, start: int, block: tuple[int, int], header: int | None, all_blocks: list[tuple[int, int]]
) -> tuple[int, int]:
    """The block with its neighbours whose headers stand in the same row: a blank column parts no table."""
    left, right = block
    if header is None:
        return block
    for low, high in all_blocks:
        near = low > right and low - right <= 2 or high < left and left - high <= 2
        texts = {grid.text(header, c) for c in range(low, high + 1)}
        alike = texts & {grid.text(header, c) for c in range(left, right + 1)}
        if near and header_start(grid, start, low, high) == header and not alike:
            left, right = min(left, low), max(right, high)
    return left, right


def header_start(grid: Grid, start: int, left: int, right: int) -> int | None:
    """The first row that reads like a header: several short, different texts that do not come again below."""
    rows = [r for r in sorted(grid.rows) if r >= start and grid.filled(r, left, right)][:HEADER_SEARCH]
    widest = max((_reach(grid, row, left, right) for row in rows[:20]), default=0)
    for row in rows:
        if widest > 1 and grid.is_title(row, left, right):
            continue
        if grid.is_table_line(row, left, right) and not _is_tight(grid, row, left, right):
            continue
        if grid.is_numbering(row, left, right):
            continue
        if _reads_like_header(grid, row, left, right, widest):
            return row
        if len(grid.filled(row, left, right)) * 2 >= widest:
            return None
    return None


def _reach(grid: Grid, row: int, left: int, right: int) -> int:
    """How many columns a row speaks for, merged cells counted over their width."""
    return sum(1 for column in range(left, right + 1) if grid.text(row, column))


def _is_tight(grid: Grid, row: int, left: int, right: int) -> bool:
    """A row with a text of its own in every column is a header, whatever colons stand in it."""
    return len(grid.filled(row, left, right)) == right - left + 1


def _reads_like_header(grid: Grid, row: int, left: int, right: int, widest: int) -> bool:
    filled = grid.filled(row, left, right)
    texts = [grid.text(row, column) for column in filled]
    kinds = [grid.kind(row, column) for column in filled]
    if _reach(grid, row, left, right) * 2 < min(widest, right - left + 1):
        return False
    down = sum(1 for c in filled if (m := grid.starts.get((row, c))) and m[2] > m[0])
    share = (1, 2) if down >= 2 else (4, 5)
    if kinds.count("text") * share[1] < len(kinds) * share[0] or any(
        len(text) > LONG_HEADER for text in texts
    ):
        return False
    if len(set(texts)) * 2 < len(texts):
        return False
    again = 0
    below = [
        line
        for r in sorted(grid.rows)
        if row < r <= row + 40 and (line := [header_text(grid.cell(r, c)) for c in filled]) != texts
    ]
    for index, text in enumerate(texts):
        again += any(line[index] == text for line in below)
    return again * 3 <= len(filled)


def header_end(grid: Grid, top: int, left: int, right: int) -> int:
    """The last row of the header: as far as merged cells reach, and rows that fill in under groups."""
    bottom = top
    while bottom - top < HEADER_LEVELS:
        reach = max(
            (m[2] for m in grid.merged if top <= m[0] <= bottom and left <= m[1] <= right and m[2] > m[0]),
            default=bottom,
        )
        reach = min(reach, top + HEADER_LEVELS)
        if reach > bottom:
            bottom = reach
        elif _is_under_groups(grid, bottom, left, right):
            bottom += 1
        else:
            break
    return bottom


def _is_under_groups(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether the next row names the parts of this row's groups, and is not yet data."""
    below = grid.filled(row + 1, left, right)
    if len(below) < 2 or any(grid.kind(row + 1, column) != "text" for column in below):
        return False
    if any(len(grid.text(row + 1, column)) > 30 for column in below) or grid.is_annotation(
        row + 1, left, right
    ):
        return False
    if grid.is_numbering(row + 1, left, right):
        return False
    own = set(grid.filled(row, left, right))
    grouped = set()
    for column in range(left, right + 1):
        region = grid.covered.get((row, column))
        if region and region[3] > region[1]:
            grouped.add(column)
        elif not region and column not in own and column > left:
            before = column - 1
            if before in grouped or before in own:
                grouped.update((before, column))
    if not grouped or not set(below) <= grouped:
        return False
    # Without merged cells a blank header cell could also be a column without a name over a row of data:
    # there, every member of a group must have its own name.
    return bool(grid.merged) or grouped <= set(below)


def headings_of(grid: Grid, top: int, bottom: int, left: int, right: int) -> tuple[str, ...]:
    """The heading of every column: its levels joined by "/", a level said twice in a row only once."""
    levels = []
    for row in range(top, bottom + 1):
        line = [grid.text(row, column) for column in range(left, right + 1)]
        if row < bottom and not any(top <= m[0] <= bottom for m in grid.merged):
            for index in range(1, len(line)):
                if not line[index] and grid.text(row + 1, left + index):
                    line[index] = line[index - 1]
        levels.append(line)
    headings = []
    for index in range(right - left + 1):
        path: list[str] = []
        for line in levels:
            if line[index] and (not path or path[-1] != line[index]):
                path.append(line[index])
        headings.append("/".join(path))
    return tuple(headings)


def described(
    grid: Grid, start: int, left: int, right: int, header: int | None, others: list[tuple[int, int]]
) -> Layout:
    """The layout once the columns and the first header row are known."""
    rows = [r for r in sorted(grid.rows) if r >= start and grid.filled(r, left, right)]
    if header is None:
        first = rows[0]
        while first < rows[-1] and grid.is_title(first, left, right):
            first = rows[rows.index(first) + 1]
        headings = tuple("" for _ in range(left, right + 1))
        return Layout(left, right, None, first, headings, above=_texts(grid, start, first, left, right))
    bottom = header_end(grid, header, left, right)
    headings = headings_of(grid, header, bottom, left, right)
    first, skipped, hints = _after_header(grid, bottom, left, right)
    last = max(
        (c for c in range(left, right + 1) if headings[c - left] or _has_data(grid, first, c)), default=right
    )
    beside = tuple(
        f"{column_letter(low)}:{column_letter(high)}"
        for low, high in others
        if any(grid.filled(r, low, high) for r in grid.rows if r >= start)
    )
    return Layout(
        left=left,
        right=last,
        header=(header, bottom),
        first=first,
        headings=headings[: last - left + 1],
        end=next_header(grid, first, left, last),
        above=_texts(grid, start, header, left, right),
        skipped=skipped,
        hints=hints,
        beside=beside,
    )


def _has_data(grid: Grid, first: int, column: int) -> bool:
    return any(row >= first and grid.filled(row, column, column) for row in grid.rows)


def _texts(grid: Grid, start: int, stop: int, left: int, right: int) -> tuple[str, ...]:
    return tuple(
        grid.text(row, column)
        for row in range(start, stop)
        for column in grid.filled(row, left, right)
        if grid.text(row, column)
    )


def _after_header(
    grid: Grid, bottom: int, left: int, right: int
) -> tuple[int, dict[int, str], dict[int, str]]:
    """The first row of data, the rows skipped before it, and the hints that they gave by column."""
    skipped: dict[int, str] = {}
    hints: dict[int, str] = {}
    row = bottom + 1
    while row <= bottom + 12 and row < grid.height:
        filled = grid.filled(row, left, right)
        if not filled:
            row += 1
        elif grid.is_numbering(row, left, right):
            skipped[row] = "numbering"
            row += 1
        elif grid.is_annotation(row, left, right) and "annotation" not in skipped.values():
            skipped[row] = "annotation"
            hints = {column - left: grid.text(row, column) for column in filled}
            row += 1
        elif EXAMPLE.fullmatch(grid.text(row, filled[0])):
            skipped[row] = "example"
            row += 1
        else:
            break
    return (row if row < grid.height and grid.filled(row, left, right) else bottom + 1), skipped, hints


def next_header(grid: Grid, first: int, left: int, right: int) -> int | None:
    """Where the next table of the sheet begins: a row of texts with two or more groups merged across.

    Cells merged downwards only are common in data (a household's address beside its members) and end nothing.
    """
    for row in sorted(grid.rows):
        filled = grid.filled(row, left, right)
        if row <= first or len(filled) < 3 or any(grid.kind(row, column) != "text" for column in filled):
            continue
        across = [c for c in filled if (m := grid.starts.get((row, c))) and m[3] > m[1]]
        if len(across) >= 2 and len(filled) * 3 >= (right - left + 1):
            return row - 1 if grid.is_title(row - 1, left, right) else row
    return None


def left_out(first: str, count: int, width: int, heading: str) -> str | None:
    """Why a row under the header is no row of data: ``blank``, ``total``, ``remark``; None where it is one.

    ``first`` is the text of its first filled cell, ``count`` how many are filled, ``width`` the columns of the
    table, ``heading`` what stands over ``first``: a row with its serial number alone is a line still blank.
    """
    if not count:
        return "blank"
    if width > 1 and TOTAL.fullmatch(first.replace(" ", "")):
        return "total"
    if count <= 2 and width >= 3 and REMARK.match(first):
        return "remark"
    if count == 1 and width > 1 and SERIAL.fullmatch(heading):
        return "blank"
    return None
