"""The sealed board: seals that hold, an archive that verifies, and every changed byte found in its place."""

import json
import random
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from jinlin.ballots.sealing import archive, board, demo, place_of, receipt, telling
from jinlin.ballots.sealing.curve import Group, L, canonical, context, digest, holds_bit, holds_one
from jinlin.ballots.sealing.group import FastGroup, sign, signing_key
from jinlin.ballots.sealing.marks import seal_ballot
from jinlin.ballots.sealing.risk import pinned, risk_of
from jinlin.ballots.sealing.verifier import ALL_FILES, CHECKS, pack, stands, unpack, verify
from jinlin.site.cli import main

pytestmark = pytest.mark.once

OPTIONS = ["yes", "no", "abstain"]
FAST, PLAIN = FastGroup(), Group()


@pytest.fixture(scope="module")
def small() -> bytes:
    """The archive of a decision of ten holders."""
    return demo.make(10)


def checked(raw: bytes, tmp_path, group=FAST):
    path = tmp_path / "a.zip"
    path.write_bytes(raw)
    return verify(str(path), group)


def test_both_groups_agree_on_every_operation():
    chance = random.Random(1)
    assert FAST.h == PLAIN.encode(PLAIN.h)
    for _ in range(12):
        a, b = chance.randrange(L), chance.randrange(L)
        one, other = FAST.mul_g(a), FAST.mul_h(b)
        assert PLAIN.encode(PLAIN.mul_g(a)) == one
        assert PLAIN.encode(PLAIN.mul_h(b)) == other
        p, q = PLAIN.decode(one), PLAIN.decode(other)
        assert PLAIN.encode(PLAIN.add(p, q)) == FAST.add(one, other)
        assert PLAIN.encode(PLAIN.sub(p, q)) == FAST.sub(one, other)
        assert PLAIN.encode(PLAIN.mul(b, p)) == FAST.mul(b, one)
    assert FAST.mul(0, FAST.g) == PLAIN.encode(PLAIN.mul(0, PLAIN.g)) == FAST.zero


@pytest.mark.parametrize(
    "raw", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"\xec" + b"\xff" * 30 + b"\x7f", b"short", b""]
)
def test_points_that_are_none_are_refused_by_both(raw):
    assert FAST.decode(raw) is None
    assert PLAIN.decode(raw) is None


def test_a_mark_other_than_0_or_1_has_no_proof_and_proofs_cannot_be_moved():
    sealed = seal_ballot("p", 1, {"m": OPTIONS}, {"m": "yes"}).shown["m"]
    points = [FAST.decode(bytes.fromhex(one)) for one, _ in sealed["marks"]]
    for option, point, (_, proof) in zip(OPTIONS, points, sealed["marks"], strict=True):
        assert holds_bit(FAST, point, proof, context("p", 1, "m", option))
        assert not holds_bit(FAST, point, proof, context("p", 2, "m", option))
        assert not holds_bit(FAST, FAST.add(point, FAST.g), proof, context("p", 1, "m", option))
    assert holds_one(FAST, points, sealed["one"], context("p", 1, "m", None))
    assert not holds_one(FAST, [*points, FAST.g], sealed["one"], context("p", 1, "m", None))


def test_the_archive_verifies_with_both_groups_and_by_its_own_file(small, tmp_path):
    assert checked(small, tmp_path)["ok"]
    assert checked(small, tmp_path, PLAIN)["ok"]
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        opened.extractall(tmp_path / "out")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", str(tmp_path / "a.zip")],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    folder = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "out" / "verify.py")], capture_output=True, text=True
    )
    assert folder.returncode == 0, folder.stdout


def test_no_choice_and_no_blind_stands_in_the_archive(small):
    files = unpack(small)
    for line in files["board.jsonl"].decode().splitlines():
        entry = json.loads(line)
        if entry["kind"] == "ballot":
            assert set(entry["body"]) == {"package", "row", "channel", "motions", "replaces"}
            assert set(entry["body"]["motions"]["m1"]) == {"marks", "one"}


