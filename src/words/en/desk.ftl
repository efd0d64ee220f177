# The responders' pages.
desk-title = The work of this office
desk-nav = Desk
desk-sign-out = Sign out
desk-sign-in = Sign in
desk-email = E-mail address
desk-password = Password
desk-sign-in-hint = For responders. To report something, go to the start page.

queue-title = Cases of { $office }
queue-order = The most urgent is at the top.
queue-empty = No case is waiting. Thank you.
queue-count = { $n ->
        [one] { $n } case
       *[other] { $n } cases
    }
queue-overdue-count = { $n } overdue
queue-overdue = Needed now
queue-more = Show more
queue-list = List of cases

severity-emergency = Emergency
severity-high = High
severity-medium = Medium
severity-low = Low
severity-label = Severity

state-new = Not yet acknowledged
state-acknowledged = Acknowledged
state-attempted = Contact attempted
state-first_contact = First contact made
state-safe = Safe
state-assessed = Assessed
state-planned = Planned
state-support_started = Support started
state-closed = Closed

milestone-acknowledged = Acknowledged
milestone-first_contact = First contact with the person at risk
milestone-safe = Safe
milestone-assessed = Assessed
milestone-planned = Planned
milestone-support_started = Support started
milestone-closed = Closed

clock-left = { $duration } left
clock-overdue = { $duration } overdue
clock-met = done in time
clock-met-late = done, { $duration } late
clock-none = no deadline yet
clock-due = due { $time }
clock-acknowledged = Acknowledge
clock-first_contact = Reach the person at risk
clock-safe = Make safe
clock-assessed = Assess
clock-planned = Plan
clock-support_started = Start support
clock-reviewed = Review
clock-reporter_answered = Answer the reporter

case-title = Case { $code }
case-back = Back to the list
case-never-tell = Never tell the family how you learned of it.
case-silent = The person who hurts may be close by. Do not telephone, do not announce a visit.
case-watched = This case is watched. The office above sees each step and approves closure.
case-locating = The place is not clear yet. Please read the report and find the right locality.
case-next = Next act
case-next-by = { $act } (by { $time })
case-office = Accountable office
case-commune = Locality
case-category = Category
case-received-at = Received
case-state = How far it is
case-severity-computed = computed, to be confirmed
case-clocks = Deadlines
case-open-title = The report is sealed
case-open-text = Every opening is recorded with your name. Open it only as far as this case needs it.
case-open = Open the report
case-report = Report
case-report-n = Report { $n }
case-story = What was told
case-place = Place, as told
case-address = Address
case-point = Position
case-danger = In danger right now
case-signs = Danger signs
case-about = About
case-persons = Persons at risk
case-person-n = Person { $n }
case-perpetrators = Alleged perpetrators
case-reporter = Reporter
case-reporter-unnamed = Left no name and no number.
case-reporter-care = Reach the reporter only in the way they called safe.
case-reporter-sealed = You may not open this part.
case-age = Age
case-sex = Sex
case-outline = This page shows how far the case is. What was told, the messages and the contacts are for those who work on it.
case-hard = Disability
case-name = Name
case-relation = Relation
case-phone = Telephone
case-contact-how = How to reach
case-contact-when = Safe hours
case-needs = Needs when talking
case-groups = Circumstances
case-workplace = Workplace
case-staff = A member of staff
case-notes = Notes
note-safety = Safe
note-review = Review
note-closure = Closing
identity-title = Who reported
identity-sealed = This part is sealed on its own. You may ask to open it.
identity-text = Open it only when you must. Every opening is recorded with your name. The reason is not kept in words.
identity-reason = Why do you need to know?
identity-button = Open who reported
done-acknowledgement = Recorded: you have taken this case.
done-contacts = The contact is recorded. It does not count as a first contact.
done-first_contact = Recorded: first contact with the person at risk.
done-messages = The message is sent.
done-safety = Recorded: the person at risk is safe.
done-reviews = The review is recorded.
done-closure = The case is closed.
case-must-not-know = Must not know
case-unknown = not known
case-history = Where the case has been
case-custody = Accountable offices over time
case-custody-since = since { $from }
case-custody-span = { $from } to { $to }
case-escalations = Escalations
case-no-escalations = None so far.
case-milestones = Milestones
case-no-milestones = None so far.
case-recorded-late = recorded late, counted from { $time }
case-contacts = Contacts
case-no-contacts = None so far.
case-messages = Messages with the reporter
case-no-messages = No message yet.
case-from-reporter = Reporter
case-from-staff = { $name }
case-acts = What to do now
case-problems = Not recorded yet, please look again
case-said-contact = The reporter says
custody-routed = where it happened
custody-accepted = handover accepted
custody-taken_over = taken over
custody-ordered = ordered from above
custody-found_here = the person was found here
custody-gap = coverage gap

case-because = Why it came here
because-happened-there = It happened in { $place }.
because-person-is-there = The person at risk is in { $place }.
because-found-at = The child was found and is at { $office }.
because-old-name-split = { $official ->
        [yes] The old name now belongs to several places. By the official table it is { $place }.
       *[no] The old name now belongs to several places. { $place } was taken for now, please check.
    }
