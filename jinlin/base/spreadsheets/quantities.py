"""Numbers, money, areas, telephone numbers, codes and yes/no in the shapes that offices type."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from jinlin.base.rule import Reason
from jinlin.base.spreadsheets.cells import INVISIBLE, Cell, text_of
from jinlin.base.words import Words

EXACT_IN_A_SHEET = 10**15  # a spreadsheet keeps 15 digits of a number
LONGEST = 100  # characters of a cell that could still be a number; a few telephone numbers need more
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.I)
AMOUNT = re.compile(
    r"(?P<sign>[-+]?)[¥￥]?\s*(?P<number>[\d,]*\.?\d+|\d+\.)\s*(?P<scale>[万千百亿]?)\s*(?P<unit>m2|\D*)"
)
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?")
SERVICE = re.compile(r"[48]00-?\d{3}-?\d{4}|1\d{4}|9\d{4,5}|110|119|120|122")
SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
YES = {"是", "有", "对", "已", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "on"}
NO = {"否", "无", "没有", "错", "未", "不是", "n", "no", "false", "f", "0", "×", "✗", "✘", "x", "☐", "off"}
AREA_UNITS = {"", "m2", "m²", "平方米", "平米", "平", "平方", "方"}
MONEY_UNITS = {"", "元", "圆", "元整", "圆整", "人民币", "rmb", "cny", "块", "块钱"}


def _reason(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Words(zh, en))


LOST_DIGITS = _reason(
    "wrong_lost_digits",
    "这个号码被表格存成了数字，末几位已经丢失；请把这一列设为文本后重新填写。",
    "The sheet kept this as a number and lost its last digits; please make the column text and type it again.",
)
WRONG_NUMBER = _reason("wrong_number", "这不是数字。", "This is no number.")
NOT_WHOLE = _reason("not_whole", "应当是整数。", "This must be a whole number.")
TOO_PRECISE = _reason("too_precise", "最多两位小数。", "At most two decimals.")
TOO_SMALL = _reason("too_small", "不能小于零。", "This must not be below zero.")
WRONG_UNIT = _reason("wrong_unit", "单位不对。", "The unit is wrong here.")
WRONG_PHONE = _reason(
    "wrong_phone", "不是完整的电话号码（手机 11 位，座机可带区号）。", "This is no complete telephone number."
)
TOO_MANY_PHONES = _reason(
    "too_many_phones", "这里只能填一个电话号码。", "Only one telephone number fits here."
)
WRONG_YES_NO = _reason("wrong_yes_no", "请填“是”或“否”。", "Please write 是 (yes) or 否 (no).")


def narrowed(cell: Cell) -> str:
    """The text of a cell with full-width forms made narrow and no blanks around it."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text_of(cell))).strip()


def parse_code(cell: Cell) -> str | Reason:
    """A code or other identifier as text; refused as ``wrong_lost_digits`` where a number ate its end."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT_IN_A_SHEET:
        return LOST_DIGITS
    text = narrowed(cell)
    return LOST_DIGITS if SCIENTIFIC.fullmatch(text) else text


def _amount(cell: Cell, units: set[str] | None) -> Decimal | Reason:
    """A number with its scale (万) worked in; ``units`` may stand after it, None allows any short word."""
    if isinstance(cell, bool) or (isinstance(cell, float) and not math.isfinite(cell)):
        return WRONG_NUMBER
    if isinstance(cell, int | float):
        return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    text = narrowed(cell)
    found = AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        return WRONG_NUMBER
    unit = found["unit"].strip().casefold().rstrip("。.")
    if (units is None and len(unit) > 6) or (units is not None and unit not in units):
        return WRONG_UNIT
    try:
        number = Decimal(found["number"].replace(",", "")) * SCALES[found["scale"]]
    except InvalidOperation:
        return WRONG_NUMBER
    return -number if found["sign"] == "-" else number


def parse_integer(cell: Cell) -> int | Reason:
    """A whole number from zero up, with or without a unit: 12, "1,200", "12户", "3.0", "1.2万".

    Refused: ``wrong_number``, ``wrong_unit``, ``not_whole``, ``too_small``, ``wrong_lost_digits``.
    """
    number = _amount(cell, None)
    if isinstance(number, Reason):
        return number
    if number != number.to_integral_value():
        return NOT_WHOLE
    if abs(number) >= EXACT_IN_A_SHEET:
        return LOST_DIGITS
    return int(number) if number >= 0 else TOO_SMALL


def _hundredths(number: Decimal | Reason) -> int | Reason:
    if isinstance(number, Reason):
        return number
    if abs(number) >= EXACT_IN_A_SHEET:
        return LOST_DIGITS
    hundredths = number * 100
    whole = hundredths.to_integral_value()
    # 0.1 + 0.2 in a sheet is 0.30000000000000004: that is not what somebody typed.
    return int(whole) if abs(hundredths - whole) < Decimal("0.000001") else TOO_PRECISE


def parse_area(cell: Cell) -> int | Reason:
    """An area in 0.01 m²: 89.99 → 8999, "89.99㎡". Refused as ``parse_integer``, and ``too_precise``."""
    area = _hundredths(_amount(cell, AREA_UNITS))
    return TOO_SMALL if isinstance(area, int) and area < 0 else area


def parse_money(cell: Cell) -> int | Reason:
    """An amount in fen: 12.5 → 1250, "¥1,200.00元", "3万元"; below zero is allowed (a refund)."""
    return _hundredths(_amount(cell, MONEY_UNITS))


def parse_yes_no(cell: Cell) -> bool | Reason:
    """是/否 and its other shapes: 有/无, √/×, 1/0, Y/N. Refused as ``wrong_yes_no``."""
    if isinstance(cell, bool):
        return cell
    word = narrowed(cell).casefold()
    return True if word in YES else False if word in NO else WRONG_YES_NO


def parse_phones(cell: Cell) -> tuple[str, ...] | Reason:
    """Every telephone number of a cell, parted by ; , 、 / or a line break; refused as ``wrong_phone``."""
    code = parse_code(cell)
    if isinstance(code, Reason):
        return code
    if len(code) > 5 * LONGEST:
        return WRONG_PHONE
    numbers = tuple(_phone(part) for part in re.split(r"[;,、/\n|]|\s{2,}", code) if part.strip())
    return WRONG_PHONE if None in numbers or not numbers else tuple(n for n in numbers if n is not None)


def parse_phone(cell: Cell) -> str | Reason:
    """One telephone number; a landline keeps its dash. Refused: ``wrong_phone``, ``too_many_phones``."""
    numbers = parse_phones(cell)
    if isinstance(numbers, Reason):
        return numbers
    return numbers[0] if len(numbers) == 1 else TOO_MANY_PHONES


def _phone(text: str) -> str | None:
    text = re.sub(r"\s", "", text).replace("—", "-").replace("–", "-")
    text = re.sub(r"[(（](0\d{2,3})[)）]-?", r"\1-", text)
    text = re.sub(r"^(\+86|0086|86-)-?(?=[01]\d{2})|^86(?=1\d{10}$)", "", text)
    dense = text.replace("-", "")
    if MOBILE.fullmatch(dense):
        return dense
    if LANDLINE.fullmatch(text) or SERVICE.fullmatch(text):
        return text
    return None
