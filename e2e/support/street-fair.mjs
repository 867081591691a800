// The form that has every rarer type of question, and valid answers to it.

import { readFileSync } from 'node:fs';

export const FAIR = JSON.parse(readFileSync(new URL('../forms/street-fair.json', import.meta.url), 'utf8'));

/** The same form with some of its questions alone. */
export function fairOf(id, ...questions) {
  const content = { ...FAIR.content, questions: FAIR.content.questions.filter((one) => questions.includes(one.id)) };
  return { ...FAIR, id, content };
}