because-near-border = The position is close to { $places }.
because-nearest-place = The position lies outside every border. Nearest is { $place }, within about { $kilometres } km.
because-several-places = What was told fits several places: { $places }.
because-commune-unknown = The commune is not known. { $place } finds out.
because-province-unknown = The province is not known.
because-not-staffed = Nobody answers at { $office } yet.
because-not-registered = { $place } has no office registered.
because-last-resort = No office below could take it. The ministry desk does.
because-must-not-know = { $source ->
        [reporter] The reporter said that somebody there must not know.
        [category] With this kind of case, the place complained of must not know.
        [relation] The workplace of the alleged perpetrator must not know.
       *[other] Somebody must not know.
    }
because-free-of-conflict = { $office } has nothing to do with the people of this case.
because-unit-involved = A unit of that place is involved. The office above sees each step.
because-reporter-unsure = The reporter was not sure who may know. The office above sees each step.
because-emergency-told = Emergency: told at once to { $offices }.

rung-duty_person = Duty person
rung-head = Head of office
rung-chair = Chair or deputy
rung-province_health = Provincial health department
rung-province_committee = Provincial People's Committee
rung-ministry_desk = Ministry desk
rung-round_the_clock_desk = Round-the-clock desk
rung-commune_police = Commune police
rung-province_police = Provincial police
rung-province_culture = Provincial culture department
rung-province_education = Provincial education department
rung-hotline_111 = Hotline 111
rung-passed-on = nobody to tell, passed on to the next rung

ack-title = Acknowledge
ack-hint = One step: confirm the severity, say what is done next and by when.
ack-severity = Severity
ack-severity-now = Computed so far: { $severity }
ack-next-act = Next act
ack-next-act-hint = Who does what. For example: Ms Hoa meets the girl alone at school.
ack-next-by = Done by
ack-reason = Reason, if you lower the severity
ack-reason-kept = Reason for the severity
ack-button = Acknowledge

contact-title = Record a contact
contact-title-hint = A first contact is only a meeting or talk with the person at risk, out of others' hearing.
contact-with = With whom
contact-outcome = Outcome
contact-alone = Who could hear
contact-way = How
contact-happened = When
contact-note = Note
contact-button = Record the contact
with-person_at_risk = Person at risk
with-reporter = Reporter
with-family = Family or carer
with-professional = Another office or professional
outcome-reached = Seen or spoken with
outcome-no_answer = Nobody answered
outcome-not_safe = Stopped, not safe to go on
outcome-wrong_number = Wrong number or address
alone-alone = Nobody else
alone-trusted_person = A trusted person or interpreter
alone-in_front_of_family = In front of family or the alleged perpetrator
how-in_person = Face to face
how-phone = Telephone
how-video = Video, signing
how-text = Writing, both ways

message-title = Write to the reporter
message-title-hint = Somebody else may read it. Write no names and nothing of what happened.
message-ready = Ready-made text
message-ready-none = No ready-made text
message-own = Your own words
message-own-hint = Only your own words count as an answer.
message-button = Send the message
tpl-hello = Hello. I am the person in charge. I have read it. Are you safe now?
tpl-more = Can you tell me when it is safe to write back?
tpl-slow = I am sorry you had to wait. We are still working on it.
tpl-choice = What would you like to happen next? You may say no.
tpl-end = If anything changes write here or report again. Thank you.

safety-title = Record safety
safety-title-hint = Only when a protective measure is in force, or the lead confirms that the danger is over.
safety-measure = Protective measure
safety-decision = Decision number, if any
safety-decision-no = Decision number
safety-happened = Since when
safety-button = Record safety
review-title = Record a review
review-title-hint = How is the person at risk today? Does the risk remain?
review-note = Finding
review-button = Record the review

case-suspected = This may be no real report ({ $why }). Please read it carefully: a real person can look like this too. The clocks go on.
suspected-honeypot = a machine filled in a field that nobody sees
suspected-too_fast = sent faster than a person can write
suspected-replayed = the page was opened days before
suspected-many = very many reports came over the same connection
suspected-mark = To be looked at first
release-title = This is a real report
release-text = It goes the way of every report, and of an emergency the police hear at once. If it is none, please close it with the reason.
release-button = Send it on
done-release = The report was sent on.

locate-title = Say where it happened
locate-title-hint = The case goes at once to the office of that place. The clocks go on from when the report came. Whoever must not know still must not.
locate-place = The place
locate-place-hint = Old or new names will do, for example: phường 22 Bình Thạnh.
locate-found = Choose a place
locate-search = Search
locate-button = Pass it on to this place
done-location = The place was recorded.
case-followed-map = The map changed: the case followed to { $to } ({ $time }).
case-followed-map-default = The map changed: the case followed to { $to } for now ({ $time }). Please find the right place.

know-title = I know these people
know-text = Your access to this case ends at once. Somebody else of your office goes on.
know-button = End my access

close-title = Close the case
close-title-hint = For the lead of the office. Some reasons need the office above.
close-reason = Reason
close-note = In your own words
close-button = Close the case
choose = Choose one
