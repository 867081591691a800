"""Has Schemathesis judge a running server: `judge.py URL OPERATOR_TOKEN ONE_TIME_ADDRESS CONFIG`.

It asks as nobody, as a program with a token, as a person with a session, and then does what ends that session. Each
judgement is by a fixed seed and a bounded number of examples; nothing leaves this machine.
"""

import re
import subprocess
import sys
from pathlib import Path

import requests

URL, OPERATOR, ONE_TIME, CONFIG = sys.argv[1:]
API = f"{URL}/api/v1"
PASSWORD = "correct horse battery staple"

# What ends the session or locks its person out comes last, on its own: whatever followed would be refused.
#  - DELETE /session signs out; DELETE /sessions/{id} does where the id is the session's own.
#  - PUT /session/password gives the browser another session; POST /session/confirm counts wrong passwords as sign-in
#    does, and both hash one at each call.
# The stream of arriving responses has no end to be judged by.
NEVER = [("GET", "/forms/{form}/responses/live")]
LAST = [
    ("DELETE", "/sessions/{id}"),
    ("POST", "/session/confirm"),
    ("PUT", "/session/password"),
    ("DELETE", "/session"),
]


def operator(method, path, **more):
    headers = {"Authorization": f"Bearer {OPERATOR}"}
    answer = requests.request(method, API + path, headers=headers, timeout=30, **more)
    answer.raise_for_status()
    return answer


def demo_data():
    """A few answers, for a form that was published."""
    for number in range(3):
        requests.post(
            f"{API}/public/forms/request-a-demo/responses",
            headers={"Idempotency-Key": f'"judge-{number:04}"'},
            json={
                "answers": {
                    "name": "Anna Nowak",
                    "email": f"anna{number}@example.com",
                    "interest": "surveys",
                    "consent": True,
                }
            },
            timeout=30,
        ).raise_for_status()


def session():
    """Signs in at the one-time address; the headers of its calls."""
    browser = requests.Session()
    address = URL + "/console/" + ONE_TIME.split("/console/", 1)[1]
    form = re.search(r'name="_form" value="([^"]*)"', browser.get(address, timeout=30).text)
    fields = {"_form": form.group(1), "password": PASSWORD, "again": PASSWORD}
    own = {"Sec-Fetch-Site": "same-origin"}
    browser.post(address, data=fields, headers=own, allow_redirects=False, timeout=30).raise_for_status()
    who = browser.get(f"{API}/session", timeout=30)
    who.raise_for_status()
    cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
    return own | {"Cookie": cookies, "X-CSRF-Token": who.json()["csrf_token"]}


def judge(who, headers, examples, *more):
    print(f"==> {who}", flush=True)
    program = str(Path(sys.executable).parent / "st")
    command = [program, "--config-file", CONFIG, "run", f"{API}/openapi.json"]
    command += ["--max-examples", str(examples), *excluded(NEVER), *more]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    return subprocess.run(command, check=False).returncode == 0


def excluded(operations):
    names = ["_".join(re.findall(r"[a-z0-9]+", f"{method} {path}".lower())) for method, path in operations]
    return [part for name in names for part in ("--exclude-operation-id", name)]


def included(operation):
    return [part.replace("exclude", "include") for part in excluded([operation])]


def main():
    demo_data()
    made = operator("POST", "/tokens", json={"name": "Schemathesis", "scope": "write"})
    token = made.json()["token"]
    good = judge("nobody", {}, 3, "--phases", "fuzzing")
    good &= judge("a program", {"Authorization": f"Bearer {token}"}, 5, "--phases", "fuzzing")
    # The session's headers are sent whatever is generated beside them: a call without them is what nobody sent, above.
    signed_in = ["--generation-with-security-parameters", "false", "--exclude-checks", "ignored_auth"]
    person = session()
    good &= judge("a person", person, 5, "--phases", "coverage,fuzzing", *signed_in, *excluded(LAST))
    # Had the session ended on the way, the rest was judged as nobody.
    requests.get(f"{API}/session", headers=person, timeout=30).raise_for_status()
    for operation in LAST:
        good &= judge(" ".join(operation), person, 5, "--phases", "fuzzing", *signed_in, *included(operation))
    sys.exit(0 if good else 1)


main()
