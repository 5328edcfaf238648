//! Downloads by HTTP, whole and refused.

use std::fs;
use std::sync::Arc;

use tokio::sync::Notify;

use super::server::Reply;
use super::*;
use crate::pull::Stage;
use crate::store::FileState;

pub(super) fn at(server: &Server) -> ModelReference {
    server.address("/files/Small.gguf?key=secret").parse().unwrap()
}

pub(super) const ETAG: &str = "\"one\"";

#[tokio::test]
async fn a_file_at_an_address_is_pulled_whole_and_only_once() {
    let server = Server::start(|_, _| Reply::whole(&model()).header("ETag", ETAG));
    let bench = Bench::new(&server);
    let reference = at(&server);
    let mut told = Vec::new();
    let pulled = pull_with(&bench.settings, &bench.store, &reference, |progress| {
        told.push((progress.stage, progress.done_bytes, progress.total_bytes));
    })
    .await
    .unwrap();

    let bytes = model().len() as u64;
    assert_eq!(fs::read(&pulled.path).unwrap(), model());
    assert_eq!((pulled.bytes, pulled.state), (bytes, FileState::Ready));
    assert_eq!(pulled.sha256, Some(sha256(&model())));
    assert_eq!(
        pulled.origin,
        server.address("/files/Small.gguf"),
        "the query may be a key"
    );
    assert_eq!(bench.files(), ["small.gguf", "small.json"]);
    assert!(
        !fs::read_to_string(bench.store.folder().join("small.json"))
            .unwrap()
            .contains("secret")
    );
    assert_eq!(told.first(), Some(&(Stage::Downloading, 0, Some(bytes))));
    assert!(told.contains(&(Stage::Downloading, bytes, Some(bytes))));
    assert_eq!(told.last(), Some(&(Stage::Verifying, bytes, Some(bytes))));

    assert_eq!(bench.pull(&reference).await.unwrap(), pulled);
    assert_eq!(server.requests().len(), 1, "an installed model needs no network");
    assert_eq!(server.requests()[0].path, "/files/Small.gguf?key=secret");
}

#[tokio::test]
async fn a_file_of_unstated_size_is_pulled() {
    let server = Server::start(|_, _| Reply::unsized_body(&model()));
    let bench = Bench::new(&server);
    assert_eq!(
        fs::read(bench.pull(&at(&server)).await.unwrap().path).unwrap(),
        model()
    );
}

#[tokio::test]
async fn a_wrong_hash_deletes_what_came_and_names_both() {
    let mut wrong = model();
    *wrong.last_mut().unwrap() ^= 1;
    let sent = wrong.clone();
    let server = Server::start(move |_, _| Reply::whole(&sent));
    let bench = Bench::new(&server);
    let reference = in_catalogue(&model(), 5000);
    let reasons = reasons(bench.pull(&reference).await);
    let SourceError::Hash { expected, actual } = &reasons[0] else {
        panic!("{reasons:?}")
    };
    assert_eq!((expected, actual), (&sha256(&model()), &sha256(&wrong)));
    assert_eq!(bench.files(), [""; 0]);
}

#[tokio::test]
async fn the_hash_that_the_hub_states_is_checked() {
    let stated = Arc::new(std::sync::Mutex::new("0".repeat(64)));
    let header = Arc::clone(&stated);
    let server = Server::start(move |request, _| {
        if request.path == "/cdn" {
            return Reply::whole(&model());
        }
        Reply::redirect("/cdn").header("X-Linked-ETag", &format!("\"{}\"", header.lock().unwrap()))
    });
    let bench = Bench::new(&server);
    let reference: ModelReference = "hf:owner/name/Small.gguf".parse().unwrap();
    assert!(matches!(
        reasons(bench.pull(&reference).await)[..],
        [SourceError::Hash { .. }]
    ));
    *stated.lock().unwrap() = sha256(&model());
    let pulled = bench.pull(&reference).await.unwrap();
    assert_eq!(pulled.origin, "hf:owner/name/Small.gguf");
    assert_eq!(server.requests()[0].path, "/owner/name/resolve/main/Small.gguf");
}

#[tokio::test]
async fn a_source_of_another_size_is_not_downloaded() {
    let server = Server::start(|_, _| Reply::whole(&large_model()));
    let bench = Bench::new(&server);
    let reasons = reasons(bench.pull(&in_catalogue(&model(), 5000)).await);
    assert!(matches!(reasons[0], SourceError::Size { .. }));
    assert_eq!(bench.files(), [""; 0]);
}

#[tokio::test]
async fn a_page_instead_of_a_model_is_deleted() {
    let server = Server::start(|_, _| Reply::whole(b"<html>please sign in</html>"));
    let bench = Bench::new(&server);
    let failure = bench.pull(&at(&server)).await.unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!(
            "cannot pull `small`: {}: what came was deleted, since it is not a sound model file: not a GGUF file: it \
             does not begin with `GGUF`; choose a file that ends in .gguf",
            server.address("/files/Small.gguf")
        )
    );
    assert_eq!(bench.files(), [""; 0]);
}

#[tokio::test]
async fn a_model_file_that_was_cut_at_the_source_is_deleted() {
    let server = Server::start(|_, _| Reply::whole(&model()[..model().len() - 100]));
    let bench = Bench::new(&server);
    assert!(matches!(
        reasons(bench.pull(&at(&server)).await)[..],
        [SourceError::NotAModel(_)]
    ));
    assert_eq!(bench.files(), [""; 0]);
}

