"""Print jobs: many papers asked for at once, the progress of their file, the file. The same in every room.

A job is its owner's alone; what may be printed is the workflow's to say.
"""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from certapp.registry.print_job import PrintJob, PrintState
from certapp.sentences import sentence, sentence_of
from certapp.web import record_ids
from certapp.web.certificates import FilterForm
from certapp.web.gate import user
from certapp.web.times import now as now_
from certapp.workflow import print_jobs, printing
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Conflict, Invalid

_MEGABYTE = 1_000_000


def add_views(blueprint: Blueprint, path: str) -> None:
    """Add the pages of print jobs to a room that has the pages of certificates.

    The endpoints, in the room's own blueprint: `prints` (own jobs; POST asks for one), `print_job` (progress,
    what is left out, what to do), `print_progress` (the same as JSON), `print_file`, `cancel_print`.

    :param path: where the list stands below the room's prefix, such as `/prints`.
    """
    add = blueprint.add_url_rule
    add(path, "prints", _list)
    add(path, "request_print", _request, methods=["POST"])
    add(f"{path}/<int:job_id>", "print_job", _job)
    add(f"{path}/<int:job_id>/progress", "print_progress", _progress)
    add(f"{path}/<int:job_id>/print.pdf", "print_file", _file)
    add(f"{path}/<int:job_id>/cancel", "cancel_print", _cancel, methods=["POST"])


def _list() -> ResponseReturnValue:
    return render_template("prints/list.html", jobs=print_jobs.own(user()))


def _request() -> ResponseReturnValue:
    """Ask for a print file of the ticked certificates, or of all in force that the filter shows."""
    form = FilterForm(request.form)
    if not form.validate():
        raise Invalid({"standing": "choice"})
    ticked = None
    if request.form.get("which") == "ticked":
        sent = request.form.getlist("certificate", type=int)
        ticked = [number for number in sent if 0 < number <= record_ids.LARGEST]
    standing = Standing(form.standing.data) if form.standing.data else None
    try:
        job_id = printing.request(user(), now_(), ticked=ticked, text=form.text.data or "", standing=standing)
    except Conflict as error:
        flash(sentence(error), "hold")
        return redirect(form.address(1), 303)
    return redirect(url_for(".print_job", job_id=job_id), 303)


def _job(job_id: int) -> ResponseReturnValue:
    job = print_jobs.to_see(user(), job_id)
    counts, papers = print_jobs.left_out(job)
    is_done = job.state == PrintState.DONE
    return render_template(
        "prints/job.html",
        job=job,
        is_open=job.state in print_jobs.OPEN,
        words=_words(job),
        size=format_decimal(round((job.file_size or 0) / _MEGABYTE, 1)),
        counts=counts,
        papers=papers,
        ended_since=print_jobs.ended_since(job, now_()) if is_done else 0,
        kept_until=print_jobs.kept_until(job),
        fault=sentence_of(job.fault) if job.fault else None,
    )


def _progress(job_id: int) -> ResponseReturnValue:
    job = print_jobs.to_see(user(), job_id)
    facts: dict[str, Any] = {"state": job.state, "done": job.done, "total": job.total, "words": _words(job)}
    return jsonify(facts | {"is_open": job.state in print_jobs.OPEN})


def _file(job_id: int) -> ResponseReturnValue:
    """Send the file; a download that broke off goes on where it was (RFC 9110 §14)."""
    path = print_jobs.file_of(user(), job_id)
    job = print_jobs.to_see(user(), job_id)
    return send_file(
        path,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"in-giay-xac-nhan-{job.id}.pdf",  # no name of a person
        conditional=True,
        etag=job.file_hash or False,
    )


def _cancel(job_id: int) -> ResponseReturnValue:
    try:
        printing.cancel(user(), job_id, now_())
    except Conflict as error:
        flash(sentence(error), "hold")
    return redirect(url_for(".print_job", job_id=job_id), 303)


def _words(job: PrintJob) -> str:
    """Return how far a job has come."""
    done, total = format_decimal(job.done), format_decimal(job.total)
    if job.state == PrintState.WAITING:
        return _("printing.progress.waiting", total=total)
    if job.state == PrintState.RUNNING and job.done == job.total:
        return _("printing.progress.joining", total=total)
    return _("printing.progress.papers", done=done, total=total)
