//! What the answers add up to: each question with its counts as a table whose bars are drawn beside the numbers.

use super::book::{list, local, text};
use super::filters::Filters;
use crate::api::{self, segment};
use crate::figures::{count, decimal, moment_of, percent};
use crate::parts::Fetched;
use crate::prelude::*;
use crate::words::answers::words;
use serde_json::Value;

/// The summary of a form's answers that pass the filters.
pub(super) fn summary(form: String, filters: Filters) -> AnyView {
    let fetched = Fetched::new(move || {
        filters.query();
        let query = filters.narrowing_query();
        let path = format!("forms/{}/summary?{query}", segment(&form));
        let form = form.clone();
        async move { Ok((form, api::get::<Value>(&path).await?)) }
    });
    fetched.show(|(form, summary): &(String, Value)| shown(form, summary))
}

fn shown(form: &str, summary: &Value) -> AnyView {
    let words = words();
    let responses = summary["responses"].as_u64().unwrap_or_default();
    if responses == 0 {
        return view! { <div class="empty"><p><strong>{words.none_found.as_str()}</strong></p></div> }.into_any();
    }
    let since = summary["since"]
        .as_str()
        .map(|since| words.summary_since.replace("{when}", &moment_of(since)));
    let cards: Vec<AnyView> = list(summary, "questions")
        .iter()
        .filter(|one| one["asked"].as_u64() != Some(0))
        .chain(list(summary, "results"))
        .filter(|one| says_something(one))
        .map(|one| card(form, one))
        .collect();
    view! {
        <p class="detail" role="status">{words.summary_of.of(responses)} " " {since}</p>
        <div class="sums">{cards}</div>
    }
    .into_any()
}

/// Whether there is more to say than how many answered: of names and addresses there is not.
fn says_something(of: &Value) -> bool {
    let lists = ["counts", "rows", "newest"];
    ["nps", "numbers"].iter().any(|one| of[*one].is_object())
        || lists.iter().any(|one| !list(of, one).is_empty())
}

fn card(form: &str, of: &Value) -> AnyView {
    let words = words();
    let title = match local(&of["title"]) {
        "" => text(of, "id").to_owned(),
        title => title.to_owned(),
    };
    let (asked, answered) = (number(&of["asked"]), number(&of["answered"]));
    let share = words
        .answered_share
        .replace("{n}", &count(whole(&of["answered"])))
        .replace("{share}", &percent(answered / asked.max(1.0)));
    let comments = of["comments"]
        .as_u64()
        .map(|comments| words.comments_count.of(comments));
    let rows: Vec<AnyView> = list(of, "rows").iter().map(row).collect();
    let caption = title.clone();
    view! {
        <section class="card sum">
            <h2>{title}</h2>
            <p class="detail">{share} {comments.map(|comments| format!(" · {comments}"))}</p>
            {nps(&of["nps"])}
            {numbers(&of["numbers"])}
            {bars(&caption, list(of, "counts"), answered)}
            {rows}
            {newest(form, list(of, "newest"))}
        </section>
    }
    .into_any()
}

fn row(of: &Value) -> AnyView {
    let title = local(&of["title"]).to_owned();
    let caption = title.clone();
    view! {
        <h3>{title}</h3>
        {numbers(&of["numbers"])}
        {bars(&caption, list(of, "counts"), number(&of["answered"]))}
    }
    .into_any()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn nps(nps: &Value) -> AnyView {
    if nps.is_null() {
        return ().into_any();
    }
    let words = words();
    let score = number(&nps["score"]);
    let groups = [
        ("detractors", &words.nps_detractors, "bad"),
        ("passives", &words.nps_passives, "wait"),
        ("promoters", &words.nps_promoters, "good"),
    ];
    let all: f64 = groups.iter().map(|(name, ..)| number(&nps[*name])).sum();
    let parts: Vec<AnyView> = groups
        .iter()
        .map(|(name, _, tone)| {
            let share = number(&nps[*name]) / all.max(1.0);
            view! { <span class=*tone style:inline-size=width(share)></span> }.into_any()
        })
        .collect();
    let lines: Vec<AnyView> = groups
        .iter()
        .map(|(name, title, tone)| {
            let share = percent(number(&nps[*name]) / all.max(1.0));
            let number = count(whole(&nps[*name]));
            view! { <li><span class=format!("key {tone}") aria-hidden="true"></span> {(*title).clone()} " " <strong>{share}</strong> " (" {number} ")"</li> }
                .into_any()
        })
        .collect();
    view! {
        <p class="nps"><strong>{decimal(score, 0)}</strong> " NPS"</p>
        <div class="stack" aria-hidden="true">{parts}</div>
        <ul class="keys">{lines}</ul>
    }
    .into_any()
}

fn numbers(numbers: &Value) -> AnyView {
    if numbers.is_null() {
        return ().into_any();
    }
    let words = words();
    let one = |title: &str, value: &Value| {
        let value = value.as_f64().map(|value| decimal(value, 2))?;
        Some(view! { <span>{title.to_owned()} " " <strong>{value}</strong></span> }.into_any())
    };
    let all: Vec<Option<AnyView>> = vec![
        one(&words.mean, &numbers["mean"]),
        one(&words.median, &numbers["median"]),
        one(&words.least, &numbers["min"]),
        one(&words.greatest, &numbers["max"]),
    ];
    view! { <p class="numbers">{all}</p> }.into_any()
}

fn width(share: f64) -> String {
    format!("{:.2}%", (share * 100.0).clamp(0.0, 100.0))
}

fn bars(caption: &str, counts: &[Value], answered: f64) -> AnyView {
    if counts.is_empty() {
        return ().into_any();
    }
    let words = words();
    let most = counts
        .iter()
        .map(|one| number(&one["count"]))
        .fold(1.0, f64::max);
    let lines: Vec<AnyView> = counts
        .iter()
        .map(|one| {
            let title = match (local(&one["title"]), text(one, "id")) {
                ("", "yes") => words.yes.as_str(),
                ("", "no") => words.no.as_str(),
                ("", id) => id,
                (title, _) => title,
            };
            let hits = number(&one["count"]);
            let place = one["mean_place"].as_f64().map(|place| {
                words.mean_place.replace("{n}", &decimal(place, 1))
            });
            view! {
                <tr>
                    <th scope="row">{title.to_owned()}</th>
                    <td class="bar-cell" aria-hidden="true"><span class="bar-line" style:inline-size=width(hits / most)></span></td>
                    <td class="number">{count(whole(&one["count"]))}</td>
                    <td class="number">{percent(hits / answered.max(1.0))}</td>
                    {place.map(|place| view! { <td class="number">{place}</td> })}
                </tr>
            }
            .into_any()
        })
        .collect();
    let caption = caption.to_owned();
    view! { <table class="bars"><caption class="unseen">{caption}</caption><tbody>{lines}</tbody></table> }.into_any()
}

fn newest(form: &str, texts: &[Value]) -> AnyView {
    if texts.is_empty() {
        return ().into_any();
    }
    let form = segment(form);
    let lines: Vec<AnyView> = texts
        .iter()
        .map(|one| {
            let address = format!("/console/forms/{form}/answers/{}", text(one, "response"));
            view! { <li><a href=address>{text(one, "text").to_owned()}</a></li> }.into_any()
        })
        .collect();
    view! { <h3>{words().newest_texts.as_str()}</h3> <ul class="quotes">{lines}</ul> }.into_any()
}
