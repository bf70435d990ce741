"""Addresses of the shell and of the door."""

from django.urls import path

from loa.web import display, language, live, views
from loa.web.signin import account
from loa.web.signin import views as door

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("menu/", views.menu, name="menu"),
    path("display/", display.choose, name="display"),
    path("language/", language.choose, name="language"),
    path("style/", views.style, name="style"),
    path("live/", live.events, name="live"),
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-in/code/", door.code, name="code"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/second-step/", account.set_up, name="set-up"),
    path("account/second-step/qr.svg", account.set_up_qr, name="set-up-qr"),
    path("account/spare-codes/", account.renew_spare_codes, name="spare-codes"),
]
