"""Finding accounts: by a part of the name, typed with or without marks."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from certapp.registry.database import db
from certapp.registry.people import Grant, Role, User
from certapp.workflow import paging
from certapp.workflow.paging import Page
from certapp.workflow.people import require_role
from certapp.workflow.texts import bare

MAX_SEARCH = 60  # characters that are looked for


def search(
    actor: User, *, text: str = "", role: Role | None = None, is_active: bool | None = None, page: int = 1
) -> Page[User]:
    """Return a page of the accounts of the clerk's office, by given name as a Vietnamese list is.

    :param text: part of the name, the username or the title, in any case, its marks left out or not.
    :param is_active: None for open and closed accounts.
    :param page: from 1; one beyond the last is the last.
    :raises Forbidden: `role_needed`.
    """
    require_role(actor, Role.CLERK)
    query = select(User.id, User.name, User.username, User.title).where(User.office_id == actor.office_id)
    if role is not None:
        query = query.where(User.id.in_(select(Grant.user_id).where(Grant.role == role.value)))
    if is_active is not None:
        query = query.where(User.is_active == is_active)
    # No database folds Vietnamese marks in a portable way; an office has hundreds of people, not millions.
    wanted = bare(text[:MAX_SEARCH]).split()
    found = sorted(
        (_given_name_first(name), user_id)
        for user_id, name, username, title in db.session.execute(query)
        if all(word in bare(f"{name} {username} {title}") for word in wanted)
    )
    size = paging.SIZE
    number = paging.bounded(page, len(found), size)
    ids = [user_id for _, user_id in found[(number - 1) * size : number * size]]
    users = db.session.scalars(select(User).where(User.id.in_(ids)).options(selectinload(User.grants)))
    rows = sorted(users, key=lambda user: ids.index(user.id))
    return Page(rows=rows, number=number, total=len(found), size=size)


def _given_name_first(name: str) -> tuple[str, str, str]:
    family, _, given = name.rpartition(" ")
    return bare(given), bare(family), name
