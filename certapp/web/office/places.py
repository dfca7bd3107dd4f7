"""The office's units and checkpoints."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.forms import CheckpointForm, EndUnitForm, PositionForm, UnitForm, position_of
from certapp.web.times import now as now_
from certapp.workflow import offices
from certapp.workflow.errors import Invalid
from certapp.workflow.local_time import day_of


@blueprint.route("/units", methods=["GET", "POST"])
def units() -> ResponseReturnValue:
    """List the units, and add one."""
    clerk, now = gate.user(), now_()
    form = UnitForm()
    if form.validate_on_submit():
        try:
            unit = offices.add_unit(clerk, form.name.data or "", form.since.data or day_of(now), now)
            flash(_("office.unit.added", name=unit.name), "pass")
            return redirect(url_for(".units"), 303)
        except Invalid as error:
            form.refuse(error)
    rows = offices.units(clerk.office_id)
    return render_template("office/units.html", form=form, units=rows, today=day_of(now)), form.http_status


@blueprint.route("/units/<int:unit_id>/end", methods=["GET", "POST"])
def end_unit(unit_id: int) -> ResponseReturnValue:
    """Give a unit its last day."""
    clerk, now = gate.user(), now_()
    unit = offices.to_manage(clerk, unit_id)
    form = EndUnitForm()
    if form.validate_on_submit():
        try:
            if form.until.data is None:
                raise Invalid({"until": "required"})
            offices.end_unit(clerk, unit_id, form.until.data, now)
            flash(_("office.unit.ended"), "pass")
            return redirect(url_for(".units"), 303)
        except Invalid as error:
            form.refuse(error)
    unit = offices.to_manage(clerk, unit_id)
    return render_template("office/end_unit.html", form=form, unit=unit), form.http_status


@blueprint.route("/checkpoints", methods=["GET", "POST"])
def checkpoints() -> ResponseReturnValue:
    """List the checkpoints, and add one."""
    clerk, now = gate.user(), now_()
    form = CheckpointForm()
    if form.validate_on_submit():
        try:
            position = position_of(form.position.data)
            post = offices.add_checkpoint(clerk, form.name.data or "", form.place.data or "", now, position)
            flash(_("office.checkpoint.added", name=post.name), "pass")
            return redirect(url_for(".checkpoints"), 303)
        except Invalid as error:
            form.refuse(error)
    rows = offices.checkpoints(clerk.office_id)
    return render_template(
        "office/checkpoints.html", form=form, checkpoints=rows, moving=PositionForm(formdata=None)
    ), form.http_status


@blueprint.post("/checkpoints/<int:checkpoint_id>/position")
def move_checkpoint(checkpoint_id: int) -> ResponseReturnValue:
    """Set where on the map a checkpoint stands."""
    form = PositionForm()
    try:
        if form.validate_on_submit():
            offices.move_checkpoint(gate.user(), checkpoint_id, position_of(form.position.data), now_())
            flash(_("alerts.position_saved"), "pass")
    except Invalid:
        flash(_("error.field.position"), "stop")
    return redirect(url_for(".checkpoints"), 303)
