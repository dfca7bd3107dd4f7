"""Every sentence for people stands in the catalogues, in both languages, and nowhere else."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from certapp.web.language import DOMAINS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "certapp"
CATALOGUES = PACKAGE / "translations"
LANGUAGES = ("vi", "en")
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(PACKAGE.glob("static/scan/**/*.js"))

Node = TypeVar("Node", bound=ast.AST)

GETTEXT = {"_", "_l", "gettext", "lazy_gettext", "say"}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.\w+)+")
SCRIPT_KEY = re.compile(r"""["`]([a-z][a-z0-9_]*\.[\w.]*)(["`]|\$\{)""")
START = re.compile(r"[a-z][a-z0-9_]*\.([\w.]*[._])?")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|%")

DEMO = re.compile(r"(^|/|_)demo(_|/|\.|$)")  # the demo office's people and places are data
VIETNAMESE = re.compile(
    r"[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữự]", re.IGNORECASE
)


@cache
def _catalogue(language: str) -> dict[str, tuple[str, str]]:
    """The domain and sentence of every key."""
    found: dict[str, tuple[str, str]] = {}
    for domain in DOMAINS:
        for key, sentence in _domain(language, domain).items():
            assert key not in found, f"{key} stands in {domain} and in {found[key][0]}"
            found[key] = (domain, sentence)
    return found


def _place(language: str, domain: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"


def _domain(language: str, domain: str) -> dict[str, str]:
    if not _place(language, domain).exists():
        return {}  # for the first test to tell
    with _place(language, domain).open("rb") as file:
        catalogue: Catalog = read_po(file, locale=language, domain=domain, abort_invalid=True)
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    return {str(message.id): str(message.string) for message in catalogue if message.id}


@cache
def _trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text()) for file in MODULES}


def _nodes(kind: type[Node]) -> Iterator[Node]:
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield node


def _keys_of_code() -> Iterator[tuple[str, bool]]:
    """Each key a module asks for, and whether it is whole or only how it begins."""
    for node in _nodes(ast.Call):
        asks = isinstance(node.func, ast.Name) and node.func.id in GETTEXT
        for text in [*node.args[:asks], *(word.value for word in node.keywords if word.arg == "help")]:
            match text:
                case ast.Constant(value=str(key)):
                    yield key, True
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                    yield start, False
                case ast.BinOp(left=ast.Constant(value=str(start))):
                    yield start, False


def _keys_of_templates() -> Iterator[tuple[str, bool]]:
    syntax = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True)
    for file in TEMPLATES:
        for call in syntax.parse(file.read_text()).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT:
                match call.args[0]:
                    case nodes.Const(value=str(key)):
                        yield key, True
                    case nodes.Concat(nodes=[nodes.Const(value=str(start)), *_]):
                        yield start, False
                    case nodes.Add(left=nodes.Const(value=str(start))):
                        yield start, False


def _keys_of_scripts() -> Iterator[tuple[str, bool]]:
    rooms = {key.partition(".")[0] for key in _catalogue("vi")}
    for file in SCRIPTS:
        for key, end in SCRIPT_KEY.findall(file.read_text()):
            if key.partition(".")[0] in rooms:
                yield key, end != "${"


def _last_name(node: ast.expr) -> str:
    """Return `b` of `b` and of `a.b`."""
    return ast.unparse(node).rpartition(".")[2]


def _error_codes() -> set[str]:
    """Every code with which an error of the tree of CertappError is made."""
    classes = {"CertappError"}
    definitions = list(_nodes(ast.ClassDef))
    while new := {
        each.name
        for each in definitions
        if each.name not in classes and classes & set(map(_last_name, each.bases))
    }:
        classes |= new
    calls = [node for node in _nodes(ast.Call) if _last_name(node.func) in classes]
    for definition in definitions:
        if definition.name in classes:
            calls += [
                node
                for node in ast.walk(definition)
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"
            ]
    return {
        code.value
        for call in calls
        for argument in call.args[:1]
        for code in ([argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument])
        if isinstance(code, ast.Constant) and isinstance(code.value, str)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_domain_has_its_catalogue_and_every_catalogue_is_loaded(language: str) -> None:
    assert {file.stem for file in (CATALOGUES / language / "LC_MESSAGES").glob("*.po")} == set(DOMAINS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_a_sentence(language: str) -> None:
    assert [key for key, (_, sentence) in _catalogue(language).items() if not sentence.strip()] == []


def test_both_languages_hold_the_same_keys_in_the_same_domains() -> None:
    vietnamese, english = (
        {(domain, key) for key, (domain, _) in _catalogue(language).items()} for language in LANGUAGES
    )
    assert vietnamese ^ english == set()


def test_a_key_looks_like_a_key() -> None:
    assert [key for key in _catalogue("vi") if not KEY.fullmatch(key)] == []


def test_both_languages_name_the_same_facts() -> None:
    def facts(sentence: str) -> set[str]:
        return {found.group(1) or found.group() for found in PLACEHOLDER.finditer(sentence)}

    english = _catalogue("en")
    different = [
        key
        for key, (_, sentence) in _catalogue("vi").items()
        if key in english and facts(sentence) != facts(english[key][1])
    ]
    assert different == []
    stray = [
        key for key, (_, sentence) in english.items() if "%" in facts(sentence) and facts(sentence) != {"%"}
    ]
    assert stray == [], "a sentence with facts writes a percent sign as %%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_use_has_a_sentence(language: str) -> None:
    used = [*_keys_of_code(), *_keys_of_templates(), *_keys_of_scripts()]
    assert used, "not one key was found in use"
    held = _catalogue(language)
    missing = [
        key
        for key, whole in used
        if (key not in held if whole else not any(each.startswith(key) for each in held))
    ]
    assert sorted(set(missing)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence(language: str) -> None:
    codes = _error_codes()
    assert {"port_taken", "throttled"} <= codes, "the search for codes finds no more"
    assert sorted(code for code in codes if f"error.{code}" not in _catalogue(language)) == []


def test_no_key_is_left_over() -> None:
    """A key counts as used when it, or how it begins, is written down somewhere."""
    written = {node.value for node in _nodes(ast.Constant) if isinstance(node.value, str)}
    for file in TEMPLATES:
        written |= {found.group() for found in re.finditer(r"[a-z][\w.]*", file.read_text())}
    written |= {key for key, _ in _keys_of_scripts()}
    starts = tuple(text for text in written if START.fullmatch(text))
    assert [key for key in _catalogue("vi") if key not in written and not key.startswith(starts)] == []


def test_no_module_speaks_vietnamese() -> None:
    found = []
    for file, tree in _trees().items():
        name = file.relative_to(ROOT).as_posix()
        if DEMO.search(name):
            continue
        quiet = set()  # docstrings may quote a decree, patterns must match what people write
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr):
                quiet.add(node.value)
            elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                quiet.update(node.args)
        found += [
            f"{name}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in quiet
            and VIETNAMESE.search(node.value)
            and re.search(r"\w\s+\w+\s+\w", node.value)
            and not node.value.istitle()  # a name
        ]
    assert found == []


def test_no_template_holds_a_word_for_people() -> None:
    """What is left of a template without its tags and expressions is punctuation."""
    code = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
    spoken = re.compile(r"\b(?:alt|title|placeholder|aria-label|label|content)\s*=\s*\"([^\"]*)\"")
    tag = re.compile(r"<[^>]*>|&#?\w+;", re.DOTALL)
    # the name of a class of style, and commands to copy into a terminal
    machine = re.compile(r"\{%-? block width -?%\}.*?\{%-? endblock|<code>.*?</code>")
    found = []
    for file in TEMPLATES:
        bare = code.sub("", machine.sub("", file.read_text()))
        texts = [tag.sub(" ", bare), *spoken.findall(re.sub(r"<meta[^>]*>", "", bare))]
        found += [
            f"{file.relative_to(ROOT)}: {word}"
            for text in texts
            for word in re.findall(r"[^\W\d_]{2,}", text)
        ]
    assert found == []
