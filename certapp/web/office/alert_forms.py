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
        speed, least, often, forged = (
            _whole(field) for field in (self.speed, self.least_minutes, self.often, self.forged)
        )
        return Thresholds(speed=speed, least_minutes=least, often=often, forged=forged)


def _whole(field: IntegerField) -> int:
    if field.data is None:
        raise Invalid({field.name: "number_form"})
    return int(field.data)
