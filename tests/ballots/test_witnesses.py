"""Witnesses outside the platform: keys of their own, signatures that hold for good, a rewritten board that they contradict."""

import base64
import json
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner
from django.test import Client

from jinlin.ballots import results
from jinlin.ballots.models import BoardLine, Decision
from jinlin.ballots.sealing import board, demo, make_key, read_key, sign_head, signed_at, telling
from jinlin.ballots.sealing.curve import Group, L, digest, is_signed, shortened
from jinlin.ballots.sealing.verifier import unpack, verify
from jinlin.ballots.sealing.witness import holds
from jinlin.base.spoken import spoken
from jinlin.people.commands import issue_token
from jinlin.site.cli import main
from tests.ballots.estate import END, OPEN, opened
from tests.ballots.test_decision_life import LATER, cast, refused
from tests.ballots.test_pages import browser, live, text
from tests.ballots.test_sealing import checked, remade

STREET, OTHER = make_key(), make_key()
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]  # fmt: skip
"""Tests 1 to 3 of section 7.1: public key, message, signature."""


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_verifiers_own_arithmetic_holds_to_the_vectors_of_rfc_8032(key, message, signature):
    plain, said = Group(), bytes.fromhex(message)
    assert is_signed(plain, key, signature, said)
    assert not is_signed(plain, key, signature, said + b"x")
    for place in (0, 40, 70, 127):
        changed = signature[:place] + f"{int(signature[place], 16) ^ 1:x}" + signature[place + 1 :]
        assert not is_signed(plain, key, changed, said)
    s = int.from_bytes(bytes.fromhex(signature[64:]), "little") + L
    assert not is_signed(plain, key, signature[:64] + s.to_bytes(32, "little").hex(), said)


def test_a_key_is_read_from_hex_or_base64_and_refused_where_it_is_no_point():
    raw = bytes.fromhex(STREET["public"])
    for said in (
        STREET["public"], STREET["public"].upper(), f" {STREET['public'][:32]}\n{STREET['public'][32:]} ",
        base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(),
    ):  # fmt: skip
        assert read_key(said) == STREET["public"]
    for said in (
        "", "见证", STREET["public"][:-2], STREET["public"] + "00", "00" * 32, "01" + "00" * 31, "ff" * 32,
        base64.b64encode(raw[:31]).decode(),
    ):  # fmt: skip
        assert read_key(said) is None


@pytest.fixture(scope="module")
def small() -> bytes:
    """The archive of a decision of ten holders, as archives were before there were outside keys."""
    return demo.make(10)


def with_lines(*made, day="01"):
    """A change of an archive: after its first line come these of (kind, body); a witness names the head before it.

    With another ``day`` the platform writes another first line under the signatures that it has.
    """

    def change(entries, roll, result):
        entries[0]["at"] = f"2026-11-{day}T00:00:00+00:00"
        first = entries[0]
        before = board.line(0, board.START, "opened", first["at"], first["body"])
        for n, (kind, body) in enumerate(made, 1):
            body = {**body, "head": before.hash} if kind == "witness" else body
            entries.insert(n, {"n": n, "kind": kind, "at": first["at"], "body": body})
            before = board.line(n, before.hash, kind, first["at"], body)
        for entry in entries:
            if entry["kind"] == "ballot" and entry["body"]["replaces"] is not None:
                entry["body"]["replaces"] += len(made)

    return change


KEY = ("key", {"key": STREET["public"], "name": "清溪街道", "who": "x"})
ENDED = ("key_ended", {"key": STREET["public"], "who": "x"})


def first_head(small):
    """The head that the archive has after its first line, once ``with_lines`` gave it its day."""
    return digest(unpack(remade(small, with_lines()))["board.jsonl"].split(b"\n")[0])


def signed(slip):
    return ("witness", {"day": "2026-11-01", "who": "x", "slip": slip})


def test_an_archive_without_outside_keys_still_verifies(small, tmp_path):
    assert checked(small, tmp_path)["ok"]
    assert telling.head_of(str(tmp_path / "a.zip"))["keys"] == []


@pytest.mark.parametrize("said", [lambda head: head, spoken])
def test_a_head_signed_outside_in_hex_or_in_words_holds_in_the_archive_by_both_groups(small, tmp_path, said):
    slip = sign_head(STREET["seed"], said(first_head(small)))
    raw = remade(small, with_lines(KEY, signed(slip), ENDED))
    assert checked(raw, tmp_path)["ok"]
    assert checked(raw, tmp_path, Group())["ok"]
    assert telling.head_of(str(tmp_path / "a.zip"))["keys"] == [
        {"name": "清溪街道", "key": STREET["public"], "signatures": 1}
    ]
    assert signed_at(str(tmp_path / "a.zip"), slip) == 0


