"""The Chinese fonts that every paper is set in: from pinned packages, else the system's."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

PACKAGES = ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")
"""Noto Serif SC for text, and Noto Sans CJK in every weight, which also holds the rare characters of names."""

SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Serif SC")
NO_FONT = Reason(
    "no_font",
    Words(
        "这台服务器上没有中文字体，做不出文件；请管理员重新运行安装命令",
        "This server has no Chinese font, so no paper can be made; the operator runs the set-up again",
    ),
)


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts, read once. ``Refused`` with ``no_font`` where neither a package nor the system has a Chinese one."""
    folders = [str(folder) for folder in map(_folder, PACKAGES) if folder]
    found = typst.Fonts(
        include_system_fonts=len(folders) < len(PACKAGES), include_embedded_fonts=False, font_paths=folders
    )
    if not set(found.families()) & {*SERIF, *SANS}:
        raise Refused(NO_FONT)
    return found


def families() -> dict[str, list[str]]:
    """The families at hand, best first: ``serif`` (宋体) for text, ``sans`` (黑体) for headings."""
    at_hand = set(fonts().families())
    return {
        "serif": [name for name in SERIF if name in at_hand],
        "sans": [name for name in SANS if name in at_hand],
    }


def _folder(package: str) -> Path | None:
    """Where a package lies, without running it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
