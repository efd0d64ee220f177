# Duty roster: who is on now, the week, deputies.
duty-nav = On duty
duty-title = Who is on duty now
duty-title-hint = Tap a number to call it.
duty-own = My office
duty-above = The office above
duty-desk = Round-the-clock desk of the province
duty-police = Commune police
duty-until = until { $time }
duty-for = standing in for { $name }
duty-phone-only = Duty telephone
duty-nobody = By the roster nobody is on duty now. Alerts still go to all responders.
duty-no-roster = This office has no roster yet.
duty-asleep = Right now this office is not awake around the clock.
duty-next = Next change at { $time }.
duty-phones = Numbers to call at any time
duty-no-phones = No duty telephone is known.
duty-call = Call { $phone }
duty-call-who = Call { $phone }, { $name }
duty-edit = Edit the roster of my office

duty-list-title = Rosters of the offices
duty-list-hint = Offices that must be awake around the clock and are not stand first.
duty-list-search = Find by name or code of the office
duty-list-search-button = Find
duty-list-more = { $n } more offices. Find them by name.
duty-list-empty = No office has such a name.
duty-list-on = somebody is on duty now
duty-list-off = nobody is on duty now
duty-list-none = no roster yet
duty-list-sleeps = must be awake around the clock, and the week has holes
duty-list-round = round the clock
duty-list-holes = { $n ->
    [one] { $n } hole in the week
   *[other] { $n } holes in the week
}

duty-week-title = Roster: { $office }
duty-week = The week
duty-week-hint = Times of Viet Nam. A shift that ends at or before its start ends on the next day. For an end at midnight write 00:00.
duty-week-round = This office must be awake around the clock.
duty-week-draft = Not saved yet. Check it, then press “Save the whole week”.
duty-week-save = Save the whole week
duty-week-copy = Copy Monday to Tuesday to Friday
duty-week-copy-hint = The shifts of Tuesday to Friday are replaced by those of Monday. It counts only once you save.
duty-day-1 = Monday
duty-day-2 = Tuesday
duty-day-3 = Wednesday
duty-day-4 = Thursday
duty-day-5 = Friday
duty-day-6 = Saturday
duty-day-7 = Sunday
duty-in-day-1 = Monday
duty-in-day-2 = Tuesday
duty-in-day-3 = Wednesday
duty-in-day-4 = Thursday
duty-in-day-5 = Friday
duty-in-day-6 = Saturday
duty-in-day-7 = Sunday
duty-shift = { $day }, shift { $n }
duty-shift-from = From
duty-shift-to = To
duty-shift-who = Who
duty-shift-phone = Telephone of the shift
duty-shift-no-person = Nobody by name, a telephone only
duty-shift-add = Add a shift on { $day }
duty-shift-remove = Remove this shift
duty-shift-remove-which = Remove this shift: { $shift }
duty-day-empty = No shift.
duty-people-none = Nobody here can sign in yet. Invite somebody first, or write down a duty telephone.

duty-holes-title = Holes of the week
duty-holes-none = Somebody is on duty at any time.
duty-holes-all = Nobody is on duty in the whole week.
duty-holes-some = Nobody is on duty at these times:
duty-holes-meaning = In a hole, alerts go to all responders, and reporters are promised no time.
duty-hole = from { $from } to { $to }
duty-hole-point = { $day } { $time }

duty-deputies = Deputies
duty-deputies-hint = While somebody is away, their alerts and shifts go to the deputy.
duty-deputies-none = Nobody is away.
duty-deputy-row = { $deputy } for { $name }
duty-deputy-days = { $from } to the end of { $to }
duty-deputy-staff = Who is away
duty-deputy-deputy = Who stands in
duty-deputy-from = First day away
duty-deputy-until = Last day away
duty-deputy-add = Add a deputy
duty-deputy-remove = Remove: { $row }

duty-phone-add = Add a duty telephone
duty-phone-number = Telephone number
duty-phone-label = Where it stands, who carries it
duty-phone-remove = Remove { $phone }
duty-phone-hint = Only staff see these numbers, reporters do not.

duty-done-week = The roster is saved.
duty-done-deputy = The deputies are saved.
duty-done-phone = The duty telephones are saved.

error-duty-time = This time cannot be read. Write it like 08:00 or 17:30.
error-duty-weekday = A weekday is a number from 1 (Monday) to 7 (Sunday).
error-duty-nobody = Nobody is on this shift. Choose a person or write a telephone number.
error-duty-stranger = This person does not work at the office, or cannot sign in yet. Choose somebody else.
error-duty-phone = This telephone number is not right. Write it like 0912 345 678, 028 3829 7643 or +856 21 413 396.
error-duty-label = The words for the number are too long or hold hidden characters. Write them shorter.
error-duty-too-many = At most { $max } shifts a week. Join some of them.
error-duty-too-many-phones = The office has many numbers already. Remove one first.
error-duty-week-changed = Somebody else has just changed this roster. What you wrote is still here; look at the roster as it is on a new page, then save again.
error-duty-deputy-self = Nobody can stand in for themselves. Choose somebody else.
error-duty-day = This day cannot be read. Choose the day again.
error-duty-deputy-days = The last day must not come before the first, and lie within a year.
error-duty-deputy-past = These days are over. Choose days to come.
error-duty-deputy-circle = That makes a circle: this person has the other one standing in already. Choose somebody else.
