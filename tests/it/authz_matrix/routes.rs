//! Which routes there are: read from the source where they are registered, because a router does not tell.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Every route of the pages and the API as `METHOD /path`, with `{}` for each parameter.
pub fn registered() -> BTreeSet<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for face in ["web", "api"] {
        for file in files_below(&src.join(face)) {
            let text = fs::read_to_string(&file).unwrap();
            let prefix = match (face, file.parent().unwrap().ends_with("admin")) {
                ("web", _) => "",
                (_, false) => "/api/v1",
                (_, true) => "/api/v1/admin",
            };
            for route in routes_of(&text) {
                let (method, path) = route.split_once(' ').unwrap();
                // The API has three addresses beside its version.
                let apart = ["/api/openapi.json", "/livez", "/readyz"].contains(&path);
                found.insert(if apart { route } else { format!("{method} {prefix}{path}") });
            }
        }
    }
    found
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

/// The routes of one file.
fn routes_of(text: &str) -> Vec<String> {
    let mut routes = Vec::new();
    for (at, _) in text.match_indices(".route(") {
        let call = call_of(&text[at + ".route(".len()..]);
        let (path, how) = call.split_once(',').unwrap_or_else(|| panic!("a route without a handler: {call}"));
        let (path, how) = (path.trim(), how.trim());
        let path = path.strip_prefix('"').map_or_else(|| constant(text, path), |path| path.trim_end_matches('"').to_owned());
        let methods = methods_of(text, how);
        assert!(!methods.is_empty(), "no method is seen in {how}");
        routes.extend(methods.into_iter().map(|method| format!("{method} {}", nameless(&path))));
    }
    routes
}

/// Everything up to the parenthesis that ends a call.
fn call_of(rest: &str) -> &str {
    let mut depth = 1;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[..at];
        }
    }
    panic!("a call without an end")
}

fn methods_of(text: &str, how: &str) -> Vec<&'static str> {
    let word = how.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
    match word {
        // A form of a page, whose address alone leads back to it.
        "act" | "enter" | "open" => return vec!["POST", "GET"],
        "get" | "post" | "put" | "delete" => {}
        name => {
            let kept = text.split(&format!("let {name} = ")).nth(1).unwrap_or_else(|| panic!("nothing is known of {name}"));
            return methods_of(text, kept.split(';').next().unwrap());
        }
    }
    let methods = [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")];
    let alone = |name: &str| how.match_indices(name).any(|(at, _)| at == 0 || how[..at].ends_with('.'));
    methods.into_iter().filter(|(name, _)| alone(name)).map(|(_, method)| method).collect()
}

fn constant(text: &str, name: &str) -> String {
    let kept = text.split(&format!("const {name}: &str = \"")).nth(1).unwrap_or_else(|| panic!("no constant {name}"));
    kept.split('"').next().unwrap().to_owned()
}

/// A path with `{}` for each parameter.
pub fn nameless(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |path, piece| format!("{path}{{}}{}", piece.split_once('}').map_or("", |(_, rest)| rest)))
}
