//! A disk on which a sync costs five milliseconds more: a library that sleeps before the real `fsync` and `fdatasync`, laid under
//! a process by `LD_PRELOAD`. It slows whatever calls them through the C library: both databases and `sqlite3`.

use std::{path::PathBuf, process::Command};

use crate::Plan;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void wait_more(void) { struct timespec t = {0, 5000000}; nanosleep(&t, 0); }
int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
  wait_more();
  return real(fd);
}
int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
  wait_more();
  return real(fd);
}
"#;

/// Builds the library. Nothing where there is no C compiler.
pub fn library(plan: &Plan) -> Option<PathBuf> {
    let (source, library) = (plan.folder.join("slow_sync.c"), plan.folder.join("slow_sync.so"));
    std::fs::write(&source, SOURCE).unwrap();
    let built = Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl").status();
    built.is_ok_and(|status| status.success()).then_some(library)
}
