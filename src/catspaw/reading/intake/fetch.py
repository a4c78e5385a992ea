"""One page from an address, when the user asks: public addresses alone, bounded in size, time and redirects."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from catspaw.core.errors import CatspawError

if TYPE_CHECKING:
    import httpx

LARGEST, SECONDS, REDIRECTS = 20_000_000, 60.0, 5
_PORTS = {"http": 80, "https": 443}
_NAT64 = int(IPv6Address("64:ff9b::"))

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, their declared media type, and where they came from in the end."""

    data: bytes
    media: str
    url: str


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet; addresses wrapped in others are unwrapped first.

    Examples
    --------
    >>> is_public(ip_address("::ffff:127.0.0.1"))
    False
    """
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast


def _inner(address: Address) -> Address:
    if not isinstance(address, IPv6Address):
        return address
    wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
    if not wrapped and int(address) >> 32 == _NAT64 >> 32:
        wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
    return wrapped or address


def fetch(url: str, *, allowed: Callable[[Address], bool] = is_public, ports: bool = False) -> Fetched:
    """Fetch one page.

    The name is resolved once and the connection goes to that very address, so that a name cannot point elsewhere
    between the check and the call.

    Parameters
    ----------
    url : str
        ``http`` or ``https``.
    allowed : callable
        Which addresses may be called.
    ports : bool
        Whether ports other than 80 and 443 may be called.

    Raises
    ------
    CatspawError
        For a private or loopback address, too many redirects, too much data or time, or no answer.
    """
    import httpx

    deadline = monotonic() + SECONDS
    where = url
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=15.0) as client:
        for _ in range(REDIRECTS + 1):
            try:
                found = _get(client, where, _resolved(where, allowed, ports=ports), deadline)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise CatspawError(f"{where} gives no answer ({type(error).__name__})") from None
            if isinstance(found, Fetched):
                return found
            where = urljoin(where, found)
    raise CatspawError(f"{url} redirects more than {REDIRECTS} times; give the last address itself")


def _resolved(url: str, allowed: Callable[[Address], bool], *, ports: bool) -> Address:
    """Resolve the name of an address; every one that it resolves to must be allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        raise CatspawError(f"{url!r} is no address; give http:// or https://") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise CatspawError(
            f"{url!r} is no address that is fetched; allowed: http:// or https://, without a user's name"
        )
    if not ports and port not in _PORTS.values():
        raise CatspawError(f"{url} names port {port}; only 80 and 443 are called")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CatspawError(f"{parts.hostname} is not known to the name service; is this machine online?") from None
    addresses = [ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
    for address in addresses:
        if not allowed(address):
            what = parts.hostname if parts.hostname == str(address) else f"{parts.hostname} ({address})"
            raise CatspawError(f"{what} is a private or local address; only public ones are fetched")
    return addresses[0]


def _get(client: httpx.Client, url: str, address: Address, deadline: float) -> Fetched | str:
    """Give the page, or where it redirects to."""
    import httpx

    target = httpx.URL(url)
    headers = {"Host": target.netloc.decode("ascii"), "User-Agent": "catspaw (a reader of reports)"}
    request = client.build_request(
        "GET", target.copy_with(host=str(address)), headers=headers, extensions={"sni_hostname": target.host}
    )
    answer = client.send(request, stream=True)
    try:
        if answer.has_redirect_location:
            return answer.headers["location"]
        if answer.status_code != 200:
            raise CatspawError(f"{url} answers {answer.status_code}; open it in a browser, save the page and give that")
        return Fetched(_bounded(answer, url, deadline), answer.headers.get("content-type", ""), url)
    finally:
        answer.close()


def _bounded(answer: httpx.Response, url: str, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes(65536):
        size += len(part)
        if size > LARGEST:
            raise CatspawError(f"{url} is larger than {LARGEST // 1_000_000} MB; save the report's text and give that")
        if monotonic() > deadline:
            raise CatspawError(f"{url} took longer than {SECONDS:.0f} seconds; save the page and give that")
        parts.append(part)
    return b"".join(parts)
