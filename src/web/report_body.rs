//! The form as the report that intake takes, and back: which field of the form a fault belongs to.
//!
//! Nothing is judged here but the shape. What a code may be, how long a text may be and what is enough is for intake to say.

use super::{
    sent::said,
    views::{
        Typed,
        files::{KEPT, token_of},
    },
};
use crate::{
    intake::{
        ReportBody,
        body::{PersonBody, PlaceBody, ReporterBody, SafeContactBody},
    },
    kernel::{Lang, codes::FacilityCode, fold::fold, secret::Plaintext},
    localities::Facility,
};

/// "The person who hurts is close by": asked as a question of its own.
const OFFENDER_PRESENT: &str = "offender_present";
/// The reporter is the person at risk.
const SELF: &str = "self";
/// Degrees north and east that exist.
const LIMITS: [f64; 2] = [90.0, 180.0];

/// What the codes in a form mean, looked up before it is read.
#[derive(Default)]
pub(super) struct Meant {
    /// The facility whose card or poster led to the form: it counts as long as its name stands in the field, and whoever writes
    /// another name or none has taken it away.
    pub began_at: Option<Facility>,
    /// Code of the commune that was chosen from a list.
    pub commune: Option<String>,
    /// Name of the province that was chosen without a commune.
    pub province: Option<String>,
    /// What was tapped instead of written, in words: belongs to the story.
    pub tapped: Option<String>,
    /// Where, in a word that was tapped: belongs to the address.
    pub around: Option<String>,
}

/// The report in a form.
pub(super) fn body_of(typed: &Typed, lang: Lang, meant: &Meant) -> ReportBody {
    let named = said(typed, "facility_name");
    let still = |facility: &&Facility| {
        named.as_ref().is_some_and(|name| [&facility.name, &facility.name_en].iter().any(|own| fold(own) == fold(name)))
    };
    let facility = meant.began_at.as_ref().filter(still).map(|facility| facility.code.to_string());
    let (place, address) = place(typed, meant);
    let mut danger: Vec<String> = codes(typed, "danger_signs").collect();
    if typed.get("beside") == "yes" {
        danger.push(OFFENDER_PRESENT.to_owned());
    }
    ReportBody {
        story: joined([said(typed, "story"), meant.tapped.clone()], "\n\n"),
        category: said(typed, "category"),
        address,
        place,
        facility_staff: facility_staff(typed, named.is_some()),
        facility_name: named.filter(|_| facility.is_none()).map(Plaintext::new),
        facility,
        danger,
        in_danger_now: said(typed, "danger"),
        persons_at_risk: persons(typed),
        must_not_know: codes(typed, "must_not_know").collect(),
        reporter: reporter(typed),
        language: Some(lang.tag().to_owned()),
        files: typed.all(KEPT).map(|value| token_of(value).to_owned()).collect(),
        ..ReportBody::default()
    }
}

/// Where, and what helps to find it. Words that are not the place itself say how to find it.
fn place(typed: &Typed, meant: &Meant) -> (Option<PlaceBody>, Option<Plaintext>) {
    let (text, position) = (said(typed, "place_text"), position(typed));
    let around = [said(typed, "near"), meant.around.clone()];
    let [near, around] = around;
    if let Some(commune) = &meant.commune {
        let place = PlaceBody { commune: Some(commune.clone()), ..position.unwrap_or_default() };
        return (Some(place), joined([text, near, around], ", "));
    }
    if position.is_some() {
        return (position, joined([text, near, around], ", "));
    }
    let text = joined([text, meant.province.clone()], ", ");
    (text.map(|text| PlaceBody { text: Some(text), ..PlaceBody::default() }), joined([near, around], ", "))
}

fn joined<const N: usize>(texts: [Option<String>; N], between: &str) -> Option<Plaintext> {
    let said: Vec<String> = texts.into_iter().flatten().collect();
    (!said.is_empty()).then(|| Plaintext::new(said.join(between)))
}

/// The code of the facility that the form began with; nothing for what cannot be one.
pub(super) fn began_at(typed: &Typed) -> Option<FacilityCode> {
    FacilityCode::parse(typed.get("facility").trim())
}

