// Forms that go different ways with different answers.

const en = (text) => ({ en: text });
const option = (id, rest = {}) => ({ id, title: en(id), ...rest });
const is = (name, value) => ({ '==': [{ var: name }, value] });

const survey = (id, content) => ({
  sonda: 1,
  id,
  kind: 'survey',
  settings: { allowed_origins: [] },
  content: { locales: ['en'], fallback_locale: 'en', ...content },
});

/** All on one page: every kind of condition, texts with answers in them, defaults, rules, a calculated value. */
export const TRIP = survey('trip', {
  title: en('Plan a trip'),
  calculations: [{ id: 'cost', title: en('Cost'), value: { '*': [{ var: 'nights' }, 40] }, decimals: 0 }],
  questions: [
    { id: 'name', type: 'text', title: en('Your name') },
    { id: 'how', type: 'single_choice', title: en('How do you go, {{name|stranger}}?'), required: true,
      options: [option('train'), option('car'), option('boat', { visible_if: is('name', 'Noah') })] },
    { id: 'plate', type: 'text', title: en('Number plate'), visible_if: is('how', 'car'), required: true },
    { id: 'nights', type: 'number', title: en('Nights'), min: 0, max: 30 },
    { id: 'hotel', type: 'text', title: en('Hotel for {{nights|some}} nights ({{cost}} zł)'), required_if: { '>': [{ var: 'nights' }, 1] } },
    { id: 'greeting', type: 'text', title: en('Greeting'), default: { cat: ['Hello ', { var: 'name' }] } },
    { id: 'first', type: 'number', title: en('First room') },
    { id: 'second', type: 'number', title: en('Second room'), rules: [
      { valid_if: { '!=': [{ var: 'first' }, { var: 'second' }] }, message: en('The rooms must differ.') }] },
  ],
  endings: [
    { id: 'by_car', visible_if: is('how', 'car'), title: en('Drive safely') },
    { id: 'others', title: en('Have a good trip') },
  ],
});

/** Page by page: a page on a condition, a jump, an early end, a review. */
export const CLAIM = survey('claim', {
  title: en('Make a claim'),
  intro: en('It takes three minutes.'),
  review: true,
  pages: [
    { id: 'who', title: en('Who you are'), questions: [
      { id: 'name', type: 'text', title: en('Your name'), required: true },
      { id: 'kind', type: 'single_choice', title: en('What happened'), required: true,
        options: [option('damage'), option('theft'), option('nothing')] }],
      next: [{ if: is('kind', 'nothing') }, { if: is('kind', 'theft'), to: 'police' }] },
    { id: 'damage', title: en('The damage, {{name}}'), text: en('Tell us all.'), questions: [
      { id: 'what', type: 'long_text', title: en('What is broken') },
      { id: 'hurt', type: 'single_choice', title: en('Was anybody hurt'), options: [option('yes'), option('no')] },
      { id: 'doctor', type: 'text', title: en('The doctor'), visible_if: is('hurt', 'yes'), required: true }] },
    { id: 'police', title: en('The police'), visible_if: { or: [is('kind', 'theft'), is('hurt', 'yes')] }, questions: [
      { id: 'report', type: 'text', title: en('Number of the report'), required: true }] },
    { id: 'last', questions: [{ id: 'remarks', type: 'long_text', title: en('Anything else, {{name}}') }] },
  ],
});

/** One question at a time. */
export const QUICK = survey('quick', {
  title: en('Three questions'),
  layout: 'one_question',
  questions: [
    { id: 'visit', type: 'rating', title: en('How was it'), required: true },
    { id: 'why', type: 'text', title: en('What went wrong'), visible_if: { '<': [{ var: 'visit' }, 3] } },
    { id: 'again', type: 'single_choice', title: en('Will you come again'), options: [option('yes'), option('no')] },
  ],
});

/** Pages in a language that is written from right to left. */
export const ARABIC = {
  ...survey('arabic', {}),
  content: {
    locales: ['ar'],
    fallback_locale: 'ar',
    title: { ar: 'استبيان' },
    pages: ['one', 'two'].map((id) => ({ id, title: { ar: `صفحة ${id}` }, questions: [{ id: `q_${id}`, type: 'text', title: { ar: 'السؤال' } }] })),
    review: true,
  },
};

/** Questions that are not asked: from the page around, and from its address. */
export const CAMPAIGN = survey('campaign', {
  title: en('Campaign'),
  questions: [
    { id: 'plan', type: 'hidden', title: en('Plan'), source: { host: 'plan' } },
    { id: 'seats', type: 'hidden', title: en('Seats'), source: { host: 'seats' } },
    { id: 'utm', type: 'hidden', title: en('Source'), source: { url: 'utm_source' } },
    { id: 'more', type: 'text', title: en('More for {{plan|nobody}}'), visible_if: is('plan', 'gold') },
    { id: 'name', type: 'text', title: en('Your name'), required: true },
  ],
});
