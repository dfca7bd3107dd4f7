"""Papers whose parts are each sound, or look it, and do not belong together."""

import re
from collections.abc import Callable

from tests.pdf.kit import HOLDER, Kit, another_name, drawing, place_of, qr_over, qr_place, rewritten, update

Attack = Callable[[Kit], bytes]


# --- the QR of one paper on the page of another


def foreign_page_unsigned(kit: Kit) -> bytes:
    return qr_over(kit.qr_text, kit.other_page, qr_place(kit.other_page))


def foreign_page_signed(kit: Kit) -> bytes:
    return kit.reseal(foreign_page_unsigned(kit))


def foreign_page_by_another_approver(kit: Kit) -> bytes:
    return kit.seal_other(foreign_page_unsigned(kit))


def page_of_nothing_signed(kit: Kit) -> bytes:
    """A page that says nothing at all beside the QR."""
    return kit.reseal(rewritten(kit.page, lambda content: re.sub(rb"BT.*?ET", b"", content, flags=re.S)))


# --- the page itself, by another hand


def another_approver(kit: Kit) -> bytes:
    return kit.seal_other(kit.page)


def stranger(kit: Kit) -> bytes:
    return kit.seal_stranger(kit.page)


# --- another text


def another_name_unsigned(kit: Kit) -> bytes:
    return update(kit.page, another_name(kit.page))


def another_name_signed(kit: Kit) -> bytes:
    return kit.reseal(another_name_unsigned(kit))


def _overprinted(old: str, new: str) -> Attack:
    def attack(kit: Kit) -> bytes:
        left, bottom, right, top = place_of(kit.page, old)
        patch = f"1 g {left - 1} {bottom - 3} {right - left + 2} {top - bottom + 6} re f 0 g"
        text = f"BT /Z 12 Tf {left} {bottom} Td ({new}) Tj ET"
        return kit.reseal(update(kit.page, drawing(f"{patch} {text}".encode())))

    return attack


# --- the genuine text is there, but nobody sees it


def _hidden(edit: Callable[[bytes], bytes]) -> Attack:
    def attack(kit: Kit) -> bytes:
        left, bottom, _, _ = place_of(kit.page, HOLDER)
        shown = f"BT /Z 14 Tf {left} {bottom} Td (LE VAN GIA) Tj ET".encode()
        return kit.reseal(update(rewritten(kit.page, edit), drawing(shown)))

    return attack


def _off_the_page(content: bytes) -> bytes:
    return re.sub(rb"1 0 0 1 (\S+) (\S+) Tm", rb"1 0 0 1 2\1 \2 Tm", content)


def _tiny(content: bytes) -> bytes:
    return re.sub(rb"(/F\S+) \S+ Tf", rb"\1 0.4 Tf", content)


def _into_the_clip(content: bytes) -> bytes:
    return content.replace(b"BT", b"q BT 7 Tr").replace(b"ET", b"ET Q")  # the QR is not to be clipped by it


def _clipped(content: bytes) -> bytes:
    return content.replace(b"BT", b"q 0 0 1 1 re W n BT").replace(b"ET", b"ET Q")


def below_a_patch(kit: Kit) -> bytes:
    left, bottom, right, top = place_of(kit.page, HOLDER)
    patch = f"1 g {left - 2} {bottom - 4} {right - left + 4} {top - bottom + 8} re f"
    return kit.reseal(update(kit.page, drawing(patch.encode())))


# --- several papers in one file


def two_codes(kit: Kit) -> bytes:
    return qr_over(kit.other_qr_text, kit.page, (390.0, 60.0, 540.0, 210.0))


def two_codes_signed(kit: Kit) -> bytes:
    return kit.reseal(two_codes(kit))


ATTACKS: dict[str, Attack] = {
    "foreign_page_unsigned": foreign_page_unsigned,
    "foreign_page_signed": foreign_page_signed,
    "foreign_page_by_another_approver": foreign_page_by_another_approver,
    "page_of_nothing_signed": page_of_nothing_signed,
    "another_approver": another_approver,
    "stranger": stranger,
    "another_name_unsigned": another_name_unsigned,
    "another_name_signed": another_name_signed,
    "another_birth_year": _overprinted("1988", "1968"),
    "another_plate": _overprinted("85B1-123.45", "79A-666.66"),
    "another_hour": _overprinted("05:00", "00:00"),
    "another_end": _overprinted("hết ngày", "het nam"),
    "hidden_by_mode_3": _hidden(lambda content: content.replace(b"BT", b"BT 3 Tr")),
    "hidden_by_clipping_mode": _hidden(_into_the_clip),
    "hidden_in_white": _hidden(lambda content: content.replace(b"BT", b"BT 1 1 1 rg")),
    "hidden_in_pale_grey": _hidden(lambda content: content.replace(b"BT", b"BT .95 .95 .95 rg")),
    "hidden_off_the_page": _hidden(_off_the_page),
    "hidden_by_size": _hidden(_tiny),
    "hidden_by_clipping": _hidden(_clipped),
    "below_a_patch": below_a_patch,
    "two_codes": two_codes,
    "two_codes_signed": two_codes_signed,
}
