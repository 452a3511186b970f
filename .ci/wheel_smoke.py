"""Serve one app from an installed wheel, the way a new user would: run it with the Python that has the wheel.

A small Django project is made in a temporary folder, served by `manage.py runserver`, and asked for the page,
the layout, the dependencies and one callback with and without Django's CSRF token. Before that, our commands write a
second app with its test, run that, and look at the site.
"""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

PROJECT = {
    "manage.py": """
import sys
from django.conf import settings
from django.core.management import execute_from_command_line
settings.configure(
    DEBUG=True, SECRET_KEY="smoke", ROOT_URLCONF="urls", ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                    "django.contrib.staticfiles", "django_plotly_dash", "shop"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.middleware.clickjacking.XFrameOptionsMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}},
    STATIC_URL="/static/",
)
execute_from_command_line(sys.argv)
""",
    "urls.py": """
from django.urls import include, path
from django.views.generic import TemplateView
urlpatterns = [path("", TemplateView.as_view(template_name="shop.html")),
               path("dash/", include("django_plotly_dash.urls"))]
""",
    "shop/__init__.py": "",
    "shop/templates/shop.html": '{% load plotly_dash %}{% plotly_app name="Smoke" %}',
    "shop/dash_apps.py": """
from dash import Input, Output, dcc, html
from django_plotly_dash import DjangoDash
app = DjangoDash("Smoke")
app.layout = html.Div([dcc.Input(id="name"), html.P(id="greeting")])
@app.callback(Output("greeting", "children"), Input("name", "value"))
def greet(name):
    return f"Hello, {name}!"
""",
}
CALLBACK = {
    "output": "greeting.children",
    "outputs": {"id": "greeting", "property": "children"},
    "inputs": [{"id": "name", "property": "value", "value": "wheel"}],
    "changedPropIds": ["name.value"],
}
MUST_NOT_BE_INSTALLED = ("wagtail", "channels", "blocks", "cms_demo", "tests")


def write_project(folder: Path) -> None:
    for name, text in PROJECT.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(opener: OpenerDirector, request: Request | str) -> tuple[int, str]:
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def wait_for(opener: OpenerDirector, url: str, server: subprocess.Popen[str]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            ask(opener, url)
        except URLError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not answer within 30 seconds")


def check(label: str, got: tuple[int, str], status: int, text: str) -> None:
    if got[0] != status or text not in got[1]:
        raise SystemExit(f"{label}: expected {status} with {text!r}, got {got[0]}: {got[1][:600]}")
    print(f"{label}: {status}")


def visit(site: str, opener: OpenerDirector, cookies: CookieJar) -> None:
    app = f"{site}dash/app/Smoke/"
    pages = {"page of the site": ask(opener, site), "page of the app": ask(opener, app)}
    check("page of the site", pages["page of the site"], 200, 'src="/dash/app/Smoke/"')
    check("page of the app", pages["page of the app"], 200, "_dash-config")
    for label, (_, html) in pages.items():
        scripts = re.findall(r'<script[^>]* src="([^"]+)"', html)
        if not scripts:
            raise SystemExit(f"{label}: it names no script")
        for script in scripts:
            check(f"{label}, {script}", ask(opener, urljoin(site, script)), 200, "")
    check("layout", ask(opener, f"{app}_dash-layout"), 200, "greeting")
    check("dependencies", ask(opener, f"{app}_dash-dependencies"), 200, "greeting.children")
    check("unknown app", ask(opener, f"{site}dash/app/Nobody/"), 404, "")

    def callback(**headers: str) -> Request:
        return Request(
            f"{app}_dash-update-component",
            data=json.dumps(CALLBACK).encode(),
            headers={"Content-Type": "application/json", **headers},
        )

    token = next((cookie.value for cookie in cookies if cookie.name == "csrftoken"), None) or ""
    check("callback without CSRF token", ask(opener, callback()), 403, "")
    check("callback", ask(opener, callback(**{"X-CSRFToken": token})), 200, "Hello, wheel!")


def main() -> None:
    from importlib.util import find_spec

    present = [name for name in MUST_NOT_BE_INSTALLED if find_spec(name)]
    if present:
        raise SystemExit(f"the clean environment holds {', '.join(present)}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder)
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "check", "--fail-level", "ERROR"], cwd=folder, check=True)
        subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=folder, check=True)
        # Each needs files that are no Python: templates of an app and its test.
        subprocess.run([*manage, "startdashapp", "Second", "shop"], cwd=folder, check=True)
        subprocess.run([*manage, "test", "--verbosity", "0"], cwd=folder, check=True)
        subprocess.run([*manage, "dash_doctor"], cwd=folder, check=True)
        port = free_port()
        log = folder / "server.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
            cookies = CookieJar()
            opener = build_opener(HTTPCookieProcessor(cookies))
            try:
                site = f"http://127.0.0.1:{port}/"
                wait_for(opener, site, server)
                visit(site, opener, cookies)
            except SystemExit:
                print(log.read_text()[-4000:], file=sys.stderr)
                raise
            finally:
                server.terminate()
                server.wait(timeout=20)


if __name__ == "__main__":
    main()
