// Verifies requests with the package of Standard Webhooks' own makers: one JSON object a line on standard input, one
// verdict a line on standard output.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  let verdict;
  try {
    verdict = { verified: new Webhook(secret).verify(body, headers) };
  } catch (error) {
    verdict = { refused: error.message };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
