"""Issued certificates: found, read, downloaded, taken back. The same pages in every room that manages them.

What a person may see and do is the workflow's to say: a clerk all of the office, an approver their units.
"""

from flask import Blueprint


def add_views(blueprint: Blueprint, path: str) -> None:
    """Add the pages of issued certificates to a room.

    The endpoints, in the room's own blueprint: `certificates` (the list: search, state filter, pages),
    `certificate` (facts; suspend, reinstate and revoke with a reason), `certificate_paper` (the signed PDF)
    and `change_certificate` (POST). The room links to `.certificates` and to `.certificate` with
    `certificate_id`; who may enter is the room's own `before_request`.

    :param path: where the list stands below the room's prefix, such as `/certificates`.
    """
