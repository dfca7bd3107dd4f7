"""The words of the paper that an office may choose itself: templates of plain text with fields.

The defaults are the files of `templates/paper/`. A template holds text and fields such as `{{ cơ_quan }}`,
and nothing else: no calls, attributes, filters or tags. What is not on that short list is refused when it is
saved; the sandbox stands behind it.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from certapp.config import ROOT
from certapp.workflow import texts
from certapp.workflow.errors import WorkflowError

# The longest template of each part, characters.
PARTS: Final = {"title": 60, "subject": 150, "opening": 600, "closing": 900, "scan_vi": 300, "scan_en": 300}
MAY_BE_EMPTY: Final = frozenset({"closing", "scan_en"})
PARAGRAPHS: Final = frozenset({"closing"})  # where there may be several

# What a clerk calls the facts of a paper; all of them are told by the token, too, or are the office's own.
FIELDS: Final = {
    "cơ_quan": "office",
    "địa_bàn": "district",
    "tỉnh": "province",
    "số": "number",
    "ngày_cấp": "day",
    "họ_tên": "holder",
    "năm_sinh": "birth_year",
    "bốn_số_cuối": "id_last4",
    "chức_vụ": "position",
    "đơn_vị": "unit",
    "nơi_thường_trú": "residence",
    "nơi_đến": "destinations",
    "lý_do": "purpose",
    "từ_ngày": "start",
    "đến_ngày": "end",
    "giờ_đi_lại": "hours",
}

_FOLDER = ROOT / "templates" / "paper"
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)
_FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BRACES = re.compile(r"[{}]")
_environment = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,  # plain text for paper, no HTML
)


@cache
def default(part: str) -> str:
    """Return the template of a part that an office has not chosen itself."""
    return cleaned(part, (_FOLDER / f"{part}.txt").read_text(encoding="utf-8"))


def in_use(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the template of every part.

    :param chosen: the office's own, by part.
    """
    return {part: chosen.get(part, default(part)) for part in PARTS}


def cleaned(part: str, template: str) -> str:
    """Return a template in NFC with blanks folded; paragraphs stay apart where the part may have several."""
    if part not in PARAGRAPHS:
        return texts.clean(template)
    return "\n".join(line for line in map(texts.clean, template.splitlines()) if line)


def own(templates: Mapping[str, str]) -> dict[str, str]:
    """Return those of the cleaned templates that say something else than the defaults."""
    return {part: template for part, template in templates.items() if template != default(part)}


def fault(part: str, template: str) -> tuple[str, dict[str, str]] | None:
    """Return the code of what is wrong with a cleaned template, and what its sentence mentions, or None."""
    if not template and part in MAY_BE_EMPTY:
        return None
    if code := texts.fault(template.replace("\n", " "), PARTS[part]):
        return code, {}
    if _is_plain(template):
        return None
    known = {"known": ", ".join(map(written, FIELDS)).replace("{ ", "{\u00a0").replace(" }", "\u00a0}")}
    for found in _FIELD.finditer(template):
        if (name := found[1].strip()) not in FIELDS:
            return "wording_field", {"field": name, **known}
    return "wording_braces", known


def written(field: str) -> str:
    """Return a field as it is written in a template."""
    return f"{{{{ {field} }}}}"


def rendered(part: str, template: str, values: Mapping[str, str]) -> str:
    """Return the text of a part.

    :param values: of every field.
    :raises WorkflowError: `wording_unusable`, a template that this release would refuse to save.
    """
    compiled = _compiled(template)
    if compiled is None:
        raise WorkflowError("wording_unusable", part=part)
    return compiled.render(values)


def _is_plain(template: str) -> bool:
    """Tell whether a template is text and known fields. A single brace in the text is a slip of the pen."""
    if "{%" in template or "{#" in template:
        return False
    try:
        tree = _environment.parse(template)
    except TemplateError:
        return False
    found = list(tree.find_all(nodes.Node))
    return (
        all(isinstance(node, _ALLOWED) for node in found)
        and all(node.name in FIELDS for node in found if isinstance(node, nodes.Name))
        and not any(_BRACES.search(node.data) for node in found if isinstance(node, nodes.TemplateData))
    )


@lru_cache(maxsize=256)
def _compiled(template: str) -> Template | None:
    return _environment.from_string(template) if _is_plain(template) else None
