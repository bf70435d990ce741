"""Addresses of the administrator's desk."""

from django.urls import path

from loa.office.views import duties, left, log, people, units

app_name = "office"

urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("units/<str:code>/villages/new/", units.add_village, name="add-village"),
    path("units/<str:code>/languages/", units.languages, name="languages"),
    path("units/<str:code>/close/", units.close_village, name="close-village"),
    path("people/", people.people, name="people"),
    path("people/new/", people.add, name="add-person"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/password/", people.give_password, name="give-password"),
    path("people/<int:person_id>/second-step/", people.forget_second_step, name="second-step"),
    path("people/<int:person_id>/shut/", people.shut, name="shut"),
    path("people/<int:person_id>/let-in/", people.let_in, name="let-in"),
    path("people/<int:person_id>/erase/", people.erase, name="erase"),
    path("people/<int:person_id>/duties/new/", duties.grant, name="grant"),
    path("people/duties/left/", left.left, name="left"),
    path("people/duties/left/<int:unit_id>/", left.carry_all, name="carry-all"),
    path("people/duties/<int:grant_id>/carry/", left.carry, name="carry"),
    path("people/duties/<int:grant_id>/end/", duties.end, name="end-duty"),
    path("audit/", log.log, name="log"),
]
