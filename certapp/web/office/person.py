"""One account: changed, given a new password, closed, opened again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.forms import KnownPersonForm
from certapp.web.office.people import offer
from certapp.web.times import now as now_
from certapp.workflow import accounts
from certapp.workflow import people as people_
from certapp.workflow.errors import Invalid
from certapp.workflow.local_time import day_of

_PATH = "/people/<int:user_id>"


@blueprint.route(_PATH, methods=["GET", "POST"])
def person(user_id: int) -> ResponseReturnValue:
    """Show an account, and change what the office says of it."""
    clerk, now = gate.user(), now_()
    user = people_.to_manage(clerk, user_id)
    form = (
        KnownPersonForm(data=KnownPersonForm.values_of(user))
        if request.method == "GET"
        else KnownPersonForm()
    )
    offer(form, clerk.office_id, day_of(now), user)
    if form.validate_on_submit():
        try:
            people_.change(clerk, user_id, form.person(user.username), now)
            flash(_("office.person.changed"), "pass")
            return redirect(url_for(".person", user_id=user_id), 303)
        except Invalid as error:
            form.refuse(error)
    user = people_.to_manage(clerk, user_id)  # afresh, without what was refused
    page = render_template("office/person.html", user=user, form=form, is_own=user.id == gate.user().id)
    return page, form.http_status


@blueprint.post(f"{_PATH}/password")
def reset_password(user_id: int) -> str:
    """Give an account a new password; it is in the answer and nowhere else."""
    password = accounts.reset_password(gate.user(), user_id, now_())
    user = people_.to_manage(gate.user(), user_id)
    return render_template("office/password.html", user=user, password=password, is_new=False)


@blueprint.post(f"{_PATH}/close")
def close_person(user_id: int) -> ResponseReturnValue:
    """Close an account."""
    accounts.close(gate.user(), user_id, now_())
    flash(_("office.person.close.done"), "pass")
    return redirect(url_for(".person", user_id=user_id), 303)


@blueprint.post(f"{_PATH}/reopen")
def reopen_person(user_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    accounts.reopen(gate.user(), user_id, now_())
    flash(_("office.person.reopen.done"), "pass")
    return redirect(url_for(".person", user_id=user_id), 303)
