"""How long an application has been waiting, in words."""

from datetime import datetime

from flask_babel import gettext as _


def words(since: datetime, now: datetime) -> str:
    """Return a span of time in its two largest units, such as "2 days 3 hours".

    :param since: aware; so is `now`, which is not earlier.
    """
    minutes = max(0, int((now - since).total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return _("review.waiting.days", days=days, hours=hours)
    if hours:
        return _("review.waiting.hours", hours=hours, minutes=minutes)
    return _("review.waiting.minutes", minutes=minutes)
