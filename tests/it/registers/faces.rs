//! The same by page, by JSON and from the command line.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    body::{Body, Bytes},
    http::{Method, Request},
};
use langnghe::{
    kernel::terms::Role,
    registers::{LARGEST_FILE, Register, format},
};
use serde_json::json;
use tower::ServiceExt;

use crate::{
    both,
    pages::{Browser, hidden, leads_to},
    process::Installation,
    support::{Answer, Client, OFFICE, PARENT, TestApp},
};

const API: &str = "/api/v1/admin/registers";
const PAGE: &str = "/admin/registers";

async fn send(client: &Client, path: &str, file: impl AsRef<[u8]>) -> Answer {
    client.send(Method::POST, path, &[("content-type", "text/csv")], file.as_ref().to_vec()).await
}

async fn a_program_previews_brings_in_and_takes_out(app: TestApp) {
    let admin = app.staff(Role::Administrator, PARENT).await;
    let file = format!("email,name,role,office\na@x.example,Lan,lead,{OFFICE}\n");
    let path = format!("{API}/staff");
    let previewed = send(&admin, &format!("{path}?preview=true"), &file).await.expect(200).json();
    assert_eq!(previewed, json!({"register": "staff", "preview": true, "added": 1, "changed": 0, "unchanged": 0}));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM staff").await, 1, "a preview writes nothing");
    assert_eq!(send(&admin, &path, &file).await.expect(200).json()["added"], 1);
    let out = admin.get(&path).await.expect(200);
    assert_eq!(out.headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(out.headers["content-disposition"], "attachment; filename=\"staff.csv\"");
    assert_eq!(send(&admin, &path, &out.body).await.expect(200).json()["unchanged"], 2);
    for register in Register::ALL {
        let example = admin.get(&format!("{API}/{register}/example")).await.expect(200);
        assert_eq!(example.text(), format::example(*register));
    }
    let bad = send(&admin, &path, "email,name,role,office\na,,boss,ubnd-00004\n").await.expect(422);
    let (code, pointers) = bad.problem();
    assert_eq!(code, "register-refused");
    assert_eq!(pointers, ["", "/line/2/email", "/line/2/name", "/line/2/role"]);
    let whole = send(&admin, &path, &[0xFF, 0xFE, 0x00][..]).await.expect(422);
    assert_eq!(whole.problem().1, ["", ""]);
    admin.get(&format!("{API}/nothing")).await.expect(404);
    app.finish().await;
}

async fn only_an_administrator_reaches_a_register(app: TestApp) {
    app.visitor().get(&format!("{API}/staff")).await.expect(401);
    send(&app.visitor(), &format!("{API}/staff"), "x").await.expect(401);
    for role in [Role::Responder, Role::Lead, Role::Supervisor, Role::Operator] {
        let somebody = app.staff(role, PARENT).await;
        for register in Register::ALL {
            somebody.get(&format!("{API}/{register}")).await.expect(403);
            send(&somebody, &format!("{API}/{register}"), format::example(*register)).await.expect(403);
            somebody.get(&format!("{API}/{register}/example")).await.expect(403);
        }
    }
    app.db_add_staff("lan@x.example", Role::Lead, OFFICE).await;
    let lan = Browser::signed_in(&app, "lan@x.example").await;
    for path in [PAGE.to_owned(), format!("{PAGE}/staff"), format!("{PAGE}/staff/export"), format!("{PAGE}/staff/example")] {
        lan.get(&path).await.expect(403);
        assert!(leads_to(&Browser::new(&app).get(&path).await).starts_with("/desk/sign-in?next="));
    }
    app.finish().await;
}

/// A body that is made while it is read: nobody holds it whole, and nobody reads much more than is taken.
async fn two_hundred_megabytes_are_refused_while_they_arrive(app: TestApp) {
    const PIECE: usize = 64 * 1024;
    app.db_add_staff("tinh@x.example", Role::Administrator, PARENT).await;
    let bearer = app.visitor().post("/api/v1/sessions", &json!({"email": "tinh@x.example", "password": crate::support::PASSWORD})).await;
    let bearer = bearer.expect(201).text_at("/token");
    let browser = Browser::signed_in(&app, "tinh@x.example").await;
    let cookie = browser.cookie_line();
    let multipart = "multipart/form-data; boundary=x";
    for (path, kind, start) in [
        (format!("{API}/staff"), "text/csv", "email,name,role,office\n"),
        (format!("{PAGE}/staff/preview"), multipart, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"),
        (format!("{PAGE}/staff/import"), "application/x-www-form-urlencoded", "carried="),
    ] {
        let read = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&read);
        let pieces = (0..200 * 1024 * 1024 / PIECE).map(move |number| {
            counter.fetch_add(PIECE, Ordering::Relaxed);
            Ok::<_, std::io::Error>(Bytes::from(if number == 0 { start.as_bytes().to_vec() } else { vec![b'a'; PIECE] }))
        });
        let body = Body::from_stream(futures_of(pieces));
        let request = Request::builder().method(Method::POST).uri(&path).header("content-type", kind);
        let request = request.header("authorization", format!("Bearer {bearer}")).header("cookie", &cookie);
        let answer = app.router().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), 413, "{path}");
        let most = LARGEST_FILE / 3 * 4 + 1024 * 1024;
        assert!(read.load(Ordering::Relaxed) < most, "{path}: {} bytes were read", read.load(Ordering::Relaxed));
        let text = axum::body::to_bytes(answer.into_body(), 1024 * 1024).await.unwrap();
        assert!(String::from_utf8_lossy(&text).contains("20 MB") || path.ends_with("import"), "{path}");
    }
    app.finish().await;
}

