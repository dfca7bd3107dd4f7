"""The forms about alerts."""

from dataclasses import fields

from wtforms import Field, IntegerField, StringField

from certapp.web.form import Form, _l
from certapp.workflow.alert_rules import Thresholds
from certapp.workflow.errors import Invalid


class CloseForm(Form):
    """What came of looking into an alert."""

    reason = StringField(_l("alerts.reason"))


class ThresholdsForm(Form):
    """From where on something is odd."""

    speed = IntegerField(_l("alerts.settings.speed"))
    least_minutes = IntegerField(_l("alerts.settings.least_minutes"))
    twice_hours = IntegerField(_l("alerts.settings.twice_hours"))
    pass_minutes = IntegerField(_l("alerts.settings.pass_minutes"))
    often = IntegerField(_l("alerts.settings.often"))
    forged = IntegerField(_l("alerts.settings.forged"))

    def thresholds(self) -> Thresholds:
        """Return what was chosen.

        :raises Invalid: something that is no whole number.
        """
        return Thresholds(**{field.name: _whole(self[field.name]) for field in fields(Thresholds)})


def _whole(field: Field) -> int:
    if field.data is None:
        raise Invalid({field.name: "number_form"})
    return int(field.data)
