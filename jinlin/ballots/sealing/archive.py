"""The archive of a decision: one ZIP, readable by people and verifiable without the platform."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinlin.ballots.sealing.curve import canonical, digest
from jinlin.ballots.sealing.group import sign
from jinlin.ballots.sealing.verifier import pack
from jinlin.base.spoken import word_list

HERE = Path(__file__).parent
README = """{title}

这是一次业主共同决定的完整档案，不依赖任何平台就能看懂、能检验。
This is the whole archive of an owners' decision; it can be read and checked without any platform.

package.json    表决前冻结的议题、规则和门槛 · motions, rules and thresholds, frozen before ballots went out
roll.json       名册：每行一位权利人，面积，加盐的房号摘要 · one row a holder, area, salted digests of units
board.jsonl     公告板：每一行带着上一行的摘要 · the board, each line with the hash of the line before
result.json     公布的结果 · the result as published
keys.json       签名用的公钥 · public keys
manifest.json   每个文件的摘要，signature.json 是它的签名 · hashes of the files, signed in signature.json
verify.py       检验程序，只用 Python 自带的库 · the verifier, standard library alone

检验 · Check:   python verify.py 本档案.zip
找回执 · Find a receipt:   python verify.py 本档案.zip 回执上的六个词
外部见证留的签名 · A slip that an outside witness kept:   python verify.py 本档案.zip 板头:公钥:签名

它证明：公告板没有被改过；每张选票属于名册上的一行、每项议题恰好选了一项；公布的人数和面积就是这些封存选票之和。
它不证明：名册本身真实（请看公示期和异议记录）；签名钥匙属于谁（请与公告栏、回执上的板头词核对）。
It proves that the board is unchanged, that each ballot belongs to one row and chooses one option of each motion, and that
the totals are the sums of the sealed ballots. It does not prove that the roll is true, nor whose the key is: compare the
last line's words with those on the notice board and on receipts.
"""


def verifier_text() -> str:
    """``verify.py`` as one file: curve, checks, the list of words and what is said, each where the next imports it."""
    curve = (HERE / "curve.py").read_text("utf-8")
    checks = (HERE / "verifier.py").read_text("utf-8")
    telling = (HERE / "telling.py").read_text("utf-8")
    body = curve.split('"""', 2)[2].split("from __future__ import annotations\n", 1)[1]
    imports = re.findall(r"^import \w+$", body, re.M)
    for one in imports:
        body = body.replace(one + "\n", "", 1)
    start = checks.index("# What follows stands in curve.py")
    end = checks.index("\nNOBODY = ")
    head = checks[:start].replace("import binascii\n", "import binascii\nimport hashlib\n", 1)
    head = head.replace("import struct\n", "import struct\nimport sys\n", 1)
    said = telling[telling.index("\nWAYS = ") : telling.index("\n\n__all__ = ")]
    words = f'LISTED = """\\\n{_words()}\n""".split()'
    return f"#!/usr/bin/env python3\n{head}{body.strip()}\n{checks[end:].rstrip()}\n\n{words}{said}\n"


def _words() -> str:
    """The 2,048 words that receipts and heads are told in, some to a line."""
    listed = word_list()
    return "\n".join(" ".join(listed[start : start + 32]) for start in range(0, len(listed), 32))


def build(
    *, title: str, package: Mapping[str, Any], roll: Mapping[str, Any], lines: Iterable[str], result: Mapping[str, Any],
    public: bytes, secret: bytes,
) -> bytes:  # fmt: skip
    """The ZIP of a closed decision. The same decision gives the same bytes."""
    texts = list(lines)
    files = {
        "README.txt": README.format(title=title).encode(),
        "package.json": canonical(package) + b"\n",
        "roll.json": canonical(roll) + b"\n",
        "board.jsonl": "".join(text + "\n" for text in texts).encode(),
        "result.json": canonical(result) + b"\n",
        "keys.json": canonical({"board": public.hex()}) + b"\n",
        "verify.py": verifier_text().encode(),
    }
    files["manifest.json"] = (
        canonical({"files": {name: digest(data) for name, data in files.items()}}) + b"\n"
    )
    signature = {
        "head": digest(texts[-1].encode()), "manifest": digest(files["manifest.json"]),
        "signature": sign(files["manifest.json"], secret),
    }  # fmt: skip
    files["signature.json"] = canonical(signature) + b"\n"
    return pack(files)


def package_file(package: Mapping[str, Any]) -> bytes:
    """The package as it is written; its digest is what the board opens with."""
    return canonical(package) + b"\n"
