//! Operations of what came in.

use crate::answers::{Channel, DeliveryState, MarkFilter, Multiple, Naming};
use crate::http::answers::{self, deletions, export, list, one, summary};
use crate::http::openapi::{Operation, delete, get, post};
use crate::store::Order;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/forms/{form}/responses",
            answers::list,
            "What was answered",
        )
        .filtered()
        .asks_for::<Order>("order", "The newest first, or the oldest.")
        .asks_for::<String>("after", "The `next` of the page before.")
        .asks_for::<u32>("limit", "How many at most, 1 to 1,000; default: 100.")
        .answers::<list::ResponsePage>("A page of responses")
        .finds(),
        get(
            "/forms/{form}/responses/live",
            answers::live,
            "What comes in, as it comes",
        )
        .details("Server-sent events, each named `arrived`.")
        .answers_with("text/event-stream", "Events, without end")
        .finds(),
        get(
            "/forms/{form}/responses/count",
            answers::count,
            "How many responses pass",
        )
        .filtered()
        .answers::<deletions::ResponseCount>("The count")
        .finds(),
        post(
            "/forms/{form}/responses/deletions",
            answers::remove_many,
            "Deletes responses and their files",
        )
        .details(
            "Either those named, or those that pass the filters and were accepted before a moment: so many at once, \
             and the rest with what `next` says. Records that they became stay.",
        )
        .filtered()
        .takes::<deletions::DeletionBody>()
        .answers::<deletions::DeletionDone>("What is gone, and what stays")
        .finds()
        .refuses(409, &["more_than_counted"])
        .refuses(422, &["nothing_chosen", "too_many_responses"]),
        get(
            "/forms/{form}/responses/{id}",
            answers::show,
            "One response, and what became of it",
        )
        .answers::<one::WholeResponse>("The response")
        .finds(),
        delete(
            "/forms/{form}/responses/{id}",
            answers::remove,
            "Deletes a response and its files",
        )
        .details("Records that it became stay.")
        .done("It is deleted")
        .finds()
        .refuses(409, &["delivery_under_way"]),
        get(
            "/forms/{form}/export",
            answers::export,
            "Responses as a file",
        )
        .filtered()
        .asks_for::<export::Format>("format", "Default: CSV.")
        .asks_for::<Naming>("options", "What options are called.")
        .asks_for::<Naming>("headers", "What columns are called.")
        .asks_for::<Multiple>("multiple", "How several options chosen are written.")
        .asks_for::<String>("titles", "The language of titles.")
        .asks_for::<export::Choice>("bom", "Whether CSV begins with a byte order mark.")
        .asks_for::<String>("columns", "The columns, with commas between; default: all.")
        .asks_for::<Order>("order", "The newest first, or the oldest.")
        .answers_with("text/csv", "The file")
        .answers_with(answers::XLSX, "The file")
        .answers_with("application/jsonl", "The file")
        .tells("Content-Disposition", "Its name.")
        .finds()
        .refuses(422, &["too_many_columns", "unknown_columns"]),
        get(
            "/forms/{form}/codebook",
            answers::codebook,
            "What the columns of an export mean",
        )
        .asks_for::<export::CodebookFormat>("format", "Default: JSON.")
        .asks_for::<Multiple>("multiple", "How several options chosen are written.")
        .answers::<export::Codebook>("The columns")
        .answers_with("text/csv", "The same as a file")
        .finds(),
        get(
            "/forms/{form}/summary",
            answers::summary,
            "What responses add up to",
        )
        .filtered()
        .answers::<summary::FormSummary>("Counts, by question and calculated value")
        .finds(),
    ]
}

impl Operation {
    /// Looks for some responses alone.
    fn filtered(self) -> Self {
        self.asks_for::<String>(
            "from",
            "Accepted then or later: a day (UTC), or a moment in RFC 3339.",
        )
        .asks_for::<String>("to", "Accepted before that, or on that day.")
        .asks_for::<String>("locale", "Filled in in that language.")
        .asks_for::<i64>("version", "Of that version.")
        .asks_for::<Channel>("channel", "That came this way.")
        .asks_for::<MarkFilter>("mark", "With that mark.")
        .asks_for::<DeliveryState>("delivery", "Of which that became.")
        .asks_for::<String>("link", "That came by that personal link.")
        .asks_for::<String>(
            "band",
            "Whose calculated value lies in that band, `VALUE:BAND`; may be repeated.",
        )
        .asks_for::<String>(
            "answer",
            "Whose answer passes, as in `stars:at_least:4` or `reason:contains:price`; may be repeated, at most 20 times.",
        )
        .asks_for::<String>("q", "That hold this text, in whatever case.")
    }
}
