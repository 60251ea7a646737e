"""The network address of the one who asks cannot be chosen by the one who asks."""

import pytest

from jinlin.base.address import address_of

PROXIES = ("10.0.0.0/8", "127.0.0.1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("", "1.2.3.4", ""),
    ],
)
def test_only_a_named_proxy_speaks_for_another_address(peer, forwarded, found):
    assert address_of(peer, forwarded, PROXIES) == found


def test_without_named_proxies_every_header_is_ignored():
    assert address_of("10.0.0.1", "1.2.3.4", ()) == "10.0.0.1"
