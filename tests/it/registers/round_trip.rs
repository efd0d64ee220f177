//! What goes out comes in again unchanged; what is brought in again is updated; what is left out stays.

use std::fmt::Write;

use langnghe::registers::{
    Register, Registrar, apply,
    export::{Separator, export},
    format,
};

use super::{administrator, bring, counts, look, rows_of, take_out};
use crate::{
    both,
    support::{COMMUNE, PARENT, TestApp, contains},
};

/// In the order in which one refers to the other.
const ALL: [Register; 5] = [Register::Offices, Register::Facilities, Register::Staff, Register::DutyPhones, Register::SupportProviders];

async fn every_example_is_brought_in_and_every_export_changes_nothing(app: TestApp) {
    for register in ALL {
        let (changed, rows) = if register == Register::Offices { (1, 3) } else { (0, 3) };
        let example = format::example(register);
        let wanted = counts(rows - changed, changed, 0);
        assert_eq!(look(&app, register, example).await.unwrap(), wanted, "{register}");
        assert_eq!(bring(&app, register, example).await.unwrap().counts, wanted, "{register}");
        assert_eq!(bring(&app, register, example).await.unwrap().counts, counts(0, 0, rows), "{register}");
    }
    for register in ALL {
        let by = Registrar::system();
        let first = take_out(&app, &by, register).await;
        assert!(first.starts_with("\u{feff}".as_bytes()), "a spreadsheet has to see that this is UTF-8");
        let rows = rows_of(&first);
        let before = app.db_snapshot().await;
        assert_eq!(bring(&app, register, &first).await.unwrap().counts, counts(0, 0, rows), "{register}");
        assert!(app.db_snapshot().await == before, "{register}: what is as it was is not written, and nothing is entered");
        assert_eq!(take_out(&app, &by, register).await, first, "{register}");
        let semicolons = export(&app.ctx, &by, register, Separator::Semicolon).await.unwrap();
        assert_eq!(look(&app, register, semicolons).await.unwrap(), counts(0, 0, rows), "{register}");
    }
    assert!(take_out(&app, &Registrar::system(), Register::Offices).await.len() > 300_000, "the whole country is in it");
    app.finish().await;
}

async fn a_new_office_has_keys_and_each_change_is_entered(app: TestApp) {
    bring(&app, Register::Offices, format::example(Register::Offices)).await.unwrap();
    let without = "SELECT COUNT(*) FROM office o WHERE NOT EXISTS (SELECT 1 FROM office_key k WHERE k.office_code = o.code)";
    assert_eq!(app.db_count(without).await, 0);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM office WHERE code LIKE '%vidu' AND staffed").await, 0);
    let entered = app.db_texts("SELECT event || ' ' || detail FROM audit_entry ORDER BY seq").await;
    let wanted = ["office_added truc-79-vidu", "office_added ca-26740-vidu", "office_changed ubnd-26740", "register_imported offices 2 1"];
    assert_eq!(entered, wanted);
    assert_eq!(app.db_texts("SELECT email FROM office WHERE code = 'ubnd-26740'").await, ["vhxh.saigon@vidu.example"]);
    app.finish().await;
}

async fn a_column_that_is_left_out_keeps_and_a_cell_that_is_empty_empties(app: TestApp) {
    bring(&app, Register::Facilities, format::example(Register::Facilities)).await.unwrap();
    let phone = "SELECT COALESCE(phone, 'none') || ' ' || name FROM facility WHERE code = 'bv-vidu'";
    let short = "code,kind,name,name_en,owner_kind,commune\nbv-vidu,hospital,Bệnh viện Mới,New,province_health,26740\n";
    assert_eq!(bring(&app, Register::Facilities, short).await.unwrap().counts, counts(0, 1, 0));
    assert_eq!(app.db_texts(phone).await, ["028 0000 0001 Bệnh viện Mới"]);
    let empty = "code,kind,name,name_en,owner_kind,commune,phone\nbv-vidu,hospital,Bệnh viện Mới,New,province_health,26740,\n";
    assert_eq!(bring(&app, Register::Facilities, empty).await.unwrap().counts, counts(0, 1, 0));
    assert_eq!(app.db_texts(phone).await, ["none Bệnh viện Mới"]);
    assert_eq!(app.db_count("SELECT COUNT(*) FROM facility").await, 3, "nothing is removed");
    app.finish().await;
}

