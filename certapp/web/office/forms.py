"""The forms of the clerk's room; the names of fields are those of the verbs' faults."""

from collections.abc import Iterable
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from certapp.credential import VerdictCode
from certapp.registry.office import Checkpoint, Office, Unit
from certapp.registry.people import Role, User
from certapp.web.form import Form, _l
from certapp.workflow import paper_settings, wording_templates
from certapp.workflow.errors import Invalid
from certapp.workflow.paper_settings import PaperSettings
from certapp.workflow.people import NewPerson


class _Boxes(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PeopleFilter(Form):
    """Which people to show; sent by GET."""

    class Meta(Form.Meta):
        """It changes nothing."""

        csrf = False

    text = StringField(_l("office.people.filter.text"))
    role = SelectField(_l("office.people.filter.role"), default="")
    state = SelectField(_l("office.people.filter.state"), default="")

    def __init__(self) -> None:
        super().__init__(request.args)
        self.role.choices = [("", _("office.people.filter.all")), *_roles()]
        self.state.choices = [
            ("", _("office.people.filter.all")),
            ("open", _("office.people.open")),
            ("closed", _("office.people.closed")),
        ]
        for field in (self.role, self.state):
            field.data = request.args.get(field.name, "")

    @property
    def is_active(self) -> bool | None:
        """What `state` asks for; None for both."""
        return None if not self.state.data else self.state.data == "open"

    def address(self, page: int) -> str:
        """Return where another page of the same choice is."""
        chosen: dict[str, Any] = {
            field.name: field.data for field in (self.text, self.role, self.state) if field.data
        }
        return url_for(".people", page=page, **chosen)


class PersonForm(Form):
    """Who a new person is, and what they do in the office."""

    username = StringField(_l("office.person.username"))
    name = StringField(_l("office.person.name"))
    title = StringField(_l("office.person.title"))
    roles = _Boxes(_l("office.person.roles"))
    unit_id = SelectField(_l("office.person.unit"))
    checkpoint_id = SelectField(_l("office.person.checkpoint"))
    approves_for = _Boxes(_l("office.person.approves_for"))

    def offer(self, units: Iterable[Unit], checkpoints: Iterable[Checkpoint]) -> None:
        """Say what may be chosen; call it before the form is validated."""
        named = [(str(unit.id), unit.name) for unit in units]
        none = ("", _("office.person.none"))
        self.roles.choices = _roles()
        self.unit_id.choices = [none, *named]
        self.approves_for.choices = named
        self.checkpoint_id.choices = [none, *((str(post.id), post.name) for post in checkpoints)]

    def person(self, username: str) -> NewPerson:
        """Return what was sent; call it after the form is validated."""
        return NewPerson(
            username=username,
            name=self.name.data or "",
            title=self.title.data or "",
            roles=frozenset(map(Role, self.roles.data or ())),
            unit_id=_number(self.unit_id.data),
            checkpoint_id=_number(self.checkpoint_id.data),
            approves_for=frozenset(map(int, self.approves_for.data or ())),
        )


class KnownPersonForm(PersonForm):
    """The same for an account that there is: its username stays."""

    username = None  # type: ignore[assignment]  # so WTForms leaves a field of the base out

    @staticmethod
    def values_of(user: User) -> dict[str, Any]:
        """Return an account as the form's data."""
        return {
            "name": user.name,
            "title": user.title,
            "roles": [role.value for role in user.roles],
            "unit_id": str(user.unit_id or ""),
            "checkpoint_id": str(user.checkpoint_id or ""),
            "approves_for": [str(unit.id) for unit in user.approves_for],
        }


class UnitForm(Form):
    """A new unit."""

    name = StringField(_l("office.unit.name"))
    since = DateField(_l("office.unit.since"), validators=[Optional()])


class EndUnitForm(Form):
    """The last day of a unit."""

    until = DateField(_l("office.unit.until"), validators=[Optional()])


class ScannerForm(Form):
    """A phone that is to join a checkpoint."""

    checkpoint_id = SelectField(_l("scanners.checkpoint"))
    label = StringField(_l("scanners.label"))

    def offer(self, checkpoints: Iterable[Checkpoint]) -> None:
        """Say what may be chosen; call it before the form is validated."""
        self.checkpoint_id.choices = [(str(post.id), post.name) for post in checkpoints]


class ChecksFilter(Form):
    """Which checks to show; sent by GET."""

    class Meta(Form.Meta):
        """It changes nothing."""

        csrf = False

    checkpoint_id = SelectField(_l("checks.checkpoint"), default="")
    verdict = SelectField(_l("checks.verdict"), default="")

    def __init__(self, checkpoints: Iterable[Checkpoint]) -> None:
        super().__init__(request.args)
        all_ = ("", _("checks.all"))
        self.checkpoint_id.choices = [all_, *((str(post.id), post.name) for post in checkpoints)]
        self.verdict.choices = [all_, *((code.value, _(f"verdict.{code}.word")) for code in VerdictCode)]
        for field in (self.checkpoint_id, self.verdict):
            field.data = request.args.get(field.name, "")

    def address(self, page: int) -> str:
        """Return where another page of the same choice is."""
        chosen = {field.name: field.data for field in (self.checkpoint_id, self.verdict) if field.data}
        return url_for(".checks", page=page, **chosen)


class CheckpointForm(Form):
    """A new checkpoint."""

    name = StringField(_l("office.checkpoint.name"))
    place = StringField(_l("office.checkpoint.place"))
    position = StringField(_l("alerts.position"))


class PositionForm(Form):
    """Where on the map a checkpoint stands."""

    position = StringField(_l("alerts.position"))


def position_of(text: str | None) -> tuple[float, float] | None:
    """Read latitude and longitude in degrees; None for an empty text.

    :raises Invalid: `position`.
    """
    parts = (text or "").replace(",", " ").split()
    if not parts:
        return None
    try:
        latitude, longitude = map(float, parts)
    except ValueError as error:
        raise Invalid({"position": "position"}) from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # not a number fails here, too
        raise Invalid({"position": "position"})
    return latitude, longitude


class PaperForm(Form):
    """What stands on the office's paper; of several lines each is one line of its area."""

    seen = HiddenField()
    parent_lines = TextAreaField(_l("office.about.parent_lines"))
    body_lines = TextAreaField(_l("office.about.body_lines"))
    number_form = StringField(_l("office.about.number_form"))
    place = StringField(_l("office.about.place"))
    authority_lines = TextAreaField(_l("office.about.authority_lines"))
    recipients = TextAreaField(_l("office.about.recipients"))
    footer = StringField(_l("office.about.footer"))
    title = TextAreaField(_l("office.paper.part.title"))
    subject = TextAreaField(_l("office.paper.part.subject"))
    opening = TextAreaField(_l("office.paper.part.opening"))
    closing = TextAreaField(_l("office.paper.part.closing"))
    scan_vi = TextAreaField(_l("office.paper.part.scan_vi"))
    scan_en = TextAreaField(_l("office.paper.part.scan_en"))

    @staticmethod
    def values_of(office: Office) -> dict[str, str]:
        """Return the settings in force as the form's data."""
        settings = paper_settings.of(office)
        lines = {name: "\n".join(getattr(settings, name)) for name in _LINES}
        texts = {name: getattr(settings, name) for name in _TEXTS}
        words = wording_templates.in_use(settings.wording)
        return {"seen": paper_settings.version(office), **lines, **texts, **words}

    def settings(self) -> PaperSettings:
        """Return what was sent; call it after the form is validated."""
        lines: dict[str, Any] = {name: tuple((self[name].data or "").splitlines()) for name in _LINES}
        texts: dict[str, Any] = {name: self[name].data or "" for name in _TEXTS}
        words = {part: self[part].data or "" for part in wording_templates.PARTS}
        return PaperSettings(**lines, **texts, wording=words)


_LINES = ("parent_lines", "body_lines", "authority_lines", "recipients")
_TEXTS = ("number_form", "place", "footer")


def _roles() -> list[tuple[str, str]]:
    return [(role.value, _("role." + role.value)) for role in Role]


def _number(text: str | None) -> int | None:
    return int(text) if text else None
