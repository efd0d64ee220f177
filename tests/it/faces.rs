//! Two faces in two processes on `PostgreSQL`: whoever takes over the public one gets what is typed meanwhile, and nothing stored.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use langnghe::{
    db::Db,
    entity::{envelope, report},
    kernel::{codes::OfficeCode, secret::SecretKey},
    vault::{
        At, CaseKey, EnvelopeContext, Face, IdentityKey, OpenError, Part, ReferralKey, ThreadKey, Vault, case_keys, envelope::unwrap,
        key_files, office_keys::OfficeKeyError, sealing::open,
    },
};
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};

use crate::{
    process::{Installation, PostgresDatabase, Server, request},
    support::{CANARY, OFFICE, PASSWORD, contains, full_report},
};

const KEY: (&str, &str) = ("Idempotency-Key", "AAAABBBBCCCCDDDDEEEEFFFF");

/// One database, the desk's machine with all keys, the public machine with `public.keys` and a role of its own.
struct TwoFaces {
    desk: Installation,
    public: Installation,
    // Dropped after the installations that use it.
    _database: PostgresDatabase,
}

impl TwoFaces {
    fn new() -> Self {
        let mut database = PostgresDatabase::create();
        let desk = Installation::ready_on(&database);
        let (role, address) = database.role("public");
        let told = desk.run(&["migrate", "--grants", &role]).expect(0);
        assert!(told.out.contains(&role), "{}", told.out);
        let public = Installation::empty().with("LANGNGHE_DATABASE_URL", &address);
        fs::create_dir_all(public.key_file("public.keys").parent().unwrap()).unwrap();
        fs::copy(desk.key_file("public.keys"), public.key_file("public.keys")).unwrap();
        let add =
            ["staff", "add", "--email", "lan@ubnd.example", "--name", "Lan", "--role", "responder", "--office", OFFICE, "--password-stdin"];
        desk.run_with(&add, PASSWORD).expect(0);
        Self { desk, public, _database: database }
    }

    fn serve_public(&self) -> Server {
        self.public.serve(&["--face", "public"])
    }

    fn serve_desk(&self) -> Server {
        self.desk.serve(&["--face", "desk", "--without-worker"])
    }

    /// The responder of the accountable office, signed in at `desk`.
    fn responder(desk: &Server) -> String {
        let body = json!({"email": "lan@ubnd.example", "password": PASSWORD});
        desk.post("/api/v1/sessions", &body, &[]).expect(201).json()["token"].as_str().unwrap().to_owned()
    }

    /// What a taken-over public face may ask the database.
    fn as_public<T>(&self, work: impl AsyncFnOnce(&Db, &Vault) -> T) -> T {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let db = Db::open(&self.public.database()).await.unwrap();
            let vault = key_files::open(self.public.key_file("public.keys").parent().unwrap(), Face::Public).unwrap();
            let value = work(&db, &vault).await;
            db.close().await;
            value
        })
    }

    fn may(&self, sql: &str) -> bool {
        self.as_public(async |db, _| match db.write(async |tx| tx.execute_unprepared(sql).await).await {
            Ok(_) => true,
            Err(error) => {
                assert!(error.to_string().contains("permission denied"), "{sql}: refused for another reason: {error}");
                false
            }
        })
    }
}

fn accepted(public: &Server) -> Value {
    public.post("/api/v1/reports", &full_report(), &[KEY]).expect(201).json()
}

fn text<'a>(json: &'a Value, name: &str) -> &'a str {
    json[name].as_str().unwrap()
}

