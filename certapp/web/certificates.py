"""Issued certificates: found, read, downloaded, taken back. The same pages in every room that manages them.

What a person may see and do is the workflow's to say: a clerk all of the office, an approver their units.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField, StringField, TextAreaField

from certapp.paper.labels import Stock
from certapp.registry.certificate import Certificate
from certapp.sentences import sentence, sentence_of
from certapp.web import history
from certapp.web.downloads import download, name_of
from certapp.web.form import Form, _l
from certapp.web.gate import user
from certapp.web.refusals import status_of
from certapp.web.times import now as now_
from certapp.workflow import certificates, excerpts, issue, progress, revoke, states
from certapp.workflow.certificates import Standing
from certapp.workflow.errors import Conflict, Invalid
from certapp.workflow.paging import Page

_CHANGE = {"suspend": revoke.suspend, "reinstate": revoke.reinstate, "revoke": revoke.revoke}
_PATH_OF_CHANGE = f"/<int:certificate_id>/<any({', '.join(_CHANGE)}):verb>"


class FilterForm(Form):
    """Which certificates to show."""

    class Meta(Form.Meta):
        """It is sent by GET and changes nothing."""

        csrf = False

    standing = SelectField(_l("certificates.filter.standing"), default="")
    text = StringField(_l("certificates.filter.text"))

    def __init__(self, sent: Mapping[str, str] | None = None) -> None:
        super().__init__(request.args if sent is None else sent)
        named = [(standing.value, _("state.certificate." + standing.value)) for standing in Standing]
        self.standing.choices = [("", _("certificates.filter.issued")), *named]

    def address(self, page: int) -> str:
        """Return where another page of the same choice is."""
        return url_for(".certificates", page=page, **self._chosen())

    def labels(self, stock: Stock) -> str:
        """Return where the labels of the same choice are."""
        return url_for(".labels", stock=stock.value, **self._chosen())

    @property
    def chosen_standing(self) -> Standing | None:
        """What `standing` asks for; call it after the form is validated."""
        return Standing(self.standing.data) if self.standing.data else None

    def _chosen(self) -> dict[str, Any]:
        chosen = {"standing": self.standing.data, "text": self.text.data}
        return {name: value for name, value in chosen.items() if value}


class ReasonForm(Form):
    """Why a certificate is taken back or put in force again."""

    reason = TextAreaField(_l("certificates.reason"))


def add_views(blueprint: Blueprint, path: str) -> None:
    """Add the pages of issued certificates to a room.

    The endpoints, in the room's own blueprint: `certificates` (the list: search, state filter, pages),
    `labels` (for what the list shows), `certificate` (facts and what can be done), `certificate_paper` (the
    signed PDF), `certificate_card`, `certificate_phone` and `change_certificate` (suspend, reinstate or
    revoke with a reason). The room links to `.certificates` and to `.certificate` with
    `certificate_id`; who may enter is the room's own `before_request`.

    :param path: where the list stands below the room's prefix, such as `/certificates`.
    """
    add = blueprint.add_url_rule
    add(path, "certificates", _list)
    add(f"{path}/labels-<any({', '.join(map(repr, map(str, Stock)))}):stock>.pdf", "labels", _labels)
    add(f"{path}/<int:certificate_id>", "certificate", _certificate)
    add(f"{path}/<int:certificate_id>/paper.pdf", "certificate_paper", _paper)
    add(f"{path}/<int:certificate_id>/card.pdf", "certificate_card", _card)
    add(f"{path}/<int:certificate_id>/phone.png", "certificate_phone", _phone)
    add(path + _PATH_OF_CHANGE, "change_certificate", _change, methods=["GET", "POST"])


def _list() -> ResponseReturnValue:
    now = now_()
    form = FilterForm()
    page: Page[Certificate] = Page()
    if form.validate():
        page = certificates.search(
            user(),
            now,
            text=form.text.data or "",
            standing=form.chosen_standing,
            page=request.args.get("page", 1, type=int),
        )
    return (
        render_template(
            "certificates/list.html",
            form=form,
            page=page,
            stocks=Stock,
            most_labels=excerpts.MAX_LABELS,
            standing=lambda certificate: certificates.standing(certificate, now),
        ),
        form.http_status,
    )


def _certificate(certificate_id: int) -> ResponseReturnValue:
    return _page(certificates.to_manage(user(), certificate_id))


def _paper(certificate_id: int) -> Response:
    certificate = certificates.to_manage(user(), certificate_id)
    return download(issue.paper_of(certificate), name_of(certificate, "giay-xac-nhan.pdf"))


def _card(certificate_id: int) -> Response:
    certificate = certificates.to_manage(user(), certificate_id)
    return download(excerpts.card_of(certificate), name_of(certificate, "the-bo-tui.pdf"))


def _phone(certificate_id: int) -> Response:
    certificate = certificates.to_manage(user(), certificate_id)
    return download(excerpts.phone_picture_of(certificate), name_of(certificate, "anh-xac-nhan.png"))


def _labels(stock: str) -> Response:
    form = FilterForm()
    if not form.validate():
        raise Invalid({"standing": "choice"})
    pdf = excerpts.labels_for(
        user(), now_(), Stock(stock), text=form.text.data or "", standing=form.chosen_standing
    )
    return download(pdf, f"nhan-{stock}.pdf")


def _change(certificate_id: int, verb: str) -> ResponseReturnValue:
    certificate = certificates.to_manage(user(), certificate_id)
    form = ReasonForm()
    if request.method == "POST":
        try:
            _CHANGE[verb](user(), certificate_id, form.reason.data or "", now_())
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            return _page(certificates.to_manage(user(), certificate_id), conflict=error)
        else:
            flash(_(f"certificates.{verb}.done"), "pass")
            return redirect(url_for(".certificate", certificate_id=certificate_id), 303)
    elif verb not in states.certificate_verbs(certificate, now_()):
        standing = certificates.standing(certificate, now_())
        return _page(certificate, conflict=Conflict("certificate_state", state=standing.value))
    page = render_template("certificates/change.html", certificate=certificate, verb=verb, form=form)
    return page, form.http_status


def _page(certificate: Certificate, *, conflict: Conflict | None = None) -> ResponseReturnValue:
    now = now_()
    page = render_template(
        "certificates/certificate.html",
        certificate=certificate,
        application=certificate.application,
        standing=certificates.standing(certificate, now),
        verdict_path=issue.verdict_path_of(certificate) if certificate.token else None,
        verbs=[verb for verb in _CHANGE if verb in states.certificate_verbs(certificate, now)],
        is_own=certificate.application.applicant_id == user().id,
        steps=history.steps(progress.timeline(certificate.application)),
        office=user().office,
        sentence_of=sentence_of,
        conflict=sentence(conflict) if conflict else None,
    )
    return page, status_of(conflict) if conflict else 200
