"""Addresses of sounds, and of the voices that read."""

from django.urls import path, re_path

from loa.media.views import sounds as views
from loa.media.views import voices as voice_pages

app_name = "media"

urlpatterns = [
    path("<int:sound_id>/heard", views.heard, name="heard"),
    path("voices/", voice_pages.voices, name="voices"),
    path("voices/<int:voice_id>/", voice_pages.voice, name="voice"),
    path("voices/<int:voice_id>/accept", voice_pages.accept, name="accept-voice"),
    path("voices/<int:voice_id>/remove", voice_pages.remove, name="remove-voice"),
    path("exports/<int:export_id>", views.export, name="export"),
    path("<int:sound_id>/player", views.player, name="player"),
    re_path(
        r"^(?P<sound_id>[0-9]{1,18})/listen\.(?P<codec>opus|mp3)$", views.listen, name="listen"
    ),
]