#[test]
fn the_public_face_alone_accepts_a_report_replays_it_and_serves_follow_up_both_ways() {
    let faces = TwoFaces::new();
    let public = faces.serve_public();
    let first = public.post("/api/v1/reports", &full_report(), &[KEY]).expect(201);
    let again = public.post("/api/v1/reports", &full_report(), &[KEY]).expect(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), (Some("true"), &first.body));
    assert_eq!(first.header("idempotent-replayed"), None);
    let mut other = full_report();
    other["story"] = json!("another story");
    public.post("/api/v1/reports", &other, &[KEY]).expect(422);
    // Without a place, about a responder, with nothing at all known: what else intake writes.
    for body in
        [json!({"danger": ["violence_now"]}), json!({"story": "x", "category": "responder_complaint", "place": {"commune": "26740"}})]
    {
        public.post("/api/v1/reports", &body, &[]).expect(201);
    }

    let receipt = first.json();
    let code = text(&receipt, "access_code");
    let bearer = format!("Bearer {code}");
    assert_eq!(public.get("/api/v1/follow-up", code).expect(200).json()["messages"], json!([]));
    let question = format!("{CANARY} em có an toàn không?");
    public.post("/api/v1/follow-up/messages", &json!({"text": question}), &[("authorization", &bearer)]).expect(201);
    public.post("/api/v1/reports", &full_report(), &[KEY]).expect(409);

    let desk = faces.serve_desk();
    let token = format!("Bearer {}", TwoFaces::responder(&desk));
    let case = format!("/api/v1/cases/{}", text(&receipt, "case_code"));
    let seen = desk.get(&case, token.strip_prefix("Bearer ").unwrap()).expect(200).json().to_string();
    assert!(seen.contains(&question), "{seen}");
    let answer = format!("{CANARY} chúng tôi đang đến");
    desk.post(&format!("{case}/messages"), &json!({"text": answer}), &[("authorization", &token)]).expect(201);

    let seen = public.get("/api/v1/follow-up", code).expect(200).json();
    assert_eq!(seen["opened_by"], json!({"people": 1, "offices": 1}), "what the desk counted the public face may tell");
    let opened = [1, 2].map(|number| {
        let path = format!("/api/v1/follow-up/messages/{number}/open");
        public.post(&path, &json!({}), &[("authorization", &bearer)]).expect(200).json()
    });
    let told: Vec<(&str, &str)> = opened.iter().map(|m| (text(m, "from"), text(m, "text"))).collect();
    assert_eq!(told, [("reporter", question.as_str()), ("office", answer.as_str())]);
    // Every button, with the rights of the public role and no more.
    let press = |path: &str, body: &Value, status: u16| public.post(path, body, &[("authorization", &bearer)]).expect(status);
    press("/api/v1/follow-up/messages/2/hide", &json!({}), 204);
    press("/api/v1/follow-up/messages/2/open", &json!({}), 404);
    press("/api/v1/follow-up/messages", &json!({"text": question, "about": "contact"}), 201);
    press("/api/v1/follow-up/contacted", &json!({"answer": "no"}), 201);
    press("/api/v1/follow-up/danger", &json!({}), 201);
    press("/api/v1/follow-up/objection", &json!({}), 409);
    public.get("/api/v1/follow-up/receipt", code).expect(200);
    press("/api/v1/follow-up/lock", &json!({}), 204);
    public.get("/api/v1/follow-up", code).expect(401);
    assert_eq!((public.stop(), desk.stop()), (0, 0));
    faces.desk.run(&["worker", "--once"]).expect(0);
    faces.desk.run(&["audit", "verify"]).expect(0);
}

