// Writes plurals.json and formats.json beside this file, the tables that plural.rs and format.rs are judged by:
// what Node.js' Intl, an implementation of Unicode's CLDR, says. Once: node domain/tests/cldr/generate.mjs

import { writeFileSync } from 'node:fs';

const { node, icu, cldr } = process.versions;
const source = `Intl of Node.js ${node}, ICU ${icu}, CLDR ${cldr}`;
const write = (name, table) => {
  const rows = Object.entries({ source, ...table }).map(([key, value]) => {
    const list = Array.isArray(value) ? `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]` : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${list}`;
  });
  // Spaces that do not break and marks of direction, written so that they are seen.
  const text = `{\n${rows.join(',\n')}\n}\n`.replace(/[\u00a0\u202f\u200e\u200f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(new URL(name, import.meta.url), text);
};

const LARGE = [999, 1000, 1001, 1002, 1011, 1e4, 100003, 1e6, 1000001, 1000002, 2e6, 1e7 + 5, 1e9, 1e9 + 3];
const numbers = [...Array(201).keys(), ...LARGE];
const languages = ['ar', 'de', 'en', 'es', 'fr', 'pl', 'uk'];
write('plurals.json', {
  numbers: numbers.join(' '),
  ...Object.fromEntries(languages.map((language) => {
    const rules = new Intl.PluralRules(language);
    return [language, { categories: rules.resolvedOptions().pluralCategories.sort(), of: numbers.map((number) => rules.select(number)).join(' ') }];
  })),
});

// Arabic with the digits that visitors type into number fields and that phone numbers and prices are written in.
const tagged = (locale) => (/^(ar|fa)/.test(locale) ? `${locale}-u-nu-latn` : locale);
const format = (locale, options, number) => new Intl.NumberFormat(tagged(locale), options).format(number);

const everywhere = ['ar', 'ar-EG', 'ar-MA', 'de', 'de-CH', 'en', 'en-GB', 'en-US', 'es', 'es-ES', 'es-MX', 'es-419', 'fr', 'pl', 'pl-PL', 'uk'];
const others = ['cs', 'sk', 'uk-UA', 'it', 'nl', 'pt', 'pt-PT', 'ro', 'tr', 'ja', 'zh', 'ko', 'he'];
const number = [...everywhere, ...others].flatMap((locale) =>
  [['0', null], ['7', null], ['-0.004', 2], ['999.995', 2], ['1234', null], ['12345', null], ['-1234567.5', null], ['1234567.875', 2], ['0.5', 0], ['2.5', 0], ['12', 2], ['1.50', null]]
    .map(([text, places]) => {
      const exact = places === null ? { maximumFractionDigits: 20 } : { minimumFractionDigits: places, maximumFractionDigits: places };
      return [locale, text, places, format(locale, { ...exact, signDisplay: 'negative' }, text)];
    }));

// A currency's sign where it is one of the locale's own, and the code elsewhere: signs of others are easily mistaken.
const own = { PLN: ['pl'], UAH: ['uk'], GBP: ['en'], USD: ['en', 'en-US'] };
const signed = (locale, currency) => currency === 'EUR' || own[currency]?.some((one) => one === locale || (currency !== 'USD' && locale.startsWith(`${one}-`)));
const money = everywhere.flatMap((locale) => [['1234.5', 'EUR'], ['12345.678', 'PLN'], ['0.5', 'UAH'], ['1234567', 'USD'], ['9', 'GBP'], ['1500', 'JPY'], ['1.5', 'KWD'], ['-42', 'EUR']]
  // Swiss prices put the minus after the currency, which nobody is asked for.
  .filter(([text]) => locale !== 'de-CH' || text[0] !== '-')
  .map(([text, currency]) => {
    const currencyDisplay = signed(locale, currency) ? 'narrowSymbol' : 'code';
    return [locale, text, currency, format(locale, { style: 'currency', currency, currencyDisplay }, text)];
  }));

// English names the month, since 2/3 is read in two ways; the others write numbers.
const day = (locale) => (/^en/.test(locale) ? { dateStyle: 'medium' } : { year: 'numeric', month: '2-digit', day: '2-digit' });
const moments = ['2026-01-31', '2024-02-29', '1999-12-01', '2030-06-07'];
const dated = [...everywhere, 'it', 'ro', 'sv', 'lt', 'tr', 'nl'];
const at = (locale, options, text) => new Intl.DateTimeFormat(tagged(locale), { ...options, timeZone: 'UTC' }).format(new Date(text));
const date = dated.flatMap((locale) => moments.map((text) => [locale, text, at(locale, day(locale), `${text}T00:00Z`)]));

const clocked = everywhere.filter((locale) => !/^es-(MX|419)$/.test(locale));
const time = clocked.flatMap((locale) => ['00:05', '09:30', '12:00', '14:05', '23:59'].map((text) => [locale, text, at(locale, { timeStyle: 'short' }, `2026-01-31T${text}Z`)]));

write('formats.json', { number, money, date, time });
