"""Check the archive of a sealed decision with nothing but Python's standard library:  python verify.py ARCHIVE.zip

检验一次表决的档案，只用 Python 自带的库。ARCHIVE is the ZIP or the folder it was unpacked to. Printed are the checks
that passed and the first fault with its place; the exit status is 0 where everything holds, 1 where it does not.
With six words behind it (回执上或公告栏上的六个词) it also says which line of the board they stand for.

What is proved: nothing on the board was changed, every ballot belongs to one row of the roll and chooses exactly one
option of each motion, and the published totals (heads and area) are the sums of those sealed ballots. A sealed mark is
C = v*G + r*H on edwards25519 with v 0 or 1; H was made from a text, so nobody knows its logarithm.
"""

from __future__ import annotations

import binascii
import json
import os
import re
import struct

# What follows stands in curve.py; in the verify.py of an archive its text takes the place of this line.
from jinlin.ballots.sealing.curve import (
    SLIP,
    Group,
    about_head,
    canonical,
    context,
    digest,
    holds_bit,
    holds_one,
    is_signed,
    scalar,
    shortened,
)

NOBODY = "0" * 64
FILES = ("README.txt", "board.jsonl", "keys.json", "package.json", "result.json", "roll.json", "verify.py")
LARGEST = 2**31
"""Bytes that an archive may unpack to; a ZIP that claims more is not unpacked."""
ALL_FILES = tuple(sorted((*FILES, "manifest.json", "signature.json")))


class Fault(Exception):
    """The first thing that does not hold: which file, which line or byte, what."""

    def __init__(self, where, zh, en):
        super().__init__(f"{where}: {en}")
        self.where, self.zh, self.en = where, zh, en


def pack(files):
    """The ZIP that holds these files, always the same bytes: stored, in order of name, without times."""
    out, directory = b"", b""
    for name in sorted(files):
        data, raw = files[name], name.encode()
        fixed = struct.pack(
            "<HHHHHLLLHH", 20, 0, 0, 0, 33, binascii.crc32(data), len(data), len(data), len(raw), 0
        )
        directory += (
            b"PK\x01\x02\x14\x03" + fixed + struct.pack("<HHHLL", 0, 0, 0, 0o644 << 16, len(out)) + raw
        )
        out += b"PK\x03\x04" + fixed + raw + data
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), len(out), 0)
    return out + directory + b"PK\x05\x06" + end


def unpack(raw):
    """The files of such a ZIP, whatever its checksums say; a Fault with the offset where its frame is broken."""
    files, at = {}, 0
    while raw[at : at + 4] == b"PK\x03\x04" and len(raw) >= at + 30:
        size, length = (
            struct.unpack("<L", raw[at + 22 : at + 26])[0],
            struct.unpack("<H", raw[at + 26 : at + 28])[0],
        )
        name = raw[at + 30 : at + 30 + length].decode("utf-8", "replace")
        start = at + 30 + length
        if name not in ALL_FILES or name in files or start + size > len(raw):
            raise Fault(
                f"byte {at}",
                "压缩包里有不认识或不完整的文件",
                f"a file that does not belong here: {name[:40]!r}",
            )
        files[name], at = raw[start : start + size], start + size
    if set(files) != set(ALL_FILES):
        missing = sorted(set(ALL_FILES) - set(files))
        raise Fault(
            f"byte {at}", f"压缩包在此处损坏，读不到 {missing}", f"the ZIP is broken here; missing: {missing}"
        )
    return files


def frame(raw, files):
    """Every byte of the ZIP outside of the files is as it was written."""
    wanted = pack(files)
    if raw != wanted:
        at = next(
            (n for n, (a, b) in enumerate(zip(raw, wanted, strict=False)) if a != b),
            min(len(raw), len(wanted)),
        )
        raise Fault(f"byte {at}", "压缩包的外壳在此处被改过", "the frame of the ZIP was changed here")


def load(path):
    """The files of an archive, and the raw ZIP where it is one."""
    if os.path.isdir(path):
        files = {}
        for name in sorted(os.listdir(path)):
            if name != "__pycache__":
                with open(os.path.join(path, name), "rb") as handle:
                    files[name] = handle.read()
        if set(files) != set(ALL_FILES):
            raise Fault(path, "文件缺少或多余", f"files differ: {sorted(set(files) ^ set(ALL_FILES))}")
        return files, None
    with open(path, "rb") as handle:
        raw = handle.read()
    return (unpack_anyhow(raw, path) if raw[:2] == b"PK" else unpack(raw)), raw


