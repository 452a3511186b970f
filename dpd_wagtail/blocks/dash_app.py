"""The Dash app block: one app or saved state, with a title, a caption, a size and initial arguments."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import register
from wagtail.blocks import (
    BlockGroup,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
)
from wagtail.blocks.struct_block import StructBlockAdapter
from wagtail.models import Site

from django_plotly_dash.embedding.direct import insert
from django_plotly_dash.embedding.frame import Embed, EmbedError, embed
from django_plotly_dash.registry.registry import UnknownApp, registry
from dpd_wagtail.arguments import check_against_layout
from dpd_wagtail.blocks import sizes
from dpd_wagtail.blocks.initial_arguments import InitialArgumentsBlock
from dpd_wagtail.choosers import AppChooserBlock, GoneState, LinkedStateChooserBlock
from dpd_wagtail.pages.page_access import grants_of_page
from dpd_wagtail.pages.placed_apps import AppBlock

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from wagtail.models import Page

logger = logging.getLogger(__name__)


def _default_site_url() -> str:
    """Scheme and host of the default site, for e-mails and feeds, which have no request."""
    site = Site.objects.filter(is_default_site=True).first()
    return str(site.root_url) if site is not None else ""


class DashAppValue(StructValue):
    """The value of a DashAppBlock."""

    def heading(self) -> str:
        """The name of the app for screen readers: the editor's title, the name of the state or the title of the app."""
        if self.get("title"):
            return str(self["title"])
        if self.get("state"):
            return str(self["state"].instance_name)
        app = self.get("app")
        if app is None:
            return ""
        try:
            return str(registry.get(app.app_name).title or app.app_name)
        except UnknownApp:
            return str(app.app_name)

    def is_of_another_app(self) -> bool:
        """Whether the saved state belongs to another app, which is possible in a draft."""
        app, state = self.get("app"), self.get("state")
        return bool(app and state and state.stateless_app_id != app.pk)

    def embed(self, request: HttpRequest | None, page: Page | None = None) -> Embed:
        """Embed the app, or its state, with or without a request; a page with it may be cached for a long time.

        Args:
            request: the request for which a page is rendered, if there is one.
            page: the page.

        Raises:
            EmbedError: the app no longer exists, or it does not accept the arguments.
        """
        app = self.get("app")
        if app is None:
            raise EmbedError(gettext("The app of this block was deleted, or none was chosen."))
        try:
            registered = registry.get(app.app_name)
        except UnknownApp as error:
            raise EmbedError(str(error)) from error
        state = self.get("state")
        if isinstance(state, GoneState):
            raise EmbedError(gettext("The saved state of this block was deleted. Choose another one, or none."))
        if self.is_of_another_app():
            raise EmbedError(gettext("“%(state)s” is a state of another app.") % {"state": state})
        return embed(
            name=None if state is not None else app.app_name,
            da=state,
            initial_arguments=self.get("initial_arguments") or None,
            durable_arguments=True,
            sizing=sizes.sizing_of(
                self.get("display") or sizes.FRAME,
                self.get("aspect_ratio") or sizes.AUTO,
                self.get("height"),
            ),
            title=self.heading(),
            request=request,
            base_url="" if request is not None else _default_site_url(),
            grants=grants_of_page(page, request, registered, app.pk, state),
        )

    def render_app(self, request: HttpRequest | None, page: Page | None = None) -> SafeString:
        """Return the HTML of the app in the chosen display; see :meth:`embed` for arguments and errors."""
        embedded = self.embed(request, page)
        return insert(embedded) if self.get("display") == sizes.DIRECT else embedded.render()


