"""Simulated bad hearing: which characters change, into what, and what stays as it was said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from anfu.reading.examples import read_examples
from anfu.reading.mishearing import Mishearing

NLU = Path(__file__).resolve().parents[2] / "data" / "nlu"
SAID = "包裹五天没到，你们怎么回事！订单尾号8866，APP上一直显示“派送中”…到底什么时候送"
MARKS = ",，.。!！?？;；:：、…~「」“”‘’\"'()（）—-"

OF_NUMBERS = re.compile(r"(?<=\d)\.(?=\d)|(?<=\d)%|[¥￥](?=\d)")
"""Marks that belong to a number."""


def han(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(re.findall(r"[㐀-䶿一-鿿]", text))  # the hexagrams between them are signs


def changed(said: str, heard: str) -> list[tuple[str, str]]:
    """The characters that were misheard, each with what was heard instead."""
    return [(was, now) for was, now in zip(han(said), han(heard), strict=True) if was != now]


def test_the_same_seed_hears_the_same() -> None:
    assert Mishearing(0.3, seed=5)(SAID) == Mishearing(0.3, seed=5)(SAID)
    assert len({Mishearing(0.3, seed=seed)(SAID) for seed in range(20)}) > 10


def test_a_text_is_heard_the_same_whatever_was_heard_before() -> None:
    hear = Mishearing(0.3)
    first = hear(SAID)
    hear("别的话")
    assert hear(SAID) == first


def test_another_process_hears_the_same() -> None:
    code = "import sys; from anfu.reading.mishearing import Mishearing; print(Mishearing(0.5)(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, SAID],
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
        cwd=NLU.parents[1],
        timeout=120,
        check=True,
    )
    assert done.stdout.decode().strip() == Mishearing(0.5)(SAID)


def test_about_a_tenth_of_the_characters_change_and_all_of_them_sound_alike() -> None:
    said = [example.text for example in read_examples(NLU / "ask")]
    hear = Mishearing()
    wrong = [pair for text in said for pair in changed(text, hear(text))]
    characters = sum(len(han(text)) for text in said)
    assert characters > 5_000
    # A little under 0.1, since nothing frequent sounds like some of those chosen.
    assert 0.08 <= len(wrong) / characters <= 0.105
    assert [pair for pair in wrong if lazy_pinyin(pair[0]) != lazy_pinyin(pair[1])] == []


def test_a_misheard_character_is_a_common_one() -> None:
    heard = {Mishearing(1, seed=seed)("五") for seed in range(200)}
    assert {"无", "物"} <= heard
    assert heard.isdisjoint("五毋圬鹜骛焐怃")


def test_a_character_like_no_other_is_heard_rightly() -> None:
    assert Mishearing(1)("能") == "能"


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.5, 0.3, 0.6), (1.0, 0.7, 1)])
def test_the_share_decides_how_much_changes(share: float, least: float, most: float) -> None:
    said = SAID * 20
    assert least <= len(changed(said, Mishearing(share)(said))) / len(han(said)) <= most


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_no_punctuation_is_left(share: float) -> None:
    said = "".join(f"天{mark}" for mark in MARKS) + "“好”"
    assert not set(Mishearing(share)(said)) & set(MARKS)


@pytest.mark.parametrize("mark", "～《》【】·")
def test_no_rarer_punctuation_is_left(mark: str) -> None:
    assert mark not in Mishearing(0)(f"好的{mark}谢谢")


def test_where_a_mark_stood_there_is_a_pause() -> None:
    assert Mishearing(0)("喂，在吗？？……  你们！") == "喂 在吗 你们"
    assert Mishearing(0)("……") == ""
    assert Mishearing(0)("") == ""


def test_letters_and_digits_are_heard_as_they_are() -> None:
    heard = Mishearing(1)("APP打不开 error 502 order 8866 ６６")
    assert re.findall(r"[A-Za-z]+|\d+", heard) == ["APP", "error", "502", "order", "8866", "６６"]


@pytest.mark.parametrize("number", ["0.5", "20%", "3.5%", "¥300", "￥1200.50"])
def test_the_marks_of_a_number_stay(number: str) -> None:
    assert Mishearing(0)(f"退我{number}，行吗") == f"退我{number} 行吗"


def test_the_same_marks_elsewhere_go() -> None:
    assert Mishearing(0)("100.好的. .5 a%b ¥ 好") == "100 好的 5 a b 好"


spoken = st.text(
    st.one_of(
        st.sampled_from("退款三天没到五六七八九十我要投诉你们的快递员能"),
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
        st.sampled_from("aZ09８Ａ %　\t\n😡" + MARKS),
    ),
    max_size=60,
)


@given(spoken, st.floats(0, 1), st.integers())
def test_only_sounds_are_mistaken(said: str, share: float, seed: int) -> None:
    heard = Mishearing(share, seed)(said)
    assert len(han(heard)) == len(han(said))
    assert all(lazy_pinyin(was) == lazy_pinyin(now) for was, now in changed(said, heard))
    assert not set(OF_NUMBERS.sub("", heard)) & set(MARKS + "%😡")
    assert heard == " ".join(heard.split())
    kept = re.compile(r"[^a-zA-Z0-9８Ａ]")  # what is neither Chinese nor a mark stays as it is
    assert kept.sub("", heard) == kept.sub("", said)
    assert Mishearing(share, seed)(said) == heard
