//! A body as it arrives, piece by piece.

use crate::http::Rejection;
use axum::body::{Body, BodyDataStream, Bytes};
use bytes::BytesMut;
use futures::StreamExt;
use std::io;
use std::time::Duration;

/// A body beyond its limit is still listened to this far, or its sender sees a broken connection, not the answer.
const MOST_DISCARDED: usize = 32 * 1024 * 1024;

/// A sender that is silent for so long is not waited for.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);

/// A body, read piece by piece.
pub(crate) struct Pieces {
    chunks: BodyDataStream,
    size: usize,
    /// Whether nothing more comes, for whatever reason.
    is_over: bool,
    /// How long the next piece is waited for.
    patience: Duration,
}

impl Pieces {
    pub(crate) fn of(body: Body) -> Self {
        Self {
            chunks: body.into_data_stream(),
            size: 0,
            is_over: false,
            patience: LONGEST_SILENCE,
        }
    }

    /// The next piece, if there is one.
    ///
    /// # Errors
    /// `TimedOut` if its sender fell silent, `UnexpectedEof` if the connection ended.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.is_over {
            return Ok(None);
        }
        self.is_over = true;
        let piece = tokio::time::timeout(self.patience, self.chunks.next()).await?;
        let piece = piece.transpose();
        let piece = piece.map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        self.is_over = piece.is_none();
        self.size += piece.as_ref().map_or(0, Bytes::len);
        Ok(piece)
    }

    /// Listens to the rest without keeping it: a sender that is not listened to sees a broken connection, not the
    /// answer.
    pub(crate) async fn discard(&mut self) {
        let most = self.size + MOST_DISCARDED;
        while self.size < most && matches!(self.next().await, Ok(Some(_))) {}
    }
}

/// What a body that could not be read is refused with.
pub(crate) fn unread(error: &io::Error) -> Rejection {
    match error.kind() {
        io::ErrorKind::TimedOut => Rejection::TimedOut,
        _ => Rejection::Malformed(
            "body_cut_short",
            "The body ended before it was complete.".into(),
        ),
    }
}

/// The whole body, if it is not larger than `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Rejection> {
    let mut pieces = Pieces::of(body);
    let read = read_from(&mut pieces, limit).await;
    if read.is_err() {
        pieces.discard().await;
    }
    read
}

/// The same of a body that is read by pieces.
pub(crate) async fn read_from(pieces: &mut Pieces, limit: usize) -> Result<Bytes, Rejection> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = pieces.next().await.map_err(|error| unread(&error))? {
        if pieces.size > limit {
            return Err(Rejection::TooLarge(limit));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sender_that_falls_silent_is_not_waited_for() {
        let first = futures::stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]);
        let mut pieces = Pieces::of(Body::from_stream(first.chain(futures::stream::pending())));
        pieces.patience = Duration::ZERO;
        assert_eq!(pieces.next().await.unwrap().unwrap(), "ab");
        let error = pieces.next().await.unwrap_err();
        assert!(matches!(unread(&error), Rejection::TimedOut));
        // Nor a second time, to discard what does not come.
        pieces.patience = Duration::MAX;
        pieces.discard().await;
    }
}