/// Whether somebody at the facility may be involved. Who names one and passes the question over is taken as not sure, but for an
/// abandoned child, who may be in good hands there.
fn facility_staff(typed: &Typed, named: bool) -> Option<String> {
    match said(typed, "facility_staff") {
        Some(code) => (named || code == "yes").then_some(code),
        None => (named && typed.get("category") != "abandonment").then(|| "unknown".to_owned()),
    }
}

/// A position, when both numbers are there and can be one: the fields are hidden, so that nobody could mend a wrong one.
fn position(typed: &Typed) -> Option<PlaceBody> {
    let [north, east] = LIMITS;
    let degrees = |name, limit: f64| said(typed, name)?.parse::<f64>().ok().filter(|degrees| (-limit..=limit).contains(degrees));
    let accuracy_m = said(typed, "accuracy").and_then(|metres| metres.parse().ok());
    Some(PlaceBody { lat: Some(degrees("lat", north)?), lon: Some(degrees("lon", east)?), accuracy_m, ..PlaceBody::default() })
}

/// Who is at risk. "Me" and "somebody else" each say that there is somebody, also when nothing more is said of them.
fn persons(typed: &Typed) -> Vec<PersonBody> {
    let about = typed.get("about");
    let described = PersonBody {
        age: age(typed.get("age")),
        sex: said(typed, "sex"),
        disabilities: codes(typed, "hard").map(|hard| disability(&hard).to_owned()).collect(),
        ..PersonBody::default()
    };
    let something = described.age.is_some() || described.sex.is_some() || !described.disabilities.is_empty();
    match about {
        "both" => vec![described, PersonBody::default()],
        SELF | "other" => vec![described],
        _ if something => vec![described],
        _ => Vec::new(),
    }
}

fn reporter(typed: &Typed) -> Option<ReporterBody> {
    let text = |name| said(typed, name).map(Plaintext::new);
    // "I am not sure" and "no" are answers that ask for nothing.
    let wish = |name| said(typed, name).filter(|code| !["unknown", "no"].contains(&code.as_str()));
    let safe_contact = SafeContactBody {
        channel: wish("contact_how").map(Plaintext::new),
        when: text("contact_when"),
        secret_word: text("secret_word"),
        say_who: text("say_who"),
        interpreter: text("interpreter"),
        interpreter_from_elsewhere: typed.is("interpreter_elsewhere", "yes").then_some(true),
        support_person: text("support_person"),
        support_phone: text("support_phone"),
        notice: wish("notice"),
    };
    let wishes = safe_contact != SafeContactBody::default();
    let about_self = ["self", "both"].contains(&typed.get("about"));
    let reporter = ReporterBody {
        name: text("reporter_name"),
        phone: text("reporter_phone"),
        email: text("reporter_email"),
        relation: about_self.then(|| SELF.to_owned()),
        communication_needs: codes(typed, "needs").collect(),
        safe_contact: wishes.then_some(safe_contact),
        ..ReporterBody::default()
    };
    let reachable = reporter.phone.is_some() || reporter.email.is_some();
    let something = reporter.name.is_some() || reachable || about_self || wishes || !reporter.communication_needs.is_empty();
    something.then_some(reporter)
}

/// Years, from the first digits anywhere in what was typed: `12`, `12 tuổi`, `khoảng 10-12`. No digits, no age.
fn age(typed: &str) -> Option<i64> {
    let from_first = typed.trim_start_matches(|c: char| !c.is_ascii_digit());
    let digits: String = from_first.chars().take_while(char::is_ascii_digit).collect();
    // Longer than any number is no age either, and intake says so at the field.
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(i64::MAX)) }
}

/// The code of `disability_types` behind "what is hard".
fn disability(hard: &str) -> &str {
    match hard {
        "seeing" => "vision",
        "hearing" | "speaking" => "hearing_speech",
        "moving" => "mobility",
        "understanding" => "intellectual",
        "feelings" => "mental",
        other => other,
    }
}

fn codes<'t>(typed: &'t Typed, name: &'t str) -> impl Iterator<Item = String> + 't {
    typed.all(name).map(|code| code.trim().to_owned()).filter(|code| !code.is_empty())
}

