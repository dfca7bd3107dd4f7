"""A private key is open for the moment of its use, and no longer."""

import gc

from certapp.keystore.signing import OpenKey
from certapp.registry.signer_key import KeyPurpose
from certapp.workflow import keys
from tests.world import World


def test_a_key_is_open_only_for_the_moment_of_use(world: World) -> None:
    """Once it has signed, none is left but the one for status lists, whose secret the server holds anyway."""
    approver = world.approver()
    application = world.submitted(world.official())
    before = {id(key): key for key in _open_keys()}
    world.signed(approver, application)
    with world.app.app_context():
        status_keys = [
            keys.certificate_of(row).serial_number
            for row in keys.keys_of_office(world.office_id)
            if row.purpose == KeyPurpose.STATUS_LIST
        ]
    left = [key.certificate.serial_number for key in _open_keys() if id(key) not in before]
    assert set(left) <= set(status_keys)


def _open_keys() -> list[OpenKey]:
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, OpenKey)]
