//! Words that SurveyJS has in its own interface and a Sonda form needs in its definition.

/// The languages of these words.
const LOCALES: [&str; 7] = ["en", "pl", "uk", "de", "fr", "es", "ar"];

/// A word in each of the languages.
pub(super) type Word = [&'static str; 7];

pub(super) const OTHER: Word = [
    "Other",
    "Inne",
    "Інше",
    "Sonstiges",
    "Autre",
    "Otro",
    "غير ذلك",
];
pub(super) const NONE: Word = [
    "None",
    "Żadne",
    "Жодне",
    "Keine",
    "Aucun",
    "Ninguno",
    "لا شيء",
];
pub(super) const REFUSE: Word = [
    "I would rather not say",
    "Wolę nie odpowiadać",
    "Не хочу відповідати",
    "Keine Angabe",
    "Je préfère ne pas répondre",
    "Prefiero no responder",
    "أفضّل عدم الإجابة",
];
pub(super) const DONT_KNOW: Word = [
    "I do not know",
    "Nie wiem",
    "Не знаю",
    "Weiß ich nicht",
    "Je ne sais pas",
    "No lo sé",
    "لا أعرف",
];
pub(super) const YES: Word = ["Yes", "Tak", "Так", "Ja", "Oui", "Sí", "نعم"];
pub(super) const NO: Word = ["No", "Nie", "Ні", "Nein", "Non", "No", "لا"];
pub(super) const THANKS: Word = [
    "Thank you!",
    "Dziękujemy!",
    "Дякуємо!",
    "Vielen Dank!",
    "Merci !",
    "¡Gracias!",
    "شكرًا لكم!",
];
pub(super) const SURVEY: Word = [
    "Survey",
    "Ankieta",
    "Опитування",
    "Umfrage",
    "Enquête",
    "Encuesta",
    "استبيان",
];
pub(super) const INVALID: Word = [
    "Please check this answer.",
    "Sprawdź tę odpowiedź.",
    "Перевірте цю відповідь.",
    "Bitte prüfen Sie diese Antwort.",
    "Vérifiez cette réponse.",
    "Revise esta respuesta.",
    "يرجى مراجعة هذه الإجابة.",
];
pub(super) const TOO_SHORT: Word = [
    "The text is too short.",
    "Tekst jest za krótki.",
    "Текст закороткий.",
    "Der Text ist zu kurz.",
    "Le texte est trop court.",
    "El texto es demasiado corto.",
    "النص قصير جدًا.",
];

/// The word in a language, else in English.
pub(super) fn in_language(word: &Word, language: &str) -> &'static str {
    let index = LOCALES.iter().position(|one| *one == language);
    word[index.unwrap_or(0)]
}
