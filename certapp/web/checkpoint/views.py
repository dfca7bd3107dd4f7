"""Pages of the checkpoint's room. A token travels in the body of a request, never in an address of ours."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from certapp.credential.qrtext import MAX_CHARACTERS
from certapp.paper.errors import PaperError
from certapp.registry.checks import Direction
from certapp.sentences import sentence
from certapp.web import gate
from certapp.web.checkpoint import blueprint
from certapp.web.checkpoint.facts import check_facts
from certapp.web.checkpoint.forms import PictureForm, RecordForm, TextForm
from certapp.web.metrics import count_verdict
from certapp.web.pdf_parts import pdf_parts
from certapp.web.refusals import status_of
from certapp.web.times import now
from certapp.workflow import qr_host
from certapp.workflow import scan as scan_
from certapp.workflow.apply import new_form_id
from certapp.workflow.errors import Invalid

Page = str | tuple[str, int] | Response


@blueprint.get("")
def scan() -> Page:
    """Ask for a paper; show the latest checks of this post."""
    return _ask(TextForm(), PictureForm())


@blueprint.post("")
def check_text() -> Page:
    """Judge a QR text."""
    form = TextForm()
    text = (form.text.data or "").strip() if form.validate_on_submit() else ""
    if not text or len(text) > MAX_CHARACTERS:
        form.text.data = ""
        form.refuse(Invalid({"text": "too_long" if text else "required"}))
        return _ask(form, PictureForm(formdata=None), 422)
    moment = now()
    return _tell(scan_.Examined(text, scan_.judge(text, moment)), moment)


@blueprint.post("/picture")
def check_picture() -> Page:
    """Judge the paper in a photograph or a PDF."""
    form = PictureForm()
    picture = form.picture.data if form.validate_on_submit() else None
    if not isinstance(picture, FileStorage):
        form.refuse(Invalid({"picture": "required"}))
        return _ask(TextForm(formdata=None), form, 422)
    moment = now()
    try:
        found = scan_.judge_upload(picture.stream.read(), moment)
    except PaperError as error:
        form.add_error("picture", sentence(error))
        return _ask(TextForm(formdata=None), form, status_of(error))
    return _tell(found, moment)


@blueprint.post("/record")
def record() -> Page:
    """Record a check, then ask for the next paper."""
    form = RecordForm()
    moment = now()
    try:
        if not form.validate_on_submit():
            raise Invalid({"form_id": "form_id"})
        if form.direction.data not in list(Direction):
            raise Invalid({"direction": "choice"})
        check = scan_.record_check(
            gate.user(),
            form.form_id.data or "",
            form.text.data or "",
            Direction(form.direction.data),
            form.note.data or "",
            moment,
            doubt=form.doubt.data or "",
        )
    except Invalid as error:
        form.refuse(error)
        verdict = scan_.judge_again(form.text.data or "", form.doubt.data or "", moment)
        return _show(form, scan_.Examined(form.text.data or "", verdict), moment, 422)
    flash(_(f"checkpoint.recorded.{check.direction}"), "pass")
    return redirect(url_for(".scan"), 303)


def _tell(found: scan_.Examined, moment: datetime) -> Page:
    verdict = found.verdict
    count_verdict(verdict.code, "scan")
    doubt = verdict.reason if found.parts and verdict is not found.parts.verdict else ""
    form = RecordForm(formdata=None, form_id=new_form_id(), text=found.text, doubt=doubt)
    return _show(form, found, moment, 200)


def _show(form: RecordForm, found: scan_.Examined, moment: datetime, status: int) -> Page:
    verdict = found.verdict
    page = render_template(
        "checkpoint/verdict.html",
        form=form,
        verdict=verdict,
        facts=check_facts(verdict, scan_.issuer_name(verdict)),
        parts=pdf_parts(found.parts),
        checked_at=moment,
        stray_host=qr_host.stray_host(found.text, verdict),
        is_outside_hours=scan_.is_outside_hours(verdict, moment),
    )
    return page, status


def _ask(text: TextForm, picture: PictureForm, status: int = 200) -> Page:
    page = render_template(
        "checkpoint/scan.html",
        form=picture if picture.errors else text,
        text=text,
        picture=picture,
        post=gate.user().checkpoint,
        checks=scan_.latest_checks(gate.user()),
    )
    return page, status
