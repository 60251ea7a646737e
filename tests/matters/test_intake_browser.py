"""The pages by which matters come in, in a real browser at both widths: nothing for axe to find, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jinlin.base.spreadsheets import Heading, Page, write_xlsx
from tests.browser import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def worker(visit: Callable[..., Visitor], world_server: str, world_folder: Path) -> Callable[[str], Visitor]:
    """A community worker's window of a size."""
    mark = json.loads((world_folder / "demo.json").read_text(encoding="utf-8"))

    def opened(size: str) -> Visitor:
        visitor = visit(world_server, size)
        visitor.go("/accounts/login/")
        visitor.page.fill("#id_login", "linxiao")
        visitor.page.fill("#id_password", mark["password"])
        press(visitor, "form button.main")
        return visitor

    return opened


def press(visitor: Visitor, what: str) -> None:
    visitor.page.click(f"main {what}")
    visitor.page.wait_for_load_state()


def looks_well(visitor: Visitor) -> None:
    visitor.assert_fits()
    visitor.assert_accessible()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_what_is_heard_at_the_desk_in_the_group_and_at_the_reception_gets_its_slips(
    worker: Callable[[str], Visitor], size: str
) -> None:
    visitor = worker(size)
    page = visitor.page
    visitor.go("/matters/new")
    looks_well(visitor)
    page.fill("#f-text", f"窗口登记：三号楼门禁坏了（{size}）")
    page.fill("#f-place", "青榕花园")
    press(visitor, "form.card button.main")
    assert page.locator(".slip").count() == 1 and page.locator(".slip svg.qr").count() == 1
    looks_well(visitor)

    visitor.go("/matters/relay")
    looks_well(visitor)
    page.fill("#f-pasted", f"张阿姨 10:32\n地下车库灯不亮（{size}）\n\n李师傅 10:33\n谁有婴儿车转让")
    press(visitor, "button[name=cut]")
    looks_well(visitor)
    page.check("[name=pick-0]")
    press(visitor, "form.stack button.main")
    assert page.locator(".slip").count() == 1 and "婴儿车" not in page.content()

    visitor.go("/matters/lists")
    looks_well(visitor)
    page.fill("#f-pasted", f"1、路灯不亮（{size}）\n王秀兰\t楼道堆物（{size}）\t青榕花园")
    press(visitor, "button[name=cut]")
    looks_well(visitor)
    press(visitor, "form.stack button.main")
    assert page.locator(".slip").count() == 2


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_sheet_is_handed_in_looked_at_imported_and_its_returned_rows_fetched(
    worker: Callable[[str], Visitor], size: str, tmp_path: Path
) -> None:
    table = tmp_path / "台账.xlsx"
    headings = [Heading(text) for text in ("工单编号", "反映人", "反映内容", "受理时间")]
    rows = [
        (f"{size}1", "王秀兰", f"健身器材坏了（{size}）", "2026-09-03"),
        (f"{size}2", "李国强", f"井盖坏了（{size}）", "前几天"),
    ]
    write_xlsx(table, Page("台账", headings, rows))
    visitor = worker(size)
    page = visitor.page
    visitor.go("/matters/import/")
    looks_well(visitor)
    page.set_input_files("#f-file", table)
    press(visitor, "form.card button.main")
    page.wait_for_selector("text=哪一列是什么", timeout=60_000)
    assert "健身器材" in page.content() and "D3" in page.content()
    looks_well(visitor)
    press(visitor, "button[name=start]")
    page.wait_for_selector("text=下载退回的行", timeout=60_000)
    looks_well(visitor)
    with page.expect_download() as fetched:
        page.click("text=下载退回的行")
    assert fetched.value.suggested_filename == "退回-台账.xlsx"


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_suggestions_come_to_the_thread_by_themselves_and_hot_spots_stand_with_their_sum(
    worker: Callable[[str], Visitor], size: str
) -> None:
    visitor = worker(size)
    page = visitor.page
    visitor.go("/matters/?state=open&sort=new")
    page.click("tbody a >> nth=0")
    page.wait_for_selector("text=建议（由您决定）", timeout=30_000)
    looks_well(visitor)
    visitor.go("/hot/")
    looks_well(visitor)
    press(visitor, "form button")
    assert page.url.endswith("asked=1")
    looks_well(visitor)


def test_what_is_done_with_the_ticked_rows_stays_in_sight_and_counts_them(
    worker: Callable[[str], Visitor],
) -> None:
    visitor = worker("desk")
    page = visitor.page
    visitor.go("/matters/?state=open")
    picks, bar = page.locator("tbody input[name=matter]"), page.locator(".bulk")
    many = picks.count()
    assert many > 10
    picks.nth(0).check()
    picks.nth(1).check()
    assert "2 件" in bar.inner_text()
    box = bar.bounding_box()
    assert box is not None and box["y"] + box["height"] <= 900
    page.check("[data-pick-all]")
    assert f"{many} 件" in bar.inner_text()
    looks_well(visitor)