#[test]
fn the_pages_of_the_public_face_need_no_more_rights_than_its_role_has() {
    let faces = TwoFaces::new();
    let public = faces.serve_public();
    let form = |path: &str, cookie: &str, fields: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("cookie", cookie)];
        request(public.address(), "POST", path, &headers, fields.as_bytes()).unwrap()
    };
    for page in ["/", "/report", "/follow-up"] {
        public.get(page, "").expect(200);
    }
    form("/report/check", "", &format!("story={CANARY}&danger=yes&place_text=Bến+Thành&must_not_know=school")).expect(200);
    form("/report", "", &format!("story={CANARY}&danger=yes&place_text=Bến+Thành")).expect(201);
    let code = text(&accepted(&public), "access_code").to_owned();
    let opened = form("/follow-up", "", &format!("code={code}")).expect(303);
    let cookie = opened.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let read = || request(public.address(), "GET", "/follow-up", &[("cookie", &cookie)], &[]).unwrap().expect(200).text();
    let page = read();
    let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token in the forms");
    form("/follow-up/messages", &cookie, &format!("csrf={token}&message={CANARY}+xin+ch%C3%A0o")).expect(303);
    assert!(!read().contains(CANARY), "nothing is shown before it is asked for");
    let opened = form("/follow-up/messages/1/open", &cookie, &format!("csrf={token}")).expect(200).text();
    assert!(opened.contains(&format!("{CANARY} xin chào")));
    form("/follow-up/receipt", &cookie, &format!("csrf={token}")).expect(200);
    form("/follow-up/danger", &cookie, &format!("csrf={token}")).expect(303);
    form("/follow-up/close", &cookie, &format!("csrf={token}")).expect(200);
    assert!(!read().contains(CANARY), "a closed session shows nothing");
    assert_eq!(faces.desk.count("SELECT COUNT(*) FROM follow_up_session"), 0);
}

#[test]
fn neither_face_has_the_routes_of_the_other() {
    let faces = TwoFaces::new();
    let (public, desk) = (faces.serve_public(), faces.serve_desk());
    let token = TwoFaces::responder(&desk);
    let receipt = accepted(&public);
    let case = format!("/api/v1/cases/{}", text(&receipt, "case_code"));
    let bearer = format!("Bearer {token}");
    for path in
        ["/api/v1/cases", &case, "/api/v1/oversight/response-times", "/api/v1/sessions", "/desk", "/desk/sign-in", "/oversight", "/admin"]
    {
        public.get(path, &token).expect(404);
        public.post(path, &json!({"email": "lan@ubnd.example", "password": PASSWORD}), &[("authorization", &bearer)]).expect(404);
    }
    desk.get("/api/v1/cases", &token).expect(200);
    desk.get(&case, &token).expect(200);
    for path in ["/api/v1/reports", "/api/v1/follow-up", "/api/v1/follow-up/messages", "/report", "/follow-up"] {
        desk.get(path, text(&receipt, "access_code")).expect(404);
        desk.post(path, &full_report(), &[KEY]).expect(404);
    }
}

