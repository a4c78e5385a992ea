"""A model's endpoint that misbehaves as its model's name says: a process of its own, on 127.0.0.1.

Prints its port on the first line, and appends every request's body to the file given.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOG = sys.argv[1]
SEEN: dict[str, int] = {}


def claim(quote: str, says: str, by: str = "courier", **more: str) -> dict[str, object]:
    return {"paragraph": 2, "quote": quote, "says": says, "by": by, "act": "assert", "sure": "flat", **more}


ANSWERS: dict[str, object] = {
    "good": {"claims": [claim("Ostia has armed  the Reed Front", "arms(ostia -> reed_front)")]},
    "invents": {"claims": [claim("Ostia gave the Reed Front tanks and guns", "arms(ostia -> reed_front)")]},
    "drops": {"claims": [claim("trained the Reed Front", "trains(ostia -> reed_front)")]},
    "rewrites": {"claims": [claim("Ostia had trained the Reed Front at the mill", "trains(ostia -> reed_front)")]},
    "denies": {"claims": [claim("had not trained the Reed Front", "not trains(ostia -> reed_front)", "ostia")]},
    "babbles": {"claims": [claim("Ostia has armed the Reed Front", "gives weapons to!"), 7, {"quote": "x"}]},
    "unknown": {"claims": [claim("Ostia has armed the Reed Front", "arms(atlantis -> reed_front)")]},
    "prose": {"text": "Of course! Here are the claims."},
    "list": [1, 2],
}


class _Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        model = json.loads(body)["model"]
        with Path(LOG).open("ab") as log:
            log.write(body + b"\n")
        SEEN[model] = SEEN.get(model, 0) + 1
        if model == "hangs":
            time.sleep(30)
        elif model == "busy" and SEEN[model] < 3:
            self._send(429, b"{}", {"Retry-After": "0.01"})
        elif model == "always-busy":
            self._send(429, b"{}", {})
        elif model == "forbids":
            self._send(401, b"{}", {})
        elif model == "endless":
            self._endless()
        elif model == "not-json":
            self._send(200, b"<html>oops</html>", {})
        elif model == "half":
            self._send(200, json.dumps(self._wrapped('{"claims": [')).encode(), {})
        else:
            content = json.dumps(ANSWERS["good" if model == "busy" else model])
            self._send(200, json.dumps(self._wrapped(content)).encode(), {})

    def _wrapped(self, content: str) -> dict[str, object]:
        usage = {"prompt_tokens": 1200, "completion_tokens": 40}
        return {"model": "testmodel-1", "choices": [{"message": {"content": content}}], "usage": usage}

    def _send(self, code: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 65536)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), _Model)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
