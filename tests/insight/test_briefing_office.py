"""A briefing's template goes through an office's word processor and comes back as good as it left."""

import shutil
import subprocess

import pytest

from jinlin.base.documents import faults_of
from jinlin.insight.briefing import commands
from jinlin.insight.briefing.slots import SLOTS, standard
from tests.insight.test_briefing_contents import district_briefing, text_of_docx, told

__all__ = ["told"]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def saved_as(kind, path, folder):
    """The paper as LibreOffice saves it in another of its formats."""
    subprocess.run(
        [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind, "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "out" / f"{path.stem}.{kind}"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_the_standard_template_saved_by_a_word_processor_makes_the_same_briefing(told, tmp_path):
    path, found = tmp_path / "template.docx", district_briefing()
    path.write_bytes(standard())
    own = text_of_docx(commands.write(found, form="docx", author="林晓", template=standard()))
    back = saved_as("docx", saved_as("odt", path, tmp_path), tmp_path).read_bytes()
    assert faults_of(back, SLOTS, "template.docx") == []
    made = text_of_docx(commands.write(found, form="docx", author="林晓", template=back))
    assert [line.split() for line in made.split("\n") if line.strip()] == [
        line.split() for line in own.split("\n") if line.strip()
    ]
