//! The forms that confirm a link between cases and add a person at risk.

use super::{case_acts::Form, sent::said, views::Typed};
use crate::{
    access::Signed,
    cases::{
        link::{self, LinkKind, NewLink},
        persons::{self, AddedPerson},
    },
    ctx::Ctx,
    http::refusal::Refusal,
    kernel::{FieldError, Kind, codes::CaseCode, secret::Plaintext},
};

/// The fields of these forms that a JSON pointer of their commands means.
pub(super) const fn fields_of(form: Form) -> &'static [(&'static str, &'static str)] {
    match form {
        Form::Links => &[("/other", "other"), ("/kind", "link_kind")],
        Form::Persons => &[
            ("/name", "person_name"),
            ("/age", "person_age"),
            ("/sex", "person_sex"),
            ("/disabilities", "person_disability"),
            ("/relation", "person_relation"),
            ("/phone", "person_phone"),
            ("/identity_number", "person_identity"),
        ],
        _ => &[],
    }
}

/// Does what `form` asks.
///
/// # Errors
/// The refusal of the command, or of a field that cannot be read.
pub(super) async fn record(ctx: &Ctx, by: &Signed, code: &CaseCode, form: Form, typed: &Typed) -> Result<(), Refusal> {
    let by = by.responder()?;
    if form == Form::Persons {
        return Ok(persons::add(ctx, &by, code, person(typed)?).await?);
    }
    let kind = LinkKind::parse(typed.get("link_kind")).ok_or_else(|| fault("/kind", "answer-needed"))?;
    Ok(link::confirm(ctx, &by, code, NewLink { other: typed.get("other").to_owned(), kind }).await?)
}

fn person(typed: &Typed) -> Result<AddedPerson, Refusal> {
    let text = |name: &str| said(typed, name).map(Plaintext::new);
    let age = said(typed, "person_age").map(|age| age.parse().map_err(|_| fault("/age", "age-out-of-range"))).transpose()?;
    Ok(AddedPerson {
        age,
        sex: said(typed, "person_sex"),
        disabilities: typed.all("person_disability").map(str::to_owned).collect(),
        groups: Vec::new(),
        name: text("person_name"),
        relation: text("person_relation"),
        phone: text("person_phone"),
        identity_number: text("person_identity"),
    })
}

fn fault(pointer: &'static str, message: &'static str) -> Refusal {
    Refusal::at(Kind::Invalid, FieldError::new(pointer, message))
}

#[cfg(test)]
mod tests {
    use super::{Form, fields_of};
    use crate::words::Words;

    #[test]
    fn every_fault_is_shown_at_a_field_of_its_form_and_every_act_is_confirmed() {
        let (forms, words) = (include_str!("templates/case_links_acts.html"), Words::load().unwrap());
        for form in [Form::Links, Form::Persons] {
            assert!(forms.contains(&format!("{{{{ code }}}}/{}\"", form.name())), "{}", form.name());
            assert!(words.knows(&format!("done-{}", form.name())), "{}", form.name());
            for (pointer, field) in fields_of(form) {
                assert_eq!(form.field_of(pointer), *field);
                assert!(forms.contains(&format!("id=\"{field}\"")), "{field}");
            }
        }
    }
}
