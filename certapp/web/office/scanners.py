"""The phones of the checkpoints: who has joined, a code for one more, one removed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.paper.link_qr import link_symbol
from certapp.web import gate
from certapp.web.form import Form
from certapp.web.office import blueprint
from certapp.web.office.forms import ScannerForm
from certapp.web.times import now as now_
from certapp.workflow import offices
from certapp.workflow import scanners as scanners_
from certapp.workflow.errors import Invalid

MUCH_MS = 2 * 60 * 1000  # a clock as wrong as this is worth a word; verdicts allow as much


@blueprint.route("/scanners", methods=["GET", "POST"])
def scanners() -> ResponseReturnValue:
    """List the phones, and offer a code to one more: it is in the answer and nowhere else."""
    clerk, now = gate.user(), now_()
    posts = offices.checkpoints(clerk.office_id)
    form = ScannerForm()
    form.offer(posts)
    if form.validate_on_submit():
        try:
            offer = scanners_.offer(clerk, int(form.checkpoint_id.data), form.label.data or "", now)
            return render_template("office/join.html", offer=offer, symbol=link_symbol(offer.text))
        except Invalid as error:
            form.refuse(error)
    return render_template(
        "office/scanners.html",
        form=form,
        scanners=scanners_.in_use(clerk.office_id, now),
        checkpoints=posts,
        minutes_off=_minutes_off,
    ), form.http_status


@blueprint.route("/scanners/<int:scanner_id>/remove", methods=["GET", "POST"])
def remove_scanner(scanner_id: int) -> ResponseReturnValue:
    """Remove a phone, once asked whether it is meant."""
    clerk = gate.user()
    scanner = scanners_.to_manage(clerk, scanner_id)
    form = Form()
    if form.validate_on_submit():
        label = scanner.label
        scanners_.remove(clerk, scanner_id, now_())
        flash(_("scanners.removed", label=label), "pass")
        return redirect(url_for(".scanners"), 303)
    return render_template("office/remove_scanner.html", form=form, scanner=scanner), form.http_status


def _minutes_off(offset: int | None) -> int | None:
    """Return by how many minutes a phone's clock is wrong, None if by none worth telling."""
    return None if offset is None or abs(offset) < MUCH_MS else round(abs(offset) / 60_000)
