"""A resident's phone on the demo world: telling, following, joining; large type; without script; without a line."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image

from tests.browser import Visitor

pytestmark = pytest.mark.browser

ESTATE = "青榕花园"
Visit = Callable[..., Visitor]


def picture() -> dict[str, object]:
    """A photo from the phone's gallery."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "peru").save(out, "JPEG")
    return {"name": "楼道灯.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def open_place(who: Visitor, name: str = ESTATE) -> None:
    """From the home page to a place, by its name."""
    who.go("/")
    who.page.get_by_label("您住在哪个小区").fill(name[:3])
    who.page.get_by_role("link", name=name).first.click()
    who.page.wait_for_url("**/places/*")


def check(who: Visitor) -> None:
    """The page fits its window and keeps the rules of accessibility."""
    who.page.wait_for_load_state()
    who.assert_fits()
    who.assert_accessible()


def tell(who: Visitor, text: str) -> str:
    """Tell something at the place that is open; answers the address of the receipt."""
    who.page.get_by_role("link", name="我要反映").click()
    who.page.wait_for_url("**/tell/**")
    who.page.get_by_label("什么事").fill(text)
    who.page.get_by_role("button", name="提交").click()
    who.page.wait_for_url("**/follow/**")
    return who.page.url.split("?")[0].removeprefix(who.root)


@pytest.mark.parametrize(
    ("size", "elder", "dark"),
    [("phone", 0, False), ("phone", 1, True), ("phone", 3, False), ("desk", 0, True), ("desk", 2, False)],
)
def test_a_resident_tells_with_a_photo_and_follows_in_any_type_size(
    visit: Visit, world_server: str, size: str, elder: int, dark: bool
) -> None:
    who = visit(world_server, size, color_scheme="dark" if dark else "light")
    who.allow("status of 422")
    if elder:
        who.context.add_cookies([{"name": "jinlin-elder", "value": str(elder), "url": who.root}])
    if elder:
        who.go("/places/find")
        check(who)
        who.page.get_by_label("您住在哪个小区").fill(ESTATE[:2])
        who.page.get_by_role("link", name=ESTATE).first.click()
        who.page.wait_for_url("**/places/*")
    else:
        who.go("/")
        check(who)
        open_place(who)
    check(who)
    who.page.get_by_role("link", name="我要反映").click()
    who.page.wait_for_url("**/tell/**")
    check(who)
    who.page.get_by_label("什么事").fill(f"2 号楼三楼的灯不亮。{size}{elder}{dark}，晚上看不清")
    who.page.locator("input[name=photos]").set_input_files(picture())
    who.page.get_by_text("照片传好了").wait_for()
    who.page.get_by_text("留个联系方式").click()
    who.page.get_by_label("电话", exact=True).fill("13900001234")
    check(who)
    who.page.get_by_role("button", name="提交").click()
    who.page.wait_for_url("**/follow/**")
    check(who)
    assert re.search(r"20\d\d-\d{6}", who.page.locator(".receipt-codes").inner_text())
    assert "前答复" in who.page.locator(".now-card").inner_text()
    photo = who.page.locator(".thread img")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    who.page.get_by_role("link", name="补充一句").click()
    check(who)
    who.page.get_by_role("button", name="补充一句").click()
    assert "请填写" in who.page.get_by_role("alert").inner_text()
    check(who)
    who.page.get_by_label("要补充的话").fill("四楼的也不亮")
    who.page.get_by_role("button", name="补充一句").click()
    who.page.get_by_text("已经记下").wait_for()
    assert "四楼的也不亮" in who.page.locator(".thread").inner_text()
    who.go("/")
    check(who)
    who.go("/follow/")
    check(who)
    assert "2 号楼三楼的灯不亮" in who.page.locator("main").inner_text()


@pytest.mark.smoke
def test_everything_works_without_script(visit: Visit, world_server: str) -> None:
    who = visit(world_server, "phone", java_script_enabled=False)
    who.go("/tell/")
    who.page.locator("[name=text]").fill("门口的路灯坏了，没有脚本也能说")
    who.page.locator("[name=place_q]").fill(ESTATE)
    who.page.get_by_role("button", name="找", exact=True).click()
    assert who.page.locator("[name=text]").input_value() == "门口的路灯坏了，没有脚本也能说"
    who.page.get_by_role("button", name="就选这个").click()
    who.page.locator("[name=photos]").set_input_files(picture())
    who.page.get_by_role("button", name="提交").click()
    receipt = who.page.url.split("?")[0].removeprefix(who.root)
    assert "没有脚本也能说" in who.page.locator(".thread").inner_text()
    assert who.page.locator(".thread img").count() == 1
    who.page.get_by_role("link", name="补充一句").click()
    who.page.locator("[name=note]").fill("就在东门")
    who.page.get_by_role("button", name="补充一句").click()
    assert "就在东门" in who.page.locator(".thread").inner_text()
    assert who.go(f"{receipt}?slip=1").status == 200


def test_a_line_that_drops_loses_nothing_and_sends_once_when_it_is_back(
    visit: Visit, world_server: str
) -> None:
    who = visit(world_server, "phone")
    who.allow("ERR_INTERNET_DISCONNECTED")
    open_place(who)
    who.page.get_by_role("link", name="我要反映").click()
    who.page.wait_for_url("**/tell/**")
    who.page.get_by_label("什么事").fill("地下室进水了，信号也没有")
    who.context.set_offline(True)
    who.page.get_by_role("button", name="提交").click()
    who.page.get_by_text("有网就自动送出").first.wait_for()
    assert who.page.get_by_label("什么事").input_value() == "地下室进水了，信号也没有"
    who.context.set_offline(False)
    who.page.wait_for_url("**/follow/**")
    who.go("/follow/")
    assert who.page.get_by_role("link", name="地下室进水了").count() == 1


def test_a_draft_outlives_a_closed_page_but_name_and_telephone_are_not_kept_on_the_device(
    visit: Visit, world_server: str
) -> None:
    who = visit(world_server, "phone")
    open_place(who)
    who.page.get_by_role("link", name="我要反映").click()
    who.page.wait_for_url("**/tell/**")
    who.page.get_by_label("什么事").fill("写到一半去接孩子了")
    who.page.get_by_text("留个联系方式").click()
    who.page.get_by_label("怎么称呼您").fill("李国强")
    who.page.get_by_label("电话", exact=True).fill("13912345678")
    for _ in range(100):
        kept = who.page.evaluate("JSON.stringify(localStorage)")
        if "接孩子" in kept:
            break
        who.page.wait_for_timeout(100)
    assert "接孩子" in kept and "李国强" not in kept and "13912345678" not in kept
    address = who.page.url.removeprefix(who.root)
    who.page.close()
    who.page = who.context.new_page()
    who.go(address)
    assert who.page.get_by_label("什么事").input_value() == "写到一半去接孩子了"
    who.page.get_by_role("button", name="提交").click()
    who.page.wait_for_url("**/follow/**")
    assert who.page.evaluate("localStorage.getItem('jinlin-draft')") is None


def test_two_quick_taps_are_one_telling_and_a_second_tab_is_asked_whether_it_means_it(
    visit: Visit, world_server: str
) -> None:
    who = visit(world_server, "phone")
    who.allow("status of 409")
    open_place(who)
    who.page.get_by_role("link", name="我要反映").click()
    who.page.wait_for_url("**/tell/**")
    first, second = who.page, who.context.new_page()
    second.goto(first.url)
    for tab in (first, second):
        tab.get_by_label("什么事").fill("连点两下也只算一件")
    first.get_by_role("button", name="提交").dblclick()
    first.wait_for_url("**/follow/**")
    who.page = second
    second.get_by_role("button", name="提交").click()
    second.get_by_text("刚刚提交过").wait_for()
    check(who)
    who.page.get_by_role("link", name="看刚才那一件").click()
    who.page.wait_for_url("**/follow/**")
    who.go("/follow/")
    assert who.page.get_by_role("link", name="连点两下也只算一件").count() == 1


def test_the_dead_fire_system_is_a_long_thread_that_a_neighbour_can_join(
    visit: Visit, world_server: str
) -> None:
    """S7, as residents see it: dozens of follow-ups, whistle and supervision in one thread, one more voice joined."""
    who = visit(world_server, "phone")
    open_place(who, "万华里")
    who.page.get_by_role("link", name=re.compile("消防系统从交房")).first.click()
    check(who)
    thread = who.page.locator(".thread")
    assert thread.locator("li").count() > 20
    assert "吹哨" in thread.inner_text() and "黄建国" in thread.inner_text()
    assert "上级正在督办" in who.page.locator(".now-card").inner_text()
    assert "消防大队" in who.page.locator(".now-card").inner_text()
    before = int(re.search(r"(\d+) 位居民反映", who.page.locator("main").inner_text())[1])
    who.page.get_by_role("button", name="我家也有同样的问题").click()
    who.page.wait_for_url("**/follow/**")
    check(who)
    assert f"和 {before} 位邻居反映的是同一件事" in who.page.locator("main").inner_text()


def test_the_ping_pong_table_is_followed_from_the_estates_page(visit: Visit, world_server: str) -> None:
    """S3, the request part: told on reception day, worked by the property firm, read by anybody on the estate's page."""
    who = visit(world_server, "phone")
    open_place(who)
    who.page.get_by_role("link", name=re.compile("乒乓球台")).first.click()
    check(who)
    assert "接办" in who.page.locator(".thread").inner_text()
    assert "想凑钱买新的" not in who.page.locator("main").inner_text(), "the teller's own words stay private"


def test_residents_of_one_estate_read_what_is_open_and_what_was_solved(
    visit: Visit, world_server: str
) -> None:
    """S12: the figure of a place and the rows behind it agree."""
    who = visit(world_server, "phone")
    open_place(who, "万华里")
    sentence = who.page.get_by_text("公开的事：在办").inner_text()
    still, solved = (int(n) for n in re.findall(r"(\d+) 件", sentence))
    rows = who.page.locator("section.card", has=who.page.get_by_role("heading", name="正在办的事")).locator(
        ".row"
    )
    assert 0 < still == rows.count() and solved > 0


@pytest.mark.parametrize("path", ["/", "/tell/", "/follow/", "/places/find"])
def test_pages_are_light(visit: Visit, world_server: str, path: str) -> None:
    who = visit(world_server, "phone")
    sizes: list[int] = []
    who.context.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    who.go(path)
    who.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 150_000, sizes


def test_the_elders_home_offers_at_most_six_choices(visit: Visit, world_server: str) -> None:
    who = visit(world_server, "phone")
    who.context.add_cookies([{"name": "jinlin-elder", "value": "1", "url": who.root}])
    open_place_by_elder(who)
    who.go("/")
    choices = who.page.locator("main a, main button")
    assert choices.count() <= 6
    for box in [choices.nth(n).bounding_box() for n in range(choices.count())]:
        assert box["height"] >= 40
    assert (
        who.page.get_by_role("link", name=re.compile("打电话给社区")).get_attribute("href").startswith("tel:")
    )


@pytest.mark.parametrize("path", ["/", "/tell/", "/follow/", "/places/find", "/sign-in/", "/dignity"])
def test_an_elder_finds_a_number_to_call_before_any_place_is_known(
    visit: Visit, world_server: str, path: str
) -> None:
    who = visit(world_server, "phone")
    who.context.add_cookies([{"name": "jinlin-elder", "value": "1", "url": who.root}])
    who.go(path)
    call = who.page.locator(".tools a[href='tel:12345']")
    assert call.count() == 1 and call.bounding_box()["height"] >= 60
    who.assert_accessible()
    who.assert_fits()


@pytest.mark.parametrize(("elder", "dark"), [(1, False), (2, True), (3, False)])
def test_an_elders_header_is_one_row_where_there_is_room_and_two_on_a_phone(
    visit: Visit, world_server: str, elder: int, dark: bool
) -> None:
    who = visit(world_server, "phone", color_scheme="dark" if dark else "light")
    who.context.add_cookies([{"name": "jinlin-elder", "value": str(elder), "url": who.root}])
    open_place_by_elder(who)
    buttons = who.page.locator("header .tools .btn")
    for width, rows in ((360, 2), (768, 1), (1024, 1), (1440, 1)):
        who.page.set_viewport_size({"width": width, "height": 800})
        # A browser without a voice takes this one away; it must have room where there is one.
        who.page.locator("[data-read-aloud]").evaluate("one => { one.hidden = false }")
        boxes = [buttons.nth(n).bounding_box() for n in range(buttons.count())]
        assert all(box["height"] >= 60 and box["width"] >= 60 for box in boxes), (width, boxes)
        middles = {round(box["y"] + box["height"] / 2) for box in boxes}
        assert len(middles) == rows, (width, boxes)
        who.assert_fits()
    assert buttons.count() == (3 if elder == 3 else 4)
    who.assert_accessible()


@pytest.mark.parametrize("elder", [1, 2, 3])
def test_in_english_the_number_to_call_has_a_row_of_its_own_above_the_other_buttons(
    visit: Visit, world_server: str, elder: int
) -> None:
    who = visit(world_server, "tablet")
    who.context.add_cookies([{"name": "jinlin-elder", "value": str(elder), "url": who.root}])
    open_place_by_elder(who)
    who.page.get_by_role("button", name="English").click()
    who.page.wait_for_load_state()
    who.page.locator("[data-read-aloud]").evaluate("one => { one.hidden = false }")
    call, *others = [one.bounding_box() for one in who.page.locator("header .tools .btn").all()]
    assert call and call["height"] <= 62
    assert len({round(one["y"]) for one in others}) == 1
    assert all(one["y"] >= call["y"] + call["height"] for one in others)
    who.assert_fits()


def open_place_by_elder(who: Visitor) -> None:
    """The same way in, through the page of finding."""
    who.go("/places/find")
    who.page.get_by_label("您住在哪个小区").fill(ESTATE[:2])
    who.page.get_by_role("link", name=ESTATE).first.click()
    who.page.wait_for_url("**/places/*")


def test_what_is_printed_is_dark_on_light_whatever_the_screen_likes(visit: Visit, world_server: str) -> None:
    who = visit(world_server, "phone", color_scheme="dark")
    open_place(who)
    tell(who, "夜里打印这一页：门口的灯坏了")
    who.page.emulate_media(media="print")

    shades = who.page.eval_on_selector_all(
        "main, main *",
        """all => all.map(one => getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number))
            .filter(shade => shade.length === 3 || shade[3] > 0)""",
    )
    dark = [shade for shade in shades if sum(shade[:3]) < 3 * 128]
    assert dark == [] and shades, "black words on a dark ground can't be read on paper"
    assert not who.page.get_by_text("打印回执").is_visible()
