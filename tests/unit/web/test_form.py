from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import DateField, FieldList, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from certapp.sentences import field_sentence
from certapp.web.form import Form
from certapp.workflow.errors import Invalid

PAGE = """{% from "macros/forms.html" import post_form, field %}
{% call post_form(form) %}{{ field(form.holder, hint="a hint") }}{{ field(form.secret) }}{% endcall %}"""


class Apply(Form):
    form_id = HiddenField()
    holder = StringField("Họ và tên")
    secret = PasswordField("Mật khẩu")
    day = DateField("Ngày", validators=[Optional()])
    unit = SelectField("Đơn vị", choices=[SelectChoice("1", "Xã Phước Bình")])
    places = FieldList(StringField("Nơi đến"), "Nơi đến", min_entries=2)


@pytest.fixture
def form(app: Flask) -> Iterator[Apply]:
    app.config["WTF_CSRF_ENABLED"] = False
    sent = {"holder": '"><b>Hằng', "secret": "một mật khẩu", "day": "", "unit": "1", "form_id": "one-time"}
    with app.test_request_context("/", method="POST", data=sent):
        yield Apply()


def test_what_could_be_parsed_is_for_the_verb_to_judge(form: Apply) -> None:
    assert form.validate_on_submit()
    assert form.http_status == 200
    assert form.error_lines() == []


def test_what_a_verb_refused_stands_beside_its_field(form: Apply) -> None:
    form.refuse(Invalid({"holder": "too_long", "end": "stay_too_long"}, {"end": {"days": 14}}))
    assert form.http_status == 422
    assert form.holder.errors == ["Nội dung dài quá cỡ cho phép."]
    assert form.error_lines() == [
        ("", "Thời hạn dài nhất là 14 ngày."),
        ("holder", "Họ và tên: Nội dung dài quá cỡ cho phép."),
    ]


def test_one_entry_of_a_list_has_its_own_error(form: Apply) -> None:
    form.refuse(
        Invalid({"places.1": "twice", "places.9": "twice", "places.x": "twice", "places": "required"})
    )
    lines = form.error_lines()
    assert ("places-1", f"Nơi đến: {field_sentence('twice')}") in lines
    assert ("places", f"Nơi đến: {field_sentence('required')}") in lines
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("day", "31/02/2026", "Ngày không đúng"),
        ("unit", "99", "Chọn một trong các mục"),
        ("unit", "x" * 5000, "Chọn"),
    ],
)
def test_what_cannot_be_parsed_is_told_in_our_words(app: Flask, name: str, value: str, words: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data={"unit": "1", name: value}):
        form = Apply()
        assert not form.validate_on_submit()
        assert [words in line for _, line in form.error_lines()] == [True]


def test_the_page_keeps_what_was_typed_and_ties_errors_to_inputs(form: Apply) -> None:
    form.refuse(Invalid({"holder": "too_long", "secret": "required"}))
    page = render_template_string(PAGE, form=form)
    assert 'value="&#34;&gt;&lt;b&gt;Hằng"' in page
    assert "một mật khẩu" not in page
    assert 'aria-describedby="holder-hint holder-error" aria-invalid="true"' in page
    assert 'id="holder-hint"' in page
    assert 'id="holder-error"' in page
    assert '<a href="#secret">Mật khẩu: Chưa điền mục này.</a>' in page
    assert '<input id="form_id" name="form_id" type="hidden" value="one-time">' in page
    assert "csrf_token" in page


def test_a_form_without_its_secret_is_not_valid(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data=MultiDict({"unit": "1"})):
        assert not Apply().validate_on_submit()
