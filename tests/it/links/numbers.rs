//! Possible duplicates: by a telephone or identity number only, and only for somebody who has both cases in scope.

use chrono::Duration;
use langnghe::kernel::terms::Role;
use serde_json::json;

use super::{called_from, confirmed, is, possible};
use crate::{
    both,
    support::{
        OFFICE, PARENT, TestApp,
        acts::{ELSEWHERE, NEXT_DOOR, OFFICE_NEXT_DOOR, report_of},
        contains,
    },
};

async fn a_number_is_found_again_however_it_was_written_and_a_person_says_what_it_means(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let first = app.report(&called_from("0912 345 678", "high")).await;
    let second = app.report(&called_from("+84 912.345.678", "high")).await;
    let other = app.report(&called_from("0912 345 679", "high")).await;
    assert_eq!(possible(&lan, &first).await, Vec::<String>::new(), "not before the desk has looked");
    app.work().await;
    assert_eq!(possible(&lan, &first).await, [second.as_str()]);
    assert_eq!(possible(&lan, &second).await, [first.as_str()]);
    assert_eq!(possible(&lan, &other).await, Vec::<String>::new());
    lan.act(&second, "links", &is(&first, "not_same")).await.expect(201);
    assert_eq!((possible(&lan, &first).await, possible(&lan, &second).await), (vec![], vec![]));
    lan.act(&first, "links", &is(&second, "linked")).await.expect(201);
    assert_eq!(confirmed(&lan, &second).await, [(first.clone(), "linked".to_owned())], "a pair is one, from both sides");
    lan.act(&first, "links", &is(&other, "linked")).await.expect(201);
    assert_eq!(confirmed(&lan, &first).await.len(), 2, "also without a number in common");
    let bytes = app.db_bytes().await;
    assert!(!contains(&bytes, b"912345678") && !contains(&bytes, b"912.345.678"));
    app.finish().await;
}

async fn nothing_of_anybody_who_may_be_a_child_is_found_again(app: TestApp) {
    let lan = app.staff(Role::Responder, OFFICE).await;
    let mut child = report_of("high");
    child["persons_at_risk"] = json!([{"age": 15}]);
    child["reporter"] = json!({"phone": "0912 345 678", "relation": "self"});
    let mut unknown = child.clone();
    unknown["persons_at_risk"] = json!([{"sex": "female"}]);
    let mut teacher = called_from("0912 345 678", "high");
    teacher["reporter"]["relation"] = json!("teacher");
    let mut cases = Vec::new();
    for body in [&child, &child, &unknown, &teacher, &teacher] {
        cases.push(app.report(body).await);
    }
    app.work().await;
    assert_eq!(app.db_count("SELECT COUNT(*) FROM number_index").await, 0);
    let numbers = json!({"age": 17, "phone": "0912 345 678", "identity_number": "001204000123"});
    lan.act(&cases[0], "persons", &numbers).await.expect(201);
    lan.act(&cases[1], "persons", &json!({"name": "Mận", "identity_number": "001204000123"})).await.expect(201);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM number_index").await, 0);
    for case in &cases {
        assert_eq!(possible(&lan, case).await, Vec::<String>::new());
    }
    let grown = json!({"age": 18, "identity_number": "001204000123"});
    for case in &cases[2..4] {
        lan.act(case, "persons", &grown).await.expect(201);
    }
    assert_eq!(possible(&lan, &cases[2]).await, [cases[3].as_str()], "the number of a grown-up is found");
    app.finish().await;
}

async fn whoever_has_only_one_of_two_cases_in_scope_learns_nothing(app: TestApp) {
    let (here, there) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Lead, OFFICE_NEXT_DOOR).await);
    let above = app.staff(Role::Responder, PARENT).await;
    let mut next = called_from("0912 345 678", "high");
    next["place"] = json!({"commune": NEXT_DOOR});
    let mut far = next.clone();
    far["place"] = json!({"commune": ELSEWHERE});
    let (own, next, far) = (app.report(&called_from("0912 345 678", "high")).await, app.report(&next).await, app.report(&far).await);
    app.work().await;
    assert_eq!((possible(&here, &own).await, possible(&there, &next).await), (vec![], vec![]));
    assert_eq!(possible(&above, &own).await, [next.as_str()], "who has both sees it; the other province stays out");
    let made_up = here.act(&own, "links", &is("9XA4TVDH", "linked")).await.expect(422);
    for foreign in [&next, &far] {
        assert_eq!(here.act(&own, "links", &is(foreign, "linked")).await, made_up, "like one that does not exist");
    }
    above.act(&own, "links", &is(&next, "linked")).await.expect(201);
    assert_eq!(confirmed(&here, &own).await, []);
    assert_eq!(confirmed(&above, &own).await, [(next, "linked".to_owned())]);
    app.finish().await;
}

async fn whoever_must_not_know_of_one_of_them_sees_the_other_as_if_it_stood_alone(app: TestApp) {
    let above = app.staff(Role::Responder, PARENT).await;
    let here = app.staff(Role::Responder, OFFICE).await;
    let (open, kept) = (app.report(&called_from("0912 345 678", "high")).await, app.report(&called_from("0912 345 678", "high")).await);
    app.work().await;
    assert_eq!(possible(&above, &open).await, [kept.as_str()]);
    app.db_execute(&format!(
        "INSERT INTO exclusion (case_id, party, source, created_at) SELECT id, '{PARENT}', 'relation', opened_at FROM case_file WHERE code = '{kept}'"
    ))
    .await;
    assert_eq!(possible(&above, &open).await, Vec::<String>::new());
    let unknown = above.act(&open, "links", &is("9XA4TVDH", "not_same")).await.expect(422);
    assert_eq!(above.act(&open, "links", &is(&kept, "not_same")).await, unknown);
    here.act(&open, "links", &is(&kept, "linked")).await.expect(201);
    assert_eq!((confirmed(&above, &open).await, confirmed(&here, &open).await.len()), (vec![], 1));
    above.get(&format!("/api/v1/cases/{kept}/links")).await.expect(404);
    app.advance(Duration::hours(1)).await;
    app.finish().await;
}

async fn practice_and_a_case_itself_are_linked_to_nothing(app: TestApp) {
    let (lan, police) = (app.staff(Role::Responder, OFFICE).await, app.staff(Role::Supervisor, OFFICE).await);
    let case = app.report(&report_of("high")).await;
    let second = app.report(&report_of("high")).await;
    assert_eq!(lan.act(&case, "links", &is(&case, "linked")).await.expect(422).problem().1, ["/other"]);
    assert_eq!(lan.act(&case, "links", &is("not a code", "linked")).await.expect(422).problem().1, ["/other"]);
    assert_eq!(lan.act(&case, "links", &is(&second, "sisters")).await.expect(422).problem().1, ["/kind"]);
    police.act(&case, "links", &is(&second, "linked")).await.expect(403);
    app.db_execute(&format!("UPDATE case_file SET drill = TRUE WHERE code = '{second}'")).await;
    assert_eq!(lan.act(&case, "links", &is(&second, "linked")).await.expect(422).problem().1, ["/other"]);
    app.finish().await;
}

both!(
    a_number_is_found_again_however_it_was_written_and_a_person_says_what_it_means,
    nothing_of_anybody_who_may_be_a_child_is_found_again,
    whoever_has_only_one_of_two_cases_in_scope_learns_nothing,
    whoever_must_not_know_of_one_of_them_sees_the_other_as_if_it_stood_alone,
    practice_and_a_case_itself_are_linked_to_nothing,
);
