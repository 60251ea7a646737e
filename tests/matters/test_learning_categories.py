"""Suggested categories: learned from labelled texts, explained by their words, the same every time."""

import csv
import gzip
import io
import zipfile

import numpy as np
import pytest
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold

from jinlin.matters.learning import Faults, Model, train
from jinlin.matters.learning.text import bare, joined
from tests.shared_data import shared

pytestmark = pytest.mark.once

LIFT = ["三号楼电梯又停了", "电梯按钮坏了没人修", "电梯里面一直有异响", "半夜电梯困人"]
NOISE = ["楼下广场舞音响太吵", "夜里施工噪音睡不着", "烧烤摊半夜吵闹", "音响噪音影响孩子学习"]


def small_model() -> Model:
    return train(LIFT + NOISE, ["电梯"] * len(LIFT) + ["噪音"] * len(NOISE))


def test_a_text_is_suggested_the_category_whose_words_it_uses():
    first, second = small_model().suggest(["五号楼的电梯坏了", "隔壁音响噪音很大"])
    assert (first.category, second.category) == ("电梯", "噪音")
    assert any("电梯" in word for word in first.words)


def test_the_words_behind_a_suggestion_stand_in_the_text_as_written():
    text = "ＫＴＶ楼下12点还在放音响，噪音很大"
    suggestion = small_model().suggest([text])[0]
    choices = [suggestion, *suggestion.runner_ups]
    assert suggestion.words
    assert all(word in text for choice in choices for word in choice.words)


def test_scores_of_all_categories_add_up_to_one():
    suggestion = small_model().suggest(["电梯的噪音"])[0]
    total = suggestion.score + sum(choice.score for choice in suggestion.runner_ups)
    assert total == pytest.approx(1, abs=0.001)


def test_the_order_of_suggestions_is_the_order_of_texts_also_beyond_one_batch():
    texts = ["电梯坏了", "音响太吵"] * 400
    assert [s.category for s in small_model().suggest(texts)] == ["电梯", "噪音"] * 400


def test_an_empty_text_gets_a_suggestion_without_words():
    suggestion = small_model().suggest([""])[0]
    assert suggestion.words == ()
    assert 0 <= suggestion.score <= 1


def test_training_twice_gives_the_same_model_and_the_file_gives_it_back(tmp_path):
    first, second = small_model(), small_model()
    assert np.array_equal(first.pull, second.pull)
    first.save(tmp_path / "categories.npz")
    texts = [*LIFT, *NOISE, "别的事情"]
    assert Model.load(tmp_path / "categories.npz").suggest(texts) == second.suggest(texts)


def test_a_saved_model_holds_only_plain_arrays(tmp_path):
    small_model().save(tmp_path / "categories.npz")
    with zipfile.ZipFile(tmp_path / "categories.npz") as archive:
        for name in archive.namelist():
            stored = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
            assert stored.dtype.kind in "uf"


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x80\x04N."])
def test_a_foreign_file_is_refused_as_a_model(tmp_path, content):
    path = tmp_path / "categories.npz"
    path.write_bytes(content)
    with pytest.raises(Faults) as refused:
        Model.load(path)
    assert [reason.code for reason in refused.value.reasons] == ["wrong_model"]


def test_a_label_with_too_few_texts_is_left_out_and_named():
    model = train([*LIFT, *NOISE, "路灯不亮"], ["电梯"] * 4 + ["噪音"] * 4 + ["照明"])
    assert model.categories == ("噪音", "电梯")
    assert model.left_out == (("照明", 1),)


def test_one_label_is_not_enough_to_learn():
    with pytest.raises(Faults) as refused:
        train([*LIFT, "", "x"], ["电梯"] * 4 + ["噪音", ""])
    assert [reason.code for reason in refused.value.reasons] == ["too_few_labels"]


def test_the_same_text_told_often_counts_once():
    assert train([*LIFT, *NOISE, *[NOISE[0]] * 9], ["电梯"] * 4 + ["噪音"] * 13).trained_on == 8


@pytest.mark.slow
def test_real_messages_reach_a_macro_f1_of_nine_tenths_on_texts_not_seen():
    with gzip.open(shared("zh-gov-messages/labelled_messages.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    texts = [joined((row["title"], row["detail"])) for row in rows]
    labels = np.asarray([row["label"] for row in rows])
    suggested = np.empty(len(rows), dtype=object)
    parts = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for seen, unseen in parts.split(texts, labels, groups=[bare(text) for text in texts]):
        model = train([texts[place] for place in seen], labels[seen].tolist())
        suggested[unseen] = [s.category for s in model.suggest([texts[place] for place in unseen])]
    assert f1_score(labels, suggested.astype(str), average="macro") >= 0.90