#[test]
fn the_public_role_is_refused_what_it_does_not_need() {
    let faces = TwoFaces::new();
    accepted(&faces.serve_public());
    assert!(faces.may("SELECT id, case_id, code_lookup, reporter_salt FROM report"), "the role works at all");
    assert!(faces.may("UPDATE replay SET receipt = NULL WHERE false"), "and writes");
    for sql in [
        "SELECT 1 FROM staff",
        "SELECT 1 FROM session",
        "SELECT 1 FROM device",
        "SELECT 1 FROM second_factor",
        "SELECT 1 FROM recovery_code",
        "SELECT 1 FROM sign_in_wait",
        "SELECT email FROM office",
        "SELECT private_key FROM office_key",
        "SELECT * FROM office_key",
        "SELECT * FROM report",
        "SELECT story FROM report",
        "SELECT address FROM report",
        "SELECT persons FROM report",
        "SELECT perpetrators FROM report",
        "SELECT reporter FROM report",
        "SELECT * FROM case_file",
        "SELECT category FROM case_file",
        "SELECT routed_because FROM case_file",
        "SELECT 1 FROM note",
        "SELECT 1 FROM contact",
        "SELECT 1 FROM audit_entry",
        "SELECT 1 FROM checkpoint",
        "SELECT 1 FROM exclusion",
        "SELECT 1 FROM alert",
        "SELECT 1 FROM delivery",
        "SELECT 1 FROM custody",
        "SELECT 1 FROM reporter_word",
        "SELECT 1 FROM case_reader",
        "SELECT 1 FROM case_episode",
        "SELECT 1 FROM past_milestone",
        "SELECT happened_at FROM milestone",
        "SELECT story, received_at FROM report",
    ] {
        assert!(!faces.may(sql), "{sql}");
    }
    for sql in [
        "DELETE FROM report",
        "DELETE FROM case_file",
        "DELETE FROM envelope",
        "DELETE FROM audit_chain",
        "DELETE FROM audit_entry",
        "DELETE FROM replay",
        "DELETE FROM message",
        "UPDATE report SET story = NULL WHERE false",
        "UPDATE case_file SET office_code = office_code WHERE false",
        "UPDATE case_file SET closed_at = closed_at WHERE false",
        // Its key it may change for a reporter who changes the code; whose envelope it is, it may not (`db::grants`, row security).
        "UPDATE envelope SET recipient = recipient WHERE false",
        "UPDATE envelope SET case_id = case_id WHERE false",
        "UPDATE custody SET to_at = to_at WHERE false",
        "UPDATE deadline SET due_at = due_at WHERE false",
        "UPDATE audit_entry SET mac = mac WHERE false",
        "UPDATE message SET body = body WHERE false",
        "UPDATE message SET kind = kind WHERE false",
        "UPDATE code_lock SET locked_at = locked_at WHERE false",
        "DELETE FROM code_lock",
        "DELETE FROM message_hidden",
        "UPDATE opened_by SET people = people WHERE false",
        "INSERT INTO opened_by SELECT * FROM opened_by WHERE false",
        "INSERT INTO case_reader SELECT * FROM case_reader WHERE false",
        "UPDATE reporter_word SET followed_at = followed_at WHERE false",
        "INSERT INTO reporter_word (id, case_id, report_id, kind, said_at, settled_at, settled_as) \
         SELECT gen_random_uuid(), case_id, id, 'contacted_no', now(), now(), 'no_contact' FROM report",
        "DELETE FROM reporter_word",
        "UPDATE case_file SET severity = severity WHERE false",
        "INSERT INTO case_episode SELECT * FROM case_episode WHERE false",
        "DELETE FROM milestone",
        "INSERT INTO staff SELECT * FROM staff WHERE false",
        "INSERT INTO session SELECT * FROM session WHERE false",
        "INSERT INTO office_key SELECT * FROM office_key WHERE false",
        "INSERT INTO key_fingerprint (name, fingerprint) VALUES ('x', 'x')",
        "UPDATE office_key SET public_key = public_key WHERE false",
        "UPDATE key_fingerprint SET fingerprint = fingerprint WHERE false",
        "CREATE TABLE mine (x integer)",
        "TRUNCATE report",
    ] {
        assert!(!faces.may(sql), "{sql}");
    }
}

