"""Addresses of production."""

from django.urls import path

from loa.production.views import pay, plan

app_name = "production"

urlpatterns = [
    path("royalties/", pay.sheet, name="sheet"),
    path("royalties/rates/", pay.rates, name="rates"),
    path("royalties/bulletins/<int:bulletin_id>/", pay.credits_of, name="credits"),
    path("plan/", plan.plan, name="plan"),
    path("plan/new/", plan.add, name="plan-add"),
    path("plan/<int:item_id>/", plan.item, name="planned"),
    path("plan/<int:item_id>/drop/", plan.drop, name="plan-drop"),
]
