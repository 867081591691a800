//! A definition as the panels read it: what is there, and what people call it. A draft may lack anything.

use serde_json::Value;

/// The elements of a list that may not be there.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// All questions, in the order asked, without those inside of groups.
pub(crate) fn questions(definition: &Value) -> Vec<&Value> {
    let content = &definition["content"];
    let paged = list(content, "pages")
        .iter()
        .flat_map(|page| list(page, "questions"));
    list(content, "questions").iter().chain(paged).collect()
}

/// The same with their pointers.
pub(crate) fn placed_questions(definition: &Value) -> Vec<(String, &Value)> {
    let content = &definition["content"];
    let at =
        |path: String| move |(number, question)| (format!("{path}/questions/{number}"), question);
    let alone = list(content, "questions").iter().enumerate();
    let mut all: Vec<_> = alone.map(at("/content".to_owned())).collect();
    for (number, page) in list(content, "pages").iter().enumerate() {
        let path = format!("/content/pages/{number}");
        all.extend(list(page, "questions").iter().enumerate().map(at(path)));
    }
    all
}

/// Visits the paths of all variables in logic.
pub(crate) fn variables(logic: &Value, visit: &mut dyn FnMut(&str)) {
    match logic {
        Value::Array(values) => values.iter().for_each(|value| variables(value, visit)),
        Value::Object(members) => {
            for (name, arguments) in members {
                let path = match arguments {
                    Value::Array(values) => values.first(),
                    one => Some(one),
                };
                if let ("var", Some(Value::String(path))) = (name.as_str(), path) {
                    visit(path);
                }
                variables(arguments, visit);
            }
        }
        _ => {}
    }
}

/// A definition, read in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) definition: &'a Value,
    pub(crate) locale: &'a str,
}

impl Reader<'_> {
    /// The languages of the form.
    pub(crate) fn locales(&self) -> Vec<String> {
        let tags = list(&self.definition["content"], "locales").iter();
        tags.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A text in that language, else in the one that stands in for it, else in any.
    pub(crate) fn text(&self, text: &Value) -> String {
        let fallback = self.definition["content"]["fallback_locale"].as_str();
        let said = |tag: &str| text[tag].as_str().filter(|text| !text.trim().is_empty());
        let any = || text.as_object()?.values().find_map(Value::as_str);
        let found = said(self.locale).or_else(|| fallback.and_then(said));
        found.or_else(any).unwrap_or_default().to_owned()
    }

    /// What something is called: its title, else its id.
    pub(crate) fn name(&self, thing: &Value) -> String {
        let title = self.text(&thing["title"]);
        match title.trim() {
            "" => thing["id"].as_str().unwrap_or_default().to_owned(),
            title => title.to_owned(),
        }
    }

    /// The ids of several things, with what they are called.
    pub(crate) fn named(&self, things: &[Value]) -> Vec<(String, String)> {
        let things = things.iter();
        let named = things.map(|one| {
            (
                one["id"].as_str().unwrap_or_default().to_owned(),
                self.name(one),
            )
        });
        named.collect()
    }

    /// The options of a question.
    pub(crate) fn options(&self, question: &Value) -> Vec<(String, String)> {
        self.named(list(question, "options"))
    }
}