async fn every_kind_of_the_documentation_is_taken_by_the_database(app: TestApp) {
    let choices = |register: Register, name: &str| register.columns().iter().find(|column| column.name == name).unwrap().choices;
    let mut facilities = "code,kind,name,name_en,owner_kind,commune\n".to_owned();
    for (kind, owner) in choices(Register::Facilities, "kind").iter().zip(choices(Register::Facilities, "owner_kind").iter().cycle()) {
        writeln!(facilities, "cs-{},{kind},x,x,{owner},{COMMUNE}", kind.replace('_', "-")).unwrap();
    }
    for (at, owner) in choices(Register::Facilities, "owner_kind").iter().enumerate() {
        writeln!(facilities, "chu-{at},school,x,x,{owner},{COMMUNE}").unwrap();
    }
    bring(&app, Register::Facilities, facilities).await.unwrap();
    let mut providers = "code,kind,name,name_en,phone,round_the_clock,takes\n".to_owned();
    for kind in choices(Register::SupportProviders, "kind") {
        writeln!(providers, "ht-{},{kind},x,x,111,yes,x", kind.replace('_', "-")).unwrap();
    }
    bring(&app, Register::SupportProviders, providers).await.unwrap();
    let mut staff = "email,name,role,office\n".to_owned();
    for role in choices(Register::Staff, "role") {
        writeln!(staff, "{role}@x.example,x,{role},{PARENT}").unwrap();
    }
    bring(&app, Register::Staff, staff).await.unwrap();
    app.finish().await;
}

async fn what_a_spreadsheet_would_run_leaves_with_an_apostrophe(app: TestApp) {
    // Not every name came through an import.
    app.db_execute("UPDATE office SET name = '=HYPERLINK(\"http://x.example\")' WHERE code = 'ubnd-26740'").await;
    bring(&app, Register::DutyPhones, "office,phone\nubnd-26740,+84 28 0000 0005\n").await.unwrap();
    let by = Registrar::system();
    let offices = take_out(&app, &by, Register::Offices).await;
    assert!(contains(&offices, b"\"'=HYPERLINK("));
    for register in ALL {
        let file = String::from_utf8(take_out(&app, &by, register).await).unwrap();
        let mut rows = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        for row in rows.records() {
            for cell in &row.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{register}: {cell}");
            }
        }
    }
    let phones = take_out(&app, &by, Register::DutyPhones).await;
    assert!(contains(&phones, b"'+84 28 0000 0005"));
    assert_eq!(bring(&app, Register::DutyPhones, phones).await.unwrap().counts, counts(0, 0, 1));
    app.finish().await;
}

async fn an_export_holds_the_area_and_nothing_else(app: TestApp) {
    let province = administrator(&app, "tinh@x.example", PARENT).await;
    let commune = administrator(&app, "xa@x.example", "ubnd-26740").await;
    for register in ALL {
        bring(&app, register, format::example(register)).await.unwrap();
    }
    bring(&app, Register::Staff, "email,name,role,office\nha.noi@x.example,x,lead,ubnd-00004\n").await.unwrap();
    bring(&app, Register::DutyPhones, "office,phone\nubnd-00004,111\n").await.unwrap();
    let lines = async |by: &Registrar, register| {
        let file = take_out(&app, by, register).await;
        assert!(!contains(&file, b"ubnd-00004") && !contains(&file, b"ha.noi@x.example"));
        rows_of(&file)
    };
    let of_province = app.db_count("SELECT COUNT(*) FROM office WHERE province_code = '79'").await;
    assert_eq!(i64::try_from(lines(&province, Register::Offices).await).unwrap(), of_province);
    assert_eq!(lines(&province, Register::Staff).await, 5);
    assert_eq!(lines(&province, Register::SupportProviders).await, 2, "not what is for the whole country");
    assert_eq!(lines(&commune, Register::Offices).await, 1);
    assert_eq!(lines(&commune, Register::Staff).await, 3);
    assert_eq!(lines(&commune, Register::DutyPhones).await, 2);
    assert_eq!((lines(&commune, Register::Facilities).await, lines(&commune, Register::SupportProviders).await), (0, 0));
    for register in ALL {
        let file = take_out(&app, &province, register).await;
        let rows = rows_of(&file);
        assert_eq!(apply(&app.ctx, &province, register, file).await.unwrap().counts, counts(0, 0, rows), "{register}");
    }
    app.finish().await;
}

both!(
    every_example_is_brought_in_and_every_export_changes_nothing,
    a_new_office_has_keys_and_each_change_is_entered,
    a_column_that_is_left_out_keeps_and_a_cell_that_is_empty_empties,
    every_kind_of_the_documentation_is_taken_by_the_database,
    what_a_spreadsheet_would_run_leaves_with_an_apostrophe,
    an_export_holds_the_area_and_nothing_else,
);
