//! What a browser, a screen reader and a frightened person need of every page, checked on the samples.

use std::collections::BTreeSet;
use std::io::Write as _;

use askama::Template;
use flate2::{Compression, write::GzEncoder};

use super::report_samples::report;
use super::samples::{Face, HOSTILE, all, case, public as public_page, staff};
use super::{Door, case_file, follow_up, report as fields};
use crate::kernel::{Lang, Voice};
use crate::web::assets::PAGE_SENT;
use crate::words::Words;

const STYLE: &str = include_str!("../assets/style.css");
/// What a server can send before it has to wait for the first answer on a slow line: ten packets.
const FIRST_FLIGHT_BYTES: usize = 14 * 1024;

/// A start tag: its name and everything after it up to `>`.
struct Tag<'h> {
    name: &'h str,
    rest: &'h str,
    in_label: bool,
}

impl<'h> Tag<'h> {
    fn value(&self, attribute: &str) -> Option<&'h str> {
        self.rest.split_once(&format!(" {attribute}=\""))?.1.split('"').next()
    }
}

/// The start tags of a page. Askama escapes `<` and `>` in data, so a `<` is always ours.
fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut labels = 0;
    let mut found = Vec::new();
    for piece in html.split('<').skip(1) {
        let inside = piece.split('>').next().unwrap();
        let (name, rest) = inside.find(char::is_whitespace).map_or((inside, ""), |at| inside.split_at(at));
        match name {
            "label" => labels += 1,
            "/label" => labels -= 1,
            _ => {}
        }
        if !name.starts_with(['/', '!']) {
            found.push(Tag { name, rest, in_label: labels > 0 });
        }
    }
    assert_eq!(labels, 0, "a label is not closed");
    found
}

fn every_page(check: impl Fn(&str, Face, &str)) {
    let words = Words::load().unwrap();
    for voice in Voice::ALL {
        for (name, face, html) in all(&words, voice) {
            assert!(html.contains(&format!("<html lang=\"{}\"", voice.lang().tag())), "{name}");
            check(&format!("{name} ({})", voice.code()), face, &html);
        }
    }
}

#[test]
fn no_page_misses_a_word() {
    every_page(|name, _, html| {
        assert!(!html.contains('['), "{name}: {}", html.split_once('[').unwrap().1.lines().next().unwrap());
        assert!(!html.contains("{$") && !html.contains("{ $"), "{name} shows an unfilled value");
    });
}

#[test]
fn a_public_page_in_easy_words_says_nothing_in_difficult_ones() {
    let words = Words::easy_only();
    for (name, _, html) in all(&words, Voice::EasyRead) {
        assert!(!html.contains('['), "{name}: {}", html.split_once('[').unwrap().1.lines().next().unwrap());
    }
}

#[test]
fn every_page_has_one_main_heading_and_a_title() {
    every_page(|name, _, html| {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(!html.contains("<title></title>"), "{name}");
    });
}

#[test]
fn every_field_has_a_label() {
    every_page(|name, _, html| {
        let tags = tags(html);
        let labelled: BTreeSet<&str> = tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.value("for")).collect();
        let fields = tags.iter().filter(|tag| ["input", "select", "textarea"].contains(&tag.name));
        for field in fields.filter(|tag| tag.value("type") != Some("hidden")) {
            let named = field.in_label || field.value("id").is_some_and(|id| labelled.contains(id));
            assert!(named, "{name}: {}", field.rest);
        }
        let fieldsets = html.matches("<fieldset").count();
        assert_eq!(fieldsets, html.matches("<legend").count(), "{name}: a group without a legend");
    });
}

