"""Errors of the paper room."""

from certapp.credential.errors import CertappError


class PaperError(CertappError):
    """A page that cannot be printed or sealed, or an upload that cannot be read."""


class TimeStampError(PaperError):
    """A time stamp that could not be had, or was not what it should be."""
