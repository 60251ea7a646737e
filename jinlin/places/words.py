"""Names of the levels of places. Pure."""

from __future__ import annotations

from jinlin.base.words import Words

LEVEL_WORDS = {
    "province": Words("省", "Province"),
    "city": Words("市", "City"),
    "district": Words("区县", "District"),
    "street": Words("街道", "Street"),
    "community": Words("社区", "Community"),
    "grid": Words("网格", "Grid"),
    "zone": Words("片区", "Zone"),
    "estate": Words("小区", "Estate"),
    "building": Words("楼栋", "Building"),
    "stairwell": Words("单元", "Stairwell"),
    "dwelling": Words("房屋", "Dwelling"),
}


def level_words(level: str) -> Words:
    """What a level of place is called; the code itself where it is not known."""
    return LEVEL_WORDS.get(level, Words(level, level))


COUNT_WORDS = {
    "homes": Words("住户（户）", "Households living here"),
    "residents": Words("居民（人）", "Residents"),
    "permanent": Words("常住户（户）", "Permanent households"),
    "floating": Words("流动人口（人）", "Floating residents"),
    "shops": Words("商铺（家）", "Shops"),
}
"""What the kinds of a place's ledger counts are called, with their unit."""
