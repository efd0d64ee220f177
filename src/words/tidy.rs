//! What must hold for every word file: the promises of `GLOSSARY` section 1, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use unicode_normalization::is_nfc;

use super::{EN, VI, Words};
use crate::kernel::Lang;

/// The files that people outside an office read.
const PUBLIC: [&str; 7] = ["public", "report", "files", "cards", "follow_up", "emergency", "errors"];
/// Longest sentence on a public page, in words.
const LONGEST_SENTENCE: usize = 25;
/// Words of `GLOSSARY` 1.3, 1.4 and 1.9 that must not meet a frightened reader.
const FORBIDDEN: [&str; 27] = [
    "tố cáo",
    "tố giác",
    "khai báo",
    "trình báo",
    "thủ phạm",
    "nạn nhân",
    "đối tượng",
    "hiếp dâm",
    "dâm ô",
    "xử lý",
    "can thiệp",
    "tiếp nhận",
    "hệ thống",
    "xác thực",
    "tàn tật",
    "tật nguyền",
    "câm điếc",
    "thiểu năng",
    "ngớ ngẩn",
    "bệnh tâm thần",
    "tuyệt đối",
    "100 %",
    "chắc chắn an toàn",
    "không ai biết được",
    "tại sao bạn",
    "vụ án",
    "tạm giữ",
];
/// Tone marks on the wrong vowel; our place data writes hòa, khỏe, thủy.
const NEW_STYLE: [&str; 15] = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"];

/// Key to pattern, of one file.
fn messages(source: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in source.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (key, pattern) = line.split_once('=').unwrap_or_else(|| panic!("no value: {line}"));
            key.trim().clone_into(&mut last);
            found.insert(last.clone(), pattern.trim().to_owned());
        } else if line.starts_with(' ') {
            found.get_mut(&last).unwrap().push_str(line);
        }
    }
    found
}

/// Names of the values a pattern asks for.
fn values(pattern: &str) -> BTreeSet<String> {
    pattern.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

fn sentences(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split_terminator(['.', '?', ';', ':'])
}

#[test]
fn both_languages_hold_the_same_keys_with_the_same_values() {
    for ((file, vi), (_, en)) in VI.iter().zip(EN) {
        let (vi, en) = (messages(vi), messages(en));
        assert!(!vi.is_empty(), "{file} is empty");
        assert_eq!(vi.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>(), "keys of {file}");
        for (key, pattern) in &vi {
            assert_eq!(values(pattern), values(&en[key]), "values of {key}");
        }
    }
}

#[test]
fn vietnamese_is_composed_and_its_tone_marks_are_old_style() {
    for (file, source) in VI.iter().chain(EN) {
        assert!(is_nfc(source), "{file} holds decomposed letters");
        let lower = source.to_lowercase();
        for wrong in NEW_STYLE {
            // After q the u belongs to the consonant: "quý" is right in both styles. Before a final letter ("hoàn", "toán") too.
            for (at, _) in lower.match_indices(wrong) {
                let before = lower[..at].chars().next_back();
                let after = lower[at + wrong.len()..].chars().next();
                let sound = before == Some('q') || after.is_some_and(char::is_alphabetic);
                assert!(sound, "{file}: {}", &lower[at..].lines().next().unwrap());
            }
        }
    }
}

#[test]
fn nothing_that_frightens_or_accuses_stands_on_a_public_page() {
    for (file, source) in VI.iter().filter(|(file, _)| PUBLIC.contains(file)) {
        for (key, pattern) in messages(source) {
            let lower = pattern.to_lowercase();
            for word in FORBIDDEN {
                assert!(!lower.contains(word), "{file}: {key} says {word}");
            }
            let syllables: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|s| !s.is_empty()).collect();
            let petition = syllables.windows(2).any(|pair| pair[0] == "đơn" && pair[1] != "vị") || syllables.last() == Some(&"đơn");
            assert!(!petition, "{file}: {key} asks for a petition");
            assert!(!lower.contains('!'), "{file}: {key} raises its voice");
        }
    }
}

#[test]
fn sentences_on_public_pages_are_short() {
    let words = Words::load().unwrap();
    for (lang, files) in [(Lang::Vi, VI), (Lang::En, EN)] {
        for (file, source) in files.iter().filter(|(file, _)| PUBLIC.contains(file)) {
            for (key, pattern) in messages(source) {
                let names = values(&pattern);
                let args: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), "2".to_owned())).collect();
                for sentence in sentences(&words.text(lang, &key, &args)) {
                    let length = sentence.split_whitespace().count();
                    assert!(length <= LONGEST_SENTENCE, "{file}: {key} has a sentence of {length} words");
                }
            }
        }
    }
}

#[test]
fn page_titles_tell_a_passer_by_nothing() {
    let words = Words::load().unwrap();
    let titles = ["start", "report", "received", "follow-up"].map(|page| words.text(Lang::Vi, &format!("title-{page}"), &[]));
    assert_eq!(titles, ["Trang chính", "Viết", "Đã gửi", "Đọc"]);
}

#[test]
fn mail_subjects_say_only_that_there_is_work_and_by_when() {
    for (_, source) in VI.iter().chain(EN).filter(|(file, _)| *file == "mails") {
        for (key, pattern) in messages(source).into_iter().filter(|(key, _)| key == "mail-new" || key == "mail-overdue") {
            assert!(values(&pattern).is_subset(&BTreeSet::from(["time".into(), "duration".into()])), "{key}");
        }
    }
}

#[test]
fn every_key_the_code_asks_for_exists() {
    let words = Words::load().unwrap();
    let mut asked = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut asked);
    assert!(!asked.is_empty(), "no source was read");
    let missing: Vec<_> = asked.into_iter().filter(|key| !words.knows(key)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

/// Gathers the keys that stand literally in templates (`page.t("key")`) and in code (`"error-…"` handed to a message).
fn collect(folder: &Path, asked: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, asked);
            continue;
        }
        let source = match path.extension().and_then(|ending| ending.to_str()) {
            Some("html" | "txt" | "rs") if !path.ends_with("words/tidy.rs") => std::fs::read_to_string(&path).unwrap(),
            _ => continue,
        };
        for call in [".t(\"", ".t1(\"", ".t2(\""] {
            asked.extend(source.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        let literal = source.split('"').filter(|text| is_error_key(text));
        asked.extend(literal.map(str::to_owned));
    }
}

fn is_error_key(text: &str) -> bool {
    text.strip_prefix("error-").is_some_and(|rest| rest.len() > 2 && rest.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
}
