//! What the administration pages show, one file an area.

pub mod offices;
pub mod overview;
pub mod people;
pub mod registers;

#[cfg(test)]
pub(crate) mod samples;

/// The areas of administration: where each begins, and the word for it. `templates/admin_nav.html` stands on every page of them.
pub const AREAS: [(&str, &str); 8] = [
    ("/admin/offices", "admin-offices"),
    ("/admin/people", "admin-people"),
    ("/admin/duty", "admin-duty"),
    ("/admin/registers", "admin-registers"),
    ("/admin/readiness", "admin-readiness"),
    ("/admin/drills", "admin-drills"),
    ("/admin/facilities", "admin-facilities"),
    ("/admin/map-changes", "admin-map-changes"),
];
pub mod drills;
pub mod duty;
pub mod facilities;
pub mod readiness;

pub mod map_changes;
#[cfg(test)]
pub(super) mod readiness_samples;