fn futures_of<I: Iterator>(items: I) -> impl futures_core::Stream<Item = I::Item> {
    struct Each<I>(I);
    impl<I> Unpin for Each<I> {}
    impl<I: Iterator> futures_core::Stream for Each<I> {
        type Item = I::Item;

        fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<I::Item>> {
            std::task::Poll::Ready(self.0.next())
        }
    }
    Each(items)
}

async fn the_page_previews_and_then_brings_in_exactly_what_was_previewed(app: TestApp) {
    app.db_add_staff("tinh@x.example", Role::Administrator, PARENT).await;
    let browser = Browser::signed_in(&app, "tinh@x.example").await;
    let list = browser.get(PAGE).await.expect(200).text();
    for register in Register::ALL {
        assert!(list.contains(&format!("href=\"{PAGE}/{register}\"")));
        let page = browser.get(&format!("{PAGE}/{register}?lang=vi")).await.expect(200).text();
        assert!(register.columns().iter().all(|column| page.contains(&format!("<code>{}</code>", column.name))));
        assert_eq!(browser.get(&format!("{PAGE}/{register}/example")).await.expect(200).text(), format::example(*register));
        assert_eq!(leads_to(&browser.get(&format!("{PAGE}/{register}/preview")).await), format!("{PAGE}/{register}"));
    }
    let page = browser.get(&format!("{PAGE}/staff")).await.text();
    // UTF-16 with semicolons: what is confirmed must be the very bytes, not what a text field makes of them.
    let text = format!("email;name;role;office\r\na@x.example;Nguyễn Thị Hòa;lead;{OFFICE}\r\n");
    let file: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let previewed = browser.upload_from(&page, &format!("{PAGE}/staff/preview"), &file, "").await.expect(200).text();
    assert!(previewed.contains("Bảng này sẽ thay đổi"));
    assert_eq!(app.db_count("SELECT COUNT(*) FROM staff").await, 1);
    let carried = hidden(&previewed, "carried");
    let done = browser.send_from(&previewed, &format!("{PAGE}/staff/import"), &[("carried", &carried)]).await;
    assert_eq!(leads_to(&done), format!("{PAGE}/staff?added=1&changed=0&unchanged=0"));
    let told = browser.get(&leads_to(&done)).await.expect(200).text();
    assert!(told.contains("Đã nạp: thêm 1, sửa 0, giữ nguyên 0."), "{told}");
    assert_eq!(app.db_texts("SELECT name FROM staff WHERE email = 'a@x.example'").await, ["Nguyễn Thị Hòa"]);
    let again = browser.upload_from(&page, &format!("{PAGE}/staff/preview"), &file, "").await.expect(200).text();
    assert!(again.contains("Không có gì thay đổi") && !again.contains("name=\"carried\""));
    let out = browser.get(&format!("{PAGE}/staff/export?separator=semicolon")).await.expect(200);
    assert!(out.text().contains("a@x.example;Nguyễn Thị Hòa;lead;ubnd-26740\r\n"));
    browser.send(&format!("{PAGE}/staff/import"), &[("carried", &carried)]).await.expect(403);
    app.finish().await;
}

