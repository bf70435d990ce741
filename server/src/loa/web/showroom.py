"""One of everything, for the style guide: a form in trouble, a map with every state."""

from typing import Any

from django import forms

from loa.web.map import Place, draw


class OneOfEverything(forms.Form):
    """Every kind of field, two of them in trouble."""

    title = forms.CharField(label="Tên bản tin", help_text="Ngắn, như tiêu đề báo.")
    text = forms.CharField(
        label="Nội dung", widget=forms.Textarea, help_text="Viết như khi nói với bà con."
    )
    how = forms.ChoiceField(
        label="Phát thế nào",
        choices=[("all", "Mọi cụm loa của xã"), ("some", "Chọn cụm loa")],
        widget=forms.RadioSelect,
    )
    where = forms.MultipleChoiceField(
        label="Cụm loa",
        required=False,
        choices=[("thuong", "Thôn Thượng"), ("ha", "Thôn Hạ"), ("cho", "Ngã tư chợ")],
        widget=forms.CheckboxSelectMultiple,
    )
    voice = forms.ChoiceField(label="Giọng đọc", choices=[("nu", "Nữ"), ("nam", "Nam")])
    sound = forms.FileField(label="Tệp âm thanh", required=False)
    heard = forms.BooleanField(label="Tôi đã nghe lại bản này")


def example() -> OneOfEverything:
    """Fill it in wrongly, so that errors show."""
    return OneOfEverything({"title": "", "text": "Kính thưa bà con", "how": "all", "where": ["ha"]})


def places() -> list[Place]:
    """Put one place of every state on the map."""
    return [
        Place(name="Tiên Lãng", lat=20.73, lng=106.56, state="ok"),
        Place(name="Vĩnh Hòa", lat=20.71, lng=106.47, state="bad"),
        Place(name="Cát Bà", lat=20.73, lng=107.05, state="info"),
        Place(name="An Dương", lat=20.88, lng=106.6, state="wait"),
        Place(name="Kiến Thụy", lat=20.75, lng=106.67),
    ]


def everything() -> dict[str, Any]:
    """Return what the page of the style guide shows."""
    return {
        "form": example(),
        "country": draw(places(), title="Việt Nam"),
        "province": draw(places(), title="Hải Phòng", province="31"),
        "legend": [
            ("ok", "Trực tuyến"),
            ("info", "Đang phát"),
            ("wait", "Chờ"),
            ("bad", "Mất"),
            ("idle", "Chưa có"),
        ],
    }
