"""The forms about alerts."""

from wtforms import IntegerField, StringField

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
    often = IntegerField(_l("alerts.settings.often"))
    forged = IntegerField(_l("alerts.settings.forged"))

    def thresholds(self) -> Thresholds:
        """Return what was chosen.

        :raises Invalid: something that is no whole number.
        """
        given = {
            field.name: field.data for field in (self.speed, self.least_minutes, self.often, self.forged)
        }
        if faults := {name: "range" for name, value in given.items() if value is None}:
            raise Invalid(faults)
        return Thresholds(**given)
