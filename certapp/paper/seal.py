"""The electronic signature of the PDF: PAdES (ETSI EN 319 142-1), certifying that nothing may change."""

import hashlib
import io
from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ISO32002
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from certapp.paper import cms, time_stamp
from certapp.paper.authority import Authority
from certapp.paper.coroutines import finish
from certapp.paper.errors import PaperError, TimeStampError
from certapp.paper.signing_key import SigningKey
from certapp.paper.update import Update

FIELD = "ChuKy"
Box = tuple[float, float, float, float]


def seal(
    pdf: bytes,
    key: SigningKey,
    chain: Sequence[x509.Certificate],
    signed_at: datetime,
    reason: str,
    location: str,
    *,
    page: int,
    box: Box,
    authority: Authority | None = None,
) -> bytes:
    """Sign `pdf` as its certifying signature, after which no change is allowed (DocMDP, level 1).

    :param pdf: an unsigned PDF.
    :param chain: certificates from the key's issuer up to the root, embedded for the verifier.
    :param signed_at: aware time, written as the claimed time of signing.
    :param page: from 0, where the printed note of the signature stands.
    :param box: its rectangle, which becomes the visible field: x1, y1, x2, y2 in points from the lower left.
    :param authority: gives a time stamp for the signature (level B-T); None: level B-B.
    :raises PaperError: `seal_failed`, the PDF is broken or already certified.
    :raises TimeStampError: as :meth:`certapp.paper.time_stamp.Client.async_timestamp`.
    """
    client = time_stamp.client(authority) if authority else None
    room = cms.longest(key.certificate, chain) + (client.room if client else 0)
    signature = SignatureObject(
        timestamp=signed_at,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        bytes_reserved=2 * room,  # it counts hexadecimal digits
    )
    try:
        signing = _placed(pdf, signature, page, box)
        prepared, output = signing.send(SigIOSetup(cms.DIGEST))
        signed = cms.signed(prepared.document_digest, key, chain)
        if client:
            signed = _stamped(signed, client, room)
        signing.send(signed)
    except (PdfError, SigningError) as error:
        raise PaperError("seal_failed") from error
    sealed: bytes = output.getvalue()
    return sealed


def _placed(
    pdf: bytes, signature: SignatureObject, page: int, box: Box
) -> Generator[Any, SigObjSetup | SigIOSetup | bytes, None]:
    """Put the field and the still empty signature into the document; pyHanko goes on from there."""
    writer = Update(io.BytesIO(pdf))
    if writer.prev.embedded_signatures:  # somebody has signed it already
        raise PaperError("seal_failed")
    writer.ensure_output_version((2, 0))  # type: ignore[no-untyped-call]  # where PAdES and this curve belong
    writer.register_extension(ISO32002)
    signing: Generator[Any, SigObjSetup | SigIOSetup | bytes, None]
    spec = SigFieldSpec(FIELD, on_page=page, box=box)  # type: ignore[arg-type]  # it takes any numbers
    signing = PdfCMSEmbedder(spec).write_cms(FIELD, writer)
    field = next(signing).get_object()
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): writer.add_object(_nothing(box))})
    certifying = SigMDPSetup(cms.DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    signing.send(SigObjSetup(signature, certifying))
    return signing


def _stamped(signed: bytes, client: time_stamp.Client, room: int) -> bytes:
    digest = hashlib.sha256(cms.signature_in(signed)).digest()
    stamped = cms.with_time_stamp(signed, finish(client.async_timestamp(digest, cms.DIGEST)))
    if len(stamped) > room:  # the token is longer than all before; the next time there is room for it
        raise TimeStampError("tsa_answer")
    return stamped


def _nothing(box: Box) -> generic.StreamObject:
    """The field's own appearance: empty, for the page prints the note itself."""
    x1, y1, x2, y2 = box
    edges = (generic.FloatObject(round(edge, 3)) for edge in (0.0, 0.0, x2 - x1, y2 - y1))
    name = generic.pdf_name
    return generic.StreamObject(
        {
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): generic.ArrayObject(edges),
        },
        stream_data=b"",
    )