#[test]
fn ids_are_unique_and_every_reference_is_met() {
    every_page(|name, _, html| {
        let tags = tags(html);
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.value("id")) {
            assert!(ids.insert(id), "{name}: id {id} stands twice");
        }
        for tag in &tags {
            let referred = ["for", "aria-labelledby", "aria-describedby"].into_iter().filter_map(|kind| tag.value(kind));
            let link = tag.value("href").and_then(|href| href.strip_prefix('#'));
            for id in referred.flat_map(str::split_whitespace).chain(link) {
                assert!(ids.contains(id), "{name}: nothing has the id {id}");
            }
        }
    });
}

#[test]
fn nothing_inline_and_nothing_foreign_is_on_any_page() {
    every_page(|name, _, html| {
        for tag in tags(html) {
            // What people typed stands between quotation marks, where it does nothing.
            let own: String = tag.rest.split('"').step_by(2).collect();
            let handler = own.split_whitespace().any(|part| part.starts_with("on") && part.contains('='));
            assert!(tag.value("style").is_none() && !handler && tag.name != "style", "{name}: {}{}", tag.name, tag.rest);
            assert!(tag.name != "script" || tag.value("src").is_some(), "{name}: inline script");
            for address in ["href", "src", "action"].into_iter().filter_map(|kind| tag.value(kind)) {
                assert!(["/", "#", "tel:"].iter().any(|start| address.starts_with(start)), "{name}: {address}");
                assert!(!address.starts_with("//"), "{name}: {address}");
            }
        }
    });
}

#[test]
fn what_people_typed_comes_back_whole_and_harmless() {
    every_page(|name, _, html| {
        assert!(!html.contains(HOSTILE), "{name}");
        assert!(!html.contains("</blockquote><b>"), "{name}");
    });
    let words = Words::load().unwrap();
    let html = report(public_page(&words, Lang::Vi, "/report"), Door::All, true).render().unwrap();
    assert!(html.contains("&lt;/textarea&gt;") || html.contains("&#60;/textarea&#62;"));
    for kept in ["value=\"violence\" checked", "value=\"village_head\" checked", "value=\"commune_police\" checked", "value=\"mười hai\""]
    {
        assert!(html.contains(kept), "{kept}");
    }
}

/// Addresses of ours that speak no words, or always the same.
const WITHOUT_VOICE: [&str; 4] = ["/leave", "/assets/", "/desk", "/clips/"];

#[test]
fn every_link_and_form_of_a_public_page_keeps_its_voice() {
    let words = Words::load().unwrap();
    for voice in Voice::ALL {
        for (name, _, html) in all(&words, voice).into_iter().filter(|(_, face, _)| *face == Face::Public) {
            // The voices themselves lead away from this one, and say so.
            let html = html.split("<nav class=\"voices\"").map(|part| part.split_once("</nav>").map_or(part, |(_, rest)| rest));
            for tag in html.flat_map(tags).collect::<Vec<_>>() {
                let addresses = ["href", "action", "formaction"].into_iter().filter_map(|kind| tag.value(kind));
                for address in addresses.filter(|address| address.starts_with('/')) {
                    // The doors of children lead to their page from any other.
                    let free = WITHOUT_VOICE.iter().any(|start| address.starts_with(start)) || address.ends_with("?for=child");
                    let address = address.replace("&#38;", "&").replace("&amp;", "&");
                    let query = address.split('#').next().and_then(|page| page.split_once('?')).map(|(_, query)| query);
                    assert!(free || Voice::asked(query).unwrap_or_default() == voice, "{name} ({}): {address}", voice.code());
                }
            }
        }
    }
}

#[test]
fn every_public_page_can_be_left_twice_and_names_the_numbers_to_call() {
    every_page(|name, face, html| {
        if face == Face::Public {
            assert_eq!(html.matches("href=\"/leave\" data-leave").count(), 2, "{name}");
            for number in ["113", "115", "111", "114"] {
                assert!(html.contains(&format!("tel:{number}")), "{name}: {number}");
            }
        }
    });
}

