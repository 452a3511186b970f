"""What an editor may enter, and at which field the block says what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from dpd_wagtail.arguments import clean_arguments
from dpd_wagtail.blocks import DashAppBlock, InitialArgumentsBlock

pytestmark = pytest.mark.django_db


def posted(app: Any, **fields: str) -> Any:
    """The block's value as the editing form posts it."""
    data = {
        "b-app": str(app.pk) if app is not None else "",
        "b-title": "",
        "b-caption": "",
        "b-display": "frame",
        "b-aspect_ratio": "auto",
        "b-height": "",
        "b-initial_arguments": "",
        "b-text_alternative": "",
        **{f"b-{name}": text for name, text in fields.items()},
    }
    return DashAppBlock().value_from_datadict(data, {}, "b")


def test_an_app_is_all_that_is_needed(app_row):
    value = DashAppBlock().clean(posted(app_row))
    assert value["app"] == app_row
    assert value["initial_arguments"] == {}


def test_arguments_are_stored_as_data(app_row):
    block = DashAppBlock()
    value = block.clean(posted(app_row, initial_arguments='{"continent": {"value": "Asia"}}'))
    stored = block.get_prep_value(value)
    assert stored["initial_arguments"] == {"continent": {"value": "Asia"}}
    assert block.to_python(stored)["initial_arguments"] == {"continent": {"value": "Asia"}}


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"display": "bootstrap"}, "aspect_ratio", "Bootstrap has"),
        ({"display": "bootstrap", "aspect_ratio": "fixed", "height": "300"}, "aspect_ratio", "Bootstrap has"),
        ({"aspect_ratio": "fixed"}, "height", "number of pixels"),
        ({"aspect_ratio": "fixed", "height": "10"}, "height", "greater than or equal to 50"),
        ({"aspect_ratio": "fixed", "height": "90000"}, "height", "less than or equal to 5000"),
        ({"initial_arguments": "{year: 1977}"}, "initial_arguments", "not JSON"),
        ({"initial_arguments": "[1]"}, "initial_arguments", "must be an object"),
        ({"initial_arguments": '{"year": 1977}'}, "initial_arguments", "must be an object"),
        ({"initial_arguments": '{"yeer": {"value": 1977}}'}, "initial_arguments", "no component “yeer”"),
        ({"initial_arguments": '{"year": {"valu": 1977}}'}, "initial_arguments", "no property “valu”"),
    ],
)
def test_errors_stand_at_their_field(app_row, fields, field, message):
    with pytest.raises(StructBlockValidationError) as caught:
        DashAppBlock().clean(posted(app_row, **fields))
    assert set(caught.value.block_errors) == {field}
    assert message in " ".join(caught.value.block_errors[field].messages)


def test_an_app_is_required():
    with pytest.raises(StructBlockValidationError) as caught:
        DashAppBlock().clean(posted(None))
    assert set(caught.value.block_errors) == {"app"}


@pytest.mark.parametrize("fields", [{}, {"aspect_ratio": "fixed"}, {"display": "bootstrap"}, {"title": "Only a title"}])
def test_an_unfinished_block_is_a_draft(fields):
    block = DashAppBlock()
    block.defer_required_validation()
    assert block.clean(posted(None, **fields))["app"] is None
    block.restore_deferred_validation()
    with pytest.raises(StructBlockValidationError):
        block.clean(posted(None, **fields))


@pytest.mark.parametrize(
    "name",
    ["children", "srcDoc", "srcdoc", "src", "href", "id", "dangerously_allow_html", "dangerouslySetInnerHTML"],
)
def test_markup_and_links_cannot_be_set(name):
    with pytest.raises(ValidationError, match="cannot be set here"):
        clean_arguments({"continent": {name: "x"}})


def test_components_cannot_be_smuggled_into_data():
    """dash-renderer makes components of such objects, wherever a property takes them."""
    frame = {"namespace": "dash_html_components", "type": "Iframe", "props": {"src": "https://example.com"}}
    options = [{"label": frame, "value": "x"}]
    with pytest.raises(ValidationError, match="plain data"):
        clean_arguments({"continent": {"options": options}})


@pytest.mark.parametrize("empty", [None, "", {}, "{}"])
def test_nothing_is_no_arguments(empty):
    assert clean_arguments(empty) == {}


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1e999", '"\\ud83d"', '"\\u0000"', '["\\u0000"]', '{"\\u0000": 1}'])
def test_what_databases_do_not_store_is_told_at_the_field(odd):
    with pytest.raises(ValidationError, match="initial arguments"):
        clean_arguments('{"continent": {"value": ' + odd + "}}")


def test_endless_text_is_refused():
    with pytest.raises(ValidationError, match="Too long"):
        clean_arguments(" " * 20_001)


def test_text_with_a_mistake_stays_as_it_was_typed():
    block = InitialArgumentsBlock()
    typed = '{"year": {"value": 1977}'
    value = block.value_from_datadict({"a": typed}, {}, "a")
    with pytest.raises(ValidationError):
        block.clean(value)
    assert block.get_form_state(value) == typed


def test_the_form_shows_stored_arguments_as_json():
    block = InitialArgumentsBlock()
    assert block.get_form_state({"year": {"value": 1977}}) == '{\n  "year": {\n    "value": 1977\n  }\n}'
    assert not block.get_form_state({})


@pytest.mark.parametrize("stored", [None, "text", 3, [1], {"year": 1977}])
def test_what_is_no_object_of_objects_breaks_no_page(stored):
    assert InitialArgumentsBlock().to_python(stored) == {}