def unpack_anyhow(raw, path):
    """By our own strict reading; where another program packed it again, by the standard library's."""
    try:
        return unpack(raw)
    except Fault as fault:
        import zipfile

        try:
            with zipfile.ZipFile(path) as archive:
                listed = archive.infolist()
                if sorted(one.filename for one in listed) != list(ALL_FILES):
                    raise fault
                if sum(one.file_size for one in listed) > LARGEST:
                    raise fault
                return {one.filename: archive.read(one) for one in listed}
        except Exception:
            raise fault from None


class Archive:
    """An archive being checked; each check raises the first Fault that it finds."""

    def __init__(self, files, raw=None, group=None):
        self.files, self.raw, self.group = files, raw, group or Group()
        self.lines, self.standing, self.sums, self.held, self.tell = [], {}, {}, set(), None
        self.outside, self.heads = {}, set()

    def read(self, name):
        """A JSON file, written in the one way in which it may be written."""
        try:
            value = json.loads(self.files[name])
        except (ValueError, RecursionError) as error:
            raise Fault(name, "文件读不出来", f"can't be read: {error}") from None
        if canonical(value) + b"\n" != self.files[name]:
            raise Fault(name, "写法与原来不同", "is not written as it was")
        return value

    def check_files(self):
        """Every file has the hash that the signed list gives; a changed board line is named."""
        listed, signature = self._list()
        for name in FILES:
            if digest(self.files[name]) == listed.get(name):
                continue
            if name == "board.jsonl":
                self._locate_line()
            raise Fault(name, "文件被改过", "was changed")
        key = self.read("keys.json")["board"]
        if not is_signed(self.group, key, signature, self.files["manifest.json"]):
            raise Fault("signature.json", "签名不对", "the signature does not hold")

    def _list(self):
        """The signed list; says which of list and signature was changed."""
        signed = self._try("signature.json")
        key = (self._try("keys.json") or {}).get("board", "")
        claimed = str(signed.get("manifest", "")) if isinstance(signed, dict) else ""
        actual = digest(self.files["manifest.json"])
        if not signed or set(signed) != {"head", "manifest", "signature"}:
            raise Fault("signature.json", "文件被改过", "was changed")
        if claimed != actual:
            whole = is_signed(self.group, key, signed["signature"], self.files["manifest.json"])
            name = "signature.json" if whole else "manifest.json"
            raise Fault(name, "文件被改过", "was changed")
        if signed["head"] != digest(self.files["board.jsonl"].rstrip(b"\n").rpartition(b"\n")[2]):
            raise Fault(
                *self._head_or_board(signed),
                "与公告板最后一行不符",
                "differs from the last line of the board",
            )
        listed = self.read("manifest.json").get("files", {})
        if set(listed) != set(FILES):
            raise Fault("manifest.json", "清单的文件不对", "lists other files")
        return listed, signed["signature"]

    def _head_or_board(self, signed):
        listed = (self._try("manifest.json") or {}).get("files", {})
        if digest(self.files["board.jsonl"]) == listed.get("board.jsonl"):
            return ("signature.json",)
        self._locate_line()
        return ("board.jsonl",)

    def _try(self, name):
        try:
            return self.read(name)
        except Fault:
            return {}

    def _locate_line(self):
        """Raise a Fault that names the line of the board that was changed."""
        lines = self.files["board.jsonl"].split(b"\n")[:-1]
        told = []
        for line in lines:
            found = re.search(rb'"prev":"([0-9a-f]{64})"', line)
            told.append(found[1].decode() if found else "")
        signed = self._try("signature.json")
        told.append(signed.get("head", "") if isinstance(signed, dict) else "")
        broken = [n for n, line in enumerate(lines) if digest(line) != told[n + 1]]
        if broken:
            # A line whose "previous" was touched breaks two links; the later of them is the changed one.
            line = broken[1] if len(broken) > 1 and broken[1] == broken[0] + 1 else broken[0]
            raise Fault(f"board.jsonl:{line + 1}", "公告板这一行被改过", "this line of the board was changed")
        raise Fault("board.jsonl", "公告板被改过", "was changed")

    def check_board(self):
        """The board is one chain from its opening to its totals; package, roll and key are those it opened with."""
        raw, before = self.files["board.jsonl"], NOBODY
        for number, line in enumerate(raw.split(b"\n")[:-1], 1):
            where = f"board.jsonl:{number}"
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                raise Fault(where, "这一行读不出来", "can't be read") from None
            if (
                canonical(entry) != line
                or set(entry) != {"at", "body", "kind", "n", "prev"}
                or entry["n"] != number - 1
            ):
                raise Fault(where, "这一行的写法不对", "is not written as it should be")
            if entry["prev"] != before:
                raise Fault(where, "这一行不接上一行", "does not follow the line before it")
            if entry["kind"] == "witness" and entry["body"].get("head") != before:
                raise Fault(where, "见证的不是当时的板头", "witnesses another head than the board had")
            self._witness(where, entry)
            self.lines.append(entry)
            before = digest(line)
            self.heads.update((before, shortened(before)))
        kinds = [entry["kind"] for entry in self.lines]
        middle = {"ballot", "printed", "settled", "witness", "turnout", "key", "key_ended"}
        if (
            len(kinds) < 3
            or kinds[0] != "opened"
            or kinds[-2:] != ["closed", "sums"]
            or set(kinds[1:-2]) - middle
        ):
            raise Fault("board.jsonl", "公告板的各段不对", "the board is not: opened, ballots, closed, sums")
        opened = self.lines[0]["body"]
        for name, file in (("package", "package.json"), ("roll", "roll.json")):
            if opened.get(name) != digest(self.files[file]):
                raise Fault("board.jsonl:1", f"开板时不是这份 {file}", f"was opened on another {file}")
        key = self.read("keys.json")["board"]
        if opened.get("key") != key or opened.get("h") != self.group.encode(self.group.h).hex():
            raise Fault("board.jsonl:1", "开板时不是这把钥匙", "was opened with another key or base")
        for entry in self.lines[-2:]:
            body = {name: value for name, value in entry["body"].items() if name != "signature"}
            told = canonical([entry["kind"], entry["prev"], body])
            if not is_signed(self.group, key, entry["body"].get("signature", ""), told):
                raise Fault(f"board.jsonl:{entry['n'] + 1}", "签名不对", "the signature does not hold")

    def _witness(self, where, entry):
        """An outside key comes and goes on the board; what it signed while it stood holds for good."""
        kind, key = entry["kind"], str(entry["body"].get("key", ""))
        if kind in ("key", "key_ended"):
            raw = bytes.fromhex(key) if re.fullmatch("[0-9a-f]{64}", key) else b""
            fresh = key not in self.outside and self.group.decode(raw) is not None
            if not (fresh if kind == "key" else self.outside.get(key)):
                raise Fault(where, "登记或停用的公钥不对", "begins or ends a key that it cannot")
            self.outside[key] = kind == "key"
        if kind != "witness" or "slip" not in entry["body"]:
            return
        slip = SLIP.fullmatch(str(entry["body"]["slip"]))
        head, key, signature = slip.groups() if slip else ("", "", "")
        if not self.outside.get(key):
            raise Fault(where, "见证签名的公钥没有登记或已停用", "is signed by a key that does not stand")
        if not is_signed(self.group, key, signature, about_head(head)):
            raise Fault(where, "见证的签名不成立", "the signature of the witness does not hold")
        if head not in self.heads:
            raise Fault(
                where, "见证签过的板头不在板上", "the head that the witness signed is not on this board"
            )

    def check_ballots(self):
        """Every ballot belongs to a row of the roll; which one stands follows from the frozen rule alone."""
        self.package, roll = self.read("package.json"), self.read("roll.json")
        self.name = self.lines[0]["body"]["package"]
        replaced = {row["replaces"] for row in roll["rows"] if row.get("replaces")}
        self.rows = {
            row["row"]: hundredths(row["area"]) for row in roll["rows"] if row["row"] not in replaced
        }
        if len({row["row"] for row in roll["rows"]}) != len(roll["rows"]):
            raise Fault("roll.json", "名册行号重复", "a row stands twice")
        given = {}
        for entry in self.lines:
            where, body = f"board.jsonl:{entry['n'] + 1}", entry["body"]
            if entry["kind"] != "ballot":
                continue
            earlier = given.setdefault(body.get("row"), [])
            if body.get("row") not in self.rows or body.get("package") != self.name:
                raise Fault(
                    where, "选票不属于这份名册或这次表决", "the ballot belongs to no row of this roll"
                )
            if body.get("channel") not in ("phone", "paper", "city"):
                raise Fault(where, "选票的方式不对", "the ballot came by no known way")
            if body.get("replaces") != (earlier[-1]["n"] if earlier else None):
                raise Fault(where, "没有写明它接替哪一张", "does not name the ballot that it follows")
            earlier.append(entry)
        settled = {e["body"]["row"]: e["body"]["stands"] for e in self.lines if e["kind"] == "settled"}
        for row, entries in given.items():
            self.standing[row] = stands(
                entries, self.package["conflict"], self.package["change"], settled.get(row)
            )
            if self.standing[row] is None:
                self.held.add(row)

    def check_proofs(self):
        """Every ballot, standing or replaced, chooses exactly one option of each motion."""
        wanted = {motion["id"]: motion["options"] for motion in self.package["motions"]}
        for entry in self.lines:
            if entry["kind"] != "ballot":
                continue
            where, body = f"board.jsonl:{entry['n'] + 1}", entry["body"]
            if set(body["motions"]) != set(wanted):
                raise Fault(where, "选票的议题不对", "the ballot has other motions")
            if self.tell:
                self.tell(entry["n"], len(self.lines))
            entry["points"] = {
                motion: self._proved(where, body, motion, options) for motion, options in wanted.items()
            }

    def _proved(self, where, body, motion, options):
        marks, points = body["motions"][motion], []
        if set(marks) != {"marks", "one"} or len(marks["marks"]) != len(options):
            raise Fault(where, "选票的选项不对", "the ballot has other options")
        for option, (sealed, proof) in zip(options, marks["marks"], strict=True):
            raw = bytes.fromhex(sealed) if re.fullmatch("[0-9a-f]{64}", str(sealed)) else b""
            point = self.group.decode(raw)
            if point is None or not holds_bit(
                self.group, point, proof, context(self.name, body["row"], motion, option)
            ):
                raise Fault(
                    where, f"{motion} {option} 的证明不成立", f"the proof of {motion} {option} does not hold"
                )
            points.append(point)
        if not holds_one(self.group, points, marks["one"], context(self.name, body["row"], motion, None)):
            raise Fault(where, f"{motion} 不是恰好选了一项", f"{motion} does not choose exactly one")
        return points

    def check_sums(self):
        """The published heads and areas are the sums of the sealed ballots that stand."""
        where, group = f"board.jsonl:{len(self.lines)}", self.group
        told = self.lines[-1]["body"]
        if sorted(told["held"]) != sorted(self.held):
            raise Fault(where, "待定的行不对", "other rows are held")
        standing = {row: entry for row, entry in self.standing.items() if entry is not None}
        if self.lines[-2]["body"].get("ballots") != len(standing):
            before = f"board.jsonl:{len(self.lines) - 1}"
            raise Fault(before, "截止时写的票数不对", "the closing line tells another number of ballots")
        for motion in self.package["motions"]:
            self.sums[motion["id"]] = {}
            for place, option in enumerate(motion["options"]):
                one = told["motions"][motion["id"]][option]
                heads, area = group.zero, group.zero
                for row, entry in standing.items():
                    point = entry["points"][motion["id"]][place]
                    heads = group.add(heads, point)
                    area = group.add(area, group.mul(self.rows[row], point))
                for sealed, number, blind in (
                    (heads, one["heads"], one["r"]),
                    (area, hundredths(one["area"]), one["ar"]),
                ):
                    opened = group.add(group.mul_g(number), group.mul_h(scalar(blind) or 0))
                    if scalar(blind) is None or group.encode(opened) != group.encode(sealed):
                        name = f"{motion['id']} {option}"
                        raise Fault(
                            where,
                            f"{name} 的总数不是选票之和",
                            f"the total of {name} is not the sum of the ballots",
                        )
                self.sums[motion["id"]][option] = (hundredths(one["area"]), one["heads"])

    def check_verdict(self):
        """The published result follows from the totals by the thresholds of the package, in integers."""
        base = (sum(self.rows.values()), len(self.rows))
        taking = (sum(self.rows[row] for row in self.standing), len(self.standing))
        served = self.lines[-2]["body"].get("served", {})
        quiet = [hundredths(area) for row, area in served.items() if int(row) not in self.standing]
        deemed = (sum(quiet), len(quiet)) if self.package["silent"] == "majority" else None
        result = self.read("result.json")
        for motion in self.package["motions"]:
            verdict = judge(motion, self.sums[motion["id"]], base, taking, deemed, bool(self.held))
            if result["motions"].get(motion["id"]) != verdict:
                raise Fault(
                    "result.json",
                    f"{motion['id']} 的结果应为 {verdict}",
                    f"{motion['id']} should be {verdict}",
                )

    def check_container(self):
        """Where it is a ZIP: its frame is byte for byte as it was written."""
        if self.raw is not None:
            frame(self.raw, self.files)


