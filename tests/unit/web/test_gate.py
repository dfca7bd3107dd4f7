import pytest

from certapp.web.gate import own_address


@pytest.mark.parametrize("address", ["/", "/applications", "/review?page=2&q=Đỗ", "/V/ABC", "/a//b", "/a:b"])
def test_an_address_of_this_server_may_be_gone_on_to(address: str) -> None:
    assert own_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "applications",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        " /applications",
    ],
)
def test_any_other_is_refused(address: str) -> None:
    assert own_address(address) is None
