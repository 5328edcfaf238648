//! Models that the user has already: added where they lie, or found in the store's folder.

use std::fs;

use super::server::Reply;
use super::*;

fn unused_server() -> Server {
    Server::start(|_, _| Reply::status(404))
}

#[tokio::test]
async fn a_file_is_added_where_it_lies() {
    let bench = Bench::new(&unused_server());
    let path = bench.folder.path().join("Mine.Q8.gguf");
    fs::write(&path, model()).unwrap();
    let reference = ModelReference::from_path(&path).unwrap();
    let added = bench.pull(&reference).await.unwrap();
    assert_eq!((added.id.as_str(), &added.path), ("mine.q8", &path));
    assert_eq!(bench.files(), ["mine.q8.json"], "nothing is copied");
    assert_eq!(bench.store.find(&added.id).unwrap(), added);
    assert_eq!(bench.pull(&reference).await.unwrap(), added);

    // A new version of the file is taken by adding it again.
    let changed = GgufFile::small_model().text("general.version", "2").bytes();
    fs::write(&path, &changed).unwrap();
    assert!(matches!(
        bench.store.find(&added.id),
        Err(StoreError::FileChanged { .. })
    ));
    assert_eq!(bench.pull(&reference).await.unwrap().bytes, changed.len() as u64);

    bench.store.remove(&added.id).unwrap();
    assert!(path.exists());
}

#[tokio::test]
async fn a_file_that_is_no_model_is_not_added() {
    let bench = Bench::new(&unused_server());
    let path = bench.folder.path().join("cut.gguf");
    fs::write(&path, &model()[..2000]).unwrap();
    let error = bench
        .pull(&ModelReference::from_path(&path).unwrap())
        .await
        .unwrap_err();
    assert!(matches!(error, PullError::NotAModel { .. }));
    assert!(
        error.to_string().contains("cut.gguf: the file is truncated"),
        "{error}"
    );
    let missing = bench.folder.path().join("missing.gguf");
    let error = bench
        .pull(&ModelReference::from_path(&missing).unwrap())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot read {}: ", missing.display())),
        "{error}"
    );
    assert_eq!(bench.store.list().unwrap(), []);
}

#[tokio::test]
async fn a_catalogue_file_that_was_copied_into_the_store_is_adopted() {
    let server = unused_server();
    let bench = Bench::new(&server);
    let reference = in_catalogue(&model(), 5000);
    fs::create_dir_all(bench.store.folder()).unwrap();
    fs::write(bench.store.model_path(reference.id()), model()).unwrap();
    let adopted = bench.pull(&reference).await.unwrap();
    assert_eq!(adopted.source, "the store's folder");
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn a_wrong_file_in_the_store_is_replaced() {
    let server = Server::start(|_, _| Reply::whole(&model()));
    let bench = Bench::new(&server);
    let reference = in_catalogue(&model(), 5000);
    let mut wrong = model();
    *wrong.last_mut().unwrap() ^= 1;
    fs::create_dir_all(bench.store.folder()).unwrap();
    fs::write(bench.store.model_path(reference.id()), wrong).unwrap();
    let pulled = bench.pull(&reference).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
}

#[tokio::test]
async fn a_catalogue_model_of_another_hash_is_outdated() {
    let server = Server::start(|_, number| Reply::whole(&if number == 0 { model() } else { large_model() }));
    let bench = Bench::new(&server);
    bench.pull(&in_catalogue(&model(), 5000)).await.unwrap();
    let updated = bench.pull(&in_catalogue(&large_model(), 5000)).await.unwrap();
    assert_eq!(updated.sha256, Some(sha256(&large_model())));
}