def test_any_changed_byte_of_any_file_is_found_and_located(small, tmp_path):
    chance, files = random.Random(7), unpack(small)
    for name in ALL_FILES:
        data = files[name]
        lines_before = [0]
        for line in data.split(b"\n")[:-1]:
            lines_before.append(lines_before[-1] + len(line) + 1)
        for _ in range(60 if name == "board.jsonl" else 14):
            place = chance.randrange(len(data))
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            found = checked(pack({**files, name: bytes(changed)}), tmp_path)
            assert not found["ok"], (name, place)
            where = found["first_fault"]["where"]
            assert where.partition(":")[0] == name, (name, place, found["first_fault"])
            if name == "board.jsonl" and data[place] != 10 and changed[place] != 10:
                line = sum(start <= place for start in lines_before)
                assert where == f"board.jsonl:{line}", (place, where)


def test_any_changed_byte_of_the_zip_itself_is_found_and_located(small, tmp_path):
    chance = random.Random(8)
    content = set()
    for data in unpack(small).values():
        start = small.index(data)
        content.update(range(start, start + len(data)))
    frame = [n for n in range(len(small)) if n not in content]
    for place in [*chance.sample(frame, 150), *chance.sample(range(len(small)), 60)]:
        changed = bytearray(small)
        changed[place] ^= 1 << chance.randrange(8)
        found = checked(bytes(changed), tmp_path)
        assert not found["ok"], place
        assert found["first_fault"]["where"], place
    assert not checked(small[:-1], tmp_path)["ok"]
    assert not checked(small + b"x", tmp_path)["ok"]
    assert not checked(b"", tmp_path)["ok"]


def remade(raw: bytes, change) -> bytes:
    """The archive made anew, with every hash and signature right, after its board was changed by somebody with the key."""
    files = unpack(raw)
    entries = [json.loads(line) for line in files["board.jsonl"].splitlines()]
    public, secret = signing_key((1).to_bytes(32, "big"))
    package, roll = json.loads(files["package.json"]), json.loads(files["roll.json"])
    result = json.loads(files["result.json"])
    change(entries, roll, result)
    lines = []
    for entry in entries:
        before = lines[-1].hash if lines else board.START
        body = {name: value for name, value in entry["body"].items() if name != "signature"}
        if entry["kind"] == "opened":
            body["roll"] = digest(canonical(roll) + b"\n")
        if entry["kind"] in ("closed", "sums"):
            body = board.signed(entry["kind"], before, body, secret)
        lines.append(board.line(len(lines), before, entry["kind"], entry["at"], body))
    return archive.build(
        title=package["title"],
        package=package,
        roll=roll,
        lines=[one.text for one in lines],
        result=result,
        public=public,
        secret=secret,
    )


def one_more_yes(entries, roll, result):
    entries[-1]["body"]["motions"]["m1"]["yes"]["heads"] += 1


def another_closing_count(entries, roll, result):
    entries[-2]["body"]["ballots"] += 1


def a_ballot_less(entries, roll, result):
    del entries[3]


def a_second_ballot(entries, roll, result):
    entries.insert(4, json.loads(json.dumps(entries[3])))


def a_stranger(entries, roll, result):
    entries[2]["body"]["row"] = 99


def a_swapped_seal(entries, roll, result):
    entries[2]["body"]["motions"], entries[3]["body"]["motions"] = (
        entries[3]["body"]["motions"],
        entries[2]["body"]["motions"],
    )


def another_area(entries, roll, result):
    roll["rows"][0]["area"] = "1.00"


def another_result(entries, roll, result):
    result["motions"]["m1"] = "failed" if result["motions"]["m1"] != "failed" else "passed"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (one_more_yes, "sums"), (a_ballot_less, "sums"), (a_second_ballot, "ballots"), (a_stranger, "ballots"),
        (a_swapped_seal, "proofs"), (another_area, "sums"), (another_result, "verdict"),
        (another_closing_count, "sums"),
    ],
)  # fmt: skip
def test_whoever_holds_the_key_still_cannot_change_the_result(small, tmp_path, change, check):
    assert checked(remade(small, lambda *rest: None), tmp_path)["ok"]
    found = checked(remade(small, change), tmp_path)
    assert (found["ok"], found["first_fault"]["check"]) == (False, check)
    assert [one["check"] for one in found["checks"]] == list(CHECKS[: CHECKS.index(check) + 1])


