"""Check what `make release` has built: run it with the folder that holds the sdist and the wheel."""

import sys
import tarfile
from pathlib import Path
from runpy import run_path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("django_plotly_dash", "dpd_wagtail")
# What must be in the wheel: of each kind of file that is no Python, one.
NEEDED = (
    "django_plotly_dash/py.typed",
    "django_plotly_dash/static/django_plotly_dash/frame.js",
    "django_plotly_dash/templates/django_plotly_dash/frame.html",
    "django_plotly_dash/management/starting_point/app.py-tpl",
    "django_plotly_dash/locale/de/LC_MESSAGES/django.mo",
    "django_plotly_dash/migrations/0001_initial.py",
    "dpd_wagtail/py.typed",
    "dpd_wagtail/locale/de/LC_MESSAGES/django.mo",
)


def problems(folder: Path) -> list[str]:
    """What is wrong with the distributions in a folder."""
    version = run_path(str(ROOT / "django_plotly_dash" / "version.py"))["__version__"]
    sdist, wheel = folder / f"dpd_wagtail-{version}.tar.gz", folder / f"dpd_wagtail-{version}-py3-none-any.whl"
    missing = [path.name for path in (sdist, wheel) if not path.is_file()]
    if missing:
        return [f"{folder} does not have {', '.join(missing)}: version.py says {version}."]
    found = []
    others = sorted(path.name for path in folder.iterdir() if path not in {sdist, wheel})
    if others:
        found.append(f"{folder} has {', '.join(others)} too.")
    names = ZipFile(wheel).namelist()
    foreign = sorted({name.partition("/")[0] for name in names} - {*PACKAGES, f"dpd_wagtail-{version}.dist-info"})
    if foreign:
        found.append(f"The wheel installs {', '.join(foreign)}.")
    found += [f"The wheel lacks {name}." for name in NEEDED if name not in names]
    with tarfile.open(sdist) as archive:
        of_sdist = {name.partition("/")[2] for name in archive.getnames()}
    of_packages = {name for name in names if name.partition("/")[0] in PACKAGES}
    lacking = sorted(of_packages - of_sdist)
    if lacking:
        found.append(f"The sdist lacks {', '.join(lacking)}.")
    if not any(line.startswith((f"## {version}", f"## [{version}]")) for line in changes()):
        found.append(f"CHANGELOG.md has no section '## {version}'.")
    return found


def changes() -> list[str]:
    """The lines of the change log."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    said = problems(Path(sys.argv[1]))
    sys.exit("\n".join(said) if said else 0)
