//! Every kind of bad file gets a clear list, and nothing of it is loaded.

use std::fmt::Write;

use langnghe::registers::{Fault, Place, Register, Registrar, finding::MOST_LISTED};

use super::{administrator, bring, faults, look, refused};
use crate::{
    both,
    support::{PARENT, TestApp},
};

const STAFF: &str = "email,name,role,office\n";
const OFFICES: &str = "code,kind,name,name_en,parent,commune,province\n";
const FACILITIES: &str = "code,kind,name,name_en,owner_kind,commune\n";

async fn one_bad_row_among_many_keeps_all_of_them_out(app: TestApp) {
    let mut file = STAFF.to_owned();
    for number in 0..500 {
        writeln!(file, "nguoi-{number}@x.example,Người {number},responder,ubnd-26740").unwrap();
    }
    file += "hỏng,Người,responder,ubnd-26740\n";
    let found = refused(&app, &Registrar::system(), Register::Staff, &file).await;
    assert_eq!(found, [(Place::Cell(502, "email"), Fault::BadEmail)]);
    let found = refused(&app, &Registrar::system(), Register::Staff, file.replace("hỏng", "a@x.example").replace("499@", "498@")).await;
    assert_eq!(found, [(Place::Cell(501, "email"), Fault::Repeated)]);
    app.finish().await;
}

/// As Excel in Viet Nam writes them.
async fn letters_are_read_surely_or_not_at_all(app: TestApp) {
    let row = "lan@x.example;Nguyễn Thị Hòa;responder;ubnd-26740\r\n";
    let file = format!("{}\r\n{row}", STAFF.trim().replace(',', ";"));
    let by = Registrar::system();
    let (windows_1258, _, _) = encoding_rs::WINDOWS_1258.encode("email,name,role,office\nlan@x.example,Đoàn Thị Ba,responder,ubnd-26740\n");
    assert_eq!(refused(&app, &by, Register::Staff, &windows_1258).await, [(Place::Line(2), Fault::NotUnicode)]);
    let utf16: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&app, &by, Register::Staff, &utf16).await, [(Place::File, Fault::Utf16)], "without its mark");
    let (misread, _, _) = encoding_rs::WINDOWS_1252.decode(file.as_bytes());
    assert_eq!(refused(&app, &by, Register::Staff, misread.as_bytes()).await, [(Place::Cell(2, "name"), Fault::Garbled)]);
    let mut marked = vec![0xFF, 0xFE];
    marked.extend(utf16);
    assert_eq!(bring(&app, Register::Staff, marked).await.unwrap().counts.added, 1);
    assert_eq!(app.db_texts("SELECT name FROM staff").await, ["Nguyễn Thị Hòa"]);
    assert_eq!(bring(&app, Register::Staff, format!("\u{feff}{file}")).await.unwrap().counts.unchanged, 1);
    app.finish().await;
}

async fn formulas_are_refused_where_they_stand(app: TestApp) {
    let mut file = STAFF.to_owned();
    let formulas = ["=1+1", "+84", "-1", "@SUM(A1)", "\"\tx\"", " =cmd|' /C calc'!A0", "'=1"];
    for (number, formula) in formulas.iter().enumerate() {
        writeln!(file, "nguoi-{number}@x.example,{formula},responder,ubnd-26740").unwrap();
    }
    let found = refused(&app, &Registrar::system(), Register::Staff, file).await;
    let wanted: Vec<_> = (0..formulas.len() as u64).map(|at| (Place::Cell(at + 2, "name"), Fault::Formula)).collect();
    assert_eq!(found, wanted);
    let phones = refused(&app, &Registrar::system(), Register::DutyPhones, "office,phone\nubnd-26740,=1+1\nubnd-26740,2838291234\n").await;
    assert_eq!(phones, [(Place::Cell(2, "phone"), Fault::BadPhone), (Place::Cell(3, "phone"), Fault::BadPhone)]);
    app.finish().await;
}

