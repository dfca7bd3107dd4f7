"""Signing in and out."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from certapp.registry.people import User
from certapp.sentences import sentence
from certapp.web import gate, navigation
from certapp.web.account import blueprint, open_session
from certapp.web.account.forms import SignInForm
from certapp.web.refusals import retry_after, status_of
from certapp.web.times import now
from certapp.workflow import access, devices
from certapp.workflow.errors import Forbidden, Throttled

_DEVICE = "device"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Ask for username and password."""
    if current_user:
        return redirect(first_page(gate.user()), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return make_response(render_template("account/sign_in.html", form=form), form.http_status)
    username, password = form.username.data or "", form.password.data or ""
    try:
        token = access.sign_in(
            username,
            password,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            device=request.cookies.get(_DEVICE, ""),
            now=now(),
        )
    except (Forbidden, Throttled) as error:
        form.form_errors = [sentence(error)]
        page = make_response(render_template("account/sign_in.html", form=form), status_of(error))
        page.headers.update(retry_after(error))
        return page
    open_session.begin(token)
    return _remember_device(redirect(first_page(access.user_of(token, now())), 303), username)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's sign-in."""
    if token := open_session.held():
        access.sign_out(token, now())
    open_session.end()
    flash(_("account.signed_out"), "info")
    return redirect(url_for("account.sign_in"), 303)


def first_page(user: User | None) -> str:
    """Where the person wanted to go, else the first room open to that person."""
    if wanted := gate.own_address(request.args.get("next", "")):
        return wanted
    rooms = navigation.navigation(user)
    return rooms[0].href if rooms else url_for("account.account")


def _remember_device(response: Response, username: str) -> Response:
    name = username.strip().lower()  # as access.sign_in() reads it
    response.set_cookie(
        _DEVICE,
        devices.with_mark(request.cookies.get(_DEVICE, ""), name),
        max_age=devices.LIFETIME,
        path=url_for("account.sign_in"),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response
