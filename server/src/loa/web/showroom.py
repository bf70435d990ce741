"""A form with one of everything, for the style guide."""

from django import forms


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
