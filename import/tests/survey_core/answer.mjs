// Answers surveys with survey-core as a visitor would, question by question, and says what became of them.
// One case a line on standard input, one outcome a line on standard output.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const modules = process.argv[2];
const { Model, settings } = createRequire(join(modules, "x.js"))("survey-core");
// Jumps are made when the page is left, as Sonda does.
settings.triggers.executeSkipOnValueChanged = false;

// Arrays of survey-core change with the answers.
const copied = (value) => JSON.parse(JSON.stringify(value ?? null));

const isShown = (element) => {
  for (let one = element; one; one = one.parent) {
    if (!one.isVisible) return false;
  }
  return true;
};

function outcome({ survey: json, answers, locale }) {
  const survey = new Model(json);
  survey.locale = locale;
  const initial = {};
  for (const question of survey.getAllQuestions()) {
    if (isShown(question)) initial[question.name] = copied(question.value);
  }
  for (const [name, value] of answers) {
    const question = survey.getQuestionByName(name);
    if (isShown(question) && !question.isReadOnly) question.value = value;
  }
  const questions = {};
  for (const question of survey.getAllQuestions()) {
    const shown = isShown(question);
    questions[question.name] = {
      shown: shown && !question.isReadOnly,
      sound: !shown || question.validate(true),
      missing: shown && question.errors.some((error) => error.getErrorType() === "required"),
      title: question.processedTitle,
      initial: initial[question.name],
      required: question.isRequired,
      choices: question.visibleChoices?.map((choice) => choice.value),
      rows: question.getType() === "matrix" ? question.visibleRows.map((row) => row.item.value) : undefined,
      value: shown ? question.value : undefined,
    };
  }
  const sums = {};
  for (const sum of survey.calculatedValues) sums[sum.name] = sum.value;
  return { questions, sums };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line) process.stdout.write(`${JSON.stringify(outcome(JSON.parse(line)))}\n`);
}
