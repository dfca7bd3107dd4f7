"""The web: one blueprint a person, each thin: parse, call one verb, show."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from certapp.config import EXTENSION, Settings
from certapp.web import (
    account,
    api,
    applicant,
    approver,
    assets,
    checkpoint,
    compression,
    demo_banner,
    headers,
    language,
    metrics,
    navigation,
    office,
    public,
    record_ids,
    refusals,
    scanner,
    session_cookie,
    times,
    unread_bodies,
)

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Open the rooms, and set what holds in all of them."""
    settings: Settings = app.extensions[EXTENSION]
    app.config.update(
        SECRET_KEY=settings.secret("session"),
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch is still this person's form
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    csrf.init_app(app)
    for part in (
        record_ids,
        session_cookie,
        assets,
        headers,
        compression,
        language,
        navigation,
        demo_banner,
        refusals,
        times,
        metrics,
        unread_bodies,
        account,
    ):
        part.init_app(app)
    for room in (applicant, approver, checkpoint, office, public, scanner, api):
        app.register_blueprint(room.blueprint)
    for room in (api, public, scanner):  # pages that know nobody have no session to ride on
        csrf.exempt(room.blueprint)