#[test]
fn the_public_face_takes_a_file_in_and_can_neither_open_nor_move_it_once_a_report_has_it() {
    let mut faces = TwoFaces::new();
    let folder = faces.desk.folder().join("var/files");
    faces.public = faces.public.with("LANGNGHE_FILES", folder.to_str().unwrap());
    let public = faces.serve_public();
    let words = format!("{CANARY} tôi nghe tiếng khóc");
    let send = || request(public.address(), "POST", "/api/v1/files", &[("content-type", "text/plain")], words.as_bytes()).unwrap();
    let body = json!({"story": "x", "place": {"commune": "26740"}, "files": [send().expect(201).json()["token"]]});
    let receipt = public.post("/api/v1/reports", &body, &[KEY]).expect(201).json();
    send().expect(201);

    assert!(!faces.may("DELETE FROM attachment"));
    assert!(!faces.may("UPDATE attachment SET object = object WHERE false"));
    assert!(faces.may("UPDATE attachment SET file_key = ''::bytea, details = ''::bytea WHERE case_id IS NOT NULL"), "of no row");
    assert!(faces.may("UPDATE attachment SET token_until = now() WHERE case_id IS NOT NULL"), "of no row");
    let desk = faces.serve_desk();
    let token = TwoFaces::responder(&desk);
    let case = format!("/api/v1/cases/{}", text(&receipt, "case_code"));
    let files = desk.get(&case, &token).expect(200).json()["opened"]["files"].clone();
    assert_eq!(files.as_array().unwrap().len(), 1);
    let read = desk.get(&format!("{case}/files/{}", text(&files[0], "id")), &token).expect(200);
    assert_eq!(read.body, words.as_bytes());
    // Later, with the code: into the conversation of the stored case, with the same grants.
    let later = format!("{CANARY} và đây là ảnh");
    let ahead = request(public.address(), "POST", "/api/v1/files", &[("content-type", "text/plain")], later.as_bytes()).unwrap();
    let token_of_file = ahead.expect(201).json()["token"].clone();
    let bearer = format!("Bearer {}", text(&receipt, "access_code"));
    let body = json!({"text": "thêm một tệp", "files": [token_of_file]});
    public.post("/api/v1/follow-up/messages", &body, &[("authorization", &bearer)]).expect(201);
    let files = desk.get(&case, &token).expect(200).json()["opened"]["files"].clone();
    let read: Vec<_> =
        files.as_array().unwrap().iter().map(|file| desk.get(&format!("{case}/files/{}", text(file, "id")), &token)).collect();
    assert_eq!(read.into_iter().map(|reply| reply.expect(200).body).collect::<Vec<_>>(), [words.as_bytes(), later.as_bytes()]);
    let seen = public.get("/api/v1/follow-up", text(&receipt, "access_code")).expect(200);
    assert!(!String::from_utf8_lossy(&seen.body).contains("file"), "whoever comes back is told of no file");
    faces.as_public(async |db, _| {
        let stored = "UPDATE attachment SET case_id = (SELECT case_id FROM report LIMIT 1), report_id = (SELECT id FROM report LIMIT 1), \
            part = 'case' WHERE case_id IS NULL";
        let refused = db.write(async |tx| tx.execute_unprepared(stored).await).await.unwrap_err().to_string();
        assert!(refused.contains("row-level security"), "a file goes into no stored case: {refused}");
    });
}

/// Whoever was read a code changes it with the rights of the public role; a code that nobody heard and the key of an office stay.
#[test]
fn the_public_role_changes_a_code_that_was_read_out_and_no_other_and_never_the_key_of_an_office() {
    let faces = TwoFaces::new();
    let public = faces.serve_public();
    let receipt = accepted(&public);
    let old = text(&receipt, "access_code");
    let bearer = format!("Bearer {old}");
    let change =
        |body: &Value, status: u16| public.post("/api/v1/follow-up/code", body, &[("authorization", &bearer)]).expect(status).json();
    change(&json!({}), 401);
    let changed = |sql: &str| {
        faces.as_public(async |db, _| db.write(async |tx| tx.execute_unprepared(sql).await).await.map(|done| done.rows_affected()))
    };
    assert_eq!(changed("UPDATE report SET code_lookup = NULL").unwrap(), 0, "a code that nobody heard");
    faces.desk.execute("UPDATE report SET code_heard = true");
    let refused = changed("UPDATE report SET code_lookup = NULL").unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "a code that was heard stays one until it is changed: {refused}");

    public.get("/api/v1/follow-up", old).expect(409);
    let proposed = change(&json!({}), 200);
    let new = text(&proposed, "access_code");
    assert_eq!(change(&json!({"new_code": new, "proof": proposed["proof"]}), 200)["changed"], true);
    public.get("/api/v1/follow-up", old).expect(401);
    public.get("/api/v1/follow-up", new).expect(200);

    let spoil = |whose: &str| changed(&format!("UPDATE envelope SET sealed_key = '\\x00'::bytea WHERE {whose}")).unwrap();
    assert_eq!(spoil("true"), 1, "of all envelopes the one of the reporter");
    assert_eq!((spoil(&format!("recipient = '{OFFICE}'")), spoil("recipient <> 'reporter'")), (0, 0));
    assert_eq!(spoil("recipient = 'reporter'"), 1, "the statement is right, the row is not theirs");
    let desk = faces.serve_desk();
    let case = format!("/api/v1/cases/{}", text(&receipt, "case_code"));
    assert!(desk.get(&case, &TwoFaces::responder(&desk)).expect(200).json()["opened"].is_object(), "the office still reads");
}

