"""The seal for later years: PAdES B-LTA (ETSI EN 319 142-1).

What a verifier will need is put into the file (DSS), with a time stamp over all of it. ISO 32000-2, 12.8.2.2,
does not count these as changes of the document, whatever its certification forbids.
"""

import asyncio
import io

from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import collect_validation_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from certapp.paper import time_stamp
from certapp.paper.authority import Authority
from certapp.paper.cms import DIGEST, translated
from certapp.paper.coroutines import finish
from certapp.paper.errors import PaperError, TimeStampError
from certapp.paper.update import Update

FIELD = "DauThoiGian"
_SECONDS = 60  # for everything that is asked for one paper
# The time stamp is the last thing in the file and covers all that is in it.
_BEFORE = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)


def archived(pdf: bytes, root: x509.Certificate, authority: Authority) -> bytes:
    """Add validation data and a document time stamp to a sealed paper, as one more revision.

    The data are certificates, and what is said of their revocation at the places that they name; the office's
    own name none, for its trust list says so.

    :param pdf: as :func:`certapp.paper.seal.seal` made it.
    :param root: the office root that the seal leads to.
    :returns: a file that begins with `pdf`, byte for byte.
    :raises PaperError: `seal_invalid`, the seal is not valid now, and a time stamp would not change that;
        `tsa_unconfirmed`, the time stamp in the seal cannot be told valid now.
    :raises TimeStampError: no time stamp, or no word on the revocation of the authority's own certificate.
    """
    return finish(_archived(pdf, root, authority))


async def _archived(pdf: bytes, root: x509.Certificate, authority: Authority) -> bytes:
    client = time_stamp.client(authority)
    context = ValidationContext(
        trust_roots=[translated(each) for each in (root, *authority.roots)],
        allow_fetching=True,
        revocation_mode="hard-fail",  # a place that is named must answer, and say that it is good
    )
    try:
        async with asyncio.timeout(_SECONDS):
            return await _stamped(pdf, client, context)
    except TimeoutError as error:
        raise TimeStampError("tsa_slow") from error
    finally:
        await context.aclose()


async def _stamped(pdf: bytes, client: time_stamp.Client, context: ValidationContext) -> bytes:
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        [signature] = reader.embedded_signatures
        status = await async_validate_pdf_signature(signature, context)
        if not (status.intact and status.valid and status.trusted and status.docmdp_ok):
            raise PaperError("seal_invalid")
        if not status.bottom_line:  # perhaps its issuer does not answer at this moment
            raise PaperError("tsa_unconfirmed")
        paths = await collect_validation_info(signature, context)
    except (PdfError, ValueError, SignatureValidationError, ValidationError, PathError) as error:
        raise PaperError("seal_invalid") from error
    try:
        output = await PdfTimeStamper(client, FIELD).async_timestamp_pdf(
            Update(reader.stream, prev=reader),
            DIGEST,
            validation_context=context,
            bytes_reserved=2 * client.room,
            validation_paths=paths,
            dss_settings=_BEFORE,
        )
    except (ValidationError, PathError) as error:
        raise TimeStampError("tsa_untrusted") from error
    except SigningError as error:  # a token longer than all before; the next time there is room for it
        raise TimeStampError("tsa_answer") from error
    stamped: bytes = output.getvalue()
    return stamped