#[test]
fn every_changing_form_of_a_session_carries_its_token() {
    every_page(|name, face, html| {
        let session = face == Face::Staff && !name.starts_with("sign-in") || name.starts_with("follow-up");
        if session {
            assert_eq!(html.matches("<form method=\"post\"").count(), html.matches("name=\"csrf\"").count(), "{name}");
        }
    });
}

#[test]
fn a_wrong_field_is_named_in_the_summary_and_at_its_place() {
    let words = Words::load().unwrap();
    let html = report(public_page(&words, Lang::Vi, "/report"), Door::All, true).render().unwrap();
    assert!(html.contains("role=\"alert\""));
    assert!(html.contains("<a href=\"#age\">"));
    assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"age-hint age-trouble\""));
    assert!(html.contains("<details class=\"more\" open>"), "the part with the problem is folded away");
}

#[test]
fn the_family_sentence_stands_on_every_case_page() {
    let words = Words::load().unwrap();
    for full in [true, false] {
        let html = case(staff(&words, Lang::Vi, "/desk/cases/K7Q201MN"), full).render().unwrap();
        assert!(html.contains("Không bao giờ nói cho gia đình biết"));
    }
}

fn compressed(text: &str) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap().len()
}

#[test]
fn the_report_page_arrives_in_the_first_round_trips() {
    let words = Words::load().unwrap();
    for voice in Voice::ALL {
        let html = report(public_page(&words, voice, "/report"), Door::All, false).render().unwrap();
        let bytes = compressed(&html) + compressed(STYLE) + compressed(&PAGE_SENT);
        assert!(bytes <= FIRST_FLIGHT_BYTES, "{} bytes in {}", bytes, voice.code());
    }
}

#[test]
fn every_choice_and_every_state_has_a_label() {
    use crate::{
        clocks::RungTarget,
        kernel::terms::{CustodyReason, Milestone},
    };
    let words = Words::load().unwrap();
    let milestones: Vec<&str> = Milestone::ALL.iter().map(|milestone| milestone.code()).collect();
    let custody: Vec<&str> = CustodyReason::ALL.iter().map(|reason| reason.code()).collect();
    let rungs: Vec<&str> = RungTarget::ALL.iter().map(|rung| rung.code()).collect();
    let groups: [(&str, &[&str]); 29] = [
        ("danger", fields::YES_NO_UNKNOWN),
        ("beside", fields::YES_NO_UNKNOWN),
        ("about", fields::ABOUT),
        ("sex", fields::SEXES),
        ("hard", fields::HARD),
        ("contact", fields::CONTACT_WAYS),
        ("must", fields::MUST_NOT_KNOW),
        ("category", fields::CATEGORIES),
        ("sign", fields::DANGER_SIGNS),
        ("sign", &["offender_present"]),
        ("need", fields::NEEDS),
        ("notice", fields::NOTICE),
        ("help", fields::HELP),
        ("where", fields::CHILD_WHERE),
        ("contacted", follow_up::CONTACTED),
        ("sent-as", follow_up::ABOUT),
        ("dispute", case_file::SETTLEMENTS),
        ("verify", &["withdrawal", "contact"]),
        ("severity", case_file::SEVERITIES),
        ("with", case_file::CONTACT_WITH),
        ("outcome", case_file::OUTCOMES),
        ("alone", case_file::ALONE),
        ("how", case_file::WAYS),
        ("milestone", &milestones),
        ("state", &milestones),
        ("state", &["new", "attempted"]),
        ("custody", &custody),
        ("rung", &rungs),
        ("note", &["safety", "review", "closure"]),
    ];
    for (group, codes) in groups {
        for code in codes {
            assert!(words.knows(&format!("{group}-{code}")), "{group}-{code}");
        }
    }
    for key in case_file::READY_TEXTS {
        assert!(words.knows(key), "{key}");
    }
    for milestone in milestones.iter().filter(|code| **code != "closed").chain(&["reviewed", "reporter_answered"]) {
        assert!(words.knows(&format!("clock-{milestone}")), "clock-{milestone}");
    }
}