async fn the_page_lists_faults_by_line_and_loses_nothing(app: TestApp) {
    app.db_add_staff("tinh@x.example", Role::Administrator, PARENT).await;
    let browser = Browser::signed_in(&app, "tinh@x.example").await;
    let page = browser.get(&format!("{PAGE}/facilities?lang=vi")).await.expect(200).text();
    let path = format!("{PAGE}/facilities/preview");
    let pasted = "code,kind,name,name_en,owner_kind,commune\na-1,school,<b>x</b>,x,commune,99999\n";
    let told = browser.upload_from(&page, &path, b"", pasted).await.expect(422).text();
    assert!(told.contains("<b>Dòng 2, cột commune</b>") && told.contains("99999"), "{told}");
    assert!(told.contains("a-1,school,&#60;b&#62;x&#60;/b&#62;,x,commune,99999"), "what was pasted is still there: {told}");
    let nothing = browser.upload_from(&page, &path, b"", " ").await.expect(422).text();
    assert!(nothing.contains("Xin chọn một tệp"));
    let broken = browser.send(&path, &[("csrf", &hidden(&page, "csrf"))]).await.expect(400).text();
    assert!(broken.contains("Xin chọn tệp và gửi lại"), "{broken}");
    let fine = browser.upload_from(&page, &path, b"", &pasted.replace("99999", "26740")).await.expect(200).text();
    assert!(fine.contains("name=\"carried\""));
    // The office is closed to the table between preview and confirmation: what was promised is found again, not believed.
    app.db_execute(
        "INSERT INTO facility (code, kind, name, name_en, owner_kind, province_code, commune_code, active) \
        VALUES ('a-1', 'school', 'x', 'x', 'ministry', '01', '00004', TRUE)",
    )
    .await;
    let late = browser.send_from(&fine, &format!("{PAGE}/facilities/import"), &[("carried", &hidden(&fine, "carried"))]).await.expect(422);
    assert!(late.text().contains("Dòng 2, cột code"), "{}", late.text());
    app.finish().await;
}

#[test]
fn the_command_line_brings_in_takes_out_and_explains() {
    let installation = Installation::ready();
    let file = |name: &str, text: &[u8]| {
        let path = installation.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    for register in ["offices", "facilities", "staff", "duty-phones", "support-providers"] {
        let explained = installation.run(&["register", "format", register, "--lang", "vi"]).expect(0).out;
        let known = Register::parse(register).unwrap();
        assert!(known.columns().iter().all(|column| explained.contains(column.name)) && explained.contains("bịa"), "{explained}");
        assert!(explained.contains(format::example(known)));
        let example = file("example.csv", format::example(known).as_bytes());
        let looked = installation.run(&["register", "import", register, &example, "--preview"]).expect(0).out;
        assert!(looked.contains("would be new"), "{looked}");
        installation.run(&["register", "import", register, &example]).expect(0);
        let out = installation.run(&["register", "export", register]).expect(0).out;
        let again = installation.run(&["register", "import", register, &file("again.csv", out.as_bytes())]).expect(0).out;
        assert!(again.starts_with("0 is new, 0 is changed, "), "{again}");
    }
    let bad = file("bad.csv", b"email,name,role,office\nx,y,lead,ubnd-26740\n");
    let told = installation.run(&["register", "import", "staff", &bad]).expect(1).out;
    assert!(told.contains("line 2, email: ") && told.contains("nothing was written"), "{told}");
    let large = installation.folder().join("large.csv");
    std::fs::File::create(&large).unwrap().set_len(200 * 1024 * 1024).unwrap();
    installation.run(&["register", "import", "staff", large.to_str().unwrap()]).refused(&["20 MB", "divide"]);
    installation.run(&["register", "import", "staff", "nowhere.csv"]).refused(&["nowhere.csv"]);
    assert_eq!(installation.count("SELECT COUNT(*) FROM staff"), 3);
    installation.run(&["audit", "verify"]).expect(0);
}

both!(
    a_program_previews_brings_in_and_takes_out,
    only_an_administrator_reaches_a_register,
    two_hundred_megabytes_are_refused_while_they_arrive,
    the_page_previews_and_then_brings_in_exactly_what_was_previewed,
    the_page_lists_faults_by_line_and_loses_nothing,
);
