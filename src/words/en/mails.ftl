# Subjects of alerts: there is work and by when, nothing more.
mail-new = Lắng Nghe: new work, due { $time }
mail-overdue = Lắng Nghe: one item is { $duration } overdue
mail-new-no-time = Lắng Nghe: new work
mail-new-now = Lắng Nghe: work to look at now
mail-due-soon = Lắng Nghe: one item is due soon, { $time }
mail-reporter-wrote = Lắng Nghe: a new message
mail-new-body = There is new work for your office.
mail-emergency-body = There is an emergency in your area. Please open it now.
mail-due-soon-body = This is needed: { $what }. Due: { $time }.
mail-message-waits = You have a message
mail-overdue-body = This is overdue: { $what }. It was due: { $time }.
mail-reporter-wrote-body = The person has written. Please read it and answer.
mail-answer-by = Please answer by { $time }.
mail-more-danger-body = The person who reported says that it has become more dangerous. Please open it and look at once.
mail-channel-unsafe = Lắng Nghe: something changed, please look before you get in touch
mail-channel-unsafe-body = The messages of this case are no longer safe. Please open it and look before you get in touch.
mail-reopened-body = A case that was closed is open again. Your office is accountable from now on.
mail-reopened-above = Lắng Nghe: something that was closed is open again
mail-reopened-above-body = Something your office closed is open again. The office above is accountable from now on.
mail-repeat-body = A new report concerns a case that was answered or closed within 90 days. Its severity was raised. Please open it and follow each step.
mail-closure-asked = Lắng Nghe: something waits for your decision
mail-closure-asked-body = Somebody asks to close a case. Please open it, see who was met, alone or not, and decide.
mail-closure-refused = Lắng Nghe: something goes on
mail-closure-refused-body = The closing that was asked for was not agreed to. Please open it, read why and go on; the deadlines go on too.
mail-case = Case code: { $case }
mail-severity = Severity: { $severity }
mail-accountable = Accountable office: { $office }
mail-open = Open after signing in
mail-footer = This mail was sent automatically. It holds nothing of the case itself. A case cannot be taken by answering it.
mail-readiness = Lắng Nghe: something to look at in the offices below
mail-readiness-body = { $n ->
        [one] In your area there is { $n } office where a report may find nobody to answer:
       *[other] In your area there are { $n } offices where a report may find nobody to answer:
    }
mail-readiness-line = { $n ->
        [one] { $gap }: { $n } office
       *[other] { $gap }: { $n } offices
    }
mail-drill-subject = [Drill] { $subject }
mail-drill-body = [Drill] This is practice: nobody is in need. Please do as you would with a real case.
mail-handed-on-body = A colleague cannot go on. This work is yours from now on.
mail-unassigned-body = Nobody is named for this work any more. Please decide who does it.
mail-invitation = Lắng Nghe: an invitation to work here
mail-invitation-body = You are invited to work on Lắng Nghe at { $office }. Please open the link below and choose a password.
mail-invitation-until = The link works once, until { $time }. Do not pass this mail on.
mail-open-invitation = Choose a password
mail-office-news = Lắng Nghe: a change of people or offices
mail-staff-invited = An administrator has invited { $name } to work at { $office }.
mail-staff-arrived = An administrator has moved { $name } to { $office }.
mail-staff-suspended = An administrator has suspended { $name } at { $office }.
mail-staff-reinstated = An administrator has let { $name } work again at { $office }.
mail-staff-left = { $name } no longer works at { $office }.
mail-staff-role = An administrator has changed what { $name } may do at { $office }.
mail-office-suspended = An administrator has suspended { $office }. Its open work goes to the office above.
mail-office-reinstated = An administrator has let { $office } work again.
mail-office-merged = An administrator has merged { $other } into { $office }.
mail-office-territory = An administrator has changed the parent or the territory of { $office }.
mail-not-expected = If you do not know why this changed, please call your administrator or the office above at once.
mail-staff-factor = An administrator has cleared the lost sign-in code of { $name } at { $office }.
mail-account = Lắng Nghe: news about your account
mail-account-new-device = Your account was signed in to from a device it was never used on, { $time }.
mail-account-factor-set = Sign-in codes were set up for your account, { $time }.
mail-account-factor-cleared = An administrator has cleared the sign-in code of your account, { $time }. Please sign in and set it up again.
mail-account-recovery-used = A recovery code of your account was used, { $time }.
mail-account-password-known = Somebody entered your password, but had no code, { $time }.
mail-account-not-you = If this was not you, open your account page, end all other sessions and call the administrator or the head of your office now.
