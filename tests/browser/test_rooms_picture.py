"""The picture of the rooms in the documentation, as a browser draws it."""

from __future__ import annotations

from itertools import combinations

from playwright.sync_api import Page

from tests.documentation.rooms.files import PICTURE

MEASURE = """texts => texts.map(text => {
    const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize);
    return {text: text.textContent, size, left: box.left, right: box.right, top: box.top, bottom: box.bottom};
})"""
# What lies behind a text: the smallest rectangle around its middle.
BEHIND = """texts => texts.map(text => {
    const own = text.getBoundingClientRect();
    const boxes = [...text.ownerSVGElement.querySelectorAll('rect')].map(rect => rect.getBoundingClientRect());
    const x = (own.left + own.right) / 2, y = (own.top + own.bottom) / 2;
    const around = boxes.filter(box => box.left < x && x < box.right && box.top < y && y < box.bottom);
    const smallest = around.sort((one, other) => one.width * one.height - other.width * other.height)[0];
    return own.left >= smallest.left && own.right <= smallest.right ? '' : text.textContent;
}).filter(Boolean)"""


def test_texts_are_large_enough_and_lie_in_their_boxes_without_overlapping(page: Page) -> None:
    page.set_content(PICTURE.read_text())
    texts = page.locator("svg text")
    measured = texts.evaluate_all(MEASURE)
    assert min(text["size"] for text in measured) >= 12
    overlapping = [
        (one["text"], other["text"])
        for one, other in combinations(measured, 2)
        if one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"] - 2
        and other["top"] < one["bottom"] - 2
    ]
    assert overlapping == []
    assert texts.evaluate_all(BEHIND) == []


def test_screen_readers_get_a_title_and_a_description(page: Page) -> None:
    page.set_content(PICTURE.read_text())
    picture = page.get_by_role("img", name="The packages, and the rooms of the core")
    assert "page imports" in (picture.locator("desc").text_content() or "")
