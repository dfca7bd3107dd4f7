"""Every page of the application, found in its own map of addresses, so that a new one cannot be forgotten."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from werkzeug.routing import Rule

from certapp.registry.checks import Direction
from certapp.web.scanner import contents
from certapp.workflow import accounts, apply, pictures, review, scan, scanners
from certapp.workflow.pictures import Kind
from tests import printing, verdicts
from tests.browsing import Browser
from tests.inks import file_of, seal, signature
from tests.world import Person, World, stored_application, stored_certificate, user

NOBODY = "nobody"
ROOMS = {  # which people of `Populated` a blueprint is open to
    "public": (NOBODY,),
    "api": (NOBODY,),
    "scanner": (NOBODY,),
    "static": (),
    "account": (NOBODY, "official", "newcomer"),
    "applicant": ("official",),
    "approver": ("approver",),
    "checkpoint": ("guard",),
    "office": ("clerk",),
}
MORE = {  # what no address of its own leads to: pages that say no, and those of a signer who has no key yet
    NOBODY: ("/khong-co-trang-nay",),
    "official": ("/office",),
    "keyless": ("/keys", "/keys/signature"),
}
PEOPLE = sorted({who for room in ROOMS.values() for who in room} | set(MORE))
# certificates that are ticked on another page; the token of a phone
ASKS_FOR_MORE = {"office.labels", "approver.labels", "api.bundle"}


@dataclass
class Populated:
    """An office in which every page has something to show, its people, and values for parts of addresses."""

    world: World
    people: dict[str, Person] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)

    def addresses(self, who: str) -> Iterator[tuple[str, str]]:
        """Return endpoint and address of all that a person may GET, with every value of every part."""
        for rule in self.world.app.url_map.iter_rules():
            blueprint = rule.endpoint.split(".")[0]
            assert blueprint in ROOMS, f"whose is the room {blueprint}?"
            if "GET" in (rule.methods or ()) and who in ROOMS[blueprint]:
                for values in self._values(rule):
                    with self.world.app.test_request_context():
                        built = rule.build(values, append_unknown=False)
                    assert built is not None, rule
                    yield rule.endpoint, built[1]

    def pages(self, who: str, address: str) -> list[str]:
        """Return the addresses that open as a page; each thing there is must open in some way."""
        found: list[str] = []
        opened: dict[str, list[int]] = {}
        with Browser(address) as browser:
            if who != NOBODY:
                browser.sign_in(self.people[who])
            for endpoint, path in self.addresses(who):
                with browser.stream("GET", path) as answer:  # of a stream without end the beginning
                    opened.setdefault(endpoint, []).append(answer.status_code)
                    if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                        found.append(path)
        shut = {endpoint for endpoint, answers in opened.items() if min(answers) >= 400} - ASKS_FOR_MORE
        assert who == "newcomer" or not shut, f"nothing opens {shut}: what are its values?"
        return sorted(found)

    def _values(self, rule: Rule) -> Iterator[Mapping[str, object]]:
        fixed = rule.defaults or {}
        names = sorted(rule.arguments - set(fixed))
        unknown = [name for name in names if name not in self.values]
        assert not unknown, f"{rule}: which {unknown} are there?"
        for combination in itertools.product(*(self.values[name] for name in names)):
            yield {**fixed, **dict(zip(names, combination, strict=True))}


def populated(folder: Path) -> Populated:
    """Found an office and let something of every kind happen in it."""
    world = World(folder)
    texts = verdicts.qr_texts(world)
    official, approver, keyless, guard = (
        world.official(),
        world.approver(),
        world.approver(with_key=False),
        world.guard(),
    )
    newcomer = world.official()
    waiting, returned, withdrawn, rejected = (world.submitted(official) for _ in range(4))
    issued = [world.signed(approver, world.submitted(official)) for _ in range(3)]
    verdicts.taken_back(world, issued[1], "suspend")
    verdicts.taken_back(world, issued[2], "revoke")
    with world.app.app_context():
        now, clerk = world.now, user(world.clerk)
        review.return_(user(approver), returned, stored_application(returned).version, "Thiếu số nhà", now)
        review.reject(user(approver), rejected, stored_application(rejected).version, "Sai địa bàn", now)
        draft = apply.save(user(official), apply.new_form_id(), world.content(), now).id
        apply.withdraw(user(official), withdrawn, now)
        for signer in (approver, keyless):
            pictures.put(user(signer), Kind.SIGNATURE, file_of(signature()), 45, now, is_cleared=True)
        pictures.put(clerk, Kind.SEAL, file_of(seal()), 36, now, is_cleared=True)
        jobs = [printing.ask(world, who, issued[0]) for who in (world.clerk, approver)]
        printing.make(world)
        offers = [
            scanners.offer(clerk, user(guard).checkpoint_id, label, now) for label in ("Máy 1", "Máy 2")
        ]
        code = offers[0].text.partition("#join=")[2].partition(".")[0]
        phone, _token = scanners.enrol(code, "1", "127.0.0.1", now)
        phone_id = phone.id
        for text in texts.values():
            scan.record_check(user(guard), apply.new_form_id(), text, Direction.IN, "Xe máy", now)
        password = accounts.reset_password(clerk, newcomer.id, now)
        decided = stored_certificate(issued[0]).application_id
    people = {
        "official": official,
        "approver": approver,
        "keyless": keyless,
        "guard": guard,
        "clerk": world.clerk,
        "newcomer": Person(newcomer.id, newcomer.username, password),
    }
    values: dict[str, list[object]] = {
        "application_id": [waiting, draft, returned, withdrawn, rejected, decided],
        "certificate_id": list(issued),
        "decision": ["sign"],
        "job_id": list(jobs),
        "key_id": [1],
        "number": [0, 1],
        "name": [*contents.VENDORED, *contents.DECODER],
        "scanner_id": [phone_id],
        "side": [192],
        "stock": ["2x4"],
        "text": [text.partition("/V/")[2] for text in texts.values()],
        "unit_id": [world.unit_id],
        "user_id": [official.id, approver.id, guard.id],
        "verb": ["suspend", "reinstate", "revoke"],
    }
    return Populated(world, people, values)


@dataclass(frozen=True)
class Sent:
    """A form that is answered with a page: where it stands, its button, and what is written in it first."""

    page: str
    button: str = "main form.form [type=submit]:visible"
    written: Mapping[str, str] = field(default_factory=dict)

    def send(self, page: Page, language: str) -> None:
        """Open the page, fill in, send, and wait for the answer."""
        page.goto(f"{self.page}?lang={language}")
        page.evaluate("for (const shut of document.querySelectorAll('details')) shut.open = true")
        for name, text in self.written.items():
            page.fill(f"main [name={name}]", text)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
            page.locator(self.button).first.click()
        page.wait_for_load_state()
        assert answered.value.status in (200, 403, 422), f"{self}: {answered.value.status}"


def sent(house: Populated) -> dict[str, list[Sent]]:
    """Return forms whose answer is a page of its own: verdicts at a checkpoint, and refusals."""
    waiting, *_others = house.values["application_id"]
    issued, suspended, _revoked = house.values["certificate_id"]
    checks = [Sent("/checkpoint", written={"text": str(text)}) for text in house.values["text"]]
    return {
        NOBODY: [
            Sent("/sign-in", written={"username": "x", "password": "y"}),
            Sent("/sign-in"),
            Sent("/check"),
        ],
        "official": [Sent("/applications/new", "[name=do][value=submit]"), Sent("/account")],
        "newcomer": [Sent("/account")],
        "approver": [
            Sent(f"/review/{waiting}"),
            Sent(f"/review/{waiting}", "details form.form [type=submit]"),
            Sent(f"/review/certificates/{issued}/revoke"),
        ],
        "keyless": [Sent("/keys"), Sent("/keys/signature")],
        "guard": [*checks, Sent("/checkpoint", "form[enctype] [type=submit]")],
        "clerk": [
            *(Sent(f"/office/{page}") for page in ("people/new", "units", "checkpoints", "seal", "scanners")),
            Sent("/office/paper", "button.button-primary[value=save]", written={"number_form": "no number"}),
            Sent(f"/office/certificates/{suspended}/reinstate"),
        ],
    }