/// Neither hidden from its office nor shown to another one, also not by touching the case first.
#[test]
fn a_taken_over_public_face_changes_nothing_about_who_holds_or_reads_a_stored_case() {
    let faces = TwoFaces::new();
    accepted(&faces.serve_public());
    let case = "(SELECT id FROM case_file LIMIT 1)";
    let touch = "UPDATE case_file SET due_at = due_at";
    for insert in [
        format!("INSERT INTO exclusion (case_id, party, source, created_at) VALUES ({case}, 'syt-79', 'reporter', now())"),
        format!("INSERT INTO case_grant (case_id, office_code, ground, from_at) VALUES ({case}, 'ubnd-26743', 'escalation', now())"),
        format!(
            "INSERT INTO custody (case_id, no, office_code, reason, from_at, to_at) VALUES ({case}, 9, 'ubnd-26743', 'routed', now(), now())"
        ),
        format!(
            "INSERT INTO envelope (case_id, part, report_id, recipient, key_version, sealed_key) \
             VALUES ({case}, 'case', gen_random_uuid(), 'ubnd-26743', 1, ''::bytea)"
        ),
        format!("INSERT INTO report (id, case_id, received_at, reporter_salt) VALUES (gen_random_uuid(), {case}, now(), ''::bytea)"),
    ] {
        faces.as_public(async |db, _| {
            // As the first thing a transaction does, and after it has written something.
            for before in ["SELECT 1", touch] {
                let tried: Result<(), sea_orm::DbErr> = db
                    .write(async |tx| {
                        tx.execute_unprepared(before).await?;
                        tx.execute_unprepared(&insert).await.map(|_| ())
                    })
                    .await;
                let refusal = tried.expect_err(&insert).to_string();
                assert!(refusal.contains("row-level security"), "{insert}: refused for another reason: {refusal}");
            }
        });
    }
}

/// With the role's rights, the public keys and everything of the schema that can be read: no report opens.
#[test]
fn a_taken_over_public_face_opens_no_stored_report() {
    let faces = TwoFaces::new();
    let public = faces.serve_public();
    let receipt = accepted(&public);
    let code = text(&receipt, "access_code");
    public.kill();
    let file = fs::read_to_string(faces.public.key_file("public.keys")).unwrap();
    faces.as_public(async |db, vault| {
        let readable = everything_readable(db, &file).await;
        assert!(contains(&readable.bytes, text(&receipt, "case_code").as_bytes()), "what may be read was read");
        assert!(!contains(&readable.bytes, CANARY.as_bytes()) && !contains(&readable.bytes, code.as_bytes()));
        assert!(readable.keys.len() >= 10, "only {} things to try", readable.keys.len());

        let envelopes = envelope::Entity::find().all(db.read()).await.unwrap();
        assert!(envelopes.iter().any(|row| row.recipient == OFFICE), "the envelopes lie open to it");
        for row in &envelopes {
            for key in &readable.keys {
                assert!(!opens(row, key), "a key of {} lies among what the public face can read", row.recipient);
            }
        }
        let case = envelopes[0].case_id;
        let office = OfficeCode::parse(OFFICE).unwrap();
        let refused = case_keys::open::<CaseKey>(db.read(), vault, case, Part::Case, &office).await.unwrap_err();
        assert!(matches!(refused, OpenError::OfficeKey(OfficeKeyError::NoDesk(_))), "{refused}");
        let refused = case_keys::open::<IdentityKey>(db.read(), vault, case, Part::Identity, &office).await.unwrap_err();
        assert!(matches!(refused, OpenError::OfficeKey(OfficeKeyError::NoDesk(_))), "{refused}");
        assert!(report::Entity::find().one(db.read()).await.is_err(), "not even the sealed bytes of a story");
    });
}

