"""The form that every page's form is: CSRF, our own sentences, and errors of a verb beside their field.

Give date, time and number fields `validators=[Optional()]`, or an empty one counts as malformed.

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

from typing import Any

from flask_wtf import FlaskForm
from wtforms.meta import DefaultMeta

from certapp.sentences import sentence_of
from certapp.workflow.errors import Invalid

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
        return sentence_of(_MESSAGES[text]) if text in _MESSAGES else text

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return sentence_of("choice")  # the only counted message is that of SelectMultipleField


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Base of all forms."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """As Flask-WTF's, with our sentences."""

        def get_translations(self, form: Any) -> _Messages:
            """Return what stands for WTForms' translations."""
            return _Messages()

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Leave `required` out: errors are shown in our words, not in the browser's."""
            return DefaultMeta.render_field(self, field, {"required": False, **render_kw})

    def refuse(self, error: Invalid) -> None:
        """Put the sentences of a refused verb beside their fields, or above the form for an unknown field."""
        for name, code in error.fields.items():
            self.add_error(name, sentence_of(code))

    def add_error(self, name: str, text: str) -> None:
        """Put one sentence beside the field `name`; above the form if it has no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors = [*self.form_errors, text]
        else:
            field.errors = [*field.errors, text]

    @property
    def http_status(self) -> int:
        """200, or 422 once something is wrong with what was sent."""
        return 422 if self.errors else 200

    def error_lines(self) -> list[tuple[str, str]]:
        """Return the lines of the error summary, top to bottom, each with the id of its input ("": the whole form)."""
        lines = [("", str(text)) for text in self.form_errors]
        for field in self:
            for part in (
                field,
                *getattr(field, "entries", ()),
            ):  # a FieldList repeats its entries' errors as lists
                texts = [text for text in part.errors if not isinstance(text, (list, tuple, dict))]
                lines += [(part.id, f"{field.label.text}: {text}") for text in texts]
        return lines
