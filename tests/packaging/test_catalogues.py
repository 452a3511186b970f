"""Translations: the catalogues are complete, what is installed is what is translated, and it is used."""

import re
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.utils.translation import ngettext, override

from dpd_wagtail.blocks import DashAppBlock

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["django_plotly_dash", "dpd_wagtail"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+>")


def folder(package: str) -> Path:
    return ROOT / package / "locale"


@pytest.fixture(params=PACKAGES)
def german(request: pytest.FixtureRequest) -> polib.POFile:
    return polib.pofile(str(folder(request.param) / "de" / "LC_MESSAGES" / "django.po"))


def test_every_text_of_the_template_is_translated(german: polib.POFile) -> None:
    template = polib.pofile(str(Path(german.fpath).parents[2] / "django.pot"))
    assert {entry.msgid for entry in template} == {entry.msgid for entry in german}
    assert [entry.msgid for entry in german if not entry.translated()] == []


def test_a_translation_has_the_placeholders_of_the_text(german: polib.POFile) -> None:
    for entry in german:
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            wanted = PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)
            assert sorted(PLACEHOLDER.findall(text)) == sorted(wanted), entry.msgid


def test_what_is_compiled_is_what_is_translated(german: polib.POFile) -> None:
    compiled = polib.mofile(str(Path(german.fpath).with_suffix(".mo")))
    texts = {entry.msgid: entry.msgstr_plural or entry.msgstr for entry in german}
    assert {entry.msgid: entry.msgstr_plural or entry.msgstr for entry in compiled} == texts


@pytest.mark.django_db
def test_visitors_and_editors_are_spoken_to_in_their_language() -> None:
    answer = Client().get("/django_plotly_dash/app/Members/_dash-layout", headers={"accept-language": "de"})
    assert answer.json()["error"] == "Bitte melden Sie sich an, um dies zu sehen."
    with override("de"):
        assert ngettext("%(count)d app was added.", "%(count)d apps were added.", 2).startswith("%(count)d Apps wurden")
        assert str(DashAppBlock().child_blocks["caption"].label) == "Bildunterschrift"
