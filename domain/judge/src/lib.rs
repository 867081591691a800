//! The domain's verdicts behind one function, so that a test can ask the native build and the WASM build the
//! same question. Not part of the product.

use serde::{Deserialize, Serialize};
use sonda_domain::{Content, Entries, Fault, Judged, Known, check_content, validate};

/// A question to the domain.
#[derive(Debug, Serialize, Deserialize)]
pub struct Case {
    /// The form.
    pub content: Content,
    /// What was sent.
    pub entries: Entries,
    /// What is known beside it.
    pub known: Known,
}

/// What the domain says of a [`Case`].
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The faults of the form.
    pub faults: Vec<Fault>,
    /// The valid answers, or each field at fault with its code and the limit it names.
    pub judged: Result<Judged, Vec<(String, String)>>,
}

/// Judges a case.
#[must_use]
pub fn verdict(case: &Case) -> Verdict {
    let judged = validate(&case.content, &case.entries, &case.known);
    Verdict {
        faults: check_content(&case.content),
        judged: judged.map_err(|errors| {
            errors
                .iter()
                .map(|error| (error.field.clone(), format!("{:?}", error.fault)))
                .collect()
        }),
    }
}

/// Judges a case in JSON; an unreadable one yields the reader's error in quotes.
#[must_use]
pub fn verdict_json(case: &[u8]) -> Vec<u8> {
    let verdict = serde_json::from_slice::<Case>(case).map(|case| verdict(&case));
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
}