def hundredths(text):
    """An area as an integer of 0.01 m²."""
    if not re.fullmatch(r"\d{1,12}\.\d\d", str(text)):
        raise Fault("area", f"面积“{text}”不对", f"no area: {text!r}")
    return int(text[:-3]) * 100 + int(text[-2:])


def stands(entries, rule, change, settled):
    """Which ballot of a row counts: the first, the last, paper before phone, or none until somebody settled it.

    A ballot brought in from the city's own system stands like a phone ballot. ``change``: a later phone ballot of the same row takes the place of its earlier one.
    """
    papers = [entry for entry in entries if entry["body"]["channel"] == "paper"]
    phones = [entry for entry in entries if entry["body"]["channel"] != "paper"]
    phones = phones[-1:] if change else phones
    left = papers if rule == "paper" and papers else sorted(papers + phones, key=lambda entry: entry["n"])
    if rule in ("first", "last"):
        return left[0 if rule == "first" else -1]
    if len(left) == 1:
        return left[0]
    return next((entry for entry in left if entry["n"] == settled), None)


def meets(need, part, whole):
    """Whether a part reaches a share such as ">= 2/3" of the whole, in integers."""
    inclusive, top, bottom = re.fullmatch(r"(>=|>) (\d+)/(\d+)", need).groups()
    mine, needed = part * int(bottom), whole * int(top)
    return mine >= needed if inclusive == ">=" else mine > needed


