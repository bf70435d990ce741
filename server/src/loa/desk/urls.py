"""Addresses of the officer's and the leader's pages."""

from django.urls import path

from loa.desk.views import (
    archive,
    bulletins,
    compose,
    dictionary,
    exports,
    lists,
    phrases,
    programme,
    release,
    retention,
    robot,
    sessions,
    steps,
    today,
    transcripts,
)

app_name = "desk"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("bulletins/", lists.bulletins, name="bulletins"),
    path("archive/", archive.search, name="archive"),
    path("phrases/", phrases.bank, name="phrases"),
    path("phrases/<int:phrase_id>/take-out/", phrases.take_out, name="phrase-take-out"),
    path("figures/", archive.year, name="figures"),
    path("figures/items/", archive.figure, name="figure"),
    path("retention/", retention.rules, name="retention"),
    path("retention/<int:rule_id>/end/", retention.end, name="retention-end"),
    path("robot-voice/", robot.robot_voice, name="robot-voice"),
    path("waiting/", lists.waiting, name="waiting"),
    path("write/", compose.compose, name="compose"),
    path("bulletins/<int:bulletin_id>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:bulletin_id>/details/", bulletins.details, name="details"),
    path("bulletins/<int:bulletin_id>/languages/", bulletins.wording, name="add-language"),
    path(
        "bulletins/<int:bulletin_id>/languages/<str:language>/", bulletins.wording, name="wording"
    ),
    path(
        "bulletins/<int:bulletin_id>/languages/<str:language>/transcript/",
        transcripts.transcript,
        name="transcript",
    ),
    path(
        "bulletins/<int:bulletin_id>/languages/<str:language>/programme/",
        programme.programme,
        name="programme",
    ),
    path(
        "bulletins/<int:bulletin_id>/languages/<str:language>/programme/<slug:step>/",
        programme.step,
        name="programme-step",
    ),
    path("bulletins/<int:bulletin_id>/export/", exports.export, name="export"),
    path("bulletins/<int:bulletin_id>/script.pdf", exports.script, name="script"),
    path("bulletins/<int:bulletin_id>/readout/", exports.readout, name="readout"),
    path("bulletins/<int:bulletin_id>/product/", archive.product, name="product"),
    path("bulletins/<int:bulletin_id>/release/", release.release, name="release"),
    path("proposals/", release.proposals, name="proposals"),
    path("proposals/<uuid:proposal_id>/<slug:step>/", release.proposal, name="proposal"),
    path("bulletins/<int:bulletin_id>/<slug:step>/", steps.step, name="step"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
    path("dictionary/<int:entry_id>/", dictionary.entry, name="dictionary-entry"),
    path("dictionary/<int:entry_id>/remove/", dictionary.remove, name="dictionary-remove"),
    path("sessions/", sessions.day, name="sessions"),
    path("sessions/new/", sessions.open_session, name="open-session"),
    path("sessions/<int:session_id>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/<slug:step>/", sessions.step, name="session-step"),
]
