"""certapp.workflow.wording_templates: text and known fields, and nothing that a template engine could do."""

import pytest

from certapp.workflow import wording_templates
from certapp.workflow.errors import WorkflowError
from certapp.workflow.wording_templates import FIELDS, PARTS

VALUES = {name: f"<{name}>" for name in FIELDS}

ESCAPES = [
    "{{ họ_tên.__class__ }}",
    "{{ họ_tên['__class__'] }}",
    "{{ họ_tên|attr('__class__') }}",
    "{{ họ_tên|upper }}",
    "{{ họ_tên.format(1) }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ range(9) }}",
    "{{ self }}",
    "{{ config }}",
    "{{ họ_tên * 999999999 }}",
    "{{ họ_tên ~ số }}",
    "{{ họ_tên, số }}",
    "{{ [họ_tên] }}",
    "{{ 1 }}",
    "{{ 'x' }}",
    "{{ true }}",
    "{{ none }}",
    "{{ họ_tên if số else số }}",
    "{{ họ_tên is string }}",
    "{{ not họ_tên }}",
    "{{ }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{% set họ_tên = 'x' %}",
    "{% if họ_tên %}x{% endif %}",
    "{% include 'base.html' %}",
    "{% import 'os' as os %}",
    "{% raw %}x{% endraw %}",
    "{% macro x() %}{% endmacro %}",
    "{# x #}x",
]
SLIPS = [
    "{{ họ_tên",
    "họ_tên }}",
    "{{ họ_tên }",
    "{ họ_tên }",
    "{họ_tên}",
    "}",
    "{{{ họ_tên }}}",
    "{{{{ số }}}}",
]


def code(template: str, part: str = "opening") -> str | None:
    found = wording_templates.fault(part, wording_templates.cleaned(part, template))
    return found[0] if found else None


@pytest.mark.parametrize("part", PARTS)
def test_the_defaults_are_good_and_take_every_value(part: str) -> None:
    assert wording_templates.fault(part, wording_templates.default(part)) is None
    assert "{" not in wording_templates.rendered(part, wording_templates.default(part), VALUES)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_used(field: str) -> None:
    for template in (
        f"Cấp cho {{{{ {field} }}}}.",
        f"Cấp cho {{{{{field}}}}}.",
        f"Cấp cho {{{{ {field}\n}}}}.",
    ):
        assert code(template) is None
        assert wording_templates.rendered("opening", template, VALUES) == f"Cấp cho <{field}>."


@pytest.mark.parametrize("template", ESCAPES)
def test_what_is_no_plain_field_is_refused(template: str) -> None:
    assert code(template) in ("wording_field", "wording_braces")
    with pytest.raises(WorkflowError, match="wording_unusable"):
        wording_templates.rendered("opening", template, VALUES)


@pytest.mark.parametrize("template", SLIPS)
def test_braces_that_are_no_field_are_refused(template: str) -> None:
    assert code(template) is not None


@pytest.mark.parametrize("name", ["họ_và_tên", "ho_ten", "họ tên", "Họ_tên", "số.x", "loop", "g"])
def test_an_unknown_field_is_named_and_the_known_ones_listed(name: str) -> None:
    found = wording_templates.fault("opening", f"{{{{ số }}}} cấp cho {{{{ {name} }}}}")
    assert found is not None
    assert (found[0], found[1]["field"]) == ("wording_field", name)
    for field in FIELDS:
        assert field in found[1]["known"]


def test_a_value_is_never_taken_for_a_template() -> None:
    values = {**VALUES, "họ_tên": "{{ số }}{% raw %}", "số": "&<7>"}
    assert wording_templates.rendered("opening", "{{ họ_tên }} {{ số }}", values) == "{{ số }}{% raw %} &<7>"


def test_letters_typed_in_two_pieces_are_the_same_field() -> None:
    assert code("{{ ho\u0323_te\u0302n }}") is None


@pytest.mark.parametrize(
    ("part", "template", "found"),
    [
        ("title", "", "required"),
        ("opening", " \n ", "required"),
        ("closing", "", None),
        ("scan_en", "", None),
        ("title", "x" * 60, None),
        ("title", "x" * 61, "too_long"),
        ("closing", "Một.\nHai.", None),
        ("closing", "a\u0007b", "control_character"),
        ("closing", "x" * 900 + "\ny", "too_long"),
    ],
)
def test_lengths_and_characters(part: str, template: str, found: str | None) -> None:
    assert code(template, part) == found


def test_only_the_closing_keeps_its_lines() -> None:
    assert wording_templates.cleaned("closing", " Một. \r\n\n Hai.\n") == "Một.\nHai."
    assert wording_templates.cleaned("opening", " Một. \r\n\n Hai.\n") == "Một. Hai."


def test_what_equals_the_default_is_not_the_offices_own() -> None:
    chosen = {"title": "GIẤY ĐI ĐƯỜNG", "closing": "", "scan_vi": wording_templates.default("scan_vi")}
    kept = wording_templates.own(chosen)
    assert kept == {"title": "GIẤY ĐI ĐƯỜNG", "closing": ""}
    assert wording_templates.in_use(kept) == {
        **{part: wording_templates.default(part) for part in PARTS}, **kept
    }  # fmt: skip
