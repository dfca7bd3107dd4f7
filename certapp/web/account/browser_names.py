"""A browser's name as its owner would say it, out of what it says of itself (RFC 9110 §10.1.5)."""

# each also names the ones below it, to be let in where they are
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Return such as `Chrome, Android`; empty if nothing in it is known."""
    found = [next((name for mark, name in names if mark in agent), None) for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name)
