"""The same as verify.mjs, with the package for Python."""

import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

for line in sys.stdin:
    case = json.loads(line)
    try:
        verdict = {"verified": Webhook(case["secret"]).verify(case["body"], case["headers"])}
    except WebhookVerificationError as error:
        verdict = {"refused": str(error)}
    print(json.dumps(verdict))
