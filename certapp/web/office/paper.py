"""The office's own paper: what stands on it, with a picture of the page while it changes."""

import base64
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.registry.people import User
from certapp.sentences import sentence
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.forms import PaperForm
from certapp.web.times import now as now_
from certapp.workflow import paper_preview, paper_settings, wording_templates
from certapp.workflow.errors import Conflict, Invalid


@blueprint.route("/paper", methods=["GET", "POST"])
def paper() -> ResponseReturnValue:
    """Show the settings of the paper and the page; `do` says whether to save, preview or reset a part."""
    clerk, now = gate.user(), now_()
    form = PaperForm() if request.method == "POST" else PaperForm(data=PaperForm.values_of(clerk.office))
    do, __, part = request.form.get("do", "save").partition(":")
    if form.validate_on_submit():
        if do == "save" and _is_saved(form, clerk, now):
            return redirect(url_for(".paper"), 303)
        if do == "reset" and part in wording_templates.PARTS:
            form[part].data = wording_templates.default(part)
    page = render_template(
        "office/paper.html",
        form=form,
        picture=None if form.errors else _picture(form, clerk, now),
        fields=[
            (wording_templates.written(name), wording_templates.FIELDS[name], value)
            for name, value in paper_preview.examples(clerk, now).items()
        ],
        parts=wording_templates.PARTS,
        may_be_empty=wording_templates.MAY_BE_EMPTY,
        default=wording_templates.default,
    )
    return page, form.http_status


def _is_saved(form: PaperForm, clerk: User, now: datetime) -> bool:
    try:
        changed = paper_settings.change(clerk, form.settings(), form.seen.data or "", now)
    except Invalid as error:
        form.refuse(error)
        return False
    except Conflict as error:  # told once: who saves again has seen it
        form.add_error("", sentence(error))
        form.seen.data = paper_settings.version(clerk.office)
        return False
    flash(_("office.paper.saved") if changed else _("office.paper.unchanged"), "pass" if changed else "info")
    return True


def _picture(form: PaperForm, clerk: User, now: datetime) -> str | None:
    """Return the page for an `img`; what stands in its way is told beside the fields."""
    try:
        png = paper_preview.picture(clerk, form.settings(), now)
    except Invalid as error:
        form.refuse(error)
        return None
    return "data:image/png;base64," + base64.b64encode(png).decode()
