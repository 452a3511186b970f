"""URLs of the test project; tests that need others bring their own URL configuration."""

from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("django-admin/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("django_plotly_dash/", include("django_plotly_dash.urls")),
    path("demo/", include("cms_demo.manual.urls")),
    path("gallery/", include("cms_demo.gallery.urls")),
    path("", include(wagtail_urls)),
]