def entry(n, channel):
    return {"n": n, "body": {"channel": channel}}


@pytest.mark.parametrize(
    ("rule", "change", "settled", "expected"),
    [
        ("paper", True, None, 2),
        ("first", False, None, 1),
        ("last", True, None, 3),
        ("hold", True, None, None),
        ("hold", True, 2, 2),
    ],
)
def test_which_ballot_of_a_row_stands_follows_from_the_frozen_rule(rule, change, settled, expected):
    found = stands([entry(1, "phone"), entry(2, "paper"), entry(3, "phone")], rule, change, settled)
    assert (found["n"] if found else None) == expected


def test_six_words_stand_for_a_receipt_and_no_two_words_sound_alike():
    from pypinyin import lazy_pinyin

    words = receipt.word_list()
    assert len(set(words)) == 2048
    assert {len(word) for word in words} == {2}
    assert len({tuple(lazy_pinyin(word)) for word in words}) == 2048
    chance = random.Random(3)
    for _ in range(500):
        hash_hex = chance.randbytes(32).hex()
        told = receipt.words_of(hash_hex)
        assert receipt.prefix_of("、".join(told)) == hash_hex[:16]
    assert receipt.prefix_of("没有 这样 的词") is None


def test_the_guard_counts_whom_exact_totals_betray():
    chance = random.Random(5)

    def betrayed(rows, coarse=False):
        return (
            sum(
                risk_of([chance.randrange(6000, 16001) for _ in range(rows)], coarse=coarse, seed=n).pinned
                for n in range(5)
            )
            / 5
        )

    assert betrayed(8) > 980
    assert 800 < betrayed(16) < 970
    assert betrayed(16, coarse=True) < 120
    assert risk_of([9000] * 40).is_safe
    assert not risk_of([9000] * 40 + [400_000]).is_safe
    assert pinned([100, 200, 300], (1, 1), (300, 300)) == [True, True, True]
    assert pinned([100, 200, 300, 400], (2, 2), (500, 500)) == [False, False, False, False]


def alone(*arguments, **surroundings):
    """What the archive's own verifier says, run by a bare Python."""
    return subprocess.run(
        [sys.executable, "-S", *arguments], capture_output=True, env=surroundings or None, timeout=120
    )


def test_the_archive_alone_tells_its_head_in_words_and_finds_a_receipt(small, tmp_path):
    (tmp_path / "a.zip").write_bytes(small)
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        opened.extractall(tmp_path / "out")
    way = str(tmp_path / "out" / "verify.py"), str(tmp_path / "a.zip")
    lines = unpack(small)["board.jsonl"].rstrip(b"\n").split(b"\n")
    head, mine, wall = (" ".join(receipt.words_of(digest(lines[n]))) for n in (-1, 2, 0))
    plain = alone("-I", *way)
    assert plain.returncode == 0
    assert head in plain.stdout.decode()
    found = alone("-I", *way, *mine.split())
    assert found.returncode == 0
    assert "公告板第 2 行 · line 2 (board.jsonl:3)" in found.stdout.decode()
    assert "算数 · it counts" in found.stdout.decode()
    assert "opened" in alone("-I", *way, wall).stdout.decode().splitlines()[-1]
    none = alone("-I", *way, "春天 春天 春天 春天 春天 春天")
    assert (none.returncode, "没有这六个词" in none.stdout.decode()) == (1, True)


def test_the_archive_alone_says_which_ballot_of_a_row_took_the_place_of_a_receipt(small, tmp_path):
    def changed_mind(entries, roll, result):
        again = json.loads(json.dumps(entries[3]))
        again["body"]["replaces"] = 3
        entries.insert(4, again)
        for place, entry in enumerate(entries):
            entry["n"] = place

    raw = remade(small, changed_mind)
    (tmp_path / "a.zip").write_bytes(raw)
    lines = unpack(raw)["board.jsonl"].split(b"\n")
    package = json.loads(unpack(raw)["package.json"])
    stands = {
        line: place_of(str(tmp_path / "a.zip"), telling.six_words(digest(lines[line])))["stands"]
        for line in (3, 4)
    }
    assert sorted(map(str, stands.values())) == (["False", "True"] if package["change"] else ["None", "None"])


