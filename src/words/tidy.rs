//! What must hold for every word file: the promises of `GLOSSARY` section 1, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use unicode_normalization::is_nfc;

use super::{CHILD, EASY, EN, VI, Words, bundle};
use crate::kernel::{Lang, Voice};

/// Longest sentence on a public page, in words as they are spaced (GLOSSARY 1.7; English words carry more).
const LONGEST: [(Voice, usize); 4] = [(Voice::Vietnamese, 15), (Voice::English, 25), (Voice::EasyRead, 10), (Voice::Child, 10)];
/// Sentences that are longer, each for a reason.
const LONGER: [(&str, &str); 0] = [];
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

impl Words {
    /// Words without any plain Vietnamese: what a page in easy words takes from there shows as `[key]`.
    pub(crate) fn easy_only() -> Self {
        let silent = |source: &str| messages(source).keys().map(|key| [key, " = [", key, "]\n"].concat()).collect::<String>();
        let files: Vec<super::Source> = VI.iter().map(|(file, source)| (*file, &*silent(source).leak())).collect();
        Self { vi: bundle(Voice::Vietnamese, files.leak()).unwrap(), ..Self::load().unwrap() }
    }
}

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

/// Whether people outside an office read `file`: those are the files that have an easy wording.
fn is_public(file: &str) -> bool {
    EASY.iter().any(|(name, _)| *name == file)
}

/// Every public file in every voice: voice, file, source.
fn public_files() -> impl Iterator<Item = (Voice, &'static str, &'static str)> {
    let voices = [(Voice::Vietnamese, VI), (Voice::English, EN), (Voice::EasyRead, EASY), (Voice::Child, CHILD)];
    voices
        .into_iter()
        .flat_map(|(voice, files)| files.iter().map(move |(file, source)| (voice, *file, *source)))
        .filter(|(_, file, _)| is_public(file))
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
    for (file, source) in VI.iter().chain(EN).chain(EASY).chain(CHILD) {
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
    for (voice, file, source) in public_files() {
        for (key, pattern) in messages(source) {
            assert!(!pattern.contains('!'), "{file}: {key} raises its voice");
            if voice == Voice::English {
                continue;
            }
            let lower = pattern.to_lowercase();
            for word in FORBIDDEN {
                assert!(!lower.contains(word), "{file}: {key} says {word}");
            }
            let syllables: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|s| !s.is_empty()).collect();
            let petition = syllables.windows(2).any(|pair| pair[0] == "đơn" && pair[1] != "vị") || syllables.last() == Some(&"đơn");
            assert!(!petition, "{file}: {key} asks for a petition");
        }
    }
}

