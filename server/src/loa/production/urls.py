"""Addresses of production."""

from django.urls import path

from loa.production.views import giving, outside, own, pay, plan

app_name = "production"

urlpatterns = [
    path("royalties/", pay.sheet, name="sheet"),
    path("royalties/rates/", pay.rates, name="rates"),
    path("royalties/bulletins/<int:bulletin_id>/", pay.credits_of, name="credits"),
    path("plan/", plan.plan, name="plan"),
    path("plan/new/", plan.add, name="plan-add"),
    path("plan/<int:item_id>/", plan.item, name="planned"),
    path("plan/<int:item_id>/drop/", plan.drop, name="plan-drop"),
    path("contributions/", outside.contributions, name="contributions"),
    path("contributions/<int:contribution_id>/", outside.contribution, name="contribution"),
    path("contributions/<int:contribution_id>/take-over/", outside.take_over, name="take-over"),
    path("contributions/<int:contribution_id>/decline/", outside.decline, name="decline"),
    path("contributions/own/", own.own, name="own"),
    path("contributions/links/", outside.links, name="links"),
    path("contributions/links/<int:link_id>/withdraw/", outside.withdraw, name="link-withdraw"),
    path("give/<str:token>/", giving.give, name="give"),
]