def judge(motion, sums, base, taking, deemed, held):
    """The verdict of a motion from its totals (area, heads)."""
    if held:
        return "held"
    if motion["approval"] == "all":
        return "passed" if sums["yes"] == base else "failed"
    yes = sums["yes"]
    if deemed is not None and any(heads for _, heads in sums.values()):
        tops = [
            {name for name, one in sums.items() if one[i] == max(x[i] for x in sums.values())} for i in (0, 1)
        ]
        if not tops[0] & tops[1] or (deemed[1] and len(tops[0] | tops[1]) > 1):
            return "held"
        taking = (taking[0] + deemed[0], taking[1] + deemed[1])
        if tops[0] == {"yes"}:
            yes = (yes[0] + deemed[0], yes[1] + deemed[1])
    if not all(meets(motion["quorum"], taking[i], base[i]) for i in (0, 1)):
        return "no_quorum"
    return (
        "passed"
        if taking[1] and all(meets(motion["approval"], yes[i], taking[i]) for i in (0, 1))
        else "failed"
    )


CHECKS = ("files", "board", "ballots", "proofs", "sums", "verdict", "container")


def verify(path, group=None, tell=None):
    """Every check in order: which passed, and the first fault with its place; ``tell(line, lines)`` hears how far it is."""
    done = []
    try:
        files, raw = load(path)
        archive = Archive(files, raw, group)
        archive.tell = tell
        for name in CHECKS:
            done.append({"check": name, "ok": False})
            try:
                getattr(archive, "check_" + name)()
            except (
                LookupError,
                TypeError,
                ValueError,
                AttributeError,
                ArithmeticError,
                RecursionError,
            ) as error:
                raise Fault(name, "内容不合格式", f"is not of the right form: {error!r}") from None
            done[-1]["ok"] = True
    except Fault as fault:
        told = {
            "check": done[-1]["check"] if done else "container",
            "where": fault.where,
            "zh": fault.zh,
            "en": fault.en,
        }
        return {"ok": False, "checks": done, "first_fault": told}
    except OSError as error:
        told = {"check": "container", "where": str(path), "zh": "文件打不开", "en": str(error)}
        return {"ok": False, "checks": done, "first_fault": told}
    ballots = sum(entry["kind"] == "ballot" for entry in archive.lines)
    return {"ok": True, "checks": done, "first_fault": None, "ballots": ballots, "rows": len(archive.rows)}
