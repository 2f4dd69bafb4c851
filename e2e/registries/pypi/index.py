"""An index of files, as PEP 503 has it: /simple/NAME/ lists the wheels of a package, /files/ has them."""

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = FOLDER / "files"


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class Index(SimpleHTTPRequestHandler):
    def do_GET(self):
        match self.path.strip("/").split("/"):
            case ["simple", name]:
                self.list_wheels(name)
            case ["files", _]:
                super().do_GET()
            case _:
                self.send_error(404)

    def list_wheels(self, name: str) -> None:
        wheels = [file.name for file in sorted(FILES.iterdir()) if normalized(file.name.split("-")[0]) == normalized(name)]
        if not wheels:
            return self.send_error(404)
        page = "\n".join(f'<a href="/files/{wheel}">{wheel}</a>' for wheel in wheels).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


if __name__ == "__main__":
    ThreadingHTTPServer(("", 8080), partial(Index, directory=FOLDER)).serve_forever()
