"""F24: what an office program does with our workbooks when it recalculates them: nothing evaluates, no text changes."""

import csv
import shutil
import subprocess

import pytest

from jinlin.base.spreadsheets import Heading, Page, write_csv, write_xlsx

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
MARKS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
VALUES = [f'{mark}1+1*HYPERLINK("http://example.org";"点这里")' for mark in MARKS] + [
    "=1+1",
    "-2+3",
    "普通文字",
    "00123",
]


def as_shown(path, folder) -> list[str]:
    """The first column as LibreOffice shows it after a recalculation; a text file is read as its mark says, in UTF-8."""
    read_as = ["--infilter=CSV:44,34,76"] if path.suffix == ".csv" else []
    subprocess.run(
        [OFFICE, "--headless", *read_as, f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76",
         "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with (folder / "out" / f"{path.stem}.csv").open(encoding="utf-8", newline="") as rows:
        return [row[0] for row in csv.reader(rows) if row]


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_evaluates_when_an_office_program_recalculates(tmp_path, kind):
    path, headings = tmp_path / f"book.{kind}", [Heading("名称")]
    rows = [[value] for value in VALUES]
    if kind == "xlsx":
        write_xlsx(path, Page(name="表", headings=headings, rows=rows))
    else:
        write_csv(path, headings, rows)
    shown = [one.replace("\u200b", "").strip().lstrip("'") for one in as_shown(path, tmp_path)][1:]
    assert len(shown) == len(VALUES)
    for value, one in zip(VALUES, shown, strict=True):
        if (kind, value) == ("csv", "00123"):
            continue  # a text file cannot say that digits are a code; workbooks do
        assert one.split() == value.lstrip("'").split(), f"{value!r} became {one!r}"
