"""Fetching: public addresses alone, also after redirects and by resolved address; bounded in size."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading.intake import fetch as module
from catspaw.reading.intake.fetch import fetch, is_public


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.protocol_version = "HTTP/1.0"
        if self.path == "/page":
            self._answer(200, b"<html>the mill</html>", {"Content-Type": "text/html"})
        elif self.path == "/once":
            self._answer(302, b"", {"Location": "/page"})
        elif self.path == "/inside":
            self._answer(302, b"", {"Location": "http://[::1]/secret"})
        elif self.path == "/file":
            self._answer(302, b"", {"Location": "file:///etc/passwd"})
        elif self.path == "/round":
            self._answer(302, b"", {"Location": "/round"})
        elif self.path == "/bomb":
            self._answer(200, gzip.compress(b"0" * 3_000_000), {"Content-Encoding": "gzip"})
        else:
            self._answer(404, b"", {})

    def _answer(self, code: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def only_this(address: object) -> bool:
    return str(address) == "127.0.0.1"


def test_a_page_is_fetched_and_redirects_are_followed(site: str) -> None:
    assert fetch(f"{site}/once", allowed=only_this, ports=True).data == b"<html>the mill</html>"
    assert fetch(f"{site}/once", allowed=only_this, ports=True).url == f"{site}/page"


def test_loopback_is_refused(site: str) -> None:
    with pytest.raises(CatspawError, match=r"127.0.0.1 is a private or local address; only public ones"):
        fetch(f"{site}/page", ports=True)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/inside", "::1 is a private or local address"),
        ("/file", "is no address that is fetched; allowed: http:// or https://"),
        ("/round", "redirects more than 5 times"),
        ("/none", "answers 404; open it in a browser"),
        ("/bomb", "is larger than 1 MB"),
    ],
)
def test_what_is_not_fetched(path: str, message: str, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1_000_000)
    with pytest.raises(CatspawError) as refused:
        fetch(site + path, allowed=only_this, ports=True)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/a",
        "http://user:word@x.example/",
        "http://x.example:22/",
        "http://",
        "http://[",
        "http://localhost/",
    ],
)
def test_addresses_that_are_refused_unresolved_or_local(url: str) -> None:
    with pytest.raises(CatspawError):
        fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::1",
        "64:ff9b::a00:1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


def test_public_addresses() -> None:
    assert is_public(ip_address("93.184.216.34"))
    assert is_public(ip_address("2606:2800:220:1::1"))
