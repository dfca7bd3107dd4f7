"""The form that every page's form is: CSRF, our own sentences, and errors of a verb beside their field.

Give date, time and number fields `validators=[Optional()]`, or an empty one counts as malformed, and
select fields `SelectChoice(value, label)`: WTForms is about to drop pairs.

A form only parses. What is right or wrong is the verb's to say (`Invalid.fields`), and `refuse()` puts it
beside the fields:

    form = ApplyForm()
    if form.validate_on_submit():  # POST, and every value could be parsed
        try:
            apply.submit(...)
            return redirect(...)
        except Invalid as error:
            form.refuse(error)
    return render_template("applicant/form.html", form=form), form.http_status
"""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms.meta import DefaultMeta

from certapp.sentences import field_sentence
from certapp.workflow.errors import Invalid

_l = cast(Callable[[str], str], lazy_gettext)  # for labels: typed as the text WTForms takes it for

# the few messages WTForms' own fields give, by the code of our sentence
_MESSAGES = {
    "Not a valid date value.": "date_form",
    "Not a valid datetime value.": "date_form",
    "Not a valid time value.": "time_form",
    "Not a valid integer value.": "number_form",
    "Not a valid choice.": "choice",
    "Invalid Choice: could not coerce.": "choice",
    "Invalid choice(s): one or more data inputs could not be coerced.": "choice",
    "This field is required.": "required",
}


class _Messages:
    """Stands where WTForms wants its translations."""

    def gettext(self, text: str) -> str:
        return field_sentence(_MESSAGES[text]) if text in _MESSAGES else text

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return field_sentence("choice")  # the only counted message is that of SelectMultipleField


class Form(FlaskForm):
    """Base of all forms."""

    form_errors: list[str]

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)  # type: ignore[no-untyped-call]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Tell whether the form was sent and every value could be parsed."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]

    class Meta(FlaskForm.Meta):
        """As Flask-WTF's, with our sentences."""

        def get_translations(self, form: Any) -> _Messages:
            """Return what stands for WTForms' translations."""
            return _Messages()

        def render_field(self, field: Any, render_kw: Any) -> Any:
            """Leave `required` out: errors are shown in our words, not in the browser's."""
            return DefaultMeta.render_field(self, field, {"required": False, **render_kw})

    def refuse(self, error: Invalid) -> None:
        """Put the sentences of a refused verb beside their fields, or above the form for an unknown field."""
        for name, code in error.fields.items():
            self.add_error(name, field_sentence(code, error.facts.get(name)))

    def add_error(self, name: str, text: str) -> None:
        """Put one sentence beside a field; above the form if it has no such field.

        :param name: of the field, or `name.<n>` for the n-th entry of a FieldList, from 0.
        """
        field = self._fields.get(name)
        if field is None:
            whole, _, number = name.partition(".")
            entries = getattr(self._fields.get(whole), "entries", ())
            field = entries[int(number)] if number.isdecimal() and int(number) < len(entries) else None
        if field is None:
            self.form_errors = [*self.form_errors, text]
        else:
            field.errors = [*field.errors, text]

    @property
    def http_status(self) -> int:
        """200, or 422 once something is wrong with what was sent."""
        return 422 if self.errors else 200

    def error_lines(self) -> list[tuple[str, str]]:
        """Return the error summary: the id of an input ("" for the whole form) and the line to show."""
        lines = [("", str(text)) for text in self.form_errors]
        for field in self:
            for part in (field, *getattr(field, "entries", ())):
                # a FieldList has the errors of its entries as lists among its own
                texts = [text for text in part.errors if not isinstance(text, (list, tuple, dict))]
                lines += [(part.id, f"{field.label.text}: {text}") for text in texts]
        return lines
