"""How large tokens and their QR codes become: the table of docs/token.md, from the records of of_records.py.

Run as a module it puts the table into the document; a test keeps both the same.
"""

from certapp.credential import qrtext
from certapp.paper.qr import Symbol, symbol
from tests.example import signed_token
from tests.vectors.of_records import RECORDS
from tests.vectors.worked_example import DOCUMENT

BEGIN, END = "<!-- sizes: begin -->", "<!-- sizes: end -->"


def sizes() -> dict[str, tuple[int, int, Symbol]]:
    """Return, by record, the bytes of its token, the characters of its QR text, and its symbol."""
    found = {}
    for name, record in RECORDS.items():
        data = signed_token(record)
        text = qrtext.encode(data, record.status.uri.rpartition("/s/")[0])
        found[name] = (len(data), len(text), symbol(text))
    return found


def table() -> str:
    """Return the table, in Markdown."""
    rows = [
        f"| {name} | {size} bytes | {length} characters "
        f"| {drawn.version}-{drawn.level.name}, {drawn.size} modules |"
        for name, (size, length, drawn) in sizes().items()
    ]
    return "\n".join(
        ["| record | token | QR text | QR version and level |", "| --- | --- | --- | --- |", *rows]
    )


def in_document(text: str) -> str:
    """Return the table as a document holds it.

    :raises ValueError: its marks are not there.
    """
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


if __name__ == "__main__":
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}", "utf-8")
