"""Lines are never wider than their column, and no character of the text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certapp.paper.block import Block, Line, Rule, Style, beside, stacked
from certapp.paper.fonts import Fonts
from certapp.paper.typeset import balanced, broken, centred, fitted, paragraph, ragged

WIDTH = 200.0
SENTENCE = "Đề nghị các chốt kiểm soát và cơ quan, đơn vị liên quan tạo điều kiện cho ông (bà) có tên trên"
TEXTS = st.text(alphabet="aăâđêWỆiị.,-/0  ", max_size=300)


@pytest.fixture(scope="session")
def style(fonts: Fonts) -> Style:
    return Style(fonts.regular, 13, spacing=1.2)


@given(text=TEXTS, width=st.floats(30, 500), indent=st.floats(0, 15))
def test_lines_fit_and_lose_nothing(style: Style, text: str, width: float, indent: float) -> None:
    lines = broken(text, style, width, indent)
    for number, line in enumerate(lines):
        assert style.width(line) <= width - (indent if number == 0 else 0) + 1e-6
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(text=TEXTS)
def test_balanced_lines_are_no_more_than_needed(style: Style, text: str) -> None:
    lines = balanced(text, style, WIDTH)
    assert len(lines) == len(broken(text, style, WIDTH))
    assert all(style.width(line) <= WIDTH + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_balanced_lines_are_of_about_one_length(style: Style) -> None:
    text = "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM HUYỆN"
    greedy = [style.width(line) for line in broken(text, style, 290)]
    even = [style.width(line) for line in balanced(text, style, 290)]
    assert len(greedy) == len(even) == 2
    assert max(even) - min(even) < 0.5 * (max(greedy) - min(greedy))


def test_a_long_word_is_broken_not_clipped(style: Style) -> None:
    lines = broken("A" + "W" * 60, style, WIDTH)
    assert len(lines) > 1
    assert "".join(lines) == "A" + "W" * 60


def test_a_long_word_is_broken_after_its_joints(style: Style) -> None:
    number = "1059/GXN-UBMTTQVN-BTT"
    assert broken(number, style, style.width("UBMTTQVN-BTT") + 1) == ["1059/GXN-", "UBMTTQVN-BTT"]


def test_a_last_line_of_one_short_word_gets_another(style: Style) -> None:
    text = f"{SENTENCE} đi lại"
    assert broken(text, style, style.width(text) - 1)[-1] == "đi lại"
    torn = "một hai ba bốn nghiêng anh"  # without its last word the first line would be half empty
    assert broken(torn, style, style.width(torn) - 1, justified=True)[-1] == "anh"
    assert broken(torn, style, style.width(torn) - 1)[-1] == "nghiêng anh"


def test_a_size_shrinks_until_the_text_takes_one_line(style: Style) -> None:
    wide = style.width(SENTENCE)
    assert fitted(SENTENCE, style, 5, wide) == style
    shrunk = fitted(SENTENCE, style, 5, wide / 2)
    assert wide / 2 - 2 < shrunk.width(SENTENCE) <= wide / 2
    assert fitted(SENTENCE, style, 10, wide / 2).size == 10


def test_a_block_is_cut_between_two_lines(style: Style) -> None:
    block = ragged(SENTENCE, style, 0, WIDTH)
    above, below = block.cut(2 * style.leading)
    assert len(above.marks) == 2
    assert stacked([above, below]) == block


def test_a_no_break_space_holds_its_words_together(style: Style) -> None:
    text = "từ 06 giờ 00 đến 18 giờ 30"
    narrow = style.width("từ 06 giờ ")
    assert broken(text, style, narrow)[0] == "từ 06 giờ"
    held = broken(text.replace("giờ ", "giờ\u00a0"), style, narrow)
    assert held[:2] == ["từ 06", "giờ 00"]  # and it prints as a space, which stretches like one


def test_a_paragraph_is_flush_on_both_sides(style: Style) -> None:
    lines = [
        mark for mark in paragraph(SENTENCE, style, 10, WIDTH, indent=20).marks if isinstance(mark, Line)
    ]
    assert len(lines) == 3
    for line in lines[:-1]:
        end = line.x + style.width(line.text) + line.word_space * line.text.count(" ")
        assert end == pytest.approx(10 + WIDTH)
    assert [line.x for line in lines] == [30] + [10] * (len(lines) - 1)
    assert lines[-1].word_space == 0


def test_a_line_is_not_torn_apart_to_be_flush(style: Style) -> None:
    first = paragraph(f"một hai {'W' * 16}", style, 0, WIDTH).marks[0]
    assert isinstance(first, Line)
    assert (first.text, first.word_space) == ("một hai", 0)


def test_centred_lines_have_equal_room_on_both_sides(style: Style) -> None:
    for mark in centred(SENTENCE, style, 50, WIDTH).marks:
        assert isinstance(mark, Line)
        assert mark.x - 50 == pytest.approx(50 + WIDTH - (mark.x + style.width(mark.text)))


def test_line_spacing_is_a_multiple_of_single(style: Style) -> None:
    block = ragged(SENTENCE, style, 0, WIDTH)
    first, second = block.marks[:2]
    assert second.y - first.y == pytest.approx(13 * 1.15 * 1.2)
    assert block.height == pytest.approx(len(block.marks) * 13 * 1.15 * 1.2)


def test_stacked_blocks_keep_their_gaps_and_empty_ones_take_none() -> None:
    block = stacked([Block(10, (Rule(0, 10, 5),)), Block(0), Block(20, (Rule(0, 20, 5),))], gap=3)
    assert block.height == 33
    assert [mark.y for mark in block.marks] == [10, 33]


def test_blocks_beside_each_other_are_as_high_as_the_highest() -> None:
    block = beside(Block(10, (Rule(0, 10, 5),)), Block(25, (Rule(50, 25, 5),)))
    assert block.height == 25
    assert [mark.y for mark in block.marks] == [10, 25]


@pytest.mark.parametrize("setting", [paragraph, ragged, centred])
def test_an_empty_text_takes_no_room(style: Style, setting) -> None:
    assert setting("", style, 0, WIDTH) == Block(0, ())