#[tokio::test]
async fn an_overloaded_server_is_asked_again_and_a_missing_file_is_not() {
    let server = Server::start(|_, number| match number {
        0 => Reply::status(503),
        1 => Reply::status(429),
        _ => Reply::whole(&model()),
    });
    Bench::new(&server).pull(&at(&server)).await.unwrap();
    assert_eq!(server.requests().len(), 3);

    let missing = Server::start(|_, _| Reply::status(404));
    let reasons = reasons(Bench::new(&missing).pull(&at(&missing)).await);
    assert_eq!(reasons[0].to_string(), "the server answered 404 Not Found");
    assert_eq!(missing.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_with_the_cause() {
    let server = Server::start(|_, _| Reply::status(500));
    let bench = Bench::new(&server);
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let reference = format!("http://127.0.0.1:{port}/m.gguf?key=secret")
        .parse()
        .unwrap();
    let error = bench.pull(&reference).await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn redirects_are_followed_with_the_range() {
    let server = Server::start(|request, number| match request.path.as_str() {
        "/elsewhere" => {
            let reply = Reply::ranged(&model(), request).header("ETag", ETAG);
            if number < 2 { reply.cut_after(1000) } else { reply }
        }
        _ => Reply::redirect("/elsewhere"),
    });
    let bench = Bench::new(&server);
    let pulled = bench.pull(&at(&server)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(server.ranges(), [None, None, Some(1000), Some(1000)]);
}

#[tokio::test]
async fn redirects_to_insecure_addresses_and_in_circles_are_refused() {
    for to in [
        "http://example.com/m.gguf?key=secret",
        "file:///etc/passwd",
        "ftp://127.0.0.1/m.gguf",
    ] {
        let server = Server::start(move |_, _| Reply::redirect(to));
        let reasons = reasons(Bench::new(&server).pull(&at(&server)).await);
        assert!(
            matches!(reasons[..], [SourceError::Redirect(_)]),
            "{to}: {reasons:?}"
        );
        assert!(!reasons[0].to_string().contains("secret"));
    }
    let server = Server::start(|request, _| Reply::redirect(&request.path));
    assert!(matches!(
        reasons(Bench::new(&server).pull(&at(&server)).await)[..],
        [SourceError::Redirect(_)]
    ));
    assert_eq!(server.requests().len(), 11);
}

#[tokio::test]
async fn a_disk_without_room_is_noticed_before_anything_comes() {
    let server = Server::start(|_, _| Reply::whole(&model()));
    let mut bench = Bench::new(&server);
    bench.settings.free_bytes = |_| Ok(1024 * 1024);
    let error = bench.pull(&at(&server)).await.unwrap_err();
    assert!(matches!(error, PullError::NotEnoughSpace { free: 1_048_576, .. }));
    assert!(
        error
            .to_string()
            .starts_with("64.0 MiB more are needed but 1.0 MiB are free in "),
        "{error}"
    );
    assert_eq!(bench.files(), [""; 0]);
    bench.settings.free_bytes = |_| Ok(100 * 1024 * 1024);
    bench.pull(&at(&server)).await.unwrap();
}

#[tokio::test]
async fn of_two_pulls_at_once_the_second_fails_at_once() {
    let server = Server::start(|_, _| Reply::whole(&model()).hang_after(100));
    let bench = Bench::new(&server);
    let reference = at(&server);
    let started = Notify::new();
    let first = pull_with(&bench.settings, &bench.store, &reference, |_| {
        started.notify_one();
    });
    let second = async {
        started.notified().await;
        bench.pull(&reference).await
    };
    tokio::select! {
        _ = first => panic!("the first hangs"),
        result = second => {
            assert_eq!(
                result.unwrap_err().to_string(),
                "another ponder is pulling the model `small`; wait for it to finish"
            );
        }
    }
}

#[tokio::test]
async fn a_name_that_is_taken_is_not_overwritten() {
    let server = Server::start(|_, _| Reply::whole(&model()));
    let bench = Bench::new(&server);
    bench.pull(&at(&server)).await.unwrap();
    let other: ModelReference = server.address("/other/small.gguf").parse().unwrap();
    let error = bench.pull(&other).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the model `small` is already installed from {}; run `ponder models remove small` first",
            server.address("/files/Small.gguf")
        )
    );
    bench.store.remove(other.id()).unwrap();
    bench.pull(&other).await.unwrap();
}

#[tokio::test]
async fn a_model_whose_file_is_gone_or_changed_is_pulled_again() {
    let server = Server::start(|_, _| Reply::whole(&model()));
    let bench = Bench::new(&server);
    let pulled = bench.pull(&at(&server)).await.unwrap();
    fs::remove_file(&pulled.path).unwrap();
    assert_eq!(bench.pull(&at(&server)).await.unwrap(), pulled);
    fs::write(&pulled.path, b"changed").unwrap();
    assert_eq!(bench.pull(&at(&server)).await.unwrap(), pulled);
    fs::write(bench.store.folder().join("small.json"), b"damaged").unwrap();
    assert_eq!(bench.pull(&at(&server)).await.unwrap(), pulled);
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn an_insecure_endpoint_of_the_hub_is_refused() {
    let error = PullSettings::with_hub("http://mirror.example").unwrap_err();
    assert_eq!(
        error.to_string(),
        "HF_ENDPOINT: the address must begin with https:// (http:// is for this machine itself only)"
    );
}

#[test]
fn a_pull_can_run_on_any_thread() {
    fn sendable<T: Send>(_: &T) {}
    let settings = PullSettings::with_hub("https://hub.example").unwrap();
    let reference = "smollm2-135m".parse().unwrap();
    let store = ModelStore::at("/nowhere");
    sendable(&pull_with(&settings, &store, &reference, |_| {}));
}
