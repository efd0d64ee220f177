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
mail-overdue-body = This is overdue: { $what }. It was due: { $time }.
mail-reporter-wrote-body = The person has written. Please read it and answer.
mail-answer-by = Please answer by { $time }.
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
