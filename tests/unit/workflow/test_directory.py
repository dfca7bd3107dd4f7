"""certapp.workflow.directory: accounts found by a part of the name."""

import pytest

from certapp.registry.database import db
from certapp.registry.people import Role, User
from certapp.workflow import accounts, directory, paging, people
from certapp.workflow.errors import Forbidden
from certapp.workflow.people import NewPerson
from tests.neighbour import another_office
from tests.world import PASSWORD, World, user

NAMES = ("Nguyễn Văn Ánh", "Trần Thị Ân", "Đỗ Văn An", "Lê Bền", "Phạm Thị Đào", "Bền")


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office with these people and a clerk."""
    office = World(tmp_path_factory.mktemp("directory"))
    with office.app.app_context():
        another_office()
        for number, name in enumerate(NAMES):
            person = NewPerson(
                username=f"user-{number}",
                name=name,
                title="Công chức",
                roles=frozenset({Role.OFFICIAL}),
                password=PASSWORD,
                unit_id=office.unit_id,
            )
            people.add(user(office.clerk), person, office.now)
        closed = db.session.query(User).filter_by(username="user-3").one().id
        accounts.close(user(office.clerk), closed, office.now)
    return office


def names(office: World, **wanted: object) -> list[str]:
    with office.app.app_context():
        return [each.name for each in directory.search(user(office.clerk), **wanted).rows]  # type: ignore[arg-type]


def test_everyone_by_given_name(staffed: World) -> None:
    assert names(staffed) == [
        "Đỗ Văn An", "Trần Thị Ân", "Nguyễn Văn Ánh", "Bền", "Lê Bền", "Phạm Thị Đào", "Trần Thị Mai",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đỗ", ["Đỗ Văn An"]),
        ("DO VAN", ["Đỗ Văn An"]),
        ("van an", ["Đỗ Văn An", "Nguyễn Văn Ánh"]),
        ("anh nguyen", ["Nguyễn Văn Ánh"]),
        ("BỀN", ["Bền", "Lê Bền"]),
        ("user-4", ["Phạm Thị Đào"]),
        ("%", []),
        ("x" * 100_000, []),
        ("\u0000\ud800", []),
    ],
)
def test_with_or_without_marks(staffed: World, text: str, found: list[str]) -> None:
    assert names(staffed, text=text) == found


def test_by_role_and_state(staffed: World) -> None:
    assert names(staffed, role=Role.CLERK) == ["Trần Thị Mai"]
    assert names(staffed, is_active=False) == ["Lê Bền"]
    assert "Lê Bền" not in names(staffed, is_active=True)


def test_pages(staffed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 3)
    with staffed.app.app_context():
        pages = [directory.search(user(staffed.clerk), page=number) for number in (-1, 1, 2, 3, 10**30)]
        assert [page.number for page in pages] == [1, 1, 2, 3, 3]
        assert {(page.total, page.pages) for page in pages} == {(7, 3)}
        assert [len(page.rows) for page in pages] == [3, 3, 3, 1, 1]


def test_only_a_clerk_may(staffed: World) -> None:
    with staffed.app.app_context(), pytest.raises(Forbidden):
        directory.search(db.session.query(User).filter_by(username="user-1").one())
