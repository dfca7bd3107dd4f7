"""The own account: who the office thinks one is, one's password, and where one is signed in."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from certapp.registry.people import Role
from certapp.sentences import sentence
from certapp.web import gate
from certapp.web.account import blueprint, open_session
from certapp.web.account.browser_names import browser_name
from certapp.web.account.forms import PasswordForm
from certapp.web.account.sign_in import first_page
from certapp.web.refusals import retry_after, status_of
from certapp.web.times import now
from certapp.workflow import access
from certapp.workflow.errors import Invalid, Throttled


@blueprint.get("/account")
def account() -> Response:
    """Show the own account; before a first password is changed, nothing but the form to do so."""
    return gate.require_sign_in() or _page(PasswordForm(), 200)


@blueprint.post("/account/password")
def change_password() -> Response:
    """Change the own password; every other sign-in ends."""
    if stranger := gate.require_sign_in():
        return stranger
    was_first = gate.user().must_change_password
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(form, form.http_status)
    old, new = form.old.data or "", form.new.data or ""
    try:
        if new != (form.repeat.data or ""):
            raise Invalid({"repeat": "password_repeat"})
        access.change_password(gate.user(), old, new, keep=open_session.held() or "", now=now())
    except Invalid as error:
        form.refuse(error)
        return _page(form, form.http_status)
    except Throttled as error:
        form.form_errors = [sentence(error)]
        page = _page(form, status_of(error))
        page.headers.update(retry_after(error))
        return page
    flash(_("account.password_changed"), "pass")
    return redirect(first_page(gate.user()) if was_first else url_for("account.account"), 303)


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End all sign-ins of this person, in this browser and in all others."""
    if stranger := gate.require_sign_in():
        return stranger
    access.sign_out_everywhere(gate.user(), now())
    open_session.end()
    flash(_("account.signed_out_everywhere"), "info")
    return redirect(url_for("account.sign_in"), 303)


def _page(form: PasswordForm, status: int) -> Response:
    user, token = gate.user(), open_session.held() or ""
    if user.must_change_password:
        wanted = gate.own_address(request.args.get("next", ""))
        page = render_template("account/first_password.html", form=form, user=user, next=wanted)
        return make_response(page, status)
    sign_ins = [
        {
            "browser": browser_name(sign_in.agent) or _("account.browser_unknown"),
            "started_at": sign_in.started_at,
            "seen_at": sign_in.seen_at,
            "is_this": access.is_sign_in(sign_in, token),
        }
        for sign_in in access.open_sign_ins(user)
    ]
    roles = [_("role." + role.value) for role in Role if role in user.roles]
    page = render_template(
        "account/account.html", form=form, user=user, roles=roles, sign_ins=sign_ins, next=None
    )
    return make_response(page, status)
