"""URLs of the gallery."""

from django.urls import path

from cms_demo.gallery import views
from cms_demo.gallery.topics import TOPICS

urlpatterns = [
    path("", views.list_of_topics, name="gallery"),
    *(path(f"{topic.slug}/", topic.view, {"page": topic}, name=topic.url_name) for topic in TOPICS),
]
