"""URLs of the demonstration site."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms_demo.api import api_router

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    path("dash/", include("django_plotly_dash.urls")),
    path("api/v2/", api_router.urls),
    path("demo/", include("cms_demo.manual.urls")),
    path("gallery/", include("cms_demo.gallery.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    # Wagtail's pages take every URL that is left.
    path("", include(wagtail_urls)),
]
