//! The lock between handles of one process, and between processes that die.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::*;

/// Makes a child of this test binary play its part in [`child_process_increments_counter`].
const LOCK_DIR_ENV: &str = "PORTICO_TEST_LOCK_FOLDER";

async fn try_acquire(dir: &Path, account: &str) -> Result<RefreshLock> {
    RefreshLock::acquire_with_timeout(dir, "service", account, Duration::ZERO).await
}

#[tokio::test]
async fn lock_is_exclusive_per_credential() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("state/locks");
    let lock = try_acquire(&path, "a").await.unwrap();
    assert_eq!(try_acquire(&path, "a").await.unwrap_err().code, Code::SessionBusy);
    let _other = try_acquire(&path, "b").await.unwrap();
    drop(lock);
    let lock = try_acquire(&path, "a").await.unwrap();

    let waiting = {
        let path = path.clone();
        tokio::spawn(async move { RefreshLock::acquire(&path, "service", "a").await })
    };
    tokio::task::yield_now().await;
    drop(lock);
    drop(waiting.await.unwrap().unwrap());
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 2, "the files stay");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[tokio::test]
async fn lock_without_directory_is_a_disk_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(try_acquire(&file.path().join("below"), "a").await.unwrap_err().code, Code::DiskReadOnly);
}

fn start_child(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "session::refresh_lock::tests::child_process_increments_counter", "--nocapture"])
        .env(LOCK_DIR_ENV, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn wait_for(child: &mut Child, word: &str) {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(lines.map_while(std::io::Result::ok).any(|line| line.contains(word)), "the child never said {word}");
}

/// Nothing on its own. In a child: takes the lock, says so, and holds it until it is told a line:
/// then it adds one to a number, which is only right if it is alone.
#[tokio::test]
async fn child_process_increments_counter() {
    let Ok(dir) = std::env::var(LOCK_DIR_ENV) else { return };
    let dir = Path::new(&dir);
    let _lock = RefreshLock::acquire(dir, "service", "a").await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "held").unwrap();
    out.flush().unwrap();
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let counter = dir.join("counter");
    let count: u32 = std::fs::read_to_string(&counter).map_or(0, |text| text.parse().unwrap());
    std::fs::write(&counter, (count + 1).to_string()).unwrap();
}

#[tokio::test]
async fn killed_process_releases_the_lock() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = start_child(dir.path());
    wait_for(&mut child, "held");
    assert_eq!(try_acquire(dir.path(), "a").await.unwrap_err().code, Code::SessionBusy);
    let killed_at = Instant::now();
    child.kill().unwrap();
    let _lock = RefreshLock::acquire(dir.path(), "service", "a").await.unwrap();
    assert!(killed_at.elapsed() < Duration::from_secs(1));
    child.wait().unwrap();
}

#[tokio::test]
async fn eight_processes_increment_the_counter_one_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let lock = try_acquire(dir.path(), "a").await.unwrap();
    let mut children: Vec<Child> = (0..8).map(|_| start_child(dir.path())).collect();
    for child in &mut children {
        // They need not be told when: the line is there when they come to it.
        child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }
    drop(lock);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(std::fs::read_to_string(dir.path().join("counter")).unwrap(), "8");
}
