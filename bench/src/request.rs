//! What is sent: the form of the benchmark, and a submission to it as the bytes of an HTTP request.

use serde_json::{Value, json};
use std::net::SocketAddr;

/// The form's id.
pub(crate) const FORM: &str = "bench-lead";

/// Places in a request that hold the key's number, as hexadecimal digits.
const KEY_DIGITS: usize = 16;

/// A definition with the questions of a lead form and one target of the CRM.
pub(crate) fn definition() -> Value {
    let question = |id: &str, kind: &str, required: bool, title: &str| json!({"id": id, "type": kind, "required": required, "title": {"en": title}});
    let mut interest = question(
        "interest",
        "single_choice",
        true,
        "What are you interested in?",
    );
    interest["options"] = json!([
        {"id": "surveys", "title": {"en": "Customer surveys"}},
        {"id": "forms", "title": {"en": "Forms on our website"}},
        {"id": "both", "title": {"en": "Both"}},
    ]);
    json!({
        "sonda": 1,
        "id": FORM,
        "kind": "lead_form",
        "content": {
            "locales": ["en"],
            "fallback_locale": "en",
            "title": {"en": "Request a demo"},
            "questions": [
                question("name", "text", true, "Name"),
                question("company", "text", false, "Company"),
                question("email", "email", true, "E-mail"),
                question("phone", "phone", false, "Phone"),
                interest,
                question("message", "long_text", false, "Message"),
                question("consent", "consent", true, "I agree to being contacted about this request."),
            ],
            "submit_label": {"en": "Request a demo"},
            "endings": [{"id": "thanks", "title": {"en": "Thank you!"}}],
        },
        "mapping": {"targets": [{
            "id": "lead",
            "table": "lead",
            "columns": {
                "name": {"answer": "name"},
                "company": {"answer": "company"},
                "email": {"answer": "email"},
                "phone": {"answer": "phone"},
                "interest": {"answer": "interest"},
                "message": {"answer": "message"},
                "consent": {"answer": "consent"},
                "source": {"constant": "website"},
                "form": {"context": "form"},
                "language": {"context": "locale"},
                "page": {"context": "page"},
                "utm_source": {"context": "utm_source"},
                "utm_campaign": {"context": "utm_campaign"},
                "submitted_at": {"context": "submitted_at"},
            },
        }]},
    })
}

fn body() -> String {
    let message = "We run twelve service workshops and want to ask each customer how the visit went, one hour after \
                   they have picked up the car, in Polish, Ukrainian or English. The answers should be on the \
                   contact in our CRM, and a bad one should open a case for the manager of that workshop on the \
                   same day. Could you show us how that would look with our own questions, what it takes to embed \
                   the form on our website, and how you keep the data of our customers in the European Union? \
                   Mornings before eleven suit us best; please ring before you come.";
    json!({
        "version": 1,
        "locale": "en",
        "answers": {
            "name": "Katarzyna Wiśniewska",
            "company": "Warsztaty Północ sp. z o.o.",
            "email": "katarzyna.wisniewska@warsztaty-polnoc.example",
            "phone": "+48 22 555 01 23",
            "interest": "both",
            "message": message,
            "consent": true,
        },
        "context": {"page": "https://www.example.com/demo?utm_source=newsletter&utm_campaign=autumn"},
    })
    .to_string()
}

/// The number of bytes of a submission's body.
pub(crate) fn body_bytes() -> usize {
    body().len()
}

/// The bytes of one submission, made once; only its idempotency key changes.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    bytes: Vec<u8>,
    key_at: usize,
}

impl Template {
    /// A submission as a browser sends it from the server's own page at `address`.
    pub(crate) fn new(address: SocketAddr) -> Self {
        let body = body();
        let before = format!(
            "POST /api/v1/public/forms/{FORM}/responses HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
             User-Agent: Mozilla/5.0 (X11; Linux x86_64) sonda-bench\r\nAccept: application/json\r\n\
             Accept-Language: en-GB,en;q=0.8\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Idempotency-Key: \"bench-",
            body.len()
        );
        let after = format!("{}\"\r\n\r\n{body}", "0".repeat(KEY_DIGITS));
        Self {
            key_at: before.len(),
            bytes: (before + &after).into_bytes(),
        }
    }

    /// The request whose key has that number.
    pub(crate) fn with_key(&mut self, number: u64) -> &[u8] {
        // Scattered, as the random keys of browsers are: keys in order would flatter the database's index.
        let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let digits = format!("{scattered:0KEY_DIGITS$x}");
        self.bytes[self.key_at..self.key_at + KEY_DIGITS].copy_from_slice(digits.as_bytes());
        &self.bytes
    }
}
