"""The forms of the checkpoint's room."""

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField

from certapp.web.form import Form, _l


class TextForm(Form):
    """A QR text, typed by a hand scanner or pasted."""

    text = StringField(_l("checkpoint.text"))


class PictureForm(Form):
    """A photograph or a PDF of a paper."""

    picture = FileField(_l("checkpoint.picture"))


class RecordForm(Form):
    """That the paper was checked; `direction` is the value of the button pressed.

    `doubt` is why a PDF is FORGED although its QR, which is all that is judged anew, may be genuine.
    """

    form_id = HiddenField()
    text = HiddenField()
    doubt = HiddenField()
    note = StringField(_l("checkpoint.note"))
    direction = StringField(_l("checkpoint.direction"))
