"""A picture for the paper: seen in its real size, put up, replaced, removed. The same page in two rooms.

Whose picture it is, is the workflow's to say: an approver's own signature, a clerk's office's seal.
"""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, IntegerField
from wtforms.validators import Optional

from certapp.paper.errors import PaperError
from certapp.sentences import sentence
from certapp.web.downloads import download
from certapp.web.form import Form, _l
from certapp.web.gate import user
from certapp.web.refusals import status_of
from certapp.web.times import now
from certapp.workflow import pictures
from certapp.workflow.errors import Invalid, NotFound
from certapp.workflow.pictures import Kind

_PIXELS_A_MM = 96 / 25.4  # of CSS


class PictureForm(Form):
    """A picture, and how large it is on paper."""

    picture = FileField(_l("picture.file"))
    width_mm = IntegerField(validators=[Optional()])
    is_cleared = BooleanField(_l("picture.clear"), default=True)


def add_views(blueprint: Blueprint, path: str, kind: Kind) -> None:
    """Add the page of a picture to a room.

    The endpoints, in the room's own blueprint: `picture` (see it, put it up), `picture_file` (the PNG) and
    `remove_picture`. Who may enter is the room's own `before_request`.

    :param path: where the page stands below the room's prefix, such as `/seal`.
    """
    add, of_kind = blueprint.add_url_rule, {"kind": kind}
    add(path, "picture", _view, defaults=of_kind, methods=["GET", "POST"])
    add(f"{path}/picture.png", "picture_file", _file, defaults=of_kind)
    add(f"{path}/remove", "remove_picture", _remove, defaults=of_kind, methods=["POST"])


def _view(kind: Kind) -> ResponseReturnValue:
    form = PictureForm()
    form.width_mm.label.text = _(f"picture.{kind}.width")
    status = 200
    if form.validate_on_submit():
        try:
            if not isinstance(form.picture.data, FileStorage):
                raise Invalid({"picture": "required"})
            if form.width_mm.data is None:
                raise Invalid({"width_mm": "required"})
            data = form.picture.data.stream.read()
            pictures.put(user(), kind, data, form.width_mm.data, now(), is_cleared=form.is_cleared.data)
            flash(_(f"picture.{kind}.taken"), "pass")
            return redirect(url_for(".picture"), 303)
        except Invalid as error:
            form.refuse(error)
        except PaperError as error:
            form.add_error("picture", sentence(error))
            status = status_of(error)
    found = pictures.own(user(), kind)
    if request.method != "POST":
        form.width_mm.data = round(found.width_mm) if found else pictures.BOUNDS[kind].usual
    page = render_template(
        "pictures/picture.html",
        kind=kind,
        form=form,
        picture=found,
        width=round(found.width_mm * _PIXELS_A_MM) if found else 0,
        height=round(found.height_mm * _PIXELS_A_MM) if found else 0,
    )
    return page, max(status, form.http_status)


def _file(kind: Kind) -> Response:
    found = pictures.own(user(), kind)
    if found is None:
        raise NotFound
    return download(found.data, f"{kind}.png", is_shown=True)


def _remove(kind: Kind) -> ResponseReturnValue:
    pictures.remove(user(), kind, now())
    flash(_(f"picture.{kind}.removed"), "pass")
    return redirect(url_for(".picture"), 303)