class DashAppBlock(AppBlock):
    """A Dash app on a page. It is rendered by ``django_plotly_dash.embedding``, as the template tag is.

    Subclass it in a site's own block library to change its template, its defaults or its fields.
    """

    app = AppChooserBlock(label=_("App"))
    state = LinkedStateChooserBlock(
        label=_("Saved state"),
        required=False,
        help_text=_("One that was saved of this app. Without it the app starts as its developer has made it."),
    )
    title = CharBlock(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_(
            "Read out by screen readers. Left empty, it is the name of the saved state or the title of the app."
        ),
    )
    caption = CharBlock(label=_("Caption"), required=False, max_length=500, help_text=_("Shown below the app."))
    display = ChoiceBlock(label=_("Display"), choices=sizes.DISPLAYS, default=sizes.FRAME)
    aspect_ratio = ChoiceBlock(
        label=_("Aspect ratio"),
        choices=sizes.ASPECT_RATIOS,
        default=sizes.AUTO,
        help_text=_("Width to height. Automatic has no scroll bar and no empty space."),
    )
    height = IntegerBlock(
        label=_("Height"),
        required=False,
        min_value=sizes.LOWEST,
        max_value=sizes.HIGHEST,
        help_text=_("In pixels, for a fixed height only."),
    )
    initial_arguments = InitialArgumentsBlock(
        help_text=_("The values that the app starts with. They choose what is shown first; they protect nothing."),
    )
    text_alternative = TextBlock(
        label=_("Text alternative"),
        required=False,
        rows=3,
        help_text=_("What the app shows, in words: for visitors without JavaScript, and if the app is gone."),
    )

    def clean(self, value: StructValue) -> StructValue:
        """Check what concerns more than one field, and report each error at the field where it can be corrected.

        Drafts are not checked, so that an unfinished block can be saved, as Wagtail allows for required fields.
        """
        value = super().clean(value)
        if getattr(self, "is_deferred_validation", False):
            return value
        errors = sizes.size_errors(value["display"], value["aspect_ratio"], value.get("height"))
        if value.is_of_another_app():
            errors["state"] = ValidationError(
                gettext("This is a state of “%(other)s”. Choose one of “%(app)s”, or none.")
                % {"other": value["state"].stateless_app, "app": value["app"]}
            )
        try:
            self._check_arguments(value)
        except ValidationError as error:
            errors["initial_arguments"] = error
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    def _check_arguments(self, value: StructValue) -> None:
        """Check that the chosen app has what the arguments name."""
        if not value.get("app") or not value.get("initial_arguments"):
            return
        try:
            app = registry.get(value["app"].app_name)
        except UnknownApp:
            return  # The chooser only offers registered apps; one that was removed since is reported on the page.
        check_against_layout(value["initial_arguments"], app)

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the embedded app as ``embed``, or ``problem``, which editors see in a preview.

        The page is rendered in either case; a warning in the log names the block and the page.
        """
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        context["heading"] = value.heading()
        page = context.get("page")
        try:
            context["embed"] = value.render_app(request, page)
        except EmbedError as error:
            logger.warning(
                "Block %r on page %s cannot show its Dash app: %s",
                self.name or type(self).__name__,
                f"{page.pk} ({page})" if page is not None else "(unknown)",
                error,
            )
            context["embed"] = None
            context["problem"] = str(error) if getattr(request, "is_preview", False) else ""
        return context

    def get_searchable_content(self, value: StructValue) -> list[str]:
        """Title, caption and text alternative, but not the choices and arguments."""
        if not self.search_index:
            return []
        texts = (value.get(name) for name in ("title", "caption", "text_alternative"))
        return [str(text) for text in texts if text]

    def get_api_representation(self, value: StructValue, context: dict[str, Any] | None = None) -> dict[str, Any]:
        """What a front end needs to show the app: names and a URL instead of keys of this database.

        The URL is absolute, because the front end may be on another host (``PLOTLY_DASH["frame_ancestors"]``).
        """
        app = value.get("app")
        request = (context or {}).get("request")
        try:
            embed_url: str | None = value.embed(request).url
        except EmbedError:
            embed_url = None
        else:
            embed_url = request.build_absolute_uri(embed_url) if request else f"{_default_site_url()}{embed_url}"
        return {
            "app": app.app_name if app is not None else None,
            "state": value["state"].slug if value.get("state") else None,
            "title": value.heading(),
            "caption": value.get("caption") or "",
            "embed_url": embed_url,
            "aspect_ratio": value.get("aspect_ratio"),
            "height": value.get("height"),
            "text_alternative": value.get("text_alternative") or "",
        }

    class Meta:
        """Options of the block."""

        icon = "dash-app"
        label = _("Dash app")
        description = _("An interactive dashboard: charts that visitors can filter and explore.")
        template = "dpd_wagtail/blocks/dash_app.html"
        # Both are static: the block picker does not run apps.
        preview_template = "dpd_wagtail/blocks/dash_app_preview.html"
        preview_value = {"title": "", "caption": ""}
        value_class = DashAppValue
        label_format = "{app} {state} {title}"
        form_layout = BlockGroup(
            children=["app", "state", "title", "caption"],
            settings=["display", "aspect_ratio", "height", "initial_arguments", "text_alternative"],
        )


class DashAppBlockAdapter(StructBlockAdapter):
    """Clears the state when the app changes, and hides the sizes that the display does not have."""

    js_constructor = "dpd_wagtail.blocks.DashAppBlock"

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's own scripts for blocks, then the script of this block."""
        own = forms.Media(js=["dpd_wagtail/dash-app-block.js"])
        return super().media + own


register(DashAppBlockAdapter(), DashAppBlock)
