//! A browser without JavaScript.

use crate::app::TestApp;
use crate::ask::Ask;
use crate::f::props;
use serde_json::Value;

/// A browser without JavaScript: it posts the fields of the page it is on.
pub(crate) struct Browser<'a> {
    pub(super) app: &'a TestApp,
    pub(super) address: String,
    /// The hidden fields, and what is checked or typed.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) page: String,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let text = tag[start..].split('"').next()?;
    Some(
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#x27;", "'")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}

/// What a browser would send of a page's form, but for the button.
pub(super) fn fields_of(page: &str) -> Vec<(String, String)> {
    let start = page.find("<form").unwrap();
    let form = &page[start..start + page[start..].find("</form>").unwrap()];
    let mut fields = Vec::new();
    let mut disabled = 0;
    for tag in form.split('<').skip(1) {
        if tag.starts_with("fieldset") {
            disabled +=
                usize::from(disabled > 0 || tag.split('>').next().unwrap().contains(" disabled"));
        } else if tag.starts_with("/fieldset") && disabled > 0 {
            disabled -= 1;
        }
        let inside = tag.split('>').next().unwrap();
        let Some(name) = attribute(inside, "name").filter(|_| disabled == 0) else {
            continue;
        };
        let kind = attribute(inside, "type").unwrap_or_default();
        let is_choice = matches!(kind.as_str(), "radio" | "checkbox");
        if tag.starts_with("textarea") {
            let text = tag.split_once('>').unwrap().1;
            fields.push((name, text.trim_start_matches('\n').to_owned()));
        } else if tag.starts_with("input") && (!is_choice || inside.contains(" checked")) {
            fields.push((name, attribute(inside, "value").unwrap_or_default()));
        }
    }
    fields
}

/// The page without what it tells the widget.
pub(super) fn shown_of(page: &str) -> &str {
    page.split("<script type=\"application/json\"")
        .next()
        .unwrap()
}

impl<'a> Browser<'a> {
    pub(crate) async fn open(app: &'a TestApp, address: &str) -> Self {
        let page = app.get(address).await.page(200).to_owned();
        let address = address.split('?').next().unwrap().to_owned();
        Self {
            app,
            address,
            fields: fields_of(&page),
            page,
        }
    }

    /// Types into a field, or chooses.
    pub(crate) fn give(&mut self, name: &str, value: &str) -> &mut Self {
        self.fields.retain(|(one, _)| one != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn value(&self, name: &str) -> Vec<&str> {
        let fields = self.fields.iter().filter(|(one, _)| one == name);
        fields.map(|(_, value)| value.as_str()).collect()
    }

    /// The request that a button makes.
    pub(crate) fn post(&self, button: &str) -> Ask {
        let mut fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        fields.push(("_go", button));
        Ask::plain(&self.address, &fields)
    }

    /// Presses a button; the answer is a page with that status.
    #[track_caller]
    pub(crate) fn press<'b>(
        &'b mut self,
        button: &str,
        status: u16,
    ) -> impl Future<Output = &'b mut Self> {
        let ask = self.post(button);
        let button = button.to_owned();
        async move {
            assert!(
                button == "back" || self.page.contains(&format!("value=\"{button}\"")),
                "no button {button} in {}",
                self.page
            );
            self.page = self.app.send(ask).await.page(status).to_owned();
            if self.page.contains("<form") {
                self.fields = fields_of(&self.page);
            }
            self
        }
    }

    #[track_caller]
    pub(crate) fn is_at(&self, step: &str) {
        let props = props(&self.page);
        assert_eq!(
            props["step"].as_str().unwrap_or_default(),
            step,
            "{}",
            self.page
        );
        assert_eq!(props["review"], Value::Null);
    }
}