#[test]
fn sentences_on_public_pages_are_short() {
    let words = Words::load().unwrap();
    let mut found = Vec::new();
    for (voice, file, source) in public_files() {
        let (_, longest) = LONGEST.into_iter().find(|(of, _)| *of == voice).unwrap();
        // Of the refusals, only those that a public page can show have an easy wording; staff read the others.
        let easy = messages(EASY.iter().find(|(name, _)| *name == file).unwrap().1);
        for (key, pattern) in messages(source).into_iter().filter(|(key, _)| easy.contains_key(key)) {
            let names = values(&pattern);
            let args: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), "2".to_owned())).collect();
            for sentence in sentences(&words.text(voice, &key, &args)) {
                let length = sentence.split_whitespace().count();
                if length > longest && LONGER.iter().all(|(named, _)| *named != key) {
                    found.push(format!("{}/{file}: {key} has a sentence of {length} words", voice.code()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_plainer_wording_says_what_vietnamese_says_with_the_same_values() {
    for (voice, file, source) in public_files().filter(|(voice, ..)| matches!(voice, Voice::EasyRead | Voice::Child)) {
        let vi = messages(VI.iter().find(|(name, _)| *name == file).unwrap().1);
        for (key, pattern) in messages(source) {
            let plain = vi.get(&key).unwrap_or_else(|| panic!("{}/{file}: {key} is no key of Vietnamese", voice.code()));
            assert_eq!(values(plain), values(&pattern), "{}/{file}: values of {key}", voice.code());
        }
        assert!(source.starts_with('#') && source.contains("# Native review is needed before launch"), "{}/{file}", voice.code());
    }
}

#[test]
fn every_sentence_of_a_public_file_has_an_easy_wording() {
    for (file, source) in EASY.iter().filter(|(file, _)| *file != "errors") {
        let (easy, vi) = (messages(source), messages(VI.iter().find(|(name, _)| name == file).unwrap().1));
        let missing: Vec<&String> = vi.keys().filter(|key| !easy.contains_key(*key)).collect();
        assert!(missing.is_empty(), "easy/{file} lacks {missing:?}");
    }
}

/// Refusals that only programs and staff meet, though the code of public pages can name them.
const FOR_PROGRAMS: [&str; 7] = [
    "error-idempotency-key",
    "error-idempotency-key-malformed",
    "error-hotline-report-by-form",
    "error-number-needed",
    "error-time-in-future",
    "error-time-too-far",
    "error-time-too-long-ago",
];

#[test]
fn every_refusal_that_a_public_page_can_show_has_an_easy_wording() {
    let easy = messages(EASY.iter().find(|(file, _)| *file == "errors").unwrap().1);
    let vi = messages(VI.iter().find(|(file, _)| *file == "errors").unwrap().1);
    let mut told = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for place in ["intake", "http", "kernel", "vault/access_code.rs"] {
        literals(&root.join(place), &mut told);
    }
    for entry in std::fs::read_dir(root.join("web")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ["report", "places", "follow_up", "sent", "files"].iter().any(|start| name.starts_with(start)) {
            literals(&path, &mut told);
        }
    }
    let keys = told.into_iter().map(|code| if code.starts_with("error-") { code } else { format!("error-{code}") });
    let missing: Vec<String> =
        keys.filter(|key| vi.contains_key(key) && !easy.contains_key(key) && !FOR_PROGRAMS.contains(&key.as_str())).collect();
    assert!(missing.is_empty(), "easy/errors lacks {missing:?}");
}

/// Gathers what stands between quotation marks in the Rust files of `place`.
fn literals(place: &Path, found: &mut BTreeSet<String>) {
    if place.is_dir() {
        for entry in std::fs::read_dir(place).unwrap() {
            literals(&entry.unwrap().path(), found);
        }
    } else if place.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
        found.extend(std::fs::read_to_string(place).unwrap().split('"').map(str::to_owned));
    }
}

/// "Bạn" that means a friend of the child.
const FRIEND: [&str; 2] = ["about-other", "start-for-whom"];

#[test]
fn a_child_is_called_em_by_grown_ups_who_call_themselves_co_chu() {
    let speaks_to_adults = |pattern: &str| {
        let lower = pattern.to_lowercase();
        let syllables: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
        syllables.contains(&"bạn") || syllables.contains(&"tôi")
    };
    for (file, source) in EASY {
        let child = messages(CHILD.iter().find(|(name, _)| name == file).unwrap().1);
        for (key, easy) in messages(source) {
            let shown = child.get(&key).unwrap_or(&easy);
            assert!(FRIEND.contains(&key.as_str()) || !speaks_to_adults(shown), "child/{file}: {key} = {shown}");
            assert!(child.get(&key) != Some(&easy), "child/{file}: {key} repeats the easy wording");
        }
    }
}

#[test]
fn what_a_plainer_wording_lacks_is_never_said_in_another_language() {
    let words = Words::load().unwrap();
    let only_vi = "case-unknown";
    assert!(EASY.iter().chain(CHILD).all(|(_, source)| !messages(source).contains_key(only_vi)));
    for voice in [Voice::EasyRead, Voice::Child] {
        assert_eq!(words.text(voice, only_vi, &[]), words.text(Voice::Vietnamese, only_vi, &[]));
    }
    assert_eq!(words.text(Voice::Child, "title-start", &[]), words.text(Voice::EasyRead, "title-start", &[]));
}

#[test]
fn no_public_sentence_lies_unused() {
    let mut said = BTreeSet::new();
    literals(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut said);
    // A key may be put together: `label("hard", code)`, `format!("emergency-{number}-short")`.
    let starts: BTreeSet<&str> = said.iter().filter_map(|text| text.split_once("-{").map(|(start, _)| start)).collect();
    let used = |key: &str| {
        said.contains(key)
            || key.strip_prefix("error-").is_some_and(|code| said.contains(code))
            || key.match_indices('-').any(|(at, _)| starts.contains(&key[..at]) || said.contains(&key[..at]))
    };
    let unused: Vec<String> = public_files()
        .filter(|(voice, ..)| *voice == Voice::Vietnamese)
        .flat_map(|(_, file, source)| messages(source).into_keys().filter(|key| !used(key)).map(move |key| format!("{file}: {key}")))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
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
