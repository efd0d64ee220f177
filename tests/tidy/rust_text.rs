//! Reading Rust as text: what is code, which paths it names, which parts exist for tests only.
//!
//! Every offset and line number stays that of the file. Deliberately absent: a parser; macros are read as they stand.

#[derive(Clone, Copy, PartialEq)]
pub enum Keep {
    Code,
    CodeAndStrings,
}

enum Token {
    Code,
    Comment,
    Text,
}

/// `text` with comments (and strings, unless kept) turned to blanks; every offset and line number stays what it was.
pub fn only(keep: Keep, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (kind, length) = token(rest);
        let (this, after) = rest.split_at(length);
        match kind {
            Token::Comment => out.push_str(&blank(this)),
            Token::Text if keep == Keep::Code => out.push_str(&blank(this)),
            Token::Text | Token::Code => out.push_str(this),
        }
        rest = after;
    }
    out
}

fn blank(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) }).collect()
}

/// The kind and the length in bytes of the token that `rest`, which is not empty, begins with.
fn token(rest: &str) -> (Token, usize) {
    if rest.starts_with("//") {
        return (Token::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Token::Comment, block_comment(rest));
    }
    if let Some(length) = raw_string(rest).or_else(|| character(rest)) {
        return (Token::Text, length);
    }
    if let Some(body) = rest.strip_prefix('"') {
        return (Token::Text, 1 + after_unescaped('"', body));
    }
    let first = rest.chars().next().map_or(1, char::len_utf8);
    (Token::Code, word(rest).len().max(first))
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, _) in rest.char_indices() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
        } else if here.starts_with("*/") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + 2;
            }
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let opening = ["br", "cr", "r"].into_iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let body = opening.trim_start_matches('#');
    let hashes = opening.len() - body.len();
    let body = body.strip_prefix('"')?;
    let closing = format!("\"{}", "#".repeat(hashes));
    let end = body.find(&closing).map_or(body.len(), |at| at + closing.len());
    Some(rest.len() - body.len() + end)
}

/// A character such as `'"'`, but not a lifetime.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    if body.starts_with('\\') {
        return Some(1 + after_unescaped('\'', body));
    }
    let first = body.chars().next()?.len_utf8();
    body.get(first..)?.starts_with('\'').then_some(first + 2)
}

/// How far `text` goes up to and including the first `closing` without a backslash before it.
fn after_unescaped(closing: char, text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == closing && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub fn word(text: &str) -> &str {
    &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())]
}

pub fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Lines where `needle` stands; where it begins or ends like a word, the word must begin or end there too.
pub fn lines_with(text: &str, needle: &str) -> Vec<usize> {
    let open = |inner: Option<char>, outer: Option<char>| inner.is_some_and(is_word) && outer.is_some_and(is_word);
    text.match_indices(needle)
        .filter(|(at, _)| {
            let (before, after) = (&text[..*at], &text[at + needle.len()..]);
            !open(needle.chars().next(), before.chars().next_back()) && !open(needle.chars().next_back(), after.chars().next())
        })
        .map(|(at, _)| line_at(text, at))
        .collect()
}

/// Every path of two names or more in `code`, groups and groups within groups spelled out, with the line of its last name.
pub fn paths(code: &str) -> Vec<(usize, Vec<&str>)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(c) = code[at..].chars().next() {
        at = if is_word(c) { path(code, at, &[], &mut found) } else { at + c.len_utf8() };
    }
    found
}

/// Reads the path that goes on at `at` after `prefix`; returns where it ends.
fn path<'a>(code: &'a str, mut at: usize, prefix: &[&'a str], found: &mut Vec<(usize, Vec<&'a str>)>) -> usize {
    let mut names = prefix.to_vec();
    loop {
        let name = if code[at..].starts_with('*') { "*" } else { word(&code[at..]) };
        if !name.is_empty() {
            names.push(name);
        }
        let (last, end) = (at, at + name.len());
        let after = past_blanks(code, end);
        if name.is_empty() || !code[after..].starts_with("::") {
            if names.len() > 1 {
                found.push((line_at(code, last), names));
            }
            return end;
        }
        at = past_blanks(code, after + 2);
        if code[at..].starts_with('{') {
            return group(code, at + 1, &names, found);
        }
    }
}

fn group<'a>(code: &'a str, mut at: usize, prefix: &[&'a str], found: &mut Vec<(usize, Vec<&'a str>)>) -> usize {
    loop {
        at = past_blanks(code, at);
        let Some(c) = code[at..].chars().next() else { return at };
        if c == '}' {
            return at + 1;
        }
        if !is_word(c) && c != '*' {
            at += c.len_utf8();
            continue;
        }
        at = path(code, at, prefix, found);
        let after = past_blanks(code, at);
        if word(&code[after..]) == "as" {
            let alias = past_blanks(code, after + 2);
            at = alias + word(&code[alias..]).len();
        }
    }
}

fn past_blanks(code: &str, at: usize) -> usize {
    code.len() - code[at..].trim_start().len()
}

/// Where the `#[cfg(test)] mod` items of `code` begin and end, and how each is headed.
pub fn test_modules(code: &str) -> Vec<(usize, usize, &str)> {
    code.match_indices("#[cfg(test)]")
        .filter_map(|(at, _)| {
            let item = &code[at..];
            let head = &item[..item.find(['{', ';'])?];
            if !head.split(|c| !is_word(c)).any(|name| name == "mod") {
                return None;
            }
            let body = &item[head.len()..];
            let length = if body.starts_with(';') { 1 } else { block(body) };
            Some((at, at + head.len() + length, head))
        })
        .collect()
}

fn block(body: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    body.len()
}

pub fn without_test_modules(code: &str) -> String {
    let mut out = code.to_owned();
    for (from, to, _) in test_modules(code) {
        out.replace_range(from..to, &blank(&code[from..to]));
    }
    out
}

#[test]
fn comments_and_strings_are_told_from_code() {
    let text = "a /* b /* c */ d */ e // f\n'\"' g \"h \\\" i\" r#\"j \" k\"# &'l m br\"n\\\" '\\'' o";
    let words = |keep| only(keep, text).split(|c| !is_word(c)).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    assert_eq!(words(Keep::Code), "a e g l m o");
    assert_eq!(words(Keep::CodeAndStrings), "a e g h i r j k l m br n o");
    assert_eq!(only(Keep::Code, "é // ư\n").len(), "é // ư\n".len(), "offsets stay");
}
