//! The boundaries that the operator supplies in place of ours, whose licence is not settled (`NOTICE`).
//!
//! The file has the form of ours: `GeoJSON` (RFC 7946), packed with gzip or not, a feature for each commune with its `code`. It is used
//! only when it knows every commune and no other: a hole in the map would send reports to nobody.

use std::path::{Path, PathBuf};

use crate::kernel::codes::CommuneCode;

use super::{
    places::Places,
    points::{Boundaries, BoundariesError},
    seed,
};

/// As many codes as a sentence can name.
const NAMED_CODES: usize = 5;

/// A boundary file that is not taken.
#[derive(Debug, thiserror::Error)]
pub enum BoundaryFileError {
    /// It cannot be opened.
    #[error("{}: {source}. Check LANGNGHE_BOUNDARIES, or leave it unset to use the boundaries that come with the program", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no such file.
    #[error("{file}: {source}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        source: BoundariesError,
    },
    /// Communes have no outline.
    #[error("{file} has no boundary for {count} communes: {codes}. Every commune of the list needs one")]
    Missing {
        /// The file.
        file: String,
        /// How many.
        count: usize,
        /// The first of them.
        codes: String,
    },
    /// Outlines of communes that do not exist.
    #[error("{file} has boundaries for {count} codes that are no communes: {codes}. The file must be of the same list")]
    Unknown {
        /// The file.
        file: String,
        /// How many.
        count: usize,
        /// The first of them.
        codes: String,
    },
}

/// The boundaries in `path`, or those that come with the program.
///
/// # Errors
/// [`BoundaryFileError`] says what the file lacks and what to do.
pub fn boundaries(path: Option<&Path>, places: &Places) -> Result<Boundaries, BoundaryFileError> {
    let read =
        |bytes: &[u8], file: &str| Boundaries::load(bytes).map_err(|source| BoundaryFileError::Read { file: file.to_owned(), source });
    let Some(path) = path else {
        // Complete by test; a newer list of communes must not keep the program from starting.
        return read(seed::BOUNDARIES_GZ, "the boundaries that come with the program");
    };
    let bytes = std::fs::read(path).map_err(|source| BoundaryFileError::Open { path: path.to_owned(), source })?;
    let file = path.display().to_string();
    let loaded = read(&bytes, &file)?;
    complete(&loaded, places, file)?;
    Ok(loaded)
}

fn complete(boundaries: &Boundaries, places: &Places, file: String) -> Result<(), BoundaryFileError> {
    let mut known: Vec<&str> = boundaries.communes().map(CommuneCode::as_str).collect();
    known.sort_unstable();
    let missing: Vec<&str> =
        places.communes().iter().map(|commune| commune.code.as_str()).filter(|code| known.binary_search(code).is_err()).collect();
    if !missing.is_empty() {
        return Err(BoundaryFileError::Missing { file, count: missing.len(), codes: first(&missing) });
    }
    let unknown: Vec<&str> = boundaries.communes().filter(|code| places.commune(code).is_none()).map(CommuneCode::as_str).collect();
    if !unknown.is_empty() {
        return Err(BoundaryFileError::Unknown { file, count: unknown.len(), codes: first(&unknown) });
    }
    Ok(())
}

fn first(codes: &[&str]) -> String {
    let more = if codes.len() > NAMED_CODES { ", …" } else { "" };
    format!("{}{more}", codes.iter().take(NAMED_CODES).copied().collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        path::PathBuf,
    };

    use flate2::{Compression, read::GzDecoder, write::GzEncoder};
    use serde_json::{Value, json};

    use super::{boundaries, complete};
    use crate::localities::{PointMatch, fixture, fixture::places, seed};

    fn ours() -> Value {
        let mut json = Vec::new();
        GzDecoder::new(seed::BOUNDARIES_GZ).read_to_end(&mut json).unwrap();
        serde_json::from_slice(&json).unwrap()
    }

    fn written(name: &str, bytes: &[u8]) -> PathBuf {
        let path = std::env::temp_dir().join(format!("langnghe-boundaries-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn refusal(name: &str, bytes: &[u8]) -> String {
        let path = written(name, bytes);
        let refused = boundaries(Some(&path), places()).unwrap_err().to_string();
        std::fs::remove_file(path).unwrap();
        refused
    }

    #[test]
    fn ours_knows_every_commune_and_no_other() {
        complete(fixture::boundaries(), places(), "ours".into()).unwrap();
    }

    #[test]
    fn another_file_takes_the_place_of_ours_packed_or_not() {
        let json = serde_json::to_vec(&ours()).unwrap();
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&json).unwrap();
        for (name, bytes) in [("plain", json), ("packed", packed.finish().unwrap())] {
            let path = written(name, &bytes);
            let boundaries = boundaries(Some(&path), places()).unwrap();
            assert!(matches!(boundaries.resolve(21.0287, 105.8523, 0.0), PointMatch::In { .. }), "{name}");
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn a_file_that_lacks_a_commune_is_refused_by_its_code() {
        let mut file = ours();
        file["features"].as_array_mut().unwrap().retain(|feature| feature["properties"]["code"] != "26740");
        let said = refusal("lacking", &serde_json::to_vec(&file).unwrap());
        assert!(said.contains("no boundary for 1 communes: 26740"), "{said}");
        file["features"].as_array_mut().unwrap()[7]["geometry"] = json!({"type": "MultiPolygon", "coordinates": []});
        let said = refusal("hollow", &serde_json::to_vec(&file).unwrap());
        assert!(said.contains("no boundary for 2 communes"), "an outline without a shape is none: {said}");
    }

    #[test]
    fn a_file_of_another_list_or_none_at_all_is_refused() {
        let mut file = ours();
        let mut foreign = file["features"][0].clone();
        foreign["properties"]["code"] = json!("99999");
        file["features"].as_array_mut().unwrap().push(foreign);
        let said = refusal("foreign", &serde_json::to_vec(&file).unwrap());
        assert!(said.contains("no communes: 99999"), "{said}");
        assert!(refusal("text", b"Ba \xc4\x90\xc3\xacnh").contains("cannot be read"));
        let absent = boundaries(Some(&std::env::temp_dir().join("langnghe-no-such-file")), places()).unwrap_err().to_string();
        assert!(absent.contains("LANGNGHE_BOUNDARIES"), "{absent}");
    }
}
