"""The queue: what waits for this approver, oldest first."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField, StringField

from certapp.registry.application import Application, ApplicationState
from certapp.registry.people import User
from certapp.web.approver import blueprint, waiting
from certapp.web.form import Form, _l
from certapp.web.gate import user
from certapp.web.times import now as now_
from certapp.workflow import keys, reservation, review
from certapp.workflow.paging import Page

_STATES = [state.value for state in ApplicationState if state is not ApplicationState.DRAFT]


class FilterForm(Form):
    """What of the queue to show."""

    class Meta(Form.Meta):
        """It is sent by GET and changes nothing."""

        csrf = False

    state = SelectField(_l("review.filter.state"), default=ApplicationState.SUBMITTED.value)
    unit = SelectField(_l("review.filter.unit"), default="")
    name = StringField(_l("review.filter.name"))

    def __init__(self, actor: User) -> None:
        super().__init__(request.args)
        self.state.choices = [(state, _("state.application." + state)) for state in _STATES]
        units = [(str(unit.id), unit.name) for unit in actor.approves_for]
        self.unit.choices = [("", _("review.filter.all_units")), *units]

    def address(self, page: int) -> str:
        """Return where another page of the same choice is."""
        chosen = {"state": self.state.data, "unit": self.unit.data, "name": self.name.data}
        return url_for(".queue", page=page, **{name: value for name, value in chosen.items() if value})


@blueprint.get("/review")
def queue() -> ResponseReturnValue:
    """Show a page of the applications of the approver's units."""
    now = now_()
    form = FilterForm(user())
    page: Page[Application] = Page()
    if form.validate():
        page = review.queue(
            user(),
            state=ApplicationState(form.state.data),
            unit_id=int(form.unit.data) if form.unit.data else None,
            text=form.name.data or "",
            page=request.args.get("page", 1, type=int),
        )
    return (
        render_template(
            "approver/queue.html",
            form=form,
            page=page,
            unfinished=reservation.unfinished(user()),
            has_key=keys.active_key(user()) is not None,
            waits=lambda application: waiting.words(application.submitted_at, now),
        ),
        form.http_status,
    )