def test_the_first_bad_key_or_signature_is_named_with_its_line(small, tmp_path):
    head = first_head(small)
    good, other = sign_head(STREET["seed"], head), sign_head(OTHER["seed"], head)
    forged = good[:130] + other[130:]
    for lines, at, said in (
        ((KEY, signed(other)), 3, "没有登记"), ((signed(good),), 2, "没有登记"), ((KEY, ENDED, signed(good)), 4, "没有登记或已停用"),
        ((KEY, signed(forged)), 3, "签名不成立"), ((KEY, signed(sign_head(STREET["seed"], "0" * 64))), 3, "不在板上"),
        ((KEY, signed("nonsense")), 3, "没有登记"), ((KEY, KEY), 3, "公钥不对"), ((ENDED,), 2, "公钥不对"),
        ((("key", {"key": "00" * 32, "name": "x", "who": "x"}),), 2, "公钥不对"),
    ):  # fmt: skip
        found = checked(remade(small, with_lines(*lines)), tmp_path)["first_fault"]
        assert found["where"] == f"board.jsonl:{at}", (lines, found)
        assert said in found["zh"], (lines, found)


def test_a_rewritten_board_is_contradicted_by_the_signature_on_it_and_by_the_one_kept_outside(
    small, tmp_path
):
    """The keeper of the platform's key makes the whole history anew; every hash and every own signature is right."""
    slip = sign_head(STREET["seed"], first_head(small))
    left = checked(remade(small, with_lines(KEY, signed(slip), day="02")), tmp_path)
    assert left["first_fault"]["where"] == "board.jsonl:3"
    assert "不在板上" in left["first_fault"]["zh"]
    dropped = checked(remade(small, with_lines(day="02")), tmp_path)
    assert dropped["ok"]
    path = str(tmp_path / "a.zip")
    assert signed_at(path, slip) == "other"
    assert signed_at(path, slip[:-1] + ("0" if slip[-1] != "0" else "1")) == "wrong"
    (tmp_path / "verify.py").write_bytes(unpack(small)["verify.py"])
    (tmp_path / "true.zip").write_bytes(remade(small, with_lines(KEY, signed(slip))))
    for name, status, said in (("a.zip", 1, "公告板被换过"), ("true.zip", 0, "签的是公告板第 0 行")):
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(tmp_path / name), slip],
            capture_output=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert said in done.stdout.decode()
        assert ("清溪街道" in done.stdout.decode()) == (name == "true.zip")
    found = CliRunner().invoke(main, ["ballots", "verify", path, "--slip", slip, "--json"])
    assert (found.exit_code, json.loads(found.stdout)["signed"]) == (1, "other")


def test_the_commands_make_a_key_that_only_its_owner_reads_and_sign_a_head(tmp_path):
    path, head = tmp_path / "street.json", digest(b"a head")
    made = CliRunner().invoke(main, ["ballots", "witness", "key", "--out", str(path)])
    public = made.stdout.strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["seed"] not in made.stdout
    before = path.read_bytes()
    assert CliRunner().invoke(main, ["ballots", "witness", "key", "--out", str(path)]).exit_code != 0
    assert path.read_bytes() == before
    for said, kept in (
        (head, head),
        (spoken(head), shortened(head)),
        (spoken(head).replace(" ", ""), shortened(head)),
    ):
        done = CliRunner().invoke(main, ["ballots", "witness", "sign", "--key", str(path), "--head", said])
        assert done.stdout.strip().split(":")[:2] == [kept, public]
        assert holds(*done.stdout.strip().split(":"))
    for key, said in ((path, "春天"), (path, head[:-1]), (tmp_path / "none.json", head), (__file__, head)):
        bad = CliRunner().invoke(main, ["ballots", "witness", "sign", "--key", str(key), "--head", said])
        assert bad.exit_code == 2, bad.output


