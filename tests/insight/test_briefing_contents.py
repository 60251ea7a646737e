"""Briefings: every number from a declared figure, with its source; templates of one's own are checked; papers read well."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from jinlin.base import figures, nodes, periods
from jinlin.base.documents import blank, faults_of
from jinlin.base.rule import Refused
from jinlin.insight.briefing import commands
from jinlin.insight.briefing.contents import as_data, briefing
from jinlin.insight.briefing.models import BriefingTemplate
from jinlin.insight.briefing.slots import SLOTS, standard
from jinlin.insight.briefing.words import PARAGRAPHS, SENTENCES, sentence
from tests.cast import at

NOW = at("2026-11-19 10:00")


def docx(*lines: str) -> bytes:
    made = blank()
    for line in lines:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text_of_docx(content: bytes) -> str:
    body = Document(io.BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))


def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def year(text: str = "2026"):
    return periods.parse(text, today=timezone.localdate())


@pytest.fixture
def told(world):
    for number in range(12):
        world.tell(f"第 {number} 件：楼道的灯不亮", by=world.act("resident"))
    return world


def district_briefing(period: str = ""):
    return briefing(nodes.find("350999000000"), year(period or f"{timezone.localdate().year}"), at=NOW)


# --- what it says ---


def test_every_sentence_belongs_to_a_paragraph_and_holds_its_number():
    stated = [id for ids in PARAGRAPHS for id in ids]

    assert len(stated) == len(set(stated))
    assert set(stated) == set(SENTENCES)
    assert all("{n}" in words.zh and "{n}" in words.en for words in SENTENCES.values())


def test_a_figure_without_a_sentence_of_its_own_is_stated_by_name_and_unit():
    from jinlin.base.words import Words

    assert sentence("other", Words("在办", "Open"), Words("件", "matters"), "12").zh == "在办 12 件"
    assert sentence("other", Words("满意率", "Satisfied"), Words("%", "%"), "93.4%").zh == "满意率 93.4%"


def test_each_number_has_its_source_with_id_definition_and_moment(told):
    found = district_briefing()

    data = as_data(found, "郑伟")
    assert [row["no"] for row in data["sources"]] == list(range(1, len(found.lines) + 1))
    for line, row in zip(found.lines, data["sources"], strict=True):
        assert row["source"].startswith(line.id)
        assert "2026-11-19 10:00" in row["source"]
        assert figures.figures[line.id].formula.zh in row["source"]


def test_the_numbers_are_those_of_the_figures_themselves(told):
    found = district_briefing()
    node, period = found.node, found.period

    for line in found.lines:
        one = figures.figures[line.id]
        value = figures.value(one, node, period)
        assert line.shown in (one.shown(value), "少于 5")
        assert one.kind != "share" or line.shown == one.shown(value), (
            "a share is never said to be fewer than 5"
        )
    assert any(line.shown == "12" for line in found.lines)


def test_the_article_states_every_number_once_with_the_number_of_its_source(told):
    found = district_briefing()
    article = "\n".join(found.article)

    for line in found.lines:
        assert article.count(f"[{line.number}]") == 1
        assert f"{line.name if line.nil else line.sentence}[{line.number}]" in article
    assert article.startswith(f"{found.period.words.zh}，榕城区")


def test_the_page_marks_every_source_of_the_article_and_loses_no_word(told):
    found = district_briefing()

    for text, parts in zip(found.article, found.marked, strict=True):
        assert "".join(words + (f"[{number}]" if number else "") for words, number in parts) == text
    assert {int(number) for parts in found.marked for _, number in parts if number} == {
        line.number for line in found.lines
    }


def test_what_is_nil_is_gathered_in_one_sentence_each_with_its_source(told):
    found = district_briefing()
    nil = [line for line in found.lines if line.nil]
    (last,) = [text for text in found.article if text.startswith("这段时期是 0 的：")]

    assert len(nil) > 3 and last == found.article[-1]
    assert all(f"{line.name}[{line.number}]" in last and line.shown == "0" for line in nil)
    assert not any(f"{line.sentence}[" in text for line in nil for text in found.article)
    assert not any(line.nil for _, rows in found.groups for line in rows)
    assert {row["no"] for row in as_data(found, "")["sources"]} >= {line.number for line in nil}


def test_a_number_that_fell_to_nil_keeps_its_line_and_what_it_was_before(told):
    today = timezone.localdate()
    found = briefing(nodes.find("350999000000"), year(f"{today.year + 1}"), at=NOW)
    (fallen,) = [line for line in found.lines if line.id == "matters.told"]

    assert fallen.shown == "0" and not fallen.nil and "12" in str(fallen.changed)
    assert any(f"{fallen.sentence}[{fallen.number}]" in text for text in found.article)


def test_what_is_stuck_stands_first(told):
    found = district_briefing()

    assert found.stuck
    assert all(figures.figures[line.id].backlog for line in found.stuck)
    text = text_of_docx(commands.write(found, form="docx", author="郑伟"))
    assert text.index("积压的事") < text.index("分项数字")


def test_a_number_of_one_to_four_people_is_not_written_out(world):
    world.tell("只有一件", by=world.act("resident"))
    found = district_briefing()

    guarded = [line for line in found.lines if figures.figures[line.id].guard]
    assert all(line.shown not in ("1", "2", "3", "4") for line in guarded)


def test_a_place_without_any_record_makes_a_paper_that_says_so_without_failing(world):
    found = briefing(nodes.find("350999001002"), year("2024"), at=NOW)

    assert commands.write(found, form="docx", author="")
    assert commands.write(found, form="pdf", author="").startswith(b"%PDF")


# --- the papers ---


def test_the_standard_template_has_no_faults():
    assert faults_of(standard(), SLOTS) == []


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_both_papers_hold_title_article_tables_and_sources(told, form):
    found = district_briefing()
    made = commands.write(found, form=form, author="郑伟")

    text = (text_of_docx if form == "docx" else text_of_pdf)(made).replace(" ", "").replace("\r\n", "")
    for part in (found.title.zh, "一、总的情况", "二、积压的事", "四、数字来源", f"[{len(found.lines)}]"):
        assert part.replace(" ", "") in text
    assert "{{" not in text and "{%" not in text


def test_the_same_records_make_the_same_pdf(told):
    one, other = (commands.write(district_briefing(), form="pdf", author="郑伟") for _ in range(2))

    assert one == other


# --- a template of one's own ---


def test_an_office_brings_its_template_in_and_all_below_without_one_use_it(told):
    street, place = told.act("street"), told.places["street"]
    commands.take_template(place=place, content=docx("本街道简报：{{ title }}", "{%p for one in sources %}", "{{ one.name }} {{ one.value }}", "{%p endfor %}"), name="街道模板.docx", by=street, at=NOW)  # fmt: skip

    below, held = commands.template_for(nodes.find("350999001001"))
    assert held is not None and held.name == "街道模板.docx"
    assert commands.template_for(nodes.find("350999000000"))[1] is None
    found = briefing(nodes.find("350999001001"), year(), at=NOW)
    text = text_of_docx(commands.write(found, form="docx", author=""))
    assert text.startswith("本街道简报：榕西社区")
    assert all(line.name.zh in text for line in found.lines)


def test_a_template_with_faults_is_refused_with_all_of_them_and_the_old_one_stays(told):
    street, place = told.act("street"), told.places["street"]
    commands.take_template(place=place, content=docx("{{ title }}"), name="好.docx", by=street, at=NOW)

    with pytest.raises(Refused) as refused:
        commands.take_template(place=place, content=docx("{{ titel }}", "{{ sources }}", "{{ title.x }}"), name="坏.docx", by=street, at=NOW)  # fmt: skip
    assert sorted(reason.code for reason in refused.value.reasons) == ["no_slot", "no_slot", "wrong_use"]
    assert commands.template_for(nodes.find(place.code))[1].name == "好.docx"


def test_a_second_template_ends_the_first_and_the_standard_one_can_come_back(told):
    street, place = told.act("street"), told.places["street"]
    for name in ("一.docx", "二.docx"):
        commands.take_template(place=place, content=docx("{{ title }}" + name), name=name, by=street, at=NOW)

    assert BriefingTemplate.objects.filter(ended_at__isnull=True).count() == 1
    assert BriefingTemplate.objects.count() == 2
    commands.back_to_standard(place=place, by=street, at=NOW)
    assert commands.template_for(nodes.find(place.code))[1] is None


def test_who_is_neither_secretary_nor_supervisor_there_changes_no_template(told):
    for name in ("worker", "clerk", "resident"):
        with pytest.raises(Refused) as refused:
            commands.take_template(place=told.places["street"], content=docx("{{ title }}"), name="x.docx", by=told.act(name), at=NOW)  # fmt: skip
        assert refused.value.reason.code == "not_yours"
    assert not commands.keeps(told.act("secretary"), told.places["street"].path)
    assert commands.keeps(told.act("secretary"), told.places["community"].path)


# --- the pages ---


def test_the_preview_shows_the_article_and_leads_from_each_number_to_its_source(told, as_):
    page = as_("street").get("/briefing/", {"period": f"{timezone.localdate().year}"}).content.decode()

    assert "榕西街道" in page and "正文（自动写成）" in page
    numbers = re.findall(r'id="source-(\d+)"', page)
    assert len(numbers) > 10 and all(f'<a href="#source-{one}">[{one}]</a>' in page for one in numbers)
    assert "style=" not in page


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_paper_is_taken_along(told, as_, form, start):
    answer = as_("street").get(f"/briefing/file.{form}", {"node": "350999001001"})

    assert answer.status_code == 200 and answer.content.startswith(start)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_place_that_is_not_the_readers_is_not_there(told, as_):
    assert as_("worker2").get("/briefing/", {"node": "350999001001"}).status_code == 404
    assert as_("worker2").get("/briefing/file.pdf", {"node": "350999001001"}).status_code == 404
    assert as_("worker2").get("/briefing/template/350999001001").status_code == 404
    assert as_("street").get("/briefing/file.exe").status_code == 404
    assert as_("street").get("/briefing/", {"node": "nowhere"}).status_code == 404


def test_a_period_that_nobody_understands_is_said_and_the_year_is_shown(told, as_):
    answer = as_("street").get("/briefing/", {"period": "去年"})

    assert answer.status_code == 422
    assert "看不懂" in answer.content.decode()


def test_a_changed_template_is_brought_in_on_its_page_and_faults_are_listed_there(told, as_):
    client, address = as_("street"), "/briefing/template/350999001000"

    bad = client.post(
        address, {"act": "take", "template": SimpleUploadedFile("坏.docx", docx("{{ nobody }}", "{{ 1+1 }}"))}
    )
    assert bad.status_code == 422
    assert "没有“nobody”这个占位符" in bad.content.decode() and "2 处要改" in bad.content.decode()
    assert client.post(address, {"act": "take"}).status_code == 422
    good = client.post(
        address, {"act": "take", "template": SimpleUploadedFile("新.docx", docx("{{ title }}"))}
    )
    assert good.status_code == 302
    assert "新.docx" in client.get(address).content.decode()
    assert "{{ title }}" in text_of_docx(client.get(f"{address}/file").content)
    assert client.get(f"{address}/file?as=standard").content == standard()
    assert client.post(address, {"act": "standard"}).status_code == 302
    assert "现在用的是标准模板" in client.get(address).content.decode()


# --- the command ---


def test_the_command_writes_the_paper_and_says_what_it_holds(told, tmp_path):
    import json

    from click.testing import CliRunner

    from jinlin.site.cli import main

    out = tmp_path / "简报.pdf"
    done = CliRunner().invoke(
        main, ["briefing", "--node", "350999000000", "--period", "2026", "--out", str(out), "--json"]
    )

    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert out.read_bytes().startswith(b"%PDF") and answer["bytes"] == out.stat().st_size
    assert answer["figures"] == [line.id for line in district_briefing("2026").lines]


def test_the_command_lists_all_faults_at_once(told, tmp_path):
    from click.testing import CliRunner

    from jinlin.site.cli import main

    done = CliRunner().invoke(
        main, ["briefing", "--node", "nowhere", "--period", "x", "--out", str(tmp_path / "a.txt")]
    )

    assert done.exit_code == 2
    assert all(code in done.output for code in ("wrong_kind", "no_node", "wrong_period"))
    assert list(tmp_path.iterdir()) == []
