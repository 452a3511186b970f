"""Run every code block of docs/ and README.md as it is written: `make test-docs`.

The blocks of a document share a namespace, as in a file that is read from top to bottom. HTML comments before a block:

- `<!--- invisible-code: python` sets up what a reader has already: an app that an earlier page made, a user;
- `<!--- run by: tests/live/test_deployment.py -->` names another test that reads the document and runs the block;
- `<!--- needs: Django>=6.0 -->` says which versions the block is for.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from sybil import Document, Example, Region, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown.lexers import DirectiveInHTMLCommentLexer, FencedCodeBlockLexer

from django_plotly_dash.registry.registry import registry
from tests.documentation import console, projects, templates

ROOT = Path(__file__).resolve().parents[2]
_RUN_BY = re.compile(r"<!--- run by: (?P<test>[\w/.-]+) -->\s*\Z")
_NEEDS = re.compile(r"<!--- needs: (?P<requirement>[^\n]+) -->\s*\Z")
_python = PythonEvaluator()


def run_python(example: Example) -> None:
    """Execute a block, and check what it sets of a project's settings and URLs."""
    before = projects.settings_in(example.namespace)
    _python(example)
    projects.check(example.namespace, before)


def parsed_by(parse_text: Callable[[str], Any]) -> Callable[[Example], None]:
    """Return what runs a block of data: it must be well-formed."""
    return lambda example: parse_text(str(example.parsed)) and None


EVALUATORS: dict[str, Callable[[Example], None]] = {
    "json": parsed_by(json.loads),
    "toml": parsed_by(tomllib.loads),
    "python": run_python,
    "console": console.run,
    "django": templates.render_django,
    "html+django": templates.render_django,
    "jinja": templates.render_jinja,
}


def run_elsewhere(example: Example) -> None:
    """Make sure that the test which is said to run a block is there and reads the document."""
    test = ROOT / example.region.lexemes["test"]
    assert test.is_file(), f"{test.relative_to(ROOT)} does not exist"
    assert Path(example.path).name in test.read_text(), f"{test.relative_to(ROOT)} does not read {example.path}"


def run_where_installed(needed: Requirement, run: Callable[[Example], None], example: Example) -> None:
    """Run a block where the versions are installed that it is for."""
    if version(needed.name) not in needed.specifier:
        pytest.skip(f"this block is for {needed}")
    run(example)


def parse(document: Document) -> Iterator[Region]:
    """Find the blocks of a document; one in a language that nothing runs is an error."""
    for region in FencedCodeBlockLexer(r"[^\n]*", {"language": "language", "source": "source"})(document):
        language = region.lexemes["language"]
        named = _RUN_BY.search(document.text[: region.start])
        if named:
            region.lexemes["test"] = named["test"]
            region.parsed, region.evaluator = region.lexemes["source"], run_elsewhere
        elif language.startswith("{"):  # a directive of Sphinx, whose build complains of a wrong one
            continue
        elif language in EVALUATORS:
            needed = _NEEDS.search(document.text[: region.start])
            run = EVALUATORS[language]
            region.parsed, region.evaluator = region.lexemes["source"], run
            if needed:
                region.evaluator = partial(run_where_installed, Requirement(needed["requirement"]), run)
        else:
            line = document.text.count("\n", 0, region.start) + 1
            raise ValueError(f"{document.path}:{line}: nothing runs code blocks in {language!r}")
        yield region
    for region in DirectiveInHTMLCommentLexer("invisible-code", "python")(document):
        region.parsed, region.evaluator = region.lexemes["source"], _python
        yield region


def set_up(namespace: dict[str, Any]) -> None:
    """Give a document the names that the files of a project have from the beginning."""
    namespace.update(projects.beginning())
    namespace["__apps_before__"] = registry.names()


def tear_down(namespace: dict[str, Any]) -> None:
    """Take the apps of a document out of the registry again."""
    for name in set(registry.names()).difference(namespace["__apps_before__"]):
        registry.unregister(name)


collect = Sybil(
    [parse], patterns=["*.md"], path=str(ROOT), setup=set_up, teardown=tear_down, fixtures=["_database", "_servers"]
).pytest()
