//! The pages in sign language: films that the operator puts into a folder (`LANGNGHE_SIGN_CLIPS`), one a page, named after it.
//!
//! Deliberately absent: an empty place where there is no film, and any film from elsewhere.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

/// The pages that may have a film, and the name of its file without the ending.
const PAGES: [(&str, &str); 8] = [
    ("/", "start"),
    ("/report", "report"),
    ("/follow-up", "follow-up"),
    ("/safety", "safety"),
    ("/accessibility", "accessibility"),
    ("/privacy", "privacy"),
    ("/about", "about"),
    ("/help-card", "help-card"),
];
/// What browsers play: ending and type, the better one first.
const KINDS: [(&str, &str); 2] = [("mp4", "video/mp4"), ("webm", "video/webm")];

/// A film of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// Its file name, which is also the end of its address.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
}

/// The films at hand.
#[derive(Debug, Clone, Default)]
pub struct Clips {
    folder: PathBuf,
    of_page: BTreeMap<&'static str, Clip>,
}

impl Clips {
    /// Looks which pages have a film in `folder`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        std::fs::read_dir(folder)?;
        let film = |stem: &str| {
            let mut kinds = KINDS.iter().map(|(ending, kind)| Clip { name: format!("{stem}.{ending}"), kind });
            kinds.find(|clip| folder.join(&clip.name).is_file())
        };
        let of_page = PAGES.iter().filter_map(|(path, stem)| Some((*path, film(stem)?))).collect();
        Ok(Self { folder: folder.to_owned(), of_page })
    }

    /// The film of the page at `path`.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&Clip> {
        self.of_page.get(path)
    }

    /// Where the film of this name lies. A name that is no film of ours leads nowhere, whatever else lies in the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        self.of_page.values().find(|clip| clip.name == name).map(|clip| self.folder.join(&clip.name))
    }

    /// Whether no page has a film.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_page.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Clips;

    #[test]
    fn only_the_films_of_pages_are_served_and_pages_without_one_have_none() {
        let folder = std::env::temp_dir().join(format!("langnghe-clips-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["start.webm", "report.webm", "report.mp4", "notes.txt"] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        let clips = Clips::in_folder(&folder).unwrap();
        assert_eq!(clips.of("/").unwrap().name, "start.webm");
        assert_eq!(clips.of("/report").unwrap().kind, "video/mp4");
        assert_eq!(clips.of("/safety"), None);
        assert_eq!(clips.file("start.webm"), Some(folder.join("start.webm")));
        for foreign in ["notes.txt", "report.webm", "../secret", ""] {
            assert_eq!(clips.file(foreign), None, "{foreign}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(Clips::in_folder(&folder).is_err(), "a folder that is not there is a mistake to be told");
        assert!(Clips::default().is_empty());
    }
}
