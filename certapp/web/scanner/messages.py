"""The sentences of the scanner, which the page carries: without a network there is nobody to ask for one."""

import re

from flask_babel import force_locale, get_translations, gettext

_KEYS = re.compile(r"(scan|check|verdict|fact)\.|checkpoint\.(record|recorded|way|way_text|note)\b")


def messages(language: str) -> dict[str, str]:
    """Return the sentences by key; what is to be put into them stays `%(name)s`."""
    with force_locale(language):
        keys = [key for key in get_translations()._catalog if isinstance(key, str) and _KEYS.match(key)]
        return {key: gettext(key) for key in sorted(keys)}
