"""A page with a Dash block, translated with wagtail-localize; test_translation.py runs this in a project of its own."""

import json

from django.test import TestCase
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import DashApp, StatelessApp

ARGUMENTS = {"year": {"value": 1977}}
TEXTS = {"title": "Money", "caption": "By year", "text_alternative": "It rose."}
FRENCH = {"A page": "Une page", "Money": "Argent", "By year": "Par an", "It rose.": "Il a augmenté."}


class TranslatedPage(TestCase):
    """What translators are given, and what comes of it."""

    def setUp(self) -> None:
        home = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="test-home"))
        Site.objects.filter(is_default_site=True).update(root_page=home)
        self.app = StatelessApp.objects.get(app_name="GapminderExplorer")
        self.state = DashApp.objects.create(stateless_app=self.app, instance_name="Of 1977")
        value = {**TEXTS, "app": self.app.pk, "state": self.state.pk, "initial_arguments": ARGUMENTS}
        body = json.dumps([{"type": "dash_app", "value": value}])
        self.page = home.add_child(instance=DashboardPage(title="A page", slug="a-page", body=body))
        self.french = Locale.objects.create(language_code="fr")

    def test_translators_are_given_the_texts_alone(self) -> None:
        texts = {str(segment.string.data) for segment in extract_segments(self.page) if hasattr(segment, "string")}
        assert texts - {"A page", "a-page"} == set(TEXTS.values())

    def test_the_translated_page_has_the_texts_and_the_same_app(self) -> None:
        source, _ = TranslationSource.update_or_create_from_instance(self.page.get_parent().specific)
        Translation.objects.create(source=source, target_locale=self.french).save_target()
        source, _ = TranslationSource.update_or_create_from_instance(self.page)
        for segment in source.stringsegment_set.all():
            text = segment.string.data
            StringTranslation.objects.create(
                translation_of=segment.string,
                locale=self.french,
                context=segment.context,
                data=FRENCH.get(text, f"{text}-fr"),
            )
        Translation.objects.create(source=source, target_locale=self.french).save_target()
        translated = self.page.get_translation(self.french)
        (block,) = translated.body.get_prep_value()
        for name, text in TEXTS.items():
            assert block["value"][name] == FRENCH[text]
        assert block["value"]["app"] == self.app.pk
        assert block["value"]["state"] == self.state.pk
        assert block["value"]["initial_arguments"] == ARGUMENTS
        page = translated.make_preview_request().content.decode()
        assert "Argent" in page
        assert 'src="/django_plotly_dash/instance/of-1977/initial/' in page