/// The fields of the form in the order of the page, each with the beginnings of the pointers that belong to it.
const FIELDS: [(&str, &[&str]); 26] = [
    ("danger", &["/in_danger_now"]),
    ("story", &["/story"]),
    ("files", &["/files"]),
    ("category", &["/category"]),
    ("place_text", &["/place"]),
    ("near", &["/address"]),
    ("facility_name", &["/facility", "/facility_name"]),
    ("facility_staff", &["/facility_staff"]),
    ("must_not_know", &["/must_not_know"]),
    ("danger_signs", &["/danger"]),
    ("age", &["/persons_at_risk/0/age"]),
    ("sex", &["/persons_at_risk/0/sex"]),
    ("hard", &["/persons_at_risk/0/disabilities"]),
    ("about", &["/persons_at_risk", "/reporter/relation"]),
    ("reporter_name", &["/reporter/name"]),
    ("reporter_phone", &["/reporter/phone"]),
    ("reporter_email", &["/reporter/email"]),
    ("contact_how", &["/reporter/safe_contact/channel"]),
    ("contact_when", &["/reporter/safe_contact/when"]),
    ("secret_word", &["/reporter/safe_contact/secret_word"]),
    ("say_who", &["/reporter/safe_contact/say_who"]),
    ("needs", &["/reporter/communication_needs"]),
    ("interpreter", &["/reporter/safe_contact/interpreter"]),
    ("support_person", &["/reporter/safe_contact/support_person"]),
    ("support_phone", &["/reporter/safe_contact/support_phone"]),
    ("notice", &["/reporter/safe_contact/notice"]),
];

/// The field of the form that a JSON pointer means; empty when it is none of them.
pub(super) fn field_of(pointer: &str) -> &'static str {
    let means = |start: &str| pointer.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    FIELDS.iter().find(|(_, pointers)| pointers.iter().any(|start| means(start))).map_or("", |(field, _)| field)
}

