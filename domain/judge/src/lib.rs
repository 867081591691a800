//! The domain's verdicts behind one function, so that a test can ask the native build and the WASM build the
//! same question. Not part of the product.

#[path = "../../../widget/src/json/mod.rs"]
#[expect(
    dead_code,
    reason = "the reader of the bundle, of which only the reading is compared"
)]
mod json;

use serde::{Deserialize, Serialize};
use sonda_domain::{
    Content, Course, Entries, FieldError, Known, Locale, Messages, Read, check_content,
    interface_messages, validate,
};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A question to the domain.
#[derive(Debug, Serialize, Deserialize)]
pub struct Case {
    /// The form.
    pub content: Content,
    /// What was sent.
    pub entries: Entries,
    /// What is known beside it.
    pub known: Known,
    /// The order of what is shuffled.
    pub seed: u32,
}

/// What the domain says of a [`Case`].
#[derive(Debug, Serialize)]
struct Verdict {
    /// The faults of the form.
    faults: Vec<sonda_domain::Fault>,
    /// What the submission says, or each field at fault.
    judged: Result<sonda_domain::Judged, Vec<String>>,
    /// How the form goes as the server has it.
    course: Way,
    /// How it goes as a browser has it, which is sent one language and no right answers, and has a reader of its own.
    browser: Way,
    /// Whether that reader reads what serde reads. Of logic that cannot be published it need not.
    read_alike: bool,
    /// The titles of the endings, with the answers in their places.
    endings: Vec<String>,
    /// What was answered to each question, in words.
    words: Vec<String>,
    /// The ids of each question's options, in the order shown.
    offered: Vec<Vec<String>>,
}

/// How a form goes.
#[derive(Debug, Serialize)]
struct Way {
    /// The pages, what is hidden, and what is required.
    shown: String,
    /// What is wrong, with what is said about it.
    errors: Vec<String>,
    /// What was given, as far as it could be read.
    given: Vec<String>,
    /// What is brought before the visitor at once, and whether something in it is wrong.
    steps: Vec<(String, bool)>,
    /// What the questions of each step begin with.
    defaults: Vec<Entries>,
    /// The calculated values with their bands.
    outcomes: Vec<String>,
    /// The titles of the questions, with the answers in their places.
    titles: Vec<String>,
    /// The ending, which is the server's to say.
    ending: Option<usize>,
}

impl Way {
    fn of(content: &Content, course: &Course, known: &Known, messages: &Messages) -> Self {
        let count = content.questions().count();
        let steps = course.steps(content);
        Self {
            shown: format!("{:?}", course.shown),
            errors: told(&course.errors, messages),
            given: (0..count)
                .map(|index| format!("{:?}", course.given(index)))
                .collect(),
            steps: steps
                .iter()
                .map(|step| (format!("{step:?}"), course.is_sound(content, step)))
                .collect(),
            defaults: steps
                .iter()
                .map(|step| course.defaults(content, known, step))
                .collect(),
            outcomes: course
                .outcomes
                .iter()
                .map(|one| format!("{one:?}"))
                .collect(),
            titles: content
                .questions()
                .map(|question| {
                    let title = question.title.get(&known.locale, &content.fallback_locale);
                    course.pipe(content, known, messages, title)
                })
                .collect(),
            ending: course.ending,
        }
    }
}

/// Errors with the limits they name, and their words.
fn told(errors: &[FieldError], messages: &Messages) -> Vec<String> {
    errors
        .iter()
        .map(|error| format!("{error:?} {}", error.fault.message(messages)))
        .collect()
}

/// Does something with the interface's texts of a language, which are read once.
fn with_messages<R>(locale: &Locale, what: impl FnOnce(&Messages) -> R) -> R {
    thread_local! {
        static READ: RefCell<BTreeMap<String, Messages>> = const { RefCell::new(BTreeMap::new()) };
    }
    READ.with_borrow_mut(|read| {
        let messages = read
            .entry(locale.as_str().to_owned())
            .or_insert_with(|| interface_messages(locale));
        what(messages)
    })
}

/// The content as the bundle reads what it is sent.
///
/// # Panics
/// Where the reader cannot read what serde wrote: both belong to the same build.
fn as_sent(content: &Content) -> Content {
    let text = serde_json::to_string(content).expect("a content is JSON");
    Content::read(json::read(&text).expect("JSON that serde wrote"))
}

fn verdict(case: &Case, messages: &Messages) -> Verdict {
    let Case {
        content,
        entries,
        known,
        seed,
    } = case;
    let course = Course::of(content, entries, known);
    let localized = content.localized(&known.locale);
    let sent = as_sent(&localized);
    let of_browser = Course::of(&sent, entries, known);
    let say = |text: &str| course.pipe(content, known, messages, text);
    let questions = || content.questions().enumerate();
    let endings = content
        .endings
        .iter()
        .map(|ending| ending.title.get(&known.locale, &content.fallback_locale));
    Verdict {
        faults: check_content(content),
        judged: validate(content, entries, known).map_err(|errors| told(&errors, messages)),
        endings: endings.map(say).collect(),
        words: questions()
            .filter_map(|(index, question)| {
                let given = course.given(index)?;
                Some(course.words(content, known, messages, question, given))
            })
            .collect(),
        offered: questions()
            .map(|(_, question)| {
                let offered = question.offered(*seed).into_iter();
                offered.map(|option| option.id.to_string()).collect()
            })
            .collect(),
        browser: Way::of(&sent, &of_browser, known, messages),
        read_alike: sent == localized,
        course: Way::of(content, &course, known, messages),
    }
}

/// Judges a case in JSON; an unreadable one yields the reader's error in quotes.
#[must_use]
pub fn verdict_json(case: &[u8]) -> Vec<u8> {
    let verdict = serde_json::from_slice::<Case>(case)
        .map(|case| with_messages(&case.known.locale, |messages| verdict(&case, messages)));
    let text = match verdict {
        Ok(verdict) => serde_json::to_vec(&verdict),
        Err(error) => serde_json::to_vec(&error.to_string()),
    };
    text.unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
mod exports {
    //! Memory handed over by address: the host writes a case, and reads a verdict.

    /// Gives the host `length` bytes to write to.
    #[unsafe(no_mangle)]
    pub extern "C" fn take(length: usize) -> *mut u8 {
        Box::leak(vec![0_u8; length].into_boxed_slice()).as_mut_ptr()
    }

    /// Judges the case in those bytes; returns the verdict's address and length as one number.
    ///
    /// # Safety
    /// `address` and `length` are of bytes given by [`take`].
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn judge(address: *mut u8, length: usize) -> u64 {
        let case = unsafe { Vec::from_raw_parts(address, length, length) };
        let verdict = Box::leak(super::verdict_json(&case).into_boxed_slice());
        ((verdict.as_ptr() as u64) << 32) | verdict.len() as u64
    }

    /// Takes a verdict back.
    ///
    /// # Safety
    /// `address` and `length` are of bytes given by [`judge`], and read.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn give_back(address: *mut u8, length: usize) {
        drop(unsafe { Vec::from_raw_parts(address, length, length) });
    }
}
