//! Fields that are chosen: one of several, several of several, yes or no, agreement.

use super::Context;
use super::dropdown::dropdown;
use super::field::{comment, error, help, help_ids, title};
use super::group::{choice, group};
use super::node::{Node, element, styled};
use super::text_field::own_text;
use crate::ids::{field_id, title_id};
use sonda_domain::{Choice, Display, Kind, Question, part_field};

/// More options than this can be searched in where they are folded into one field.
pub(super) const LONG: usize = 15;

/// A question with options.
pub(crate) fn choices(context: &Context, question: &Question, name: &str) -> Node {
    let radio = question.kind == Kind::SingleChoice;
    let folded = question.display == Some(Display::Dropdown);
    if folded && radio {
        return dropdown(context, question, name);
    }
    let class = match question.display {
        Some(Display::Buttons) => "sonda-buttons",
        Some(Display::Pictures) => "sonda-options sonda-pictures",
        Some(Display::Dropdown) => "sonda-options sonda-scroll",
        _ => "sonda-options",
    };
    let offered = question.offered(context.props.seed);
    let options = offered.iter().enumerate();
    let options = options.map(|(index, option)| one(context, question, option, name, index == 0));
    let mut options = styled("div", class).each(options);
    if folded && offered.len() > LONG {
        options = searchable(context, options);
    }
    let mut nodes = Vec::new();
    if question.select_all {
        let title = element("span").text(context.props.messages.get("select_all"));
        let all = element("input")
            .set("type", "checkbox")
            .flag("data-all", true);
        nodes.push(
            styled("label", "sonda-option sonda-all")
                .flag("hidden", true)
                .nodes(vec![all, title]),
        );
    }
    nodes.push(options);
    let choosing = question.select_all || offered.iter().any(|option| option.exclusive);
    let described = help_ids(question, name);
    group(context, question, name, radio, described, nodes)
        .set_some("data-part", choosing.then_some("choosing"))
}

/// With what the module that searches in it has to say.
pub(super) fn searchable(context: &Context, list: Node) -> Node {
    let messages = &context.props.messages;
    list.set("data-part", "search")
        .set("data-search", messages.get("search_options"))
        .set("data-none", messages.get("no_match"))
}

/// One option with all that belongs to it.
fn one(context: &Context, question: &Question, option: &Choice, name: &str, first: bool) -> Node {
    let (id, radio) = (option.id.as_str(), question.kind == Kind::SingleChoice);
    let input = choice(context, name, id, radio, first).flag("data-exclusive", option.exclusive);
    let mut title = element("span").text(context.text(&option.title));
    let own = option.text.then(|| part_field(name, id));
    if let Some(own) = &own {
        title = title.set("id", title_id(own));
    }
    let label = if question.display == Some(Display::Buttons) {
        styled("label", "sonda-step").nodes(vec![input, title])
    } else {
        let picture = option.picture.as_ref().map(|source| {
            // The title says what it shows.
            element("img")
                .set("src", source)
                .set("alt", "")
                .set("loading", "lazy")
        });
        let nodes = picture.into_iter().chain([input, title]);
        styled("label", "sonda-option").each(nodes)
    };
    let shown = match own {
        Some(own) => {
            let mut nodes = vec![label];
            nodes.extend(own_text(context, &own));
            styled("div", "sonda-own").nodes(nodes)
        }
        None => label,
    };
    let conditional = option.visible_if.as_ref().map(|_| part_field(name, id));
    shown.hidden_with(context, conditional)
}

/// Yes or no.
pub(crate) fn yes_no(context: &Context, question: &Question, name: &str) -> Node {
    let answers = ["yes", "no"].iter().map(|value| {
        let input = choice(context, name, value, true, *value == "yes");
        let title = element("span").text(context.props.messages.get(value));
        styled("label", "sonda-step").nodes(vec![input, title])
    });
    let answers = styled("div", "sonda-buttons").each(answers);
    let described = help_ids(question, name);
    group(context, question, name, true, described, vec![answers])
}

/// A statement to agree to.
pub(crate) fn consent(context: &Context, question: &Question, name: &str) -> Node {
    let statement = title(context, question);
    let agreed = !matches!(context.entries.first(name), "" | "false");
    let checkbox = element("input")
        .set("type", "checkbox")
        .set("id", field_id(name))
        .set("name", name)
        .set("value", "yes")
        .flag("checked", agreed)
        .required(context, question, "required", "")
        .invalid(context, name)
        .described_by(context, name, help_ids(question, name));
    let statement = element("span").set("id", title_id(name)).nodes(statement);
    let label = styled("label", "sonda-option").nodes(vec![checkbox, statement]);
    let mut nodes = vec![error(context, name), label];
    nodes.extend(help(context, question, name));
    if let Some(version) = &question.version {
        let wording = context.props.messages.get("consent_version");
        let wording = wording.replace("{version}", version);
        nodes.push(styled("p", "sonda-help sonda-small").text(wording));
    }
    nodes.extend(comment(context, question, name, vec![title_id(name)]));
    styled("div", "sonda-field").nodes(nodes)
}
