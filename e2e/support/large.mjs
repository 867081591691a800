// A form larger than anybody should be asked to fill in.

const en = (text) => ({ en: text });
const choice = (id) => ({ id, title: en(`Option ${id}`) });
const KINDS = [
  (id) => ({ id, type: 'text', title: en(`Text ${id}`) }),
  (id) => ({ id, type: 'single_choice', title: en(`Choice ${id}`), options: ['a', 'b', 'c', 'd'].map(choice) }),
  (id) => ({ id, type: 'number', title: en(`Number ${id}`), min: 0, max: 1000 }),
  (id) => ({ id, type: 'multiple_choice', title: en(`Choices ${id}`), options: ['a', 'b', 'c', 'd'].map(choice) }),
  (id) => ({ id, type: 'rating', title: en(`Rating ${id}`), required: true }),
];
const CONDITIONS = [
  (before) => ({ '!=': [{ var: before(0) }, 'never'] }),
  (before) => ({ or: [{ '==': [{ var: before(1) }, 'a'] }, { '!': [{ var: before(1) }] }] }),
  (before) => ({ '<': [{ var: before(2) }, 500] }),
  (before) => ({ and: [{ '!': [{ in: ['d', { var: before(3) }] }] }, { '!=': [{ var: 'trigger' }, 'xyz'] }] }),
];

/** 300 questions on one page, 200 of them on conditions, of which 50 look at the first question. */
export function large(id = 'large', questions = 300, conditions = 200) {
  const list = [{ id: 'trigger', type: 'text', title: en('Type here') }];
  for (let number = 1; number < questions; number += 1) {
    const question = KINDS[number % KINDS.length](`q${number}`);
    const round = Math.floor((number - 1) / KINDS.length) * KINDS.length;
    // An earlier question of the kind that the condition understands.
    const before = (kind) => `q${Math.max(round - KINDS.length, 0) + (kind === 0 ? KINDS.length : kind)}`;
    if (number > 2 * KINDS.length && number > questions - conditions - 1) {
      question.visible_if = CONDITIONS[number % CONDITIONS.length](before);
    }
    list.push(question);
  }
  return {
    sonda: 1,
    id,
    kind: 'survey',
    content: { locales: ['en'], fallback_locale: 'en', title: en('A large form'), questions: list },
  };
}
