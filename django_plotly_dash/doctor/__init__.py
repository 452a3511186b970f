"""Find what is wrong with a site's settings, URLs, templates and apps, and suggest lines that fix it.

``manage.py dash_doctor`` prints the findings. ``python -m django_plotly_dash.doctor`` prints what can be found in the
source files of a site that does not start. Source files are read, not run: the only code of the site that runs is what
Django runs at every start, and the URL configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django_plotly_dash.doctor.findings import Finding
from django_plotly_dash.doctor.site_files import SiteFiles
from django_plotly_dash.doctor.sources import not_installed, source_findings


def examine(folder: Path | None = None) -> list[Finding]:
    """Return what must be changed in the site, and what may be changed. Django must have been set up.

    Args:
        folder: where the site's source files are; by default ``BASE_DIR`` and the folders of its apps.
    """
    from django_plotly_dash.doctor.database import database_findings
    from django_plotly_dash.doctor.settings import settings_findings
    from django_plotly_dash.doctor.templates import template_findings
    from django_plotly_dash.doctor.urls import url_findings

    files = SiteFiles.of_site(folder)
    of_urls = list(url_findings(files))
    are_loaded = not any(finding.id == "urls.broken" for finding in of_urls)  # the apps are loaded with the URLs
    found = [*of_urls, *settings_findings(files, run=are_loaded), *source_findings(files), *not_installed(files)]
    found += template_findings(files, compare=are_loaded)
    found += database_findings(inspect=are_loaded)
    return _in_order(found)


def examine_sources(folder: Path) -> list[Finding]:
    """Return what can be found in source files alone. Django need not have been set up.

    Args:
        folder: the folder with the source files.
    """
    return _in_order(source_findings(SiteFiles(folder, [folder])))


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(set(findings), key=lambda finding: (not finding.must, finding.where, finding.line, finding.what))


__all__ = ["Finding", "examine", "examine_sources"]
