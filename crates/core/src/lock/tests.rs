//! The lock between handles of one process, and between processes that die.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::*;

/// Makes a child of this test binary play its part in [`a_child_process`].
const FOLDER: &str = "PORTICO_TEST_LOCK_FOLDER";

async fn try_now(folder: &Path, account: &str) -> Result<CredentialLock> {
    CredentialLock::acquire_within(folder, "service", account, Duration::ZERO).await
}

#[tokio::test]
async fn one_holder_at_a_time_for_one_credential() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/locks");
    let held = try_now(&path, "a").await.unwrap();
    assert_eq!(try_now(&path, "a").await.unwrap_err().code, Code::SessionBusy);
    let _other = try_now(&path, "b").await.unwrap();
    drop(held);
    let held = try_now(&path, "a").await.unwrap();

    let waiting = {
        let path = path.clone();
        tokio::spawn(async move { CredentialLock::acquire(&path, "service", "a").await })
    };
    tokio::task::yield_now().await;
    drop(held);
    drop(waiting.await.unwrap().unwrap());
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 2, "the files stay");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[tokio::test]
async fn no_folder_is_a_problem_of_the_disk() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(try_now(&file.path().join("below"), "a").await.unwrap_err().code, Code::DiskReadOnly);
}

fn start_child(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lock::tests::a_child_process", "--nocapture"])
        .env(FOLDER, folder)
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
async fn a_child_process() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let _held = CredentialLock::acquire(folder, "service", "a").await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "held").unwrap();
    out.flush().unwrap();
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let counter = folder.join("counter");
    let count: u32 = std::fs::read_to_string(&counter).map_or(0, |text| text.parse().unwrap());
    std::fs::write(&counter, (count + 1).to_string()).unwrap();
}

#[tokio::test]
async fn a_holder_that_is_killed_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = start_child(folder.path());
    wait_for(&mut child, "held");
    assert_eq!(try_now(folder.path(), "a").await.unwrap_err().code, Code::SessionBusy);
    let killed = Instant::now();
    child.kill().unwrap();
    let _held = CredentialLock::acquire(folder.path(), "service", "a").await.unwrap();
    assert!(killed.elapsed() < Duration::from_secs(1));
    child.wait().unwrap();
}

#[tokio::test]
async fn many_processes_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let held = try_now(folder.path(), "a").await.unwrap();
    let mut children: Vec<Child> = (0..8).map(|_| start_child(folder.path())).collect();
    for child in &mut children {
        // They need not be told when: the line is there when they come to it.
        child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }
    drop(held);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("counter")).unwrap(), "8");
}