def test_a_witness_of_another_head_is_found(small, tmp_path):
    def signed_for(head):
        def change(entries, roll, result):
            body = {"day": "2026-11-01", "head": head, "who": "x"}
            entries.insert(1, {"n": 1, "kind": "witness", "at": entries[1]["at"], "body": body})
            for entry in entries:
                if entry["kind"] == "ballot" and entry["body"]["replaces"] is not None:
                    entry["body"]["replaces"] += 1

        return change

    opened = digest(unpack(small)["board.jsonl"].split(b"\n")[0])
    assert checked(remade(small, signed_for(opened)), tmp_path)["ok"]
    assert telling.head_of(str(tmp_path / "a.zip"))["witnessed"] == ["2026-11-01"]
    found = checked(remade(small, signed_for("0" * 64)), tmp_path)
    assert found["first_fault"]["where"] == "board.jsonl:2"
    assert "见证" in found["first_fault"]["zh"]


def test_an_archive_cut_off_anywhere_is_refused_in_one_line(small, tmp_path):
    for length in [*range(120), *range(len(small) - 400, len(small), 7)]:
        found = checked(small[:length], tmp_path)
        assert not found["ok"], length
        assert found["first_fault"]["where"], length


def test_an_archive_of_nonsense_signed_by_its_keeper_is_refused_and_never_fails(small, tmp_path):
    files, nested = unpack(small), b"[" * 100_000
    for name in ("package.json", "roll.json", "result.json", "board.jsonl"):
        for nonsense in (nested, b"{}", b"null", b'{"motions":[{"approval":"> 1/0"}]}'):
            found = checked(signed_again({**files, name: nonsense + b"\n"}), tmp_path)
            assert found["first_fault"]["where"], (name, nonsense[:20])


def signed_again(files):
    """The ZIP of these files with its list and signature made anew."""
    _, secret = signing_key((1).to_bytes(32, "big"))
    listed = {
        name: digest(data) for name, data in files.items() if name not in ("manifest.json", "signature.json")
    }
    manifest = canonical({"files": listed}) + b"\n"
    told = {
        "head": digest(files["board.jsonl"].rstrip(b"\n").rpartition(b"\n")[2]), "manifest": digest(manifest), "signature": sign(manifest, secret),
    }  # fmt: skip
    return pack({**files, "manifest.json": manifest, "signature.json": canonical(told) + b"\n"})


def test_a_console_without_the_signs_still_gets_the_answer(small, tmp_path):
    (tmp_path / "a.zip").write_bytes(small)
    (tmp_path / "verify.py").write_bytes(unpack(small)["verify.py"])
    done = alone(str(tmp_path / "verify.py"), str(tmp_path / "a.zip"), PYTHONIOENCODING="gbk")
    assert done.returncode == 0, done.stderr
    assert "全部成立" in done.stdout.decode("gbk")


def test_the_commands_make_and_verify_an_archive(tmp_path):
    path = tmp_path / "d.zip"
    assert CliRunner().invoke(main, ["ballots", "demo", "--holders", "5", "--out", str(path)]).exit_code == 0
    found = CliRunner().invoke(main, ["ballots", "verify", str(path), "--json"])
    assert found.exit_code == 0
    assert [one["check"] for one in json.loads(found.stdout)["checks"]] == list(CHECKS)
    head = json.loads(found.stdout)["head"]
    found = CliRunner().invoke(main, ["ballots", "verify", str(path), "--json", "--words", head["words"]])
    assert json.loads(found.stdout)["found"]["line"] == head["line"]
    assert CliRunner().invoke(main, ["ballots", "verify", str(path), "--words", "春天"]).exit_code == 1
    path.write_bytes(path.read_bytes()[:-30])
    found = CliRunner().invoke(main, ["ballots", "verify", str(path), "--json"])
    assert found.exit_code == 1
    assert json.loads(found.stdout)["first_fault"]["where"]
