"""The page on which anybody drops a PDF, or a picture, of a paper. Nothing of what is dropped is kept."""

from flask import render_template
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage

from certapp.paper.errors import PaperError
from certapp.sentences import sentence
from certapp.web.form import Form, _l
from certapp.web.metrics import count_verdict
from certapp.web.paper_facts import paper_facts
from certapp.web.pdf_parts import pdf_parts
from certapp.web.public import blueprint
from certapp.web.refusals import status_of
from certapp.web.times import now
from certapp.workflow import offices, qr_host, scan
from certapp.workflow.errors import Invalid


class CheckForm(Form):
    """A file. The page knows nobody, so that there is nothing that a stranger's form could ride on."""

    class Meta(Form.Meta):
        """Without a session there is no CSRF token."""

        csrf = False

    file = FileField(_l("public.check.file"))


@blueprint.get("/check")
def check() -> str:
    """Ask for a file."""
    offices.the_office()  # without one there is nobody to judge
    return render_template("public/check.html", form=CheckForm(formdata=None))


@blueprint.post("/check")
def check_file() -> tuple[str, int]:
    """Judge the paper in a file."""
    form = CheckForm()
    file = form.file.data if form.validate_on_submit() else None
    if not isinstance(file, FileStorage):
        form.refuse(Invalid({"file": "required"}))
        return render_template("public/check.html", form=form), 422
    moment = now()
    try:
        found = scan.judge_upload(file.stream.read(), moment)
    except PaperError as error:
        form.add_error("file", sentence(error))
        return render_template("public/check.html", form=form), status_of(error)
    count_verdict(found.verdict.code, "check")
    page = render_template(
        "public/check.html",
        form=CheckForm(formdata=None),
        verdict=found.verdict,
        facts=paper_facts(found.verdict, scan.issuer_name(found.verdict)),
        parts=pdf_parts(found.parts),
        checked_at=moment,
        stray_host=qr_host.stray_host(found.text, found.verdict),
        is_outside_hours=scan.is_outside_hours(found.verdict, moment),
    )
    return page, 200
