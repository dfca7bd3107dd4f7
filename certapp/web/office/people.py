"""The people of the office: found, and new ones added."""

from dataclasses import replace
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from certapp.registry.people import Role, User
from certapp.web import gate
from certapp.web.office import blueprint
from certapp.web.office.forms import PeopleFilter, PersonForm
from certapp.web.times import now as now_
from certapp.workflow import directory, offices, passwords
from certapp.workflow import people as people_
from certapp.workflow.errors import Invalid
from certapp.workflow.local_time import day_of
from certapp.workflow.paging import Page


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """List the accounts."""
    form = PeopleFilter()
    page: Page[User] = Page()
    if form.validate():
        page = directory.search(
            gate.user(),
            text=form.text.data or "",
            role=Role(form.role.data) if form.role.data else None,
            is_active=form.is_active,
            page=request.args.get("page", 1, type=int),
        )
    return render_template(
        "office/people.html", form=form, page=page, all_roles=tuple(Role)
    ), form.http_status


@blueprint.route("/people/new", methods=["GET", "POST"])
def new_person() -> ResponseReturnValue:
    """Make an account; its first password is in the answer and nowhere else."""
    clerk, now = gate.user(), now_()
    form = PersonForm()
    offer(form, clerk.office_id, day_of(now))
    if form.validate_on_submit():
        password = passwords.new_password()
        person = replace(form.person((form.username.data or "").strip().lower()), password=password)
        try:
            user = people_.add(clerk, person, now)
            return render_template("office/password.html", user=user, password=password, is_new=True)
        except Invalid as error:
            form.refuse(error)
    return render_template("office/new_person.html", form=form), form.http_status


def offer(form: PersonForm, office_id: int, today: date, user: User | None = None) -> None:
    """Let the form choose among the open units, and those the account has already."""
    held = {user.unit_id, *(unit.id for unit in user.approves_for)} if user else set()
    units = [unit for unit in offices.units(office_id) if unit.is_open(today) or unit.id in held]
    form.offer(units, offices.checkpoints(office_id))
