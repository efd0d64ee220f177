//! Senders that stop in the middle: what they did not send counts for nothing, and nothing is held for them.

use std::{
    pin::Pin,
    sync::{Arc, Weak},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode},
};
use futures_core::Stream;
use langnghe::http::upload::Patience;
use tower::ServiceExt;

use super::{BOUNDARY, kept, photo, report_form};
use crate::{both, support::TestApp};

const PATIENCE: Duration = Duration::from_millis(300);
const AT_ONCE: usize = 16 * 1024;

/// A body of which the rest never comes.
struct Stalling {
    left: Vec<Bytes>,
    _held: Arc<()>,
}

impl Stream for Stalling {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Nobody is woken: only patience ends this.
        self.left.pop().map_or(Poll::Pending, |bytes| Poll::Ready(Some(Ok(bytes))))
    }
}

/// Sends `bytes` and then nothing, and does not hang up. Gives the answer, and what lives for as long as the body is held.
async fn stall(app: &TestApp, path: &str, kind: &str, bytes: &[u8]) -> (StatusCode, String, Weak<()>) {
    let held = Arc::new(());
    let watched = Arc::downgrade(&held);
    let left = bytes.chunks(AT_ONCE).rev().map(Bytes::copy_from_slice).collect();
    let body = Body::from_stream(Stalling { left, _held: held });
    let request = Request::post(path).header("content-type", kind).extension(Patience(PATIENCE)).body(body).unwrap();
    let began = Instant::now();
    let answer = app.router().oneshot(request).await.unwrap();
    let (status, body) = (answer.status(), to_bytes(answer.into_body(), usize::MAX).await.unwrap());
    assert!(began.elapsed() >= PATIENCE && began.elapsed() < PATIENCE * 20, "{:?}", began.elapsed());
    (status, String::from_utf8_lossy(&body).into_owned(), watched)
}

async fn a_sender_who_stops_in_the_middle_leaves_nothing_half_and_nothing_is_held(app: TestApp) {
    let form = format!("multipart/form-data; boundary={BOUNDARY}");
    let photo = photo(400_000);
    let half = report_form().file("tay.jpg", &photo).cut();
    let half = &half[..half.len() - 100_000];
    let (status, page, held) = stall(&app, "/report", &form, half).await;
    assert_eq!(status, 422);
    assert!(page.contains("Đường truyền bị ngắt") && page.contains("Cháu bé bị đánh") && kept(&page).is_empty(), "{page}");
    assert_eq!(held.strong_count(), 0, "the form is still held");
    // A whole file before the one that stopped is kept, and so is half a sentence.
    let (status, page, _) =
        stall(&app, "/report", &form, &report_form().file("a.jpg", &photo).file("b.jpg", &photo).cut()[..500_000]).await;
    assert_eq!((status.as_u16(), kept(&page).len()), (422, 1));
    let words = report_form().text("contact_when", "sau 15 giờ tôi ở").cut();
    let (status, page, _) = stall(&app, "/report", &form, &words[..words.len() - 8]).await;
    assert!(status == 422 && page.contains("sau 15 giờ"), "{page}");
    for path in ["/api/v1/files", "/report/files"] {
        let (status, _, held) = stall(&app, path, "image/jpeg", &photo[..200_000]).await;
        assert!(status.is_client_error(), "{path} {status}");
        assert_eq!(held.strong_count(), 0, "{path} is still held");
    }
    // The one whole file, and of the others not a byte: neither a row nor anything on the disk.
    let (stored, _) = app.db_stored_files();
    assert_eq!((stored, app.db_files().await, app.db_count("SELECT COUNT(*) FROM case_file").await), (1, 1, 0));
    app.finish().await;
}

both!(a_sender_who_stops_in_the_middle_leaves_nothing_half_and_nothing_is_held,);
