//! Response bodies, including broken ones. `controls::fault` decides when a body is broken.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};

pub(crate) enum TenantBody {
    Whole(Bytes),
    /// Sends these bytes, then breaks the connection.
    Cut {
        rest: Bytes,
        is_flushed: bool,
    },
    /// One byte at a time.
    Drip {
        rest: Bytes,
        pause: Duration,
        sleep: Option<Pin<Box<tokio::time::Sleep>>>,
    },
    /// The same chunk until so many bytes are sent.
    Repeat {
        chunk: Bytes,
        remaining: u64,
    },
}

impl TenantBody {
    pub(crate) fn cut(rest: Bytes) -> Self {
        Self::Cut { rest, is_flushed: false }
    }

    pub(crate) fn drip(rest: Bytes, pause: Duration) -> Self {
        Self::Drip { rest, pause, sleep: None }
    }

    pub(crate) fn bytes(&self) -> Bytes {
        match self {
            Self::Whole(bytes) | Self::Cut { rest: bytes, .. } | Self::Drip { rest: bytes, .. } => bytes.clone(),
            Self::Repeat { .. } => Bytes::new(),
        }
    }
}

impl Body for TenantBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut *self {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Cut { rest, .. } if !rest.is_empty() => Poll::Ready(Some(Ok(Frame::data(std::mem::take(rest))))),
            Self::Cut { is_flushed, .. } if !*is_flushed => {
                // One turn in which hyper writes out what it holds: an error would throw that away.
                *is_flushed = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Cut { .. } => {
                Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut by a scripted fault"))))
            }
            Self::Drip { rest, pause, sleep } => {
                if rest.is_empty() {
                    return Poll::Ready(None);
                }
                let pending = sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(*pause)));
                if pending.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                *sleep = None;
                Poll::Ready(Some(Ok(Frame::data(rest.split_to(1)))))
            }
            Self::Repeat { remaining: 0, .. } => Poll::Ready(None),
            Self::Repeat { chunk, remaining } => {
                let size = remaining.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                *remaining = size;
                Poll::Ready(Some(Ok(Frame::data(chunk.clone()))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            _ => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            _ => SizeHint::default(),
        }
    }
}
