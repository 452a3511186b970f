"""URLs of the manual's pages; their names are those that the manual gives them."""

from django.urls import path

from cms_demo.manual import views
from cms_demo.manual.pages import PAGES

urlpatterns = [
    path("", views.list_of_pages, {"pages": PAGES}, name="demo-pages"),
    *(path(f"{page.slug}/", page.view, {"page": page}, name=page.url_name) for page in PAGES),
]
