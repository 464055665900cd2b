//! What is written to the log, at its loudest, by whatever crate: more than the product's own filter
//! would let through.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

// A subscriber is the process's own, so that threads outside the runtime are heard too.
static LINES: Mutex<String> = Mutex::new(String::new());
static LISTENS: Once = Once::new();

struct Ear;

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        note(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut LINES.lock().unwrap_or_else(PoisonError::into_inner)));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        note(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn note(metadata: &Metadata<'_>, say: impl FnOnce(&mut Line<'_>)) {
    let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = write!(lines, "\n{} {}", metadata.level(), metadata.target());
    say(&mut Line(&mut lines));
}

/// Listens from here on; what was heard so far is as long as this.
pub(crate) fn mark() -> usize {
    // Err: somebody listens already.
    LISTENS.call_once(|| tracing::subscriber::set_global_default(Ear).unwrap());
    LINES.lock().unwrap_or_else(PoisonError::into_inner).len()
}

pub(crate) fn since(mark: usize) -> String {
    LINES.lock().unwrap_or_else(PoisonError::into_inner)[mark..].to_owned()
}