/// Where a field stands on the page; what concerns the whole page comes first.
pub(super) fn place_on_page(field: &str) -> usize {
    FIELDS.iter().position(|(name, _)| *name == field).map_or(0, |place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::{Meant, age, body_of, field_of, place_on_page};
    use crate::{
        intake::{ReportBody, ReportForm},
        kernel::{
            Lang,
            codes::{CommuneCode, FacilityCode, ProvinceCode},
        },
        localities::{Facility, OfficeKind, Owner},
        web::views::Typed,
    };

    fn body(pairs: &[(&str, &str)]) -> ReportBody {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        body_of(&Typed::from(pairs.collect::<Vec<_>>()), Lang::Vi, &Meant::default())
    }

    fn json(pairs: &[(&str, &str)]) -> serde_json::Value {
        serde_json::to_value(body(pairs)).unwrap()
    }

    #[test]
    fn an_empty_form_says_nothing_but_its_language() {
        let empty = serde_json::to_value(ReportBody { language: Some("vi".into()), ..ReportBody::default() }).unwrap();
        let untouched = [("story", " \r\n"), ("place_text", ""), ("lat", ""), ("age", ""), ("reporter_phone", ""), ("contact_how", "")];
        assert_eq!(json(&untouched), empty);
    }

    #[test]
    fn what_is_hard_becomes_a_kind_of_disability() {
        let all = ["seeing", "hearing", "speaking", "moving", "understanding", "feelings", "unknown"].map(|hard| ("hard", hard));
        let said = &json(&all)["persons_at_risk"][0]["disabilities"];
        let wanted = ["vision", "hearing_speech", "hearing_speech", "mobility", "intellectual", "mental", "unknown"];
        assert_eq!(said, &serde_json::json!(wanted));
    }

    #[test]
    fn whom_it_is_about_says_that_somebody_is_at_risk_and_who_reports() {
        let about = |whom| {
            let body = body(&[("about", whom)]);
            (body.persons_at_risk.len(), body.reporter.and_then(|reporter| reporter.relation))
        };
        assert_eq!(about("self"), (1, Some("self".to_owned())));
        assert_eq!(about("other"), (1, None));
        assert_eq!(about("both"), (2, Some("self".to_owned())));
        assert_eq!((about(""), about("unknown")), ((0, None), (0, None)));
        let described = json(&[("about", "self"), ("age", "15"), ("reporter_name", "Mận")]);
        assert_eq!(described["persons_at_risk"][0]["age"], 15);
        assert!(described["persons_at_risk"][0]["name"].is_null(), "the name of a reporter stays in the identity part");
        assert_eq!(described["reporter"]["name"], "Mận");
    }

    #[test]
    fn danger_is_said_in_three_places() {
        let said = json(&[("danger", "yes"), ("beside", "yes"), ("danger_signs", "weapon"), ("danger_signs", "confined")]);
        assert_eq!(said["in_danger_now"], "yes");
        assert_eq!(said["danger"], serde_json::json!(["weapon", "confined", "offender_present"]));
        assert_eq!(json(&[("beside", "no")])["danger"], serde_json::json!([]));
    }

    #[test]
    fn a_position_that_can_be_one_is_taken_and_the_words_are_kept_beside_it() {
        let both = json(&[("lat", "10.77"), ("lon", "106.7"), ("place_text", "sau chợ")]);
        assert_eq!((&both["place"]["lat"], &both["place"]["text"], &both["address"]), (&10.77.into(), &().into(), &"sau chợ".into()));
        for (lat, lon) in [("10.77", ""), ("", "106.7"), ("x", "106.7"), ("91", "106.7"), ("NaN", "106.7"), ("10.77", "inf")] {
            let words = json(&[("lat", lat), ("lon", lon), ("place_text", "sau chợ")]);
            assert_eq!((&words["place"]["lat"], &words["place"]["text"], &words["address"]), (&().into(), &"sau chợ".into(), &().into()));
        }
    }

    #[test]
    fn an_age_is_the_first_number_in_any_words() {
        assert_eq!(["12", "12 tuổi", "khoảng 10-12", "~ 7"].map(age), [Some(12), Some(12), Some(10), Some(7)]);
        assert_eq!(["", "mười hai", "?", "１２"].map(age), [None; 4]);
        assert_eq!(age(&"9".repeat(40)), Some(i64::MAX));
    }

    #[test]
    fn the_facility_of_a_card_counts_until_somebody_takes_its_name_away() {
        let school = Facility {
            code: FacilityCode::parse("th-hoa-mai").unwrap(),
            kind: OfficeKind::School,
            name: "Trường Hoa Mai".into(),
            name_en: "Hoa Mai School".into(),
            owner: Owner::Commune,
            owner_office: None,
            province: ProvinceCode::parse("79").unwrap(),
            commune: CommuneCode::parse("26740").unwrap(),
            office: None,
            step_free: None,
        };
        let told = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let meant = Meant { began_at: Some(school.clone()), ..Meant::default() };
            let body = body_of(&Typed::from(pairs.collect::<Vec<_>>()), Lang::Vi, &meant);
            (body.facility, body.facility_name.map(|name| name.reveal().to_owned()), body.facility_staff)
        };
        let (code, unknown) = (Some("th-hoa-mai".to_owned()), Some("unknown".to_owned()));
        assert_eq!(told(&[("facility_name", "truong hoa  mai")]), (code.clone(), None, unknown.clone()));
        assert_eq!(told(&[("facility_name", "Hoa Mai School"), ("facility_staff", "no")]), (code.clone(), None, Some("no".into())));
        assert_eq!(told(&[("facility_name", "Trường Sao Biển")]), (None, Some("Trường Sao Biển".into()), unknown));
        assert_eq!(told(&[("facility_name", " ")]), (None, None, None));
        assert_eq!(told(&[("facility_staff", "yes")]), (None, None, Some("yes".into())), "a place without a name has people too");
        assert_eq!(told(&[("facility_staff", "unknown")]), (None, None, None));
        assert_eq!(told(&[("facility_name", "Trường Hoa Mai"), ("category", "abandonment")]), (code, None, None));
    }

    #[test]
    fn hidden_characters_are_left_out() {
        assert_eq!(json(&[("story", "bị\u{0} nhốt\r\n"), ("contact_when", "sau\u{7} 15 giờ")])["story"], "bị nhốt");
    }

    #[test]
    fn safe_ways_are_told_as_they_were_chosen() {
        let said = json(&[("contact_how", "trusted_person"), ("contact_when", "sau 15 giờ"), ("reporter_phone", "0901")]);
        assert_eq!(said["reporter"]["safe_contact"], serde_json::json!({"channel": "trusted_person", "when": "sau 15 giờ"}));
        assert_eq!(said["reporter"]["phone"], "0901");
    }

    #[test]
    fn every_fault_is_shown_at_its_field() {
        let fields = [
            ("/story", "story"),
            ("/place/text", "place_text"),
            ("/place", "place_text"),
            ("/address", "near"),
            ("/danger/3", "danger_signs"),
            ("/in_danger_now", "danger"),
            ("/must_not_know/0", "must_not_know"),
            ("/persons_at_risk/0/age", "age"),
            ("/persons_at_risk/0/disabilities/1", "hard"),
            ("/persons_at_risk", "about"),
            ("/reporter/phone", "reporter_phone"),
            ("/reporter/safe_contact/when", "contact_when"),
            ("", ""),
            ("/storyteller", ""),
        ];
        for (pointer, field) in fields {
            assert_eq!(field_of(pointer), field, "{pointer}");
        }
        assert!(place_on_page("") < place_on_page("danger") && place_on_page("story") < place_on_page("age"));
    }

    #[test]
    fn faults_of_a_real_form_find_their_fields() {
        let long = "a".repeat(600);
        let (taxonomy, places) = (crate::taxonomy::Taxonomy::load().unwrap(), crate::localities::Places::from_seeds().unwrap());
        let typed =
            [("age", "300"), ("reporter_phone", &long), ("place_text", &long), ("category", "x"), ("danger_signs", "y"), ("hard", "z")];
        let Err(faults) = ReportForm::read(body(&typed), &taxonomy, &places) else { panic!("taken") };
        let mut fields: Vec<&str> = faults.iter().map(|fault| field_of(&fault.pointer)).collect();
        fields.sort_by_key(|field| place_on_page(field));
        assert_eq!(fields, ["category", "place_text", "danger_signs", "age", "hard", "reporter_phone"]);
    }

    #[test]
    fn not_sure_and_no_ask_for_nothing() {
        let said = json(&[("contact_how", "unknown"), ("notice", "no"), ("story", "x")]);
        assert!(said["reporter"].is_null(), "{said}");
    }

    #[test]
    fn every_wish_about_contact_is_passed_on() {
        let said = json(&[
            ("secret_word", "hoa gạo"),
            ("say_who", "cửa hàng gạo"),
            ("needs", "sign_language"),
            ("needs", "text_only"),
            ("interpreter", "tiếng Mông"),
            ("interpreter_elsewhere", "yes"),
            ("support_person", "cô Lan"),
            ("support_phone", "0902"),
            ("notice", "email"),
            ("reporter_email", "a@b.vn"),
        ]);
        let wishes = &said["reporter"]["safe_contact"];
        assert_eq!((&wishes["secret_word"], &wishes["say_who"]), (&"hoa gạo".into(), &"cửa hàng gạo".into()));
        assert_eq!((&wishes["interpreter"], &wishes["interpreter_from_elsewhere"]), (&"tiếng Mông".into(), &true.into()));
        assert_eq!(
            (&wishes["support_person"], &wishes["support_phone"], &wishes["notice"]),
            (&"cô Lan".into(), &"0902".into(), &"email".into())
        );
        assert_eq!(said["reporter"]["communication_needs"], serde_json::json!(["sign_language", "text_only"]));
        assert_eq!(said["reporter"]["email"], "a@b.vn");
    }

    #[test]
    fn a_chosen_commune_is_the_place_and_what_was_typed_says_how_to_find_it() {
        let typed = [("place_text", "Thụy Khuê"), ("near", "sau chợ"), ("lat", "21.04"), ("lon", "105.82"), ("accuracy", "25.5")];
        let typed = Typed::from(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
        let chosen = Meant { commune: Some("00103".into()), around: Some("Ở nhà".into()), ..Meant::default() };
        let said = serde_json::to_value(body_of(&typed, Lang::Vi, &chosen)).unwrap();
        assert_eq!((&said["place"]["commune"], &said["place"]["lat"]), (&"00103".into(), &21.04.into()));
        assert_eq!((&said["place"]["accuracy_m"], &said["address"]), (&25.5.into(), &"Thụy Khuê, sau chợ, Ở nhà".into()));
    }

    #[test]
    fn a_province_from_the_list_helps_the_words_and_is_enough_alone() {
        let in_province = Meant { province: Some("Tỉnh Hưng Yên".into()), ..Meant::default() };
        let said = |pairs: &[(&str, &str)]| {
            let typed = Typed::from(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>());
            serde_json::to_value(body_of(&typed, Lang::Vi, &in_province)).unwrap()["place"]["text"].clone()
        };
        assert_eq!(said(&[("place_text", "gần chợ")]), "gần chợ, Tỉnh Hưng Yên");
        assert_eq!(said(&[]), "Tỉnh Hưng Yên");
    }
}
