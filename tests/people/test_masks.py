"""Names and numbers as they look before anybody has asked for them with a purpose."""

import pytest

from jinlin.people.masks import mask_id, mask_name, mask_phone
from jinlin.people.phones import read_code, read_mobile


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王秀兰", "王**"),
        ("李强", "李**"),
        ("欧阳明", "欧阳**"),
        ("欧阳", "欧**"),
        ("阳上明", "阳**"),
        ("", ""),
        (" 王 ", "王**"),
    ],
)
def test_a_name_shows_its_family_name_and_not_its_length(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("0591-2345678", "059****5678"),
        ("2345678", "****78"),
        ("", ""),
        ("无", ""),
    ],
)
def test_a_number_shows_its_ends_only(phone, shown):
    assert mask_phone(phone) == shown


def test_an_id_number_shows_its_first_and_last_character_only():
    assert mask_id("350102199001011234") == "3****************4"


@pytest.mark.parametrize(
    "typed",
    ["13812341234", "138 1234 1234", "+86 138-1234-1234", "１３８１２３４１２３４", "008613812341234"],
)
def test_a_mobile_number_is_read_as_people_write_it(typed):
    assert read_mobile(typed) == "13812341234"


@pytest.mark.parametrize(
    "typed", ["", "1381234123", "138123412345", "12812341234", "0591-2345678", "١٣٨١٢٣٤١٢٣٤", "abc"]
)
def test_what_is_no_mobile_number_is_not_taken_for_one(typed):
    assert read_mobile(typed) is None


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "１２３４５６", "您的登录验证码是 123456，10 分钟内有效"]
)
def test_a_code_may_be_pasted_with_its_message(typed):
    assert read_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "123456 654321", "abcdef"])
def test_what_holds_no_single_code_is_no_code(typed):
    assert read_code(typed) is None