async fn all_faults_of_a_row_are_told_at_once(app: TestApp) {
    let by = Registrar::system();
    let file = format!("{FACILITIES}A B,inn,=x,,king,99999\nc-1,school,x,x,commune,4\nc-1,school,x,x,commune,26740\nd,e\n");
    let found = refused(&app, &by, Register::Facilities, file).await;
    let wanted = [
        (Place::Cell(2, "code"), Fault::BadCode),
        (Place::Cell(2, "kind"), Fault::UnknownChoice),
        (Place::Cell(2, "name"), Fault::Formula),
        (Place::Cell(2, "name_en"), Fault::Needed),
        (Place::Cell(2, "owner_kind"), Fault::UnknownChoice),
        (Place::Cell(2, "commune"), Fault::UnknownCommune),
        (Place::Cell(3, "commune"), Fault::UnknownCommune),
        (Place::Line(5), Fault::CellCount),
    ];
    assert_eq!(found, wanted);
    let file = "code,kind,name,name_en,phone,round_the_clock,takes,province,commune,checked_on\n\
        a-1,shelter,x,x,111,maybe,x,01,26740,2026-11-01\na-2,shelter,x,x,111,yes,x,79,,2027-01-01\na-3,shelter,x,x,111,yes,x,1,,01/11/2026\n";
    let found = refused(&app, &by, Register::SupportProviders, file).await;
    let wanted = [
        (Place::Cell(2, "round_the_clock"), Fault::NotYesNo),
        (Place::Cell(2, "province"), Fault::OtherProvince),
        (Place::Cell(3, "checked_on"), Fault::BadDate),
        (Place::Cell(4, "province"), Fault::UnknownProvince),
        (Place::Cell(4, "checked_on"), Fault::BadDate),
    ];
    assert_eq!(found, wanted);
    app.finish().await;
}

async fn a_hundred_faults_are_listed_and_all_are_counted(app: TestApp) {
    let file = format!("{STAFF}{}", "không,,boss,X Y\n".repeat(1_000));
    let Err(langnghe::registers::ImportError::Refused(findings)) = look(&app, Register::Staff, file).await else { panic!("not refused") };
    assert_eq!((findings.total(), findings.listed().len()), (4_000, MOST_LISTED));
    app.finish().await;
}

async fn what_was_typed_is_repeated_within_bounds(app: TestApp) {
    let long = "SECRET".repeat(60);
    let file = format!("code,{long},kind,name,name_en,owner_kind,commune\n");
    let mut told = Vec::new();
    let files = [file, format!("{FACILITIES}{long},{long},={long},{long}{long},{long},{long}\n")];
    for file in files {
        let Err(langnghe::registers::ImportError::Refused(findings)) = look(&app, Register::Facilities, file).await else {
            panic!("not refused")
        };
        told.extend(findings.listed().to_vec());
    }
    assert!(told.len() > 5);
    for finding in told {
        for (name, value) in &finding.args {
            assert!(["choices", "columns"].contains(name) || value.chars().count() <= 41, "{}: {name}", finding.fault);
        }
        let sentence = app.ctx.words.text(langnghe::kernel::Lang::Vi, &format!("error-{}", finding.fault), &finding.args);
        assert!(!sentence.contains(&"SECRET".repeat(7)) && !sentence.starts_with('['), "{sentence}");
    }
    app.finish().await;
}

async fn offices_keep_their_line_and_new_ones_make_no_circle(app: TestApp) {
    let by = Registrar::system();
    let standard = "ubnd-26740,commune_pc,UBND,PC";
    let file = format!(
        "{OFFICES}{standard},ubnd-tinh-79,26740,\nubnd-26743,commune_social,UBND,PC,syt-79,26743,\nubnd-25747,commune_pc,UBND,PC,syt-79,26740,\n"
    );
    let found = refused(&app, &by, Register::Offices, file).await;
    assert_eq!(
        found,
        [(Place::Cell(2, "parent"), Fault::Fixed), (Place::Cell(3, "kind"), Fault::Fixed), (Place::Cell(4, "commune"), Fault::Fixed)]
    );
    let circle =
        format!("{OFFICES}a-1,school,x,x,b-1,26740,\nb-1,school,x,x,c-1,26740,\nc-1,school,x,x,a-1,26740,\nd-1,school,x,x,a-1,26740,\n");
    let found = refused(&app, &by, Register::Offices, circle).await;
    assert_eq!(found, [2, 3, 4].map(|line| (Place::Cell(line, "parent"), Fault::ParentCircle)));
    let file = format!(
        "{OFFICES}a-2,commune_pc,x,x,syt-79,26740,\na-3,school,x,x,,26740,\na-4,school,x,x,nowhere,26740,\na-5,school,x,x,syt-79,,\na-6,province_police,x,x,syt-79,26740,\na-7,commune_police,x,x,syt-79,,79\n"
    );
    let found = refused(&app, &by, Register::Offices, file).await;
    let wanted = [
        (Place::Cell(2, "kind"), Fault::OnlyOne),
        (Place::Cell(3, "parent"), Fault::ParentNeeded),
        (Place::Cell(4, "parent"), Fault::UnknownOffice),
        (Place::Cell(5, "kind"), Fault::KindAndPlace),
        (Place::Cell(6, "kind"), Fault::KindAndPlace),
        (Place::Cell(7, "kind"), Fault::KindAndPlace),
    ];
    assert_eq!(found, wanted);
    // A child may stand before its parent in the file.
    let line = format!("{OFFICES}a-8,school,x,x,b-8,26740,\nb-8,hospital,x,x,c-8,26740,\nc-8,social_work_centre,x,x,ubnd-tinh-79,,79\n");
    assert_eq!(bring(&app, Register::Offices, line).await.unwrap().counts.added, 3);
    app.finish().await;
}

