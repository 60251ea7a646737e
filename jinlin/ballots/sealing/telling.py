"""What the standalone verifier says: its checks, the board's head in six words, and where a receipt's six words stand.

This text is put at the end of the ``verify.py`` of an archive; the platform's own command asks it the same questions.
"""

from __future__ import annotations

import json
import os
import re
import sys

# In the verify.py of an archive the list of words and the checks take the place of these lines.
from jinlin.ballots.sealing.curve import SLIP, Group, about_head, digest, is_signed, shortened
from jinlin.ballots.sealing.verifier import Archive, load, verify
from jinlin.base.spoken import word_list

LISTED = word_list()
WAYS = {"phone": "手机 · phone", "paper": "纸质 · paper", "city": "城市系统 · city system"}


def six_words(found):
    """The first 66 bits of a hash as six words of the list, eleven bits each."""
    number = int(found[:20], 16) >> 14
    return " ".join(LISTED[number >> 11 * place & 2047] for place in range(5, -1, -1))


def head_of(path):
    """The last line of an archive's board, its hash in words, and the days on which a witness signed for the head."""
    lines = load(path)[0]["board.jsonl"].rstrip(b"\n").split(b"\n")
    entries = [json.loads(line) for line in lines]
    signed = [entry["body"] for entry in entries if entry["kind"] == "witness"]
    keys = {entry["body"]["key"]: entry["body"]["name"] for entry in entries if entry["kind"] == "key"}
    slips = [SLIP.fullmatch(body["slip"])[2] for body in signed if "slip" in body]
    return {
        "line": len(lines) - 1, "words": six_words(digest(lines[-1])), "witnessed": sorted({body["day"] for body in signed}),
        "keys": [{"name": name, "key": key, "signatures": slips.count(key)} for key, name in keys.items()],
    }  # fmt: skip


def signed_at(path, slip):
    """What a slip that a witness kept says of this archive: the line whose head was signed, or why not.

    ``wrong``: the signature itself does not hold. ``other``: it holds, but this is not the board that was signed.
    """
    parts = SLIP.fullmatch(slip.strip())
    if not parts or not is_signed(Group(), parts[2], parts[3], about_head(parts[1])):
        return "wrong"
    for number, line in enumerate(load(path)[0]["board.jsonl"].rstrip(b"\n").split(b"\n")):
        found = digest(line)
        if parts[1] in (found, shortened(found)):
            return number
    return "other"


def told_of_slip(found):
    """The same in one line."""
    if found == "wrong":
        return "这份见证签名不成立 · the signature of this slip does not hold"
    if found == "other":
        return "签名成立，但签过的板头不在这份档案里：公告板被换过 · the signature holds, but the head that was signed is not on this board: it was rewritten"
    return f"签名成立，签的是公告板第 {found} 行 · the signature holds, for line {found} (board.jsonl:{found + 1})"


def place_of(path, said):
    """Which line of the board six words stand for, from a receipt or from the notice board; None where none does.

    Of a ballot: its row of the roll, how it came, and whether it stands (``None`` where the row is held).
    """
    files, raw = load(path)
    wanted = re.sub(r"[^一-鿿]", "", said)
    archive = Archive(files, raw)
    archive.check_board()
    archive.check_ballots()
    for entry, line in zip(archive.lines, files["board.jsonl"].split(b"\n"), strict=False):
        if six_words(digest(line)).replace(" ", "") != wanted:
            continue
        found = {"line": entry["n"], "kind": entry["kind"], "at": entry["at"]}
        if entry["kind"] == "ballot":
            standing = archive.standing[entry["body"]["row"]]
            found["row"], found["channel"] = entry["body"]["row"], entry["body"]["channel"]
            found["stands"] = None if standing is None else standing["n"] == entry["n"]
        return found
    return None


def told(found):
    """The place of six words in one line."""
    if found is None:
        return "公告板上没有这六个词，请对一遍 · no line of the board has these six words"
    start = (
        f"公告板第 {found['line']} 行 · line {found['line']} (board.jsonl:{found['line'] + 1}), {found['at']}"
    )
    if found["kind"] != "ballot":
        return f"{start}: {found['kind']}"
    counts = {
        True: "算数 · it counts", False: "不算，另一张为准 · another ballot of this row counts",
        None: "待核定 · held",
    }[found["stands"]]  # fmt: skip
    row = f"名册第 {found['row']} 行 · row {found['row']}"
    return f"{start}: {row}, {WAYS[found['channel']]}, {counts}"


def main(arguments):
    """Check the archive and, with six words behind it, say where they stand. Answers the exit status."""
    if arguments[:1] in (["-h"], ["--help"]):
        print("python verify.py [ARCHIVE.zip [六个词 · six words | 见证签名 · a witness's slip]]")
        return 0
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    answer = verify(path)
    for one in answer["checks"]:
        print(("✓ " if one["ok"] else "✗ ") + one["check"])
    if not answer["ok"]:
        bad = answer["first_fault"]
        print(f"{bad['where']}: {bad['zh']} · {bad['en']}")
        return 1
    print(f"全部成立 · everything holds: {answer['ballots']} ballots, {answer['rows']} rows")
    head = head_of(path)
    print(
        f"板头六词，请与公告栏和回执对照 · head of the board, compare with the notice board: {head['words']}"
    )
    if head["witnessed"]:
        print(f"监票人为板头签字的日子 · days witnessed: {', '.join(head['witnessed'])}")
    for one in head["keys"]:
        print(
            f"外部见证 · outside witness: {one['name']} {one['key']}, 签名 · signatures: {one['signatures']}"
        )
    if len(arguments) < 2:
        return 0
    if ":" in arguments[1]:
        found = signed_at(path, arguments[1])
        print(told_of_slip(found))
        return 1 if found in ("wrong", "other") else 0
    found = place_of(path, " ".join(arguments[1:]))
    print(told(found))
    return 0 if found else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))


__all__ = ["head_of", "place_of", "signed_at", "six_words", "told", "told_of_slip"]
