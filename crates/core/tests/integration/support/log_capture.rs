//! Captures the log of all crates at every level, which is more than the product's own filter lets through.

use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

// A subscriber is the process's own, so that threads outside the runtime are heard too.
static CAPTURED: Mutex<String> = Mutex::new(String::new());
static INSTALL: Once = Once::new();

struct CaptureSubscriber;

struct LineVisitor<'a>(&'a mut String);

impl Visit for LineVisitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for CaptureSubscriber {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        append(span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut LineVisitor(&mut CAPTURED.lock().unwrap_or_else(PoisonError::into_inner)));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        append(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn append(metadata: &Metadata<'_>, write_fields: impl FnOnce(&mut LineVisitor<'_>)) {
    let mut lines = CAPTURED.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = write!(lines, "\n{} {}", metadata.level(), metadata.target());
    write_fields(&mut LineVisitor(&mut lines));
}

/// Listens from here on; what was heard so far is as long as this.
pub(crate) fn position() -> usize {
    // Err: somebody listens already.
    INSTALL.call_once(|| tracing::subscriber::set_global_default(CaptureSubscriber).unwrap());
    CAPTURED.lock().unwrap_or_else(PoisonError::into_inner).len()
}

pub(crate) fn text_since(position: usize) -> String {
    CAPTURED.lock().unwrap_or_else(PoisonError::into_inner)[position..].to_owned()
}
