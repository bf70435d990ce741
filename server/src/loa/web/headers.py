"""Tell browsers what our pages never do, beside what Django and django-csp tell them."""

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

FEATURES = "microphone=(self), camera=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
"""Only the microphone is ever asked for, on the page that records."""


class HeadersMiddleware(MiddlewareMixin):
    """Add the headers that nobody else adds."""

    def process_response(self, _request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Forbid every feature that no page uses, and embedding by others."""
        response.headers.setdefault("Permissions-Policy", FEATURES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