async fn a_row_outside_the_area_is_an_error_at_its_line(app: TestApp) {
    let province = administrator(&app, "tinh@x.example", PARENT).await;
    let commune = administrator(&app, "xa@x.example", "ubnd-26740").await;
    app.db_add_staff("ha.noi@x.example", langnghe::kernel::terms::Role::Lead, "ubnd-00004").await;
    let elsewhere = |text: &str| format!("{STAFF}a@x.example,x,lead,{text}\nha.noi@x.example,x,lead,ubnd-26740\n");
    for (by, office) in [(&province, "ubnd-00004"), (&province, "bo-y-te-tre-em"), (&commune, "ubnd-26743"), (&commune, "syt-79")] {
        let real = refused(&app, by, Register::Staff, elsewhere(office)).await;
        let made_up = refused(&app, by, Register::Staff, elsewhere("khong-co")).await;
        assert_eq!(real, made_up, "an office outside looks like none");
        assert_eq!(real, [(Place::Cell(2, "office"), Fault::UnknownOffice), (Place::Cell(3, "email"), Fault::EmailTaken)]);
    }
    let offices = format!("{OFFICES}ubnd-00004,commune_pc,x,x,,00004,\na-1,school,x,x,syt-79,00004,\na-2,ministry_desk,x,x,syt-79,,\n");
    let found = refused(&app, &province, Register::Offices, offices).await;
    let wanted = [
        (Place::Cell(2, "code"), Fault::OutsideArea),
        (Place::Cell(3, "commune"), Fault::OutsideArea),
        (Place::Cell(4, "province"), Fault::OutsideArea),
    ];
    assert_eq!(found, wanted);
    let new = format!("{OFFICES}a-1,school,x,x,ubnd-26740,26740,\n");
    assert_eq!(refused(&app, &commune, Register::Offices, new).await[0].1, Fault::OutsideArea, "one office adds none");
    let facility = |commune: &str| format!("{FACILITIES}c-1,school,x,x,commune,{commune}\n");
    assert_eq!(refused(&app, &province, Register::Facilities, facility("00004")).await, [(Place::Cell(2, "commune"), Fault::OutsideArea)]);
    assert_eq!(refused(&app, &commune, Register::Facilities, facility("26740")).await[0].1, Fault::OutsideArea, "nor says who owns what");
    bring(&app, Register::Facilities, facility("00004")).await.unwrap();
    assert_eq!(refused(&app, &province, Register::Facilities, facility("26740")).await, [(Place::Cell(2, "code"), Fault::OutsideArea)]);
    let provider = "code,kind,name,name_en,phone,round_the_clock,takes\nd-1,shelter,x,x,111,yes,x\n";
    assert_eq!(refused(&app, &province, Register::SupportProviders, provider).await, [(Place::Cell(2, "province"), Fault::OutsideArea)]);
    let phone = "office,phone\nubnd-00004,111\n";
    assert_eq!(refused(&app, &province, Register::DutyPhones, phone).await, [(Place::Cell(2, "office"), Fault::UnknownOffice)]);
    app.finish().await;
}

async fn a_file_without_rows_or_with_too_many_is_refused(app: TestApp) {
    for register in Register::ALL {
        let by = Registrar::system();
        assert_eq!(refused(&app, &by, *register, "").await, [(Place::File, Fault::Empty)]);
        assert_eq!(refused(&app, &by, *register, "x;y\n1;2\n").await, [(Place::Line(1), Fault::NoHeader)]);
    }
    assert_eq!(faults(look(&app, Register::Staff, vec![b'x'; 21 * 1024 * 1024]).await), [(Place::File, Fault::TooLarge)]);
    app.finish().await;
}

both!(
    one_bad_row_among_many_keeps_all_of_them_out,
    letters_are_read_surely_or_not_at_all,
    formulas_are_refused_where_they_stand,
    all_faults_of_a_row_are_told_at_once,
    a_hundred_faults_are_listed_and_all_are_counted,
    what_was_typed_is_repeated_within_bounds,
    offices_keep_their_line_and_new_ones_make_no_circle,
    a_row_outside_the_area_is_an_error_at_its_line,
    a_file_without_rows_or_with_too_many_is_refused,
);
