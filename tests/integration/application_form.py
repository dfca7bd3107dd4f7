"""The form of an application as a browser sends it, and what a page of it says."""

import html
import re

from certapp.workflow.content import Content

NEW = "/applications/new"


def sent(content: Content, do: str, **changes: str) -> dict[str, str]:
    """Return the fields that the pressed button `do` sends."""
    fields = {
        "holder": content.holder,
        "birth_date": content.birth_date.isoformat() if content.birth_date else None,
        "sex": content.sex.value if content.sex else None,
        "id_number": content.id_number,
        "street": content.street,
        "ward": content.ward,
        "district": content.district,
        "province": content.province,
        "unit_id": str(content.unit_id or ""),
        "position": content.position,
        "purpose": content.purpose,
        "route": content.route,
        "plate": content.plate,
        "start_date": content.start_date.isoformat() if content.start_date else None,
        "end_date": content.end_date.isoformat() if content.end_date else None,
        "hours_from": _clock(content.hours_from),
        "hours_until": _clock(content.hours_until),
    }
    for row in range(4):
        fields[f"destinations-{row}"] = content.destinations[row] if row < len(content.destinations) else ""
    return {name: value or "" for name, value in fields.items()} | {"do": do} | changes


def faults(page: str) -> dict[str, str]:
    """Return the sentence that stands beside each field at fault."""
    found = re.findall(
        r'<p class="field-error" id="([\w-]+)-error">.*?<span>(.*?)</span></p>', page, re.DOTALL
    )
    return {name: html.unescape(text) for name, text in found}


def value(page: str, name: str) -> str | None:
    """Return what stands in an input, a text area or a chosen option; None where nothing does."""
    area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    if area:
        return html.unescape(area[1])
    select = re.search(rf'<select[^>]* name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    if select:
        option = re.search(r'<option selected value="(.*?)"', select[1])
        return option and option[1]
    for tag in re.findall(rf'<input[^>]* name="{name}"[^>]*>', page):
        held = re.search(r' value="(.*?)"', tag)
        if ' type="radio"' not in tag or " checked" in tag:
            return html.unescape(held[1]) if held else ""
    return None


def _clock(minutes: int | None) -> str | None:
    return None if minutes is None else f"{minutes // 60 % 24:02}:{minutes % 60:02}"