@pytest.mark.django_db
def test_a_registered_key_signs_an_earlier_head_and_what_does_not_fit_is_refused_in_words():
    made = opened()
    earlier = Decision.objects.get(pk=made.decision.pk).head
    slip = sign_head(STREET["seed"], earlier)
    refused("no_key", made.take, "witness", "monitor", on=OPEN, slip=slip)
    refused("no_key", made.take, "register_key", "monitor", on=OPEN, name="清溪街道", key="00" * 32)
    refused("not_yours", made.take, "register_key", "worker", on=OPEN, name="清溪街道", key=STREET["public"])
    made.take("register_key", "monitor", on=OPEN, name="清溪街道", key=STREET["public"])
    refused("not_twice", made.take, "register_key", "monitor", on=OPEN, name="别人", key=STREET["public"])
    cast(made, "resident", "3号楼101室")
    for code, bad in (
        ("no_slip", "nonsense"), ("no_key", sign_head(OTHER["seed"], earlier)), ("wrong_head", sign_head(STREET["seed"], "0" * 64)),
        ("not_signed", slip[:130] + sign_head(OTHER["seed"], earlier)[130:]),
    ):  # fmt: skip
        refused(code, made.take, "witness", "monitor", on=OPEN, slip=bad)
    made.take("witness", "monitor", on=OPEN)
    made.take("witness", "monitor", on=OPEN, slip=slip)
    refused("not_twice", made.take, "witness", "monitor", on=OPEN, slip=slip)
    line = json.loads(BoardLine.objects.filter(kind="witness").order_by("-n")[0].text)["body"]
    assert line["slip"] == slip
    assert "监小红" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.django_db
def test_an_ended_key_signs_no_more_and_its_signatures_stay_good_in_the_archive(tmp_path):
    made = opened(publication="open")
    cast(made, "resident", "3号楼101室")
    made.take("register_key", "monitor", on=OPEN, name="清溪街道", key=STREET["public"])
    slip = sign_head(STREET["seed"], spoken(Decision.objects.get(pk=made.decision.pk).head))
    made.take("witness", "monitor", on=OPEN, slip=slip)
    made.take("end_key", "monitor", on=OPEN, key=STREET["public"], reason="换人")
    refused("no_key", made.take, "end_key", "monitor", on=OPEN, key=STREET["public"], reason="换人")
    now = sign_head(STREET["seed"], Decision.objects.get(pk=made.decision.pk).head)
    refused("no_key", made.take, "witness", "monitor", on=END, slip=now)
    made.take("close", "counter", on=END)
    made.take("count", "counter", on=LATER)
    (tmp_path / "a.zip").write_bytes(results.archive_of(Decision.objects.get(pk=made.decision.pk)))
    assert verify(str(tmp_path / "a.zip"))["ok"]
    assert telling.head_of(str(tmp_path / "a.zip"))["keys"][0]["signatures"] == 1
    assert isinstance(signed_at(str(tmp_path / "a.zip"), slip), int)


@pytest.mark.django_db
def test_the_desk_takes_key_and_signature_and_everybody_sees_whose_keys_signed():
    made = live(publication="open")
    client, way = browser(made, "monitor"), f"/desk/decisions/{made.decision.pk}/steps"
    given = {"name": "清溪街道", "key": STREET["public"]}
    assert client.post(f"{way}/register_key", given, follow=True).status_code == 200
    head = Decision.objects.get(pk=made.decision.pk).head
    assert head in text(Client().get(f"/decisions/{made.decision.pk}"))
    bad = client.post(f"{way}/witness", {"slip": sign_head(OTHER["seed"], head)}, follow=True)
    assert "这把公钥没有登记" in text(bad)
    assert (
        client.post(f"{way}/witness", {"slip": sign_head(STREET["seed"], head)}, follow=True).status_code
        == 200
    )
    page = text(Client().get(f"/decisions/{made.decision.pk}"))
    assert "清溪街道 · 签过 1 次" in page
    assert STREET["public"] in page
    assert browser(made, "worker2").post(f"{way}/register_key", given).status_code == 404


@pytest.mark.django_db
def test_a_program_hands_in_a_signature_by_the_same_step():
    made = live()
    made.take("register_key", "monitor", on=OPEN, name="清溪街道", key=STREET["public"])
    token = issue_token(account=made.world.accounts["monitor"], name="见证程序", audience="api")
    head = Decision.objects.get(pk=made.decision.pk).head
    way = f"/api/v1/decisions/{made.decision.pk}/steps/witness"

    def post(slip, key):
        return Client().post(
            way, json.dumps({"slip": slip}), content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
        )  # fmt: skip

    assert post(sign_head(OTHER["seed"], head), "a").status_code == 409
    slip = sign_head(STREET["seed"], head)
    assert post(slip, "b").status_code == post(slip, "b").status_code == 200
    assert BoardLine.objects.filter(kind="witness").count() == 1
