"""Addresses of sounds."""

from django.urls import path, re_path

from loa.media import views

app_name = "media"

urlpatterns = [
    path("<int:sound_id>/player", views.player, name="player"),
    re_path(
        r"^(?P<sound_id>[0-9]{1,18})/listen\.(?P<codec>opus|mp3)$", views.listen, name="listen"
    ),
]