/// The same attempt with the desk's keys succeeds: it is the keys that are missing, not the attempt that is wrong.
#[test]
fn the_desk_opens_what_the_public_face_cannot() {
    let faces = TwoFaces::new();
    accepted(&faces.serve_public());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = Db::open(&faces.desk.database()).await.unwrap();
        let vault = key_files::open(faces.desk.key_file("desk.keys").parent().unwrap(), Face::Desk).unwrap();
        let row = report::Entity::find().one(db.read()).await.unwrap().unwrap();
        let office = OfficeCode::parse(OFFICE).unwrap();
        let key: CaseKey = case_keys::open(db.read(), &vault, row.case_id, Part::Case, &office).await.unwrap();
        let story = open(&key, At { table: "report", column: "story", row: row.id }, &row.story.unwrap()).unwrap();
        assert!(story.reveal().contains(CANARY));
        db.close().await;
    });
}

/// Every value of every column that the role may read.
struct Readable {
    bytes: Vec<u8>,
    keys: Vec<SecretKey>,
}

async fn everything_readable(db: &Db, vault_file: &str) -> Readable {
    let rows = async |sql: String| db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await.unwrap();
    let columns = "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns \
        WHERE table_schema = 'public' AND has_column_privilege(quote_ident(table_name)::regclass, column_name, 'SELECT')";
    let mut readable = Readable { bytes: Vec::new(), keys: Vec::new() };
    let mut tables = std::collections::BTreeSet::new();
    for column in rows(columns.to_owned()).await {
        let of = |at: usize| column.try_get_by_index::<String>(at).unwrap();
        let (table, name, is_bytes) = (of(0), of(1), of(2) == "bytea");
        // Thousands of public keys of offices that have nothing to do with the case only cost time.
        let only = if table == "office_key" { " AND office_code IN (SELECT recipient FROM envelope)" } else { "" };
        let value = if is_bytes { format!("\"{name}\"") } else { format!("convert_to(\"{name}\"::text, 'UTF8')") };
        for row in rows(format!("SELECT {value} FROM \"{table}\" WHERE \"{name}\" IS NOT NULL{only}")).await {
            let value: Vec<u8> = row.try_get_by_index(0).unwrap();
            if is_bytes && let Ok(key) = <[u8; 32]>::try_from(value.as_slice()) {
                readable.keys.push(SecretKey::new(key));
            }
            readable.bytes.extend(value);
            readable.bytes.push(b'\n');
        }
        tables.insert(table);
    }
    assert!(tables.contains("envelope") && tables.contains("office_key") && !tables.contains("staff"), "{tables:?}");
    let own = vault_file.lines().filter_map(|line| line.split_once(' ')).filter_map(|(_, value)| STANDARD.decode(value).ok());
    readable.keys.extend(own.filter_map(|key| <[u8; 32]>::try_from(key).ok()).map(SecretKey::new));
    readable
}

/// Whether `private` opens the envelope.
fn opens(row: &envelope::Model, private: &SecretKey) -> bool {
    let part = Part::stored(&row.part, row.report_id).unwrap();
    let context = EnvelopeContext { case: row.case_id, part, recipient: &row.recipient, key_version: row.key_version };
    match part {
        Part::Case => unwrap::<CaseKey>(&row.sealed_key, private, &context).is_ok(),
        Part::Identity => unwrap::<IdentityKey>(&row.sealed_key, private, &context).is_ok(),
        Part::Thread(_) => unwrap::<ThreadKey>(&row.sealed_key, private, &context).is_ok(),
        Part::Referral(_) => unwrap::<ReferralKey>(&row.sealed_key, private, &context).is_ok(),
    }
}
