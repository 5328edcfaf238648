//! Downloads that break off, and go on.

use std::fs;
use std::time::Duration;

use tokio::sync::Notify;

use super::downloads::{ETAG, at};
use super::server::Reply;
use super::*;

#[tokio::test]
async fn a_cut_download_goes_on_where_it_was_cut() {
    let server = Server::start(|request, number| {
        let reply = Reply::ranged(&model(), request).header("ETag", ETAG);
        if number < 6 { reply.cut_after(100) } else { reply }
    });
    let bench = Bench::new(&server);
    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    // More cuts than retries: each of them brought something.
    assert_eq!(
        server.ranges(),
        [
            None,
            Some(100),
            Some(200),
            Some(300),
            Some(400),
            Some(500),
            Some(600)
        ]
    );
    assert_eq!(server.requests()[1].if_range.as_deref(), Some(ETAG));
}

#[tokio::test]
async fn an_interrupted_pull_is_resumed_by_the_next() {
    let server = Server::start(|request, number| {
        let reply = Reply::ranged(&model(), request).header("ETag", ETAG);
        if number == 0 { reply.cut_after(1000) } else { reply }
    });
    let mut bench = Bench::new(&server);
    bench.settings.retries = 0;
    let failure = bench.pull(&at(&server)).await;
    assert!(matches!(reasons(failure)[..], [SourceError::Interrupted(_)]));
    assert_eq!(bench.partial(&at(&server)).unwrap(), model()[..1000]);

    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(server.ranges(), [None, Some(1000)]);
    assert_eq!(bench.files(), ["small.gguf", "small.json"]);
}

#[tokio::test]
async fn a_file_that_changed_between_two_pulls_is_pulled_anew() {
    let changed = GgufFile::small_model().text("general.version", "2").bytes();
    let new = changed.clone();
    let server = Server::start(move |_, number| {
        if number == 0 {
            Reply::whole(&model()).header("ETag", ETAG).cut_after(1000)
        } else {
            // As the condition of the range does not hold.
            Reply::whole(&new).header("ETag", "\"two\"")
        }
    });
    let bench = Bench::new(&server);
    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(server.requests()[1].if_range.as_deref(), Some(ETAG));
    assert_eq!(fs::read(pulled.path).unwrap(), changed);
}

#[tokio::test]
async fn a_server_without_ranges_is_asked_for_the_whole_again() {
    let server = Server::start(|_, number| {
        let reply = Reply::whole(&model()).header("ETag", ETAG);
        if number == 0 { reply.cut_after(1000) } else { reply }
    });
    let bench = Bench::new(&server);
    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(server.ranges(), [None, Some(1000)]);
}

#[tokio::test]
async fn without_a_hash_or_a_strong_entity_tag_nothing_is_resumed() {
    for weak in [None, Some("W/\"one\"")] {
        let server = Server::start(move |request, number| {
            let reply = Reply::ranged(&model(), request);
            let reply = weak
                .into_iter()
                .fold(reply, |reply, etag| reply.header("ETag", etag));
            if number == 0 { reply.cut_after(1000) } else { reply }
        });
        let bench = Bench::new(&server);
        let pulled = bench.pull(&at(&server)).await.unwrap();
        assert_eq!(fs::read(pulled.path).unwrap(), model());
        assert_eq!(server.ranges(), [None, None]);
    }
}

#[tokio::test]
async fn a_catalogue_model_resumes_by_its_hash_alone() {
    let server = Server::start(|request, number| {
        let reply = Reply::ranged(&model(), request);
        if number == 0 { reply.cut_after(1000) } else { reply }
    });
    let bench = Bench::new(&server);
    let pulled = bench.pull(&in_catalogue(&model(), 5000)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(server.ranges(), [None, Some(1000)]);
    assert_eq!(
        server.requests()[0].path,
        "/hub-owner/hub-name/resolve/main/small.gguf"
    );
}

#[tokio::test]
async fn a_whole_partial_file_of_the_catalogue_needs_no_network() {
    let server = Server::start(|_, _| Reply::status(500));
    let bench = Bench::new(&server);
    let reference = in_catalogue(&model(), 5000);
    fs::create_dir_all(bench.store.folder()).unwrap();
    fs::write(bench.store.partial_path(reference.id()), model()).unwrap();
    assert_eq!(
        bench.pull(&reference).await.unwrap().source,
        "an interrupted pull"
    );
    assert_eq!(server.requests(), []);
    bench.store.remove(reference.id()).unwrap();

    // Whole by its size but not by its hash: the sources are asked.
    fs::write(bench.store.partial_path(reference.id()), vec![0; model().len()]).unwrap();
    let reasons = reasons(bench.pull(&reference).await);
    assert!(
        matches!(
            reasons[..2],
            [SourceError::Hash { .. }, SourceError::Unavailable(_)]
        ),
        "{reasons:?}"
    );
}

#[tokio::test]
async fn a_whole_partial_file_of_an_address_is_confirmed_by_the_server() {
    let server = Server::start(|request, number| {
        let reply = Reply::ranged(&model(), request).header("ETag", ETAG);
        if number == 0 { reply.cut_after(1000) } else { reply }
    });
    let mut bench = Bench::new(&server);
    bench.settings.retries = 0;
    reasons(bench.pull(&at(&server)).await);
    // As if the process had died between the last byte and the renaming.
    fs::write(bench.store.partial_path(at(&server).id()), model()).unwrap();
    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(server.ranges(), [None, Some(model().len())]);
}

#[tokio::test]
async fn a_server_that_always_cuts_at_the_same_place_is_given_up() {
    let server = Server::start(|_, _| Reply::whole(&model()).cut_after(1000));
    let bench = Bench::new(&server);
    assert!(matches!(
        reasons(bench.pull(&at(&server)).await)[..],
        [SourceError::Interrupted(_)]
    ));
    // The first, the one after its progress that brought none, and the retries after that.
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_server_that_stalls_is_left() {
    let server = Server::start(|request, number| {
        let reply = Reply::ranged(&model(), request).header("ETag", ETAG);
        if number == 0 {
            reply.hang_after(1000)
        } else {
            reply
        }
    });
    let mut bench = Bench::new(&server);
    bench.settings.stall_timeout = Duration::from_millis(100);
    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(server.ranges(), [None, Some(1000)]);
}

#[tokio::test]
async fn a_dropped_pull_leaves_what_came_and_no_lock() {
    let sent = large_model().len() / 2;
    let server = Server::start(move |request, number| {
        let reply = Reply::ranged(&large_model(), request).header("ETag", ETAG);
        if number == 0 {
            reply.hang_after(sent)
        } else {
            reply
        }
    });
    let bench = Bench::new(&server);
    let reference = at(&server);
    let halfway = Notify::new();
    let pull = pull_with(&bench.settings, &bench.store, &reference, |progress| {
        if progress.done_bytes >= sent as u64 {
            halfway.notify_one();
        }
    });
    tokio::select! {
        _ = pull => panic!("the server hangs"),
        () = halfway.notified() => {}
    }
    // A write that was under way may hold the lock a moment longer.
    let pulled = loop {
        match bench.pull(&reference).await {
            Err(PullError::Store(StoreError::Busy(_))) => tokio::task::yield_now().await,
            other => break other.unwrap(),
        }
    };
    assert_eq!(fs::read(pulled.path).unwrap(), large_model());
    let resumed = server.ranges()[1].expect("the second asks for the rest");
    assert!(resumed >= 1024 * 1024, "{resumed}");
}
