"""The configurations of nginx in docs/how-to/deploy.md, as they stand there."""

import re

from tests.site_process import PROJECT

MANUAL = (PROJECT / "docs" / "how-to" / "deploy.md").read_text()
SPLIT, ASGI = re.findall(r"```nginx\n(.*?)```", MANUAL, re.DOTALL)
