"""A site without django.contrib.auth, sessions and contenttypes serves apps too."""

import json

from tests.site_process import run_django

SCRIPT = """
from django.test import Client
from tests.core.apps_for_tests import callback_body
page = Client().get("/dash/app/Echo/")
answer = Client().post("/dash/app/Echo/_dash-update-component", __import__("json").dumps(callback_body()),
                       content_type="application/json")
print("ANSWER", __import__("json").dumps([page.status_code, answer.json()["response"]]))
"""


def test_a_site_without_users_serves_apps():
    printed = run_django("shell", "--no-imports", stdin=SCRIPT, DPD_TEST_WITHOUT_USERS="1")
    status, response = json.loads(printed.split("ANSWER")[1])
    assert status == 200
    assert response["answer"]["children"].startswith("You chose blue")
